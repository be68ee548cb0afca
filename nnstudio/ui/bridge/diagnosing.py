"""The window's diagnosis: a look at the run now and then, on copies, and what is found by it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from nnstudio.engine.errors import ResourceError
from nnstudio.training.events import Branched, Event, ProblemLoaded, RunFailed, RunReset
from nnstudio.training.failure import Failure
from nnstudio.training.frame import Frame, Status
from nnstudio.ui.bridge.aside import Aside
from nnstudio.ui.bridge.change import Change

if TYPE_CHECKING:
    from nnstudio.data.samples import Prepared
    from nnstudio.engine import Program
    from nnstudio.inspection.diagnosis import DataFacts, Finding, Look, Looker
    from nnstudio.ui.bridge.session import Session

INTERVAL = 1.0
"""Seconds between two looks at a run that goes on, at least."""
SHARE = 200
"""A look is taken and judged at most once in so many times what that costs: half a per cent of the time."""
SOON = 2.0
"""Seconds after a look at rest, whose cost no run has borne, until one that has gone on is looked at again."""
REST = 300
"""Milliseconds without another change after which a hand is thought to be still: till then its changes are not looked
at, since what it waits to see comes first."""
MOST = 64
"""Looks that are kept: the first ones, and of the later ones every other when there are more."""


Moment = tuple[int, int, int, int]


class Diagnosing(QObject):
    """``findings`` of the present run, the deepest cause first, from its ``looks``.

    What is measured is copied when a tick holds the trainer anyway, of changes by hand once it is still; measuring goes
    on beside the window, and so does making what a program's arrays are copied to. Where there is no room for that, a
    run is not looked at.
    Signals: ``changed()`` after each look, and when all is forgotten.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.findings: tuple[Finding, ...] = ()
        self.looks: list[Look] = []
        self._failure: Failure | None = None
        self._looker: Looker | None = None
        self._facts: DataFacts | None = None
        self._data: Prepared | None = None
        self._program: Program | None = None
        self._cramped: Program | None = None
        self._due = self._began = 0.0
        self._seen: Moment | None = None
        self._missed = self._void = self._rested = False
        self._fresh = True
        self._still = QTimer(self, singleShot=True, interval=REST)
        self._still.timeout.connect(self.begin)
        # Not from within a tick, which has the trainer held.
        self._at_last = QTimer(self, singleShot=True, interval=0)
        self._at_last.timeout.connect(self.begin)
        self._aside = Aside(self, patient=False)
        self._aside.done.connect(self._on_done)
        session.ticked.connect(self._on_ticked)
        session.events.connect(self._on_events)
        session.document_changed.connect(self._on_document_changed)

    @property
    def step(self) -> int:
        """The step of the last look; −1 before the first."""
        return self.looks[-1].step if self.looks else -1

    # -- looking

    def begin(self) -> None:
        """Look at the run where it stands: no tick comes of itself while it rests."""
        if self._session.status in (Status.PAUSED, Status.FAILED):
            with self._session.display.hold() as frame:
                if frame is not None:
                    self._look(frame, at_once=True)
                elif self._session.trainer.alive:
                    self._still.start()

    def _on_ticked(self, frame: Frame) -> None:
        self._look(frame, at_once=self._fresh)

    def _look(self, frame: Frame, at_once: bool) -> None:
        data = self._session.prepared
        # While another problem is on its way, the window has its data already.
        if frame.step < frame.head or frame.altered or data is None or frame.prepared is not data:
            return
        if frame.program is self._cramped:
            return
        if self._aside.running:
            self._missed = not frame.running
        elif not (time.monotonic() >= self._due if frame.running else _moment(frame) != self._seen):
            return
        elif frame.running or at_once:
            self._take(frame)
        else:
            self._still.start()

    def _take(self, frame: Frame) -> None:
        looker, program = self._ready(), frame.program
        self._program = program
        if not looker.knows(program):
            self._aside.start(lambda: _tried(lambda: looker.prepare(program)))
            return
        self._began, self._seen, self._rested = time.perf_counter(), _moment(frame), not frame.running
        refused = _tried(lambda: looker.take(program, frame.plan, frame.step, frame.epoch))
        self._missed = self._fresh = False
        self._still.stop()
        if isinstance(refused, ResourceError):
            self._give_up()
        else:
            self._aside.start(lambda: _tried(looker.measure))

    def _give_up(self) -> None:
        """There is no room for a second network beside this one: let go what there is of it."""
        self._cramped, self._looker = self._program, None

    def _ready(self) -> Looker:
        # Imported when there is something to look at: the window opens before that.
        from nnstudio.inspection.diagnosis import DataFacts, Looker

        data = self._session.prepared
        assert data is not None
        if self._looker is None or data is not self._data:
            self._data, self._looker, self._facts = data, Looker(data), DataFacts(data)
        return self._looker

    def _on_done(self, look: Look | ResourceError | None) -> None:
        if isinstance(look, ResourceError):
            self._give_up()
            look = None
        if look is None:
            # All is there to look at the run with, wherever it stands by now; or nothing is, and it may be another.
            self._missed = self._void = False
            self._at_last.start()
            return
        if not self._void:
            self._keep(look)
            self._judge()
            cost = time.perf_counter() - self._began
            self._due = time.monotonic() + (SOON if self._rested else max(INTERVAL, SHARE * cost))
        self._void = False
        if self._missed:
            self._still.start()

    def _keep(self, look: Look) -> None:
        if look.step <= self.step:
            # The same step, with other settings.
            self.looks.pop()
        self.looks.append(look)
        if len(self.looks) > MOST:
            self.looks[MOST // 4 :] = self.looks[MOST // 4 :: 2]
            self.looks += [look] if self.looks[-1] is not look else []

    # -- judging

    def _judge(self) -> None:
        from nnstudio.inspection.diagnosis import Case, diagnose

        facts = self._facts
        if facts is not None and facts.prepared is self._session.prepared:
            case = Case(self._session.document, facts, tuple(self.looks), self._session.curves, self._failure)
            self.findings = diagnose(case)
        self.changed.emit()

    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, ProblemLoaded | RunReset | Branched):
                self._forget()
                self._fresh = not isinstance(event, Branched)
            elif isinstance(event, RunFailed):
                self._failure = event.failure
                if self._session.prepared is not None:
                    self._ready()
                self._judge()

    def _on_document_changed(self, change: Change) -> None:
        if change.needs_load:
            self._forget()
        elif not change.layout_only:
            # The run goes on with other settings: of the looks so far only the first weights still tell something.
            first = [look.without_ratios() for look in self.looks[:1] if look.step == 0]
            self._forget()
            self._due = time.monotonic() + REST / 1000
            self.looks += first

    def _forget(self) -> None:
        """Nothing is known of a run that is another one from here on; a look under way is of the one before."""
        self.looks.clear()
        self._failure, self.findings, self._due, self._seen = None, (), 0.0, None
        self._void = self._missed = self._aside.running
        self.changed.emit()


def _moment(frame: Frame) -> Moment:
    """Return what tells two moments of a run at rest apart, as far as a look can see."""
    return frame.run_id, frame.revision, frame.step, frame.change


def _tried(work: Callable[[], Look | None]) -> Look | ResourceError | None:
    """Return what work returns, or that there is no room for it."""
    try:
        return work()
    except ResourceError as refused:
        return refused
