"""Recall."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.metric import Metric, averaged, averaging_parameter, right_said_true
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Recall(Metric):
    r"""Of all that is of a class, how much is found: :math:`\frac{TP}{TP + FN}`, averaged over the classes.

    0 for a class that is predicted but does not occur.
    """

    declaration = Declaration(
        id="recall",
        name=msg("Recall (R)"),
        help=msg("Of the samples that are of a class, the share that is found."),
        group="classification",
        formula=r"\frac{TP}{TP + FN}",
        parameters=(averaging_parameter(),),
        source="Van Rijsbergen, Information Retrieval (1979)",
        glyph="R",
        aliases=("sensitivity", "true positive rate", "召回率", "查全率", "靈敏度"),
    )

    def measure(self, prediction: Array, target: Array) -> Array:
        """Return the average over the classes that occur."""
        right, said, true = right_said_true(prediction, target)
        return averaged(right, true, said + true > 0, self.average)
