"""What the truth tables of two inputs share."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.data.dataset import DataSet, class_numbers, class_shape
from nnstudio.data.samples import DataShape, Samples, Task
from nnstudio.engine.declaration import Kind, Parameter
from nnstudio.text import msg

REPEATS = Parameter(
    "repeats",
    msg("Copies of each row"),
    Kind.INTEGER,
    1,
    msg("How often each of the four rows appears. With noise, each copy lands elsewhere."),
    minimum=1,
    maximum=1000,
    logarithmic=True,
)


class TruthTable(DataSet):
    """The four rows of a function of two bits; ``outputs`` are its values for 00, 01, 10, 11.

    With one copy each, the four rows are too few to split: all of them train, and the same rows are validated.
    """

    outputs: ClassVar[tuple[int, int, int, int]]

    @property
    def shape(self) -> DataShape:
        """Two inputs, two classes."""
        return class_shape((2,), class_numbers(2))

    def samples(self, random: np.random.Generator) -> Samples:
        """Return the table, copied as often as asked: nothing is drawn."""
        rows = np.array([(0, 0), (0, 1), (1, 0), (1, 1)], np.float64)
        return Samples(
            np.tile(rows, (self.repeats, 1)),
            np.tile(np.array(self.outputs, np.int64), self.repeats),
            Task.CLASSIFICATION,
            ("x₁", "x₂"),
            class_numbers(2),
            ("y",),
        )
