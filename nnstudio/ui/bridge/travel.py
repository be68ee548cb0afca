"""The way through the steps of the run and its branches, as the window sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from nnstudio.text import Message, msg
from nnstudio.training import commands
from nnstudio.training.break_point import BreakPoint
from nnstudio.training.curves import RunCurves
from nnstudio.training.events import (
    Branched,
    Event,
    ProblemLoaded,
    RunFailed,
    RunPaused,
    RunReset,
    SeekBegan,
    SeekEnded,
    SeekMoved,
)
from nnstudio.training.frame import Frame
from nnstudio.training.kept_run import KeptRun
from nnstudio.training.mailbox import Scalars
from nnstudio.ui.bridge.taking_over import take_over

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session


MOST_CURVES = 24
"""Runs whose curves are kept in a file."""


@dataclass(frozen=True)
class Progress:
    """A way under way: from step ``start`` to ``goal``, come to ``step``; ``seconds`` is about how long it takes."""

    start: int
    step: int
    goal: int
    seconds: float

    @property
    def share(self) -> float:
        """How much of the way lies behind."""
        length = abs(self.goal - self.start)
        return min(1.0, max(0.0, 1 - abs(self.goal - self.step) / length)) if length else 1.0


@dataclass(frozen=True)
class Landmark:
    """A step of the run that one may want to go to; ``kind`` is its mark, one for each reason."""

    kind: str
    step: int
    name: Message


class Travel(QObject):
    """Goes back and on in the run, and keeps each run's curves.

    Attributes
    ----------
    elsewhere : the steps before come from a file that another machine or version has written: there they may have been
        rounded otherwise than a replay here. filed_curves : those that this file holds of its runs.
    run, step, head : the run's number, where it stands, the farthest step that it came to. branched_from : the
        run and step where it began, None where it is none's branch. progress : a way under way.
    break_points : each with whether it is on; set in the session, not in the document.

    best : step and loss of the run's best validation, None where there was none.

    Signals
    -------
    moved() : any of these changed. progressed(Progress or None). branched(Branched).
    break_points_changed() : the list, a switch, a number, or where one has stopped the run.
    """

    moved = Signal()
    progressed = Signal(object)
    branched = Signal(object)
    break_points_changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._curves: dict[int, RunCurves] = {}
        self.run = self.step = self.head = 0
        self.elsewhere = False
        self.filed_curves: Sequence[object] = ()
        self.branched_from: tuple[int, int] | None = None
        self.best: tuple[int, float] | None = None
        self._failures: dict[int, int] = {}
        self.progress: Progress | None = None
        self.break_points: tuple[tuple[BreakPoint, bool], ...] = ()
        self._hits: dict[int, tuple[int, ...]] = {}
        self._chosen: KeptRun | None = None
        session.ticked.connect(self._on_ticked)

    @property
    def hits(self) -> tuple[int, ...]:
        """The steps of this run, those before its branching among them, at which a break-point has stopped it."""
        return self._hits.get(self.run, ())

    @property
    def visiting(self) -> bool:
        """Whether the run stands behind its head."""
        return self.step < self.head

    # -- commands

    def seek(self, step: int, run: int | None = None) -> None:
        """Go to a step that the run (or another one that is kept) has made."""
        self._chosen = None
        self._submit(commands.Seek(step, run))

    def go_on_with(self, kept: KeptRun) -> None:
        """Go to where a run was left; at its end its settings are the document's, since they are what goes on."""
        self.seek(kept.step, kept.run)
        self._chosen = kept

    def back_batch(self, count: int = 1) -> None:
        """Go back by so many updates."""
        self._submit(commands.StepBatch(-count))

    def back_epoch(self, count: int = 1) -> None:
        """Go back to the start of the epoch; where one stands there already, of the one before."""
        self._submit(commands.StepEpoch(-count))

    def cancel(self) -> None:
        """Stand where the way has come to."""
        self._submit(commands.CancelSeek())

    def to_head(self) -> None:
        """Go to the farthest step of the run."""
        self.seek(self.head)

    def branch(self) -> None:
        """Let what follows from here be a run of its own, with the settings that the document has now."""
        self._submit(commands.Branch())

    @property
    def landmarks(self) -> tuple[Landmark, ...]:
        """The steps of this run that are worth going to, from its start on."""
        found = [Landmark("start", 0, msg("The first weights"))]
        if self.branched_from is not None:
            found.append(Landmark("branch", self.branched_from[1], msg("Where this run branched off")))
        found += [Landmark("hit", step, msg("A break-point stopped the run")) for step in self.hits]
        if self.best is not None:
            found.append(Landmark("best", self.best[0], msg("The best validation")))
        if self.run in self._failures:
            found.append(
                Landmark("failure", self._failures[self.run], msg("The last step before numbers were no longer finite"))
            )
        found.append(Landmark("head", self.head, msg("The farthest step")))
        return tuple(sorted((mark for mark in found if mark.step <= self.head), key=lambda mark: mark.step))

    # -- break-points

    @property
    def names(self) -> dict[str, str]:
        """What the student calls the layers."""
        return {node.id: node.name for node in self._session.document.network.nodes}

    def set_break_points(self, points: tuple[tuple[BreakPoint, bool], ...]) -> None:
        """Have the run pause where one of these that are on comes true."""
        if points != self.break_points:
            self.break_points = points
            self._submit(commands.SetBreakPoints(tuple(point for point, on in points if on)))
            self.break_points_changed.emit()

    def add_break_point(self, point: BreakPoint) -> None:
        """Add one, and switch it on."""
        self.set_break_points((*self.break_points, (point, True)))

    def remove_break_point(self, number: int) -> None:
        """Remove one."""
        self.set_break_points((*self.break_points[:number], *self.break_points[number + 1 :]))

    def switch_break_point(self, number: int, on: bool) -> None:
        """Switch one on or off."""
        self._put(number, (self.break_points[number][0], on))

    def change_break_point(self, number: int, point: BreakPoint) -> None:
        """Put another one, such as one with another number, in its place."""
        self._put(number, (point, self.break_points[number][1]))

    def _put(self, number: int, entry: tuple[BreakPoint, bool]) -> None:
        self.set_break_points((*self.break_points[:number], entry, *self.break_points[number + 1 :]))

    def _submit(self, command: commands.Command) -> None:
        self._session.trainer.submit(command)
        self._session.display.wake()

    # -- what comes back

    def follow(self, event: Event) -> None:
        """Take note of an event; the session passes on all of them, in order."""
        if isinstance(event, SeekBegan):
            self._absorb(event.unread)
            self._show_curves_of(event.run)
            self._report(Progress(event.step, event.step, event.goal, event.seconds))
        elif isinstance(event, SeekMoved) and self.progress is not None:
            before = self.progress
            self._report(Progress(before.start, event.step, before.goal, before.seconds))
        elif isinstance(event, SeekEnded):
            self._show_curves_of(event.run)
            self._report(None)
            self._settle_in(event)
        elif isinstance(event, Branched):
            self._on_branched(event)
        elif isinstance(event, RunPaused) and event.point is not None:
            self._hits[event.run] = tuple(sorted({*self._hits.get(event.run, ()), event.step}))
            self.break_points_changed.emit()
        elif isinstance(event, RunFailed):
            self._failures[event.run] = event.failure.sound
        elif isinstance(event, ProblemLoaded) and not event.continued:
            self._curves.clear()
            self._failures.clear()
            self._hits.clear()
            self.break_points_changed.emit()
        elif isinstance(event, RunReset):
            self._absorb(event.unread)
            self._keep_curves(RunCurves(), event.run)

    def _settle_in(self, event: SeekEnded) -> None:
        """Where a run that was chosen goes on, have the document say how."""
        kept, session = self._chosen, self._session
        if kept is None or kept.run != event.run:
            return
        self._chosen = None
        edit = take_over(session.document, kept.document)
        # Behind the end it is looked at only.
        if edit is not None and session.trainer.moment == (event.run, event.step):
            session.edit(edit)

    def _on_branched(self, event: Branched) -> None:
        session = self._session
        self._hits[event.run] = tuple(step for step in self._hits.get(event.parent, ()) if step <= event.step)
        self._absorb(event.unread)
        self._keep_curves(session.curves.branch(event.run, event.step), event.run)
        session.control.branched(event, session.document, session.analysis)
        self.branched.emit(event)

    def _absorb(self, unread: Scalars | None) -> None:
        """Add the last losses of a run that is left; all of them, where it has begun since the window last looked."""
        if unread is not None:
            (self.curves_of(unread.run) or self._session.curves).absorb(unread)

    def _keep_curves(self, curves: RunCurves, run: int) -> None:
        """Put another run's curves in the place of the present ones, which are kept."""
        self._curves[self._session.curves.run] = self._session.curves
        self._session.curves = curves
        curves.run = run

    def _show_curves_of(self, run: int) -> None:
        if run != self._session.curves.run and run in self._curves:
            self._keep_curves(self._curves.pop(run), run)

    def curves_of(self, run: int) -> RunCurves | None:
        """Return the curves of a run of this network; None where they are not kept."""
        return self._session.curves if run == self._session.curves.run else self._curves.get(run)

    def save_curves(self, runs: Sequence[int]) -> list[dict[str, Any] | None]:
        """Return the curves of runs for a file; None for the one in hand, which has its own, and where none are kept.

        Only those of the latest are, which take the least of what may be shown.
        """
        own, latest = self._session.curves.run, set(runs[-MOST_CURVES:])
        kept = {run: curves for run, curves in self._curves.items() if run in latest and run != own}
        return [kept[run].save_arrays() if run in kept else None for run in runs]

    def take_up(self, event: ProblemLoaded) -> None:
        """Take the curves that a file holds of the runs that came with it; those that fit nowhere begin anew."""
        for run, arrays in zip(event.runs, self.filed_curves, strict=False):
            if run != event.run and isinstance(arrays, dict):
                self._curves[run] = made = RunCurves()
                try:
                    made.load_arrays(arrays)
                except (ValueError, KeyError, TypeError, AttributeError):
                    made.clear()
                made.run = run

    def _report(self, progress: Progress | None) -> None:
        self.progress = progress
        self.progressed.emit(progress)

    def _on_ticked(self, frame: Frame) -> None:
        found = frame.run_id, frame.step, frame.head, frame.parent, frame.best
        if found != (self.run, self.step, self.head, self.branched_from, self.best):
            self.run, self.step, self.head, self.branched_from, self.best = found
            self.moved.emit()
