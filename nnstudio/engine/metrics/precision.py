"""Precision."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.metric import Metric, averaged, averaging_parameter, right_said_true
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Precision(Metric):
    r"""Of all that is said to be of a class, how much is: :math:`\frac{TP}{TP + FP}`, averaged over the classes.

    0 for a class that is never predicted; classes that neither occur nor are predicted do not count.
    """

    declaration = Declaration(
        id="precision",
        name=msg("Precision (P)"),
        help=msg("Of the samples that are said to be of a class, the share that is."),
        group="classification",
        formula=r"\frac{TP}{TP + FP}",
        parameters=(averaging_parameter(),),
        source="Van Rijsbergen, Information Retrieval (1979)",
        glyph="P",
        aliases=("positive predictive value", "精确率", "查准率", "精確率"),
    )

    def measure(self, prediction: Array, target: Array) -> Array:
        """Return the average over the classes that occur."""
        right, said, true = right_said_true(prediction, target)
        return averaged(right, said, said + true > 0, self.average)
