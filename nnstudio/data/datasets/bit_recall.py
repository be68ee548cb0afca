"""A bit to be remembered."""

from __future__ import annotations

import numpy as np

from nnstudio.data.dataset import SEQUENCE, DataSet, class_numbers, class_shape, length_parameter, size_parameter
from nnstudio.data.samples import DataShape, Samples, Task
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.text import msg


class BitRecall(DataSet):
    r"""``x_1 = ±1``, then T − 1 steps from ``[−d, d]``; the class is whether ``x_1`` was +1."""

    declaration = Declaration(
        id="bit_recall",
        name=msg("Recall a bit"),
        help=msg(
            "The first step is −1 or 1, all others distract. Which was it? "
            "The longer the sequence, the smaller the gradient that reaches the first step."
        ),
        group=SEQUENCE,
        parameters=(
            size_parameter(500),
            length_parameter(10, 2, 200),
            Parameter(
                "distraction",
                msg("Distraction"),
                Kind.REAL,
                0.2,
                msg("The steps after the first are even between minus and plus this number."),
                minimum=0.0,
                maximum=1.0,
                symbol="d",
            ),
        ),
        source="Bengio, Simard & Frasconi 1994",
        aliases=("latch", "memory", "long-range", "记忆", "記憶"),
    )

    @property
    def shape(self) -> DataShape:
        """One number a step, two classes at the end."""
        return class_shape((self.length, 1), class_numbers(2))

    def samples(self, random: np.random.Generator) -> Samples:
        """Draw ``x`` ``(N, T, 1)`` with both bits as often; ``y`` is ``(N,)``."""
        y = random.permutation(np.arange(self.size) % 2)
        x = random.uniform(-self.distraction, self.distraction, (self.size, self.length, 1))
        x[:, 0, 0] = 2 * y - 1
        return Samples(x, y.astype(np.int64), Task.CLASSIFICATION, ("x",), class_numbers(2), ("y",))
