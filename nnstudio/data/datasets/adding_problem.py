"""Two marked numbers of a long sequence, to be added at its end."""

from __future__ import annotations

import numpy as np

from nnstudio.data.dataset import SEQUENCE, DataSet, length_parameter, size_parameter
from nnstudio.data.samples import DataShape, Numbers, Rows, Samples, Task
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg

_VALUE, _MARK = msg("value"), msg("mark")
_EARLY = 10
"""One of the first ten steps is marked."""


class AddingProblem(DataSet):
    r"""``y = 0.5 + (X₁ + X₂) / 4``: at every step a number from ``[−1, 1]`` and a mark, 1 at two steps.

    The first mark lies in the first ten steps, the second in the first half; the mark is −1 at both ends, and where
    the first number of all is marked, it counts as 0. Here every sequence has the same length.

    Source: Hochreiter & Schmidhuber 1997, experiment 4; an answer is right within 0.04.
    """

    declaration = Declaration(
        id="adding_problem",
        name=msg("Adding problem"),
        help=msg(
            "Two numbers of a long sequence are marked; their sum is asked for at its end. "
            "What was read early must be kept over many steps: here gates help."
        ),
        group=SEQUENCE,
        formula=r"y = 0.5 + \tfrac{1}{4}\left(X_1 + X_2\right)",
        parameters=(size_parameter(2000), length_parameter(20, 5, 200)),
        source="Hochreiter & Schmidhuber 1997",
        aliases=("LSTM", "memory", "long-range", "加法"),
    )
    words = (_VALUE, _MARK, msg("sum"))

    @property
    def shape(self) -> DataShape:
        """Two features a step, one value at the end."""
        return DataShape((self.length, 2), (1,), Task.REGRESSION)

    def samples(self, random: np.random.Generator) -> Samples:
        """Draw ``x`` ``(N, T, 2)`` and add up: ``y`` is ``(N, 1)``."""
        rows = np.arange(self.size)
        value = random.uniform(-1.0, 1.0, (self.size, self.length))
        first, second = _marked(random, self.size, self.length)
        mark = np.zeros_like(value)
        mark[:, 0] = mark[:, -1] = -1.0
        mark[rows, first] = mark[rows, second] = 1.0
        y = 0.5 + (_counted(value, first) + _counted(value, second)) / 4
        names = (_VALUE.id, _MARK.id)
        return Samples(np.stack((value, mark), -1), y[:, None], Task.REGRESSION, names, (), ("sum",))


def _marked(random: np.random.Generator, size: int, length: int) -> tuple[Rows, Rows]:
    """Return which two steps are marked, each ``(N,)``; never the same."""
    half = max(2, length // 2)
    first = random.integers(0, min(_EARLY, half), size)
    second = random.integers(0, half - 1, size)
    return first, second + (second >= first)


def _counted(value: Numbers, step: Rows) -> Numbers:
    return np.where(step == 0, 0.0, value[np.arange(len(value)), step])
