"""The weights of kept runs at any of their steps: those between two snapshots are made again beside the window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from nnstudio.training.history import Again
from nnstudio.training.kept_run import KeptRun, Moment
from nnstudio.ui.bridge.aside import Aside
from nnstudio.ui.bridge.session import Session

_LATER = 100
"""Milliseconds until a trainer that could not be held is asked again."""


class Moments(QObject):
    """A run that the trainer still has the record of is known at every step, any other one at its snapshots.

    Signals: ``came()`` : a moment that was wanted is known now.
    """

    came = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._ways: dict[KeptRun, Again | None] = {}
        self._known: dict[KeptRun, Moment] = {}
        self._tried: dict[KeptRun, int] = {}
        self._wanted: list[tuple[KeptRun, int]] = []
        self._working: tuple[KeptRun, int] | None = None
        self._aside = Aside(self, patient=False)
        self._aside.done.connect(self._on_done)
        # When this is gone, it can no longer be asked what is under way.
        ways = self._ways
        self.destroyed.connect(lambda *_: _call_off(ways.values()))
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._begin)

    def at(self, run: KeptRun, step: int) -> Moment:
        """Return a run's moment at a step, or the nearest before it that is known so far."""
        kept, known = run.moment(step), self._known.get(run)
        return known if known is not None and kept[0] < known[0] <= step else kept

    def want(self, runs: Sequence[KeptRun], step: int) -> None:
        """Have these runs' moments at a step made, in place of any others wanted before."""
        for gone in [run for run in self._ways if run not in runs]:
            del self._ways[gone]
            self._known.pop(gone, None)
            self._tried.pop(gone, None)
        goals = [(run, min(step, run.step)) for run in runs if run.run and self._ways.get(run, True) is not None]
        self._wanted = [(run, goal) for run, goal in goals if self.at(run, goal)[0] < goal != self._tried.get(run)]
        if self._working is not None and self._working not in self._wanted:
            way = self._ways.get(self._working[0])
            if way is not None:
                way.call_off()
        if self._wanted and self._working is None:
            # Not in the midst of a paint: the trainer must stand still to be asked for a record.
            self._next.start(0)

    def let_go(self) -> None:
        """Want nothing any more, and keep nothing."""
        self.want((), 0)

    def _begin(self) -> None:
        if not self._wanted or self._working is not None:
            return
        run, step = self._wanted[0]
        if run not in self._ways:
            with self._session.display.hold(exclusive=True) as frame:
                if frame is None:
                    self._next.start(_LATER)
                    return
                self._ways[run] = self._session.trainer.again(run.run)
        way = self._ways[run]
        if way is None:
            # What the trainer has forgotten stays at its snapshots.
            del self._wanted[0]
            self._next.start(0)
            return
        self._working = run, step
        self._aside.start(partial(way.at, step))

    def _on_done(self, moment: Moment | None) -> None:
        done, self._working = self._working, None
        if moment is not None and done is not None and done[0] in self._ways:
            self._known[done[0]], self._tried[done[0]] = moment, done[1]
            self._wanted = [each for each in self._wanted if each != done]
            self.came.emit()
        if self._wanted and self._working is None:
            self._next.start(0)


def _call_off(ways: Iterable[Again | None]) -> None:
    for way in ways:
        if way is not None:
            way.call_off()
