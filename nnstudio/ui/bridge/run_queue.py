"""Runs that wait for one another: each is trained when the one before it is done, and is then there to be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from nnstudio.data import prepare
from nnstudio.data.samples import Prepared
from nnstudio.document.model import Document
from nnstudio.engine.errors import NnstudioError
from nnstudio.text import Message
from nnstudio.training.lab import Variant
from nnstudio.training.queued import MOST, Queued
from nnstudio.training.trial import Fate
from nnstudio.ui.bridge.contest_work import ContestWork, Racer

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session


@dataclass(frozen=True, eq=False)
class Waiting:
    """A run that waits, is under way, or cannot be trained (``racer`` knows): the document as it was when put here.

    ``prepared`` is None of one that came with a file, until its turn comes.
    """

    racer: Racer
    prepared: Prepared | None
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

    @property
    def queued(self) -> tuple[Queued, ...]:
        """What waits, as a file keeps it; the one under way among it, from its beginning."""
        return tuple(Queued(entry.name, entry.racer.document, entry.epochs) for entry in self.waiting)

    def take_up(self, queue: Sequence[Queued]) -> None:
        """Put what a project's file holds in the place of what waits; it rests until it is started."""
        self._halt()
        self._put(tuple(Waiting(Racer(Variant(one.name), one.document), None, one.epochs) for one in queue))

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
        for entry in self.waiting:
            prepared = self._prepared(entry) if entry.racer.fate is Fate.WAITING else None
            if prepared is not None:
                self._now = entry
                self._work.begin([entry.racer], prepared, entry.epochs)
                break
        else:
            if self._done:
                self.ended.emit(self._done)
        self.changed.emit()

    def _prepared(self, entry: Waiting) -> Prepared | None:
        """Return a run's data; None where they can't be read, which it then says of itself."""
        ours, theirs = self._session.document, entry.racer.document
        if entry.prepared is not None:
            return entry.prepared
        if theirs.data == ours.data and theirs.table is ours.table and self._session.prepared is not None:
            return self._session.prepared
        try:
            return prepare(theirs.data, theirs.table)
        except NnstudioError as error:
            entry.racer.fate, entry.racer.said = Fate.REFUSED, error.message
            return None

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
