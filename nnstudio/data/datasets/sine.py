"""A sine wave to be fitted."""

from __future__ import annotations

import math

import numpy as np

from nnstudio.data.dataset import FUNCTION, DataSet, size_parameter
from nnstudio.data.samples import DataShape, Samples, Task
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.text import msg


class Sine(DataSet):
    r"""``y = sin(f x)``, ``x`` even in ``[−π, π]``. Noise goes to the target."""

    declaration = Declaration(
        id="sine",
        name=msg("Sine"),
        help=msg("A wave of one input. Hidden neurons add up to a curve; too many of them fit the noise as well."),
        group=FUNCTION,
        formula=r"y = \sin(f x)",
        parameters=(
            size_parameter(200),
            Parameter(
                "frequency",
                msg("Frequency"),
                Kind.REAL,
                1.0,
                msg("How many waves fit into the range from −π to π."),
                minimum=0.25,
                maximum=5.0,
                symbol="f",
            ),
        ),
        aliases=("regression", "curve", "正弦"),
    )
    noisy_target = True

    @property
    def shape(self) -> DataShape:
        """One input, one value."""
        return DataShape((1,), (1,), Task.REGRESSION)

    def samples(self, random: np.random.Generator) -> Samples:
        """Draw ``x`` and follow the wave: ``y`` is ``(N, 1)``."""
        x = random.uniform(-math.pi, math.pi, (self.size, 1))
        return Samples(x, np.sin(self.frequency * x), Task.REGRESSION, ("x",), (), ("y",))
