"""The confusion matrix."""

from __future__ import annotations

from typing import ClassVar

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.metric import Metric, tallied
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class ConfusionMatrix(Metric):
    """How many samples of each true class (row) were put into each class (column), ``(C, C)``."""

    declaration = Declaration(
        id="confusion_matrix",
        name=msg("Confusion matrix"),
        help=msg("Which classes are taken for which: rows are the truth, columns the prediction."),
        group="classification",
        formula=r"M_{ij} = \sum_n [c_n = i] \, [\hat{c}_n = j]",
        source="Townsend, Perception & Psychophysics 9 (1971)",
        glyph="▦",
        aliases=("error matrix", "混淆矩阵", "混淆矩陣"),
    )
    shape: ClassVar[str] = "matrix"

    def measure(self, prediction: Array, target: Array) -> Array:
        """Return the counts."""
        return tallied(prediction, target)
