"""Pages of which one is shown, as large as that one needs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


class Pages(QWidget):
    """A stack whose size is the shown page's own: a tall page behind it makes nothing scroll.

    A ``QStackedWidget`` is as high as the highest of its pages wherever one of them wraps its text. ``shown`` is the
    page on top.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages: list[QWidget] = []
        self.shown: QWidget | None = None

    def add(self, page: QWidget) -> None:
        """Add a page; the first one is shown."""
        page.setParent(self)
        page.hide()
        self.pages.append(page)
        if self.shown is None:
            self.show_page(page)

    def show_page(self, page: QWidget) -> None:
        """Show another page."""
        if page is self.shown:
            return
        before, self.shown = self.shown, page
        page.setGeometry(self.rect())
        page.show()
        if before is not None:
            before.hide()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return what the shown page would like."""
        return self.shown.sizeHint() if self.shown is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return what the shown page needs."""
        return self.shown.minimumSizeHint() if self.shown is not None else super().minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        """Whether the shown page's height depends on its width, as wrapped text does."""
        return self.shown is not None and self.shown.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """Return the shown page's height at a width."""
        return self.shown.heightForWidth(width) if self.shown is not None else -1

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the shown page all the room."""
        super().resizeEvent(event)
        if self.shown is not None:
            self.shown.setGeometry(self.rect())

    def event(self, event: QEvent) -> bool:
        """Pass on that the shown page has another size in mind."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)
