"""Weights turned by hand: as fast as the trainer follows, the last value always, one branch of the run a gesture."""

from __future__ import annotations

from PySide6.QtCore import QObject

from nnstudio.engine import Place
from nnstudio.training.by_hand import WriteWeights
from nnstudio.training.commands import Write
from nnstudio.training.frame import Frame
from nnstudio.ui.bridge.session import Session


class WhatIf(QObject):
    """Writes a weight or a bias of the run. While a write is on its way only the newest value waits behind it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._waiting: tuple[Write, bool] | None = None
        self._gesture: Place | None = None
        session.ticked.connect(self._on_ticked)

    def set(self, place: Place, value: float, sliding: bool = False) -> None:
        """Write a number; while ``sliding`` nothing but the batch under way is worked out anew."""
        self._waiting = Write(place.layer, place.quantity, place.index, value), not sliding
        if not sliding or not self._session.trainer.pending:
            self._send(place)

    def _send(self, place: Place) -> None:
        if self._waiting is not None:
            (write, settled), self._waiting = self._waiting, None
            self._session.trainer.submit(WriteWeights((write,), self._gesture != place, settled))
            self._gesture = None if settled else place
            self._session.display.wake()

    def _on_ticked(self, frame: Frame) -> None:
        if self._waiting is not None:
            write = self._waiting[0]
            self._send(Place(write.layer, write.name, write.index))
