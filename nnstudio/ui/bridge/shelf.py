"""The runs that are kept to be compared: those that gave way to another, those of a lab, and the one in hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from nnstudio.document.model import TrainingSettings
from nnstudio.engine.optimizers import optimizers
from nnstudio.text import Message, msg
from nnstudio.training.commands import KeepRun
from nnstudio.training.curves import RunCurves
from nnstudio.training.events import Event, RunKept
from nnstudio.training.kept_run import KeptRun

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session

MOST = 24
"""Runs that are kept; of more the oldest goes."""
MOST_BYTES = 1 << 27
"""What they may take, 128 MB; of large networks fewer are kept, and always the latest."""


def name_of(settings: TrainingSettings) -> Message:
    """Return what a run with these settings is called, unless somebody knows better."""
    optimizer = optimizers[settings.optimizer].declaration.name
    return msg("{optimizer}, α = {rate}", optimizer=optimizer, rate=f"{settings.learning_rate:g}")


class Shelf(QObject):
    """Belongs to a session. ``runs`` are in the order in which they came; a run that goes on and is left again is put
    in its own place. ``traced`` are those of them whose ways are drawn on the loss landscape.

    Signals: ``changed()``.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.runs: tuple[KeptRun, ...] = ()
        self._traced: set[KeptRun] = set()

    @property
    def traced(self) -> tuple[KeptRun, ...]:
        """Those that are drawn on the landscape, in their order."""
        return tuple(run for run in self.runs if run in self._traced)

    def trace(self, runs: Iterable[KeptRun]) -> None:
        """Draw the ways of these on the landscape, and of no others; those that were not kept are now."""
        wanted = tuple(runs)[-MOST:]
        self._traced = set(wanted)
        self._set((*self.runs, *(run for run in wanted if run not in self.runs)))

    def ask(self) -> None:
        """Have what there is of the run in hand put here."""
        self._session.trainer.submit(KeepRun())
        self._session.display.wake()

    def put(self, run: KeptRun) -> None:
        """Keep a run."""
        same = [number for number, other in enumerate(self.runs) if run.run and other.run == run.run]
        if same:
            if self.runs[same[0]] in self._traced:
                self._traced.add(run)
            self._set((*self.runs[: same[0]], run, *self.runs[same[0] + 1 :]))
        elif run not in self.runs:
            self._set((*self.runs, run))

    def drop(self, run: KeptRun) -> None:
        """Keep a run no more."""
        self._set(tuple(other for other in self.runs if other is not run))

    def _set(self, runs: tuple[KeptRun, ...]) -> None:
        self.runs = runs[-MOST:]
        while len(self.runs) > 1 and sum(run.nbytes for run in self.runs) > MOST_BYTES:
            self.runs = self.runs[1:]
        self._traced &= set(self.runs)
        self.changed.emit()

    def follow(self, event: Event, curves: RunCurves | None) -> None:
        """Take note of an event; ``curves`` are those of the run that it is about, as far as they are known."""
        if not isinstance(event, RunKept) or event.loaded.document is None:
            return
        loaded = event.loaded
        copy = curves.branch(event.run, event.step) if curves is not None else RunCurves()
        copy.run = event.run
        if event.unread is not None and event.unread.run == event.run:
            copy.absorb(event.unread)
        settings = replace(loaded.settings, seed=loaded.seed)
        document = replace(event.loaded.document, training=settings)
        self.put(KeptRun(name_of(settings), document, loaded.prepared, copy, event.snapshots, event.step, event.run))
