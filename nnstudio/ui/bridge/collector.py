"""Python's garbage is collected in the window's thread alone.

Cyclic garbage is collected by whichever thread happens to allocate. If that is the trainer's and the garbage holds a
widget, Qt destroys it in the wrong thread: its timers stay behind and fire into freed memory (seen: a crash some
seconds after a window with a run was closed). So automatic collection is off while a trainer lives, and a timer of the
window's thread does the same work by the same thresholds.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL = 1000
"""Milliseconds between two looks at how much has gathered."""


class Collector(QObject):
    """Belongs to a session. Several may be at work; automatic collection returns when the last one stops."""

    _working: set[int] = set()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Take over from Python."""
        self._working.add(id(self))
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Hand back to Python."""
        self._timer.stop()
        self._working.discard(id(self))
        if not self._working:
            gc.enable()

    def look(self) -> int:
        """Collect the oldest generation that is due, and return how much was found."""
        due = [
            generation
            for generation, (count, threshold) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > threshold > 0
        ]
        return gc.collect(due[-1]) if due else 0
