"""The F₁ score."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.metric import Metric, averaged, averaging_parameter, right_said_true
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class F1(Metric):
    r"""The harmonic mean of precision and recall, :math:`\frac{2 TP}{2 TP + FP + FN}`, averaged over the classes."""

    declaration = Declaration(
        id="f1",
        name=msg("F₁ score"),
        help=msg("The harmonic mean of precision and recall: high only where both are."),
        group="classification",
        formula=r"\frac{2 \, TP}{2 \, TP + FP + FN}",
        parameters=(averaging_parameter(),),
        source="Van Rijsbergen, Information Retrieval (1979)",
        glyph="F₁",
        aliases=("F-measure", "F1 score", "F1 值", "F 值", "F1 分數"),
    )

    def measure(self, prediction: Array, target: Array) -> Array:
        """Return the average over the classes that occur."""
        right, said, true = right_said_true(prediction, target)
        return averaged(2.0 * right, said + true, said + true > 0, self.average)
