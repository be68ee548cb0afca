"""What mostly went with the input of the very step: of a text, the letter that mostly follows this one."""

from __future__ import annotations

import numpy as np

from nnstudio.data.samples import DataShape, Numbers, Task
from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.baselines.baseline import Answer, Baseline
from nnstudio.text import msg


class Pair(Baseline):
    """The shares of the classes at the steps of the training set that have the same input."""

    declaration = Declaration(
        id="pair",
        name=msg("By this step's input alone"),
        help=msg(
            "What the training set mostly answers at steps with the same input; of a text the letter that mostly "
            "follows this one (bigram). Who does not beat it makes nothing of the steps before."
        ),
        formula=r"p(y \mid x_t) = \frac{n(x_t, y) + p(y)}{n(x_t) + 1}",
        source="Shannon 1951",
        aliases=("bigram", "Markov", "二元", "马尔可夫", "馬可夫"),
    )
    shares = True

    @classmethod
    def fits(cls, shape: DataShape) -> bool:
        """Of classes at every step."""
        return bool(shape.places) and shape.task is Task.CLASSIFICATION

    def fit(self, x: Numbers, y: Numbers) -> Answer:
        """Count; an input that was never met is answered by the shares of all."""
        every = y.mean(axis=0)
        inputs, places = np.unique(x, axis=0, return_inverse=True)
        counts = np.zeros((len(inputs), y.shape[1]))
        np.add.at(counts, places.ravel(), y)
        shares = (counts + every) / (counts.sum(axis=1, keepdims=True) + 1)
        by_input = {row.tobytes(): share for row, share in zip(inputs, shares, strict=True)}
        return lambda asked: np.array([by_input.get(row.tobytes(), every) for row in np.ascontiguousarray(asked)])
