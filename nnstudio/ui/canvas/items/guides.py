"""The lines that show with what a dragged node stands in line."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from nnstudio.ui import theme
from nnstudio.ui.canvas.aligning import Guide


class GuideLines(QGraphicsPathItem):
    """Hairlines of the accent colour, as thin at any zoom; ``guides`` are those shown."""

    def __init__(self) -> None:
        super().__init__()
        pen = QPen(theme.tokens().accent, theme.tokens().hairline_width)
        pen.setCosmetic(True)
        self.setPen(pen)
        self.setZValue(5)
        self.guides: tuple[Guide, ...] = ()

    def show_guides(self, guides: Iterable[Guide]) -> None:
        """Show these lines alone."""
        self.guides = tuple(guides)
        path = QPainterPath()
        for guide in self.guides:
            path.moveTo(guide.start)
            path.lineTo(guide.end)
        self.setPath(path)
