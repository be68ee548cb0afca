"""The ROC curve."""

from __future__ import annotations

from typing import ClassVar

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.metric import Metric
from nnstudio.engine.metrics.ranking import roc_points, scores_of_class
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class ROC(Metric):
    """The receiver operating characteristic: true against false positive rate as the threshold falls.

    Rows of ``(false positive rate, true positive rate, threshold)``, from (0, 0, ∞) to (1, 1); one for each different
    score. The same points as scikit-learn's with ``drop_intermediate=False``.
    """

    declaration = Declaration(
        id="roc",
        name=msg("ROC curve"),
        help=msg("What share is found against what share is falsely called, while the threshold falls from ∞."),
        group="classification",
        formula=r"\left( \frac{FP}{FP + TN}, \; \frac{TP}{TP + FN} \right)",
        parameters=(
            Parameter(
                "positive",
                msg("Class"),
                Kind.INTEGER,
                1,
                msg("The class that is to be found, counted from 0."),
                minimum=0,
                maximum=9999,
                symbol="c",
            ),
        ),
        source="Fawcett, Pattern Recognition Letters 27 (2006)",
        glyph="⌜",
        aliases=("receiver operating characteristic", "ROC 曲线", "ROC 曲線", "接收者操作特征", "接收者操作特徵"),
    )
    shape: ClassVar[str] = "curve"
    ranks: ClassVar[bool] = True

    def measure(self, prediction: Array, target: Array) -> Array:
        """Return the points, ``(P, 3)``."""
        return roc_points(*scores_of_class(prediction, target, self.positive))
