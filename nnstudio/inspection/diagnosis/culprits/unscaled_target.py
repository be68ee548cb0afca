"""A target in units that a network can hardly reach."""

from __future__ import annotations

from nnstudio.document.edits import SetData, Several
from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.figures import number
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.text import msg

LARGE = 30.0
SMALL = 0.003


class UnscaledTarget(Culprit):
    """A regression's target is far from 1, and is not scaled."""

    declaration = Declaration(
        id="unscaled_target",
        name=msg("The target is not scaled"),
        help=msg("Errors as large as the target make gradients of its size: training diverges, or takes for ever."),
        formula=r"\sqrt{\tfrac1N\sum_n t_n^2} > 30 \text{ or } < 0.003",
        source="LeCun, Bottou, Orr & Müller 1998, §4.5",
        aliases=("scaling", "缩放", "縮放"),
    )
    explains = frozenset(
        {
            "saturated", "dead", "exploding", "vanishing", "diverging", "not_finite", "learning_rate_high",
            "learning_rate_low", "not_learning", "underfitting", "overfitting",
        }
    )  # fmt: skip

    def find(self, case: Case) -> Finding | None:
        """Look at the target as training sees it."""
        size = case.facts_of_data.target_rms
        if size == 0 or SMALL <= size <= LARGE:
            return None
        scaled = case.document.data.scale_target
        fix = None if scaled else Several((SetData((("scale_target", True),)),), msg("Scale the target"))
        return self.finding(
            msg("The target is about {size}; the first answers are about 1.", size=number(size)),
            msg("Scale the target to mean 0 and standard deviation 1; the answers are shown in its own unit even so."),
            [Evidence(msg("Root mean square of the target"), number(size), case.output_layer, (), 0)],
            fix=fix,
        )
