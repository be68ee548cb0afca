"""Accuracy."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.metric import Metric, classes_of
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Accuracy(Metric):
    r"""The share of samples whose predicted class is the true one: :math:`\frac1N \sum_n [\hat c_n = c_n]`."""

    declaration = Declaration(
        id="accuracy",
        name=msg("Accuracy"),
        help=msg("The share of samples that are put into the right class."),
        group="classification",
        formula=r"\frac{1}{N} \sum_n [\hat{c}_n = c_n]",
        source="Bishop, Pattern Recognition and Machine Learning (2006)",
        glyph="✓",
        aliases=("hit rate", "准确率", "準確率", "正确率", "正確率"),
    )

    def measure(self, prediction: Array, target: Array) -> Array:
        """Return the share, 0 to 1."""
        found, true, _ = classes_of(prediction, target)
        return np.asarray(np.count_nonzero(found == true) / len(true))
