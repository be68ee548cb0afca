"""A loss that is small enough."""

from __future__ import annotations

from nnstudio.engine import Place, Plan
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.text import Message, msg
from nnstudio.training.break_point import BreakPoint, Names, Test
from nnstudio.training.run import Run


class LossBelow(BreakPoint):
    """Comes true where the loss of a batch is below the bound."""

    declaration = Declaration(
        id="loss_below",
        name=msg("The loss is small"),
        help=msg("The loss of the batch is below the bound."),
        formula=r"L < x",
        parameters=(Parameter("limit", msg("Bound"), Kind.REAL, 0.1, msg("The bound."), symbol="x"),),
    )

    def watch(self, run: Run) -> Test:
        """Look at the batch's loss."""
        limit = float(self.limit)

        def test(plan: Plan) -> bool:
            return bool(plan.loss.item() < limit)

        return test

    def place(self, plan: Plan) -> Place | None:
        """Return the batch's mean loss."""
        return Place(plan.graph.sinks[0], "mean_loss", ())

    def said(self, names: Names) -> Message:
        """Say the bound."""
        return msg("the loss of a batch is below {limit}", limit=f"{self.limit:g}")
