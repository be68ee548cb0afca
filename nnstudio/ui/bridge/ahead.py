"""What will be wanted soon is done while nothing happens: small pieces of work, one in a turn of the event loop."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

REST = 300
"""Milliseconds without a step after which nobody is thought to be stepping."""
PAUSE = 20
"""Milliseconds between two pieces."""


class Ahead(QObject):
    """Works for widgets that can be seen, in turns: a long work does not keep a short one waiting.

    Nothing that is shown may depend on it: a piece only fills a cache, or builds what is hidden.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._works: dict[int, tuple[QWidget, Iterator[object]]] = {}
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._turn)

    @property
    def running(self) -> bool:
        """Whether there is work left."""
        return bool(self._works)

    def begin(self, widget: QWidget, work: Iterator[object]) -> None:
        """Take up work for a widget, each ``next`` of it a piece; what was left of its work before is dropped."""
        key = id(widget)
        if key not in self._works:
            widget.destroyed.connect(lambda: self._works.pop(key, None))
        self._works[key] = widget, work
        self.rest()

    def rest(self) -> None:
        """Let what is asked for come first."""
        if self._works:
            self._timer.start(REST)

    def _turn(self) -> None:
        seen = ((key, work) for key, (widget, work) in self._works.items() if widget.isVisible())
        key, work = next(seen, (0, None))
        if work is None:
            return
        # To the end of the row; what the piece itself began for this widget takes its place there.
        self._works[key] = self._works.pop(key)
        if next(work, self) is self:
            self._works.pop(key, None)
        if self._works:
            self._timer.start(PAUSE)
