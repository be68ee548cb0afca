"""The run played backwards: one seek after the other, each a little farther back."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from nnstudio.training.frame import Status
from nnstudio.ui.bridge.session import Session

_BEAT = 60
"""Milliseconds between two pictures; a seek that takes longer is waited for."""
_PICTURES = 150
"""Of a run as a whole, at most."""


class Backwards(QObject):
    """Plays from where the run stands to its first step. Signals: ``ended()`` there, or when the run goes on."""

    ended = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asked = -1
        self._timer = QTimer(self, interval=_BEAT)
        self._timer.timeout.connect(self._go)

    def play(self, on: bool) -> None:
        """Begin, or stand where it has come to."""
        if on:
            self._asked = -1
            self._timer.start()
        else:
            self._timer.stop()

    def _go(self) -> None:
        travel = self._session.travel
        if self._session.status is Status.RUNNING or travel.step == 0:
            self._timer.stop()
            self.ended.emit()
        elif travel.progress is None and self._asked in (-1, travel.step):
            # Only once the picture before has been seen.
            self._asked = max(0, travel.step - max(1, travel.head // _PICTURES))
            travel.seek(self._asked)
