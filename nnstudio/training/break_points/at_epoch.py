"""The end of an epoch."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.text import Message, msg
from nnstudio.training.break_point import BreakPoint, Names
from nnstudio.training.run import Run


class AtEpoch(BreakPoint):
    """Comes true once so many epochs are done."""

    declaration = Declaration(
        id="at_epoch",
        name=msg("An epoch is done"),
        help=msg("So many epochs are done."),
        parameters=(Parameter("epoch", msg("Epochs done"), Kind.INTEGER, 1, msg("How many."), 1, 1_000_000_000),),
    )

    def goal(self, run: Run) -> int | None:
        """Return the step that ends the epoch."""
        return run.step + run.steps_to_epoch(self.epoch) if self.epoch > run.epoch else None

    def said(self, names: Names) -> Message:
        """Say which."""
        return msg("epoch {number} is done", number=self.epoch)
