"""Panes side by side, with dividers that the mouse drags and the arrow keys move."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls.translation import bind

_ALONG: Final = {
    Qt.Orientation.Horizontal: {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1},
    Qt.Orientation.Vertical: {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1},
}
_STEP: Final = 2.0
"""Units of the grid that a key moves a divider."""


class Splitter(QSplitter):
    """A splitter without collapsing; Tab comes to its dividers, and arrow keys, Home and End move them."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(theme.tokens().hairline_width)

    def createHandle(self) -> QSplitterHandle:
        """Return a divider that takes keys."""
        return _Divider(self.orientation(), self)


class _Divider(QSplitterHandle):
    def __init__(self, orientation: Qt.Orientation, parent: QSplitter) -> None:
        super().__init__(orientation, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        bind(self.setAccessibleName, msg("Divider between panes"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, as far as the panes' smallest sizes allow."""
        splitter = self.splitter()
        place = splitter.indexOf(self)
        # Where it stands: a divider thinner than what a hand can meet is wider than it looks.
        before = sum(splitter.sizes()[:place]) + (place - 1) * splitter.handleWidth()
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: max(splitter.width(), splitter.height())}
        key = Qt.Key(event.key())
        if key in ends:
            self.moveSplitter(ends[key])
        elif key in _ALONG[self.orientation()]:
            self.moveSplitter(before + _ALONG[self.orientation()][key] * theme.tokens().space(_STEP))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Be seen to have the keys."""
        super().focusInEvent(event)
        self._show_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Look as before."""
        super().focusOutEvent(event)
        self._show_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt masks a thin divider anew, whoever has the keys."""
        super().resizeEvent(event)
        self._show_focus()

    def _show_focus(self) -> None:
        # A thin divider is wider than it looks, for the mouse: with the keys it is seen in its whole width.
        self.setMask(QRegion(self.rect() if self.hasFocus() else self.contentsRect()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Stand out while it has the keys."""
        super().paintEvent(event)
        if self.hasFocus():
            QPainter(self).fillRect(self.rect(), theme.tokens().accent)
