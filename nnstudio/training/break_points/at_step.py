"""A step by its number."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.text import Message, msg
from nnstudio.training.break_point import BreakPoint, Names
from nnstudio.training.run import Run


class AtStep(BreakPoint):
    """Comes true once so many updates are made."""

    declaration = Declaration(
        id="at_step",
        name=msg("A step is reached"),
        help=msg("So many updates are made."),
        parameters=(Parameter("step", msg("Updates made"), Kind.INTEGER, 100, msg("How many."), 1, 1 << 53),),
    )

    def goal(self, run: Run) -> int | None:
        """Return the step."""
        return int(self.step) if self.step > run.step else None

    def said(self, names: Names) -> Message:
        """Say which."""
        return msg("step {number} is reached", number=self.step)
