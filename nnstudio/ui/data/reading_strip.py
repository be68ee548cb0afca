"""One line that says which file is being read, with a way out."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import ElidedLabel, bind
from nnstudio.ui.data.reader import Request

_PATIENCE = 250
"""Milliseconds before it appears: most files are read before one could see it."""


class ReadingStrip(QFrame):
    """Signals: ``cancel_wanted()``."""

    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "message")
        self.setProperty("level", "note")
        self.text = ElidedLabel()
        self.cancel = QPushButton()
        self.cancel.clicked.connect(self.cancel_wanted)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PATIENCE)
        self._timer.timeout.connect(self.show)
        bind(self.cancel.setText, msg("Cancel"))
        row = QHBoxLayout(self)
        space = theme.tokens().space
        row.setContentsMargins(space(1.5), space(0.5), space(1), space(0.5))
        row.addWidget(self.text, 1)
        row.addWidget(self.cancel)
        super().hide()

    def show_request(self, request: Request) -> None:
        """Say which file, unless it is read at once."""
        name = request.path.name
        bind(self.text.setText, lambda: tr("Reading “{file}” …", file=name))
        self._timer.start()

    def hide(self) -> None:
        """Take it away, also before it appeared."""
        self._timer.stop()
        super().hide()
