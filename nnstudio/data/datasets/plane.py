"""A tilted plane to be fitted."""

from __future__ import annotations

import numpy as np

from nnstudio.data.dataset import FUNCTION, DataSet, size_parameter
from nnstudio.data.samples import DataShape, Samples, Task
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.text import Message, msg


def _number(name: str, label: Message, default: float, symbol: str) -> Parameter:
    text = msg("One neuron without an activation function finds this number again.")
    return Parameter(name, label, Kind.REAL, default, text, minimum=-5.0, maximum=5.0, symbol=symbol)


class Plane(DataSet):
    r"""``y = w₁ x₁ + w₂ x₂ + b``, both inputs even in ``[−1, 1]``. Noise goes to the target."""

    declaration = Declaration(
        id="plane",
        name=msg("Plane"),
        help=msg("A value that depends linearly on two inputs: linear regression, solved by a single neuron."),
        group=FUNCTION,
        formula=r"y = w_1 x_1 + w_2 x_2 + b",
        parameters=(
            size_parameter(200),
            _number("slope_1", msg("Slope along x₁"), 1.0, "w₁"),
            _number("slope_2", msg("Slope along x₂"), -0.5, "w₂"),
            _number("offset", msg("Offset"), 0.25, "b"),
        ),
        aliases=("regression", "linear", "平面"),
    )
    noisy_target = True

    @property
    def shape(self) -> DataShape:
        """Two inputs, one value."""
        return DataShape((2,), (1,), Task.REGRESSION)

    def samples(self, random: np.random.Generator) -> Samples:
        """Draw both inputs and follow the plane: ``y`` is ``(N, 1)``."""
        x = random.uniform(-1.0, 1.0, (self.size, 2))
        y = x @ np.array([[self.slope_1], [self.slope_2]]) + self.offset
        return Samples(x, y, Task.REGRESSION, ("x₁", "x₂"), (), ("y",))
