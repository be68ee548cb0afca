"""A pane that is dragged by its bar: where it would go is shown, and where it is let go it is put."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from nnstudio.ui import theme

_EDGE = 0.28
"""Of a pane: so near to its edge one is beside it, else in its place."""
Target = tuple[str, str]
"""A pane, and which side of it: ``left``, ``right``, ``above``, ``below`` or ``here``."""


class Ghost(QWidget):
    """Shows on top of everything where the pane would go."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the place."""
        painter, accent = QPainter(self), theme.tokens().accent
        painter.setPen(QPen(accent, 2.0))
        painter.setBrush(theme.with_alpha(accent, 0.18))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))


class BarDrag(QObject):
    """Listens to the bars of a workspace's panes.

    ``panes`` gives the widgets by their names as they are now; ``put(pane, beside, side)`` is called at the end.
    """

    def __init__(
        self, home: QWidget, panes: Callable[[], Mapping[str, QWidget]], put: Callable[[str, str, str], object]
    ) -> None:
        super().__init__(home)
        self._home, self._panes, self._put = home, panes, put
        self._bars: dict[QObject, str] = {}
        self._from: QPoint | None = None
        self._dragging = False
        self.ghost = Ghost(home)

    def add(self, bar: QWidget, pane: str) -> None:
        """Let a pane be dragged by this bar."""
        self._bars[bar] = pane
        bar.setCursor(Qt.CursorShape.OpenHandCursor)
        bar.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse from press to release."""
        if watched in self._bars and isinstance(event, QMouseEvent):
            if event.type() is QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
                self._from = event.globalPosition().toPoint()
            elif event.type() is QEvent.Type.MouseMove and self._from is not None:
                self._move(self._bars[watched], event.globalPosition().toPoint())
            elif event.type() is QEvent.Type.MouseButtonRelease and self._from is not None:
                self._release(self._bars[watched], event.globalPosition().toPoint())
        return super().eventFilter(watched, event)

    def target(self, at: QPoint) -> Target | None:
        """Return what is at a point of the screen."""
        for name, widget in self._panes().items():
            area = QRect(widget.mapToGlobal(QPoint()), widget.size())
            if widget.isVisible() and area.contains(at):
                x, y = (at.x() - area.x()) / area.width(), (at.y() - area.y()) / area.height()
                away, side = min((x, "left"), (1 - x, "right"), (y, "above"), (1 - y, "below"))
                return name, side if away < _EDGE else "here"
        return None

    def _move(self, pane: str, at: QPoint) -> None:
        assert self._from is not None
        far = QPointF(at - self._from).manhattanLength() >= QApplication.startDragDistance()
        self._dragging = self._dragging or far
        found = self.target(at) if self._dragging else None
        if found is None or found[0] == pane:
            self.ghost.hide()
            return
        self.ghost.setGeometry(self._place(found))
        self.ghost.raise_()
        self.ghost.show()

    def _release(self, pane: str, at: QPoint) -> None:
        dragged, self._dragging, self._from = self._dragging, False, None
        self.ghost.hide()
        found = self.target(at) if dragged else None
        if found is not None and found[0] != pane:
            self._put(pane, *found)

    def _place(self, target: Target) -> QRect:
        widget = self._panes()[target[0]]
        area = QRect(widget.mapTo(self._home, QPoint()), widget.size())
        wide, high = area.width() // 2, area.height() // 2
        cut = {"left": (0, 0, -wide, 0), "right": (wide, 0, 0, 0), "above": (0, 0, 0, -high), "below": (0, high, 0, 0)}
        return area.adjusted(*cut.get(target[1], (0, 0, 0, 0)))
