"""Where a run must pause by itself: the break-points that are on, and what the next of them is."""

from __future__ import annotations

from nnstudio.training.break_point import BreakPoint, Watching
from nnstudio.training.run import Run
from nnstudio.training.watch import Watch


class Stops:
    """The break-points that are on; ``hit`` is the number of the one that came true at the last step, −1 for none."""

    def __init__(self, points: tuple[BreakPoint, ...] = ()) -> None:
        self.points = points
        self.hit = -1
        self._watching: Watching | None = None

    def goal(self, run: Run) -> int | None:
        """Return the first step ahead at which one is known to come true."""
        return min((goal for point in self.points if (goal := point.goal(run)) is not None), default=None)

    def advance(self, run: Run, most: int, watch: Watch) -> int:
        """Advance a run, no farther than to the step at which one comes true."""
        self.hit = -1
        if not self.points:
            return run.advance(most, watch)
        goals = [point.goal(run) for point in self.points]
        if self._watching is None or self._watching.run is not run:
            self._watching = Watching(self.points, run)
        made = run.advance(most, watch, self._watching)
        self.hit = self._watching.hit
        if self.hit < 0 and run.step in goals:
            self.hit = goals.index(run.step)
        return made
