"""The area under the ROC curve."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.metric import Metric, rows_of
from nnstudio.engine.metrics.ranking import area, roc_points, scores_of_class
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class AUC(Metric):
    """The area under the ROC curve: how often a sample of the class scores higher than one that is not; ties count ½.

    With several classes the mean over them, each against the rest (scikit-learn's macro ``ovr``). NaN where a class has
    no sample, or no other class has one.
    """

    declaration = Declaration(
        id="auc",
        name=msg("Area under ROC"),
        help=msg("How often a sample of the class scores higher than one of another: 1 is perfect, ½ is guessing."),
        group="classification",
        formula=r"P(a_{+} > a_{-}) + \frac{1}{2} \, P(a_{+} = a_{-})",
        source="Hanley & McNeil, Radiology 143 (1982)",
        glyph="◿",
        aliases=("AUROC", "ROC AUC", "曲线下面积", "曲線下面積"),
    )

    ranks: ClassVar[bool] = True

    def measure(self, prediction: Array, target: Array) -> Array:
        """Return the area, 0 to 1."""
        count = rows_of(prediction, target)[0].shape[1]
        classes = range(count) if count > 2 else (1,)
        return np.asarray(np.mean([area(roc_points(*scores_of_class(prediction, target, c))) for c in classes]))
