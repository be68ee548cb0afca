"""The room that a pane has for its views: where it is lower than the view on top needs, one scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from nnstudio.ui import theme

_LOWEST = 14
"""Units that a pane has at least, however little of its view they show."""


class ViewRoom(QScrollArea):
    """A stack of views. A layout that gets less than it needs would draw one row over another, or cut the last.

    What a view needs depends on its width, as rows of tools that wrap do; what lies behind the one on top does not
    count.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack = QStackedWidget()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._stack)
        # The views paint their own ground.
        for ground in (self.viewport(), self._stack):
            ground.setAutoFillBackground(False)
        self._stack.installEventFilter(self)

    def addWidget(self, view: QWidget) -> None:
        """Put a view behind the others."""
        self._stack.addWidget(view)

    def setCurrentWidget(self, view: QWidget) -> None:
        """Bring a view to the top, from its beginning on."""
        if view is not self.currentWidget():
            self.verticalScrollBar().setValue(0)
        self._stack.setCurrentWidget(view)
        self._fit()
        self.updateGeometry()

    def currentWidget(self) -> QWidget | None:
        """Return the view on top."""
        return self._stack.currentWidget()

    def minimumSizeHint(self) -> QSize:
        """As wide as the view on top needs, also beside the bar that scrolls it; as high as a pane must be."""
        view, bar = self.currentWidget(), self.verticalScrollBar().sizeHint().width()
        width = view.minimumSizeHint().width() if view is not None else 0
        return QSize(width + bar, min(theme.tokens().space(_LOWEST), self._needed(width)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the view the room there is."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look anew what the view needs when it says so."""
        if watched is self._stack and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        room = self.viewport().size()
        self._stack.resize(room.width(), max(room.height(), self._needed(room.width())))

    def _needed(self, width: int) -> int:
        """Return the least height of the view on top at a width."""
        view = self.currentWidget()
        if view is None:
            return 0
        layout = view.layout()
        wraps = layout is not None and layout.hasHeightForWidth()
        own = layout.totalMinimumHeightForWidth(width) if layout is not None and wraps else 0
        return max(own, view.minimumHeight(), 0 if wraps else view.minimumSizeHint().height())
