"""Input as it comes from outside: another process says when the mouse moved, and a probe says when that was painted."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import time

from PySide6.QtCore import QEvent, QPointF, QSocketNotifier, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

_SCRIPT = """
import os, random, struct, sys, time
while True:
    time.sleep(random.uniform(0.02, 0.08))
    os.write(1, struct.pack("d", time.perf_counter()))
"""


class Probe(QWidget):
    """A small widget that repaints when the mouse moves over it. ``waits`` are the seconds from event to paint."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setGeometry(2, 2, 24, 24)
        self.setMouseTracking(True)
        self.waits: list[float] = []
        self._since: list[float] = []
        self._hue = 0
        self._process = subprocess.Popen([sys.executable, "-c", _SCRIPT], stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self._pipe = self._process.stdout.fileno()
        self._notifier = QSocketNotifier(self._pipe, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_input)
        self.raise_()
        self.show()

    def _on_input(self) -> None:
        data = os.read(self._pipe, 8 * 64)
        self._since += [moment for (moment,) in struct.iter_unpack("d", data)]
        place = QPointF(self._hue % 20, 5)
        move = QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            self.mapToGlobal(place),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self, move)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Ask for a repaint."""
        self._hue = (self._hue + 37) % 360
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and note how long the input waited."""
        QPainter(self).fillRect(self.rect(), QColor.fromHsv(self._hue, 200, 200))
        now = time.perf_counter()
        self.waits += [now - moment for moment in self._since]
        self._since.clear()

    def stop(self) -> None:
        """End the other process."""
        self._notifier.setEnabled(False)
        self._process.kill()
        self._process.wait()
