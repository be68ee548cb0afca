"""A ring around a view that has the keyboard and draws no sign of it by itself: a plot, a table, a scrolled text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.ui import theme


class FocusRing(QWidget):
    """Lies over ``view``, lets the mouse through, and is seen while the view has the focus by key."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the view's focus and size."""
        kind = event.type()
        if kind == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            # Who clicked, or chose a workspace, knows where the focus is.
            self.setVisible(event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason))
        elif kind == QEvent.Type.FocusOut:
            self.hide()
        elif kind != QEvent.Type.Resize:
            return False
        self.setGeometry(self.parentWidget().rect())
        self.raise_()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring."""
        current, painter = theme.tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(current.focus, current.focus_width))
        half = current.focus_width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), current.radius, current.radius)


def take_keys_for(view: QWidget, plot: QWidget) -> None:
    """Fill a view with its plot, and have the view itself take the keys, with a ring around it."""
    view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    column = QVBoxLayout(view)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(plot)
    FocusRing(view)
