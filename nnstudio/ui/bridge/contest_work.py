"""Runs that are trained beside the window: their contest on a worker thread, and what has come of it so far."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from nnstudio.data.samples import Prepared
from nnstudio.document.model import Document
from nnstudio.text import Message
from nnstudio.training.contest import SLICE, Contest
from nnstudio.training.curves import RunCurves
from nnstudio.training.frame import Status
from nnstudio.training.kept_run import KeptRun, Snapshots
from nnstudio.training.lab import Variant
from nnstudio.training.trainer import Trainer
from nnstudio.training.trial import Fate, News
from nnstudio.ui.bridge.aside import Aside

_LOOK = 120
"""Milliseconds between two looks at what has come."""
_SHARE = 12
"""Beside a run that goes on one slice in so many is taken: the run in sight comes first."""
_BREATH = 0.0005
"""Seconds that the window is left between two slices even so."""


@dataclass(eq=False)
class Racer:
    """One variant, and what is known of it."""

    variant: Variant
    document: Document
    curves: RunCurves = field(default_factory=RunCurves)
    fate: Fate = Fate.WAITING
    share: float = 0.0
    step: int = 0
    snapshots: Snapshots | None = None
    said: Message | None = None


class ContestWork(QObject):
    """One contest at a time, over the same data.

    Signals: ``moved()`` when something has come, ``ended()`` when all have come to their ends, or were stopped.
    """

    moved = Signal()
    ended = Signal()

    def __init__(self, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._trainer = trainer
        self.racers: list[Racer] = []
        self.prepared: Prepared | None = None
        self._contest: Contest | None = None
        # A list of its own: when this is gone, it can no longer be asked what is under way.
        self._begun: list[Contest] = []
        begun = self._begun
        self.destroyed.connect(lambda *_: _call_off(begun))
        self._aside = Aside(self, patient=False)
        self._aside.done.connect(lambda _: self._on_done())
        self._timer = QTimer(self, interval=_LOOK)
        self._timer.timeout.connect(self._collect)

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self._contest is not None

    @property
    def share(self) -> float:
        """How much of it is done."""
        return sum(racer.share for racer in self.racers) / max(1, len(self.racers))

    def begin(self, racers: Sequence[Racer], prepared: Prepared, epochs: int) -> None:
        """Train these in the place of any others."""
        self.stop()
        self.racers, self.prepared = list(racers), prepared
        self.moved.emit()
        if not racers:
            return
        contest = Contest([racer.document for racer in racers], prepared, epochs, self._give_way)
        self._contest, self._begun[:] = contest, [contest]
        self._aside.start(contest.run)
        self._timer.start()

    def stop(self) -> None:
        """Have it end at once; what has come so far stays."""
        if self._contest is not None:
            self._contest.call_off()
            self._collect()
            self._aside.drop()
            self._end()

    def kept_as(self, number: int, name: Message) -> KeptRun | None:
        """Return a racer's run, to be compared under a name; None while it has not come to its end."""
        racer = self.racers[number]
        if racer.snapshots is None or self.prepared is None:
            return None
        made, short = (racer.document, self.prepared, racer.curves, racer.snapshots), racer.variant.name
        return KeptRun(name, *made, racer.step, ended=racer.said, short=short)

    def _give_way(self) -> None:
        """On the worker: leave the interpreter to the window, and most of the time to a run that goes on."""
        running = self._trainer.status is Status.RUNNING
        time.sleep((_SHARE - 1) * SLICE if running else _BREATH)

    def _collect(self) -> None:
        news = self._contest.drain() if self._contest is not None else ()
        for each in news:
            self._take(each)
        if news:
            self.moved.emit()

    def _take(self, news: News) -> None:
        racer = self.racers[news.trial]
        racer.fate, racer.share, racer.step, racer.said = news.fate, news.share, news.step, news.said
        if news.scalars is not None:
            racer.curves.absorb(news.scalars)
        if news.snapshots is not None:
            racer.snapshots = news.snapshots

    def _on_done(self) -> None:
        self._collect()
        self._end()

    def _end(self) -> None:
        self._timer.stop()
        self._contest = None
        self._begun.clear()
        self.ended.emit()


def _call_off(contests: Sequence[Contest]) -> None:
    for contest in contests:
        contest.call_off()
