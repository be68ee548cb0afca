"""Runs that wait for one another: each is trained when the one before it is done, and is then there to be compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from nnstudio.data.samples import Prepared
from nnstudio.document.model import Document
from nnstudio.text import Message
from nnstudio.training.lab import Variant
from nnstudio.training.trial import Fate
from nnstudio.ui.bridge.contest_work import ContestWork, Racer

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session

MOST = 200
"""Runs that may wait."""


@dataclass(frozen=True, eq=False)
class Waiting:
    """A run that waits, is under way, or cannot be trained (``racer`` knows): the document as it was when put here."""

    racer: Racer
    prepared: Prepared
    epochs: int

    @property
    def name(self) -> Message:
        """What the run will be called."""
        return self.racer.variant.name

    def again(self) -> Waiting:
        """Return it as it was before it was begun."""
        return replace(self, racer=Racer(self.racer.variant, self.racer.document))


class RunQueue(QObject):
    """Belongs to a session. ``waiting`` are in the order in which they go; the one under way is the first that can be.

    The run in hand is left alone, as by a lab.
    Signals: ``changed()``; ``ended(int)`` : all are done, so many of them since the start.
    """

    changed = Signal()
    ended = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.waiting: tuple[Waiting, ...] = ()
        self._work = ContestWork(session.trainer, self)
        self._done = 0
        self._now: Waiting | None = None
        self._work.moved.connect(self.changed)
        self._work.ended.connect(self._on_ended)

    @property
    def running(self) -> bool:
        """Whether one of them is trained."""
        return self._now is not None

    def add(self, name: Message, document: Document, epochs: int) -> bool:
        """Put a document at the end; False where there are no data, or too many wait."""
        prepared = self._session.prepared
        if prepared is None or len(self.waiting) >= MOST:
            return False
        self._put((*self.waiting, Waiting(Racer(Variant(name), document), prepared, epochs)))
        return True

    def remove(self, entry: Waiting) -> None:
        """Take one out; if it is under way, the next one begins."""
        self._put(tuple(other for other in self.waiting if other is not entry))
        if entry is self._now:
            self._halt()
            self._next()

    def move(self, entry: Waiting, by: int) -> None:
        """Let one go sooner (``by`` below 0) or later."""
        here = self.waiting.index(entry)
        there = min(max(0, here + by), len(self.waiting) - 1)
        others = [other for other in self.waiting if other is not entry]
        self._put((*others[:there], entry, *others[there:]))

    def start(self) -> None:
        """Train what waits, one after the other."""
        if self._now is None:
            self._done = 0
            self._next()

    def stop(self) -> None:
        """Rest; what was under way waits again, from its beginning."""
        now = self._now
        if now is not None:
            self._halt()
            self._put(tuple(other.again() if other is now else other for other in self.waiting))

    def _halt(self) -> None:
        self._now = None
        self._work.stop()

    def _next(self) -> None:
        able = [entry for entry in self.waiting if entry.racer.fate is Fate.WAITING]
        if able:
            self._now = able[0]
            self._work.begin([able[0].racer], able[0].prepared, able[0].epochs)
        elif self._done:
            self.ended.emit(self._done)
        self.changed.emit()

    def _on_ended(self) -> None:
        now, self._now = self._now, None
        if now is None:
            return
        kept = self._work.kept_as(0, now.name)
        if kept is not None:
            self._done += 1
            self._session.shelf.put(kept)
            self.waiting = tuple(other for other in self.waiting if other is not now)
        self._next()

    def _put(self, waiting: tuple[Waiting, ...]) -> None:
        self.waiting = waiting
        self.changed.emit()
