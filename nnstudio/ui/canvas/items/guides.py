"""The lines that show with what a dragged node stands in line."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.ui import theme
from nnstudio.ui.canvas.aligning import Guide
from nnstudio.ui.canvas.items.along import paint_anew


class GuideLines(QGraphicsItem):
    """Hairlines of the accent colour, as thin at any zoom; ``guides`` are those shown."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(5)
        self.guides: tuple[Guide, ...] = ()
        self.hide()

    def show_guides(self, guides: Iterable[Guide]) -> None:
        """Show these lines alone."""
        guides = tuple(guides)
        changed = [guide for guide in (*self.guides, *guides) if not (guide in guides and guide in self.guides)]
        self.guides = guides
        self.setVisible(bool(guides))
        paint_anew(self, (QRectF(guide.start, guide.end).normalized() for guide in changed))

    def boundingRect(self) -> QRectF:
        """Return nothing: Qt would have all between the lines painted anew, which may be the whole view."""
        return QRectF()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the lines."""
        pen = QPen(theme.tokens().accent, theme.tokens().hairline_width)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLines([QLineF(guide.start, guide.end) for guide in self.guides])
