"""The mouse moved over a widget without a button pressed.

The event goes to the widget itself: the offscreen platform gives a moved cursor to whatever window lies on top, which
in a long run of tests need not be the one that is meant.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget


def hover(widget: QWidget, point: QPoint) -> None:
    """Send the widget the event of a mouse that arrives at ``point``."""
    none = Qt.MouseButton.NoButton
    where = QPointF(widget.mapToGlobal(point))
    moved = QMouseEvent(QEvent.Type.MouseMove, QPointF(point), where, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, moved)
