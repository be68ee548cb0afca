"""Python's garbage is collected in the window's thread alone, and never all of it at once while somebody looks.

Cyclic garbage is collected by whichever thread happens to allocate. If that is the trainer's and the garbage holds a
widget, Qt destroys it in the wrong thread: its timers stay behind and fire into freed memory (seen: a crash some
seconds after a window with a run was closed). So automatic collection is off while a trainer lives, and a timer of the
window's thread does the same work by the same thresholds.

To look through all that a window is made of takes 60 to 80 ms. So what is there after the first second is set aside
(``gc.freeze``), and later collections see only what came since; all is gone through, and set aside anew, while the
window is not the one that is worked in.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

INTERVAL = 1000
"""Milliseconds between two looks at how much has gathered."""
AFTERWARDS = 3
"""Looks at which all that came lately is gone through after another document took the place of one."""
SWEEP = 600
"""Looks after which all is gone through, once nobody works in the window."""


class Collector(QObject):
    """Belongs to a session. Several may be at work; automatic collection returns when the last one stops."""

    _working: set[int] = set()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=INTERVAL)
        # Not in the turn of the event loop that the timer runs out in: that may have a step to show already.
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._timer.timeout.connect(self._soon.start)
        self._soon.timeout.connect(self.look)
        self._looks = self._expected = 0

    def start(self) -> None:
        """Take over from Python."""
        self._working.add(id(self))
        gc.disable()
        self._looks = 0
        self._timer.start()

    def stop(self) -> None:
        """Hand back to Python."""
        self._timer.stop()
        self._soon.stop()
        self._working.discard(id(self))
        if not self._working:
            gc.unfreeze()
            gc.enable()

    def expect(self) -> None:
        """Another document takes the place of one: its plans, tens of megabytes, hang together in rings."""
        self._expected = AFTERWARDS

    def look(self) -> int:
        """Collect the oldest generation that is due, and return how much was found."""
        self._looks += 1
        if self._looks == 1:
            gc.freeze()
            return 0
        if self._looks > SWEEP and QGuiApplication.applicationState() != Qt.ApplicationState.ApplicationActive:
            return self.sweep()
        if self._expected:
            self._expected -= 1
            return gc.collect()
        due = [
            generation
            for generation, (count, threshold) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > threshold > 0
        ]
        return gc.collect(due[-1]) if due else 0

    def sweep(self) -> int:
        """Collect among what was set aside as well, set aside what is left, and return how much was found."""
        self._looks = 1
        gc.unfreeze()
        found = gc.collect()
        gc.freeze()
        return found
