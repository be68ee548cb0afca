"""A lab under way beside the window: its contest on a worker thread, and what has come of it so far."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from nnstudio.data.samples import Prepared
from nnstudio.document.model import Document
from nnstudio.text import Message, msg
from nnstudio.training.contest import SLICE, Contest
from nnstudio.training.curves import RunCurves
from nnstudio.training.frame import Status
from nnstudio.training.kept_run import KeptRun, Snapshots
from nnstudio.training.lab import Lab, Variant
from nnstudio.training.trainer import Trainer
from nnstudio.training.trial import Fate, News
from nnstudio.ui.bridge.aside import Aside

_LOOK = 120
"""Milliseconds between two looks at what has come."""
_SHARE = 12
"""Beside a run that goes on a lab takes one slice in so many: the run in sight comes first."""
_BREATH = 0.0005
"""Seconds that the window is left between two slices even so."""


@dataclass(eq=False)
class Racer:
    """One variant, and what is known of it."""

    variant: Variant
    document: Document
    curves: RunCurves
    fate: Fate = Fate.WAITING
    share: float = 0.0
    step: int = 0
    snapshots: Snapshots | None = None
    said: Message | None = None


class LabWork(QObject):
    """One lab at a time. ``racers`` are its variants. Signals: ``moved()`` when something has come, ``ended()``."""

    moved = Signal()
    ended = Signal()

    def __init__(self, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._trainer = trainer
        self.racers: list[Racer] = []
        self.lab: Lab | None = None
        self.base: Document | None = None
        self.prepared: Prepared | None = None
        self._contest: Contest | None = None
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

    def start(self, lab: Lab, document: Document, prepared: Prepared, epochs: int) -> bool:
        """Begin a lab in the place of any other; False where there is nothing to vary."""
        self.stop()
        variants = lab.variants(document, len(prepared.training))
        self.lab, self.base, self.prepared = lab, document, prepared
        self.racers = [Racer(variant, variant.applied(document), RunCurves()) for variant in variants]
        self.moved.emit()
        if not variants:
            return False
        documents = [racer.document for racer in self.racers]
        contest = Contest(documents, prepared, epochs, self._give_way)
        self._contest = contest
        self.destroyed.connect(lambda *_: contest.call_off())
        self._aside.start(contest.run)
        self._timer.start()
        return True

    def stop(self) -> None:
        """Have it end at once; what has come so far stays."""
        if self._contest is not None:
            self._contest.call_off()
            self._collect()
            self._aside.drop()
            self._end()

    def kept(self, number: int) -> KeptRun | None:
        """Return a variant's run, to be compared; None while it has not come to its end."""
        racer, lab = self.racers[number], self.lab
        if racer.snapshots is None or self.prepared is None or lab is None:
            return None
        name = msg("{lab}: {variant}", lab=lab.declaration.name, variant=racer.variant.name)
        return KeptRun(name, racer.document, self.prepared, racer.curves, racer.snapshots, racer.step, 0, racer.said)

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
        self.ended.emit()
