"""The words at the cursor while a wire or a layer is dragged."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.ui import theme
from nnstudio.ui.canvas.geometry import GRID
from nnstudio.ui.canvas.items import look

WIDEST = 32 * GRID


class HintItem(QGraphicsItem):
    """A small slip with a sentence, the same size at any zoom.

    Red edge and ✕ where something is impossible, ▲ where it can be done and then something has to be mended.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setZValue(10)
        self._text = ""
        self._refused = self._doubtful = False
        self._box = QRectF()
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown."""
        return self._text if self.isVisible() else ""

    def say(self, text: str, place: QPointF, *, refused: bool = False, doubtful: bool = False) -> None:
        """Show ``text`` below and to the right of a scene point; nothing for an empty text."""
        self.prepareGeometryChange()
        sign = "✕ " if refused else "▲ " if doubtful else ""
        self._text = sign + text if text else ""
        self._refused, self._doubtful = refused, doubtful
        metrics = look.metrics("caption")
        words = metrics.boundingRect(QRectF(0, 0, WIDEST, 100 * GRID), int(Qt.TextFlag.TextWordWrap), self._text)
        box = QRectF(2 * GRID, 2 * GRID, words.width() + 2 * GRID, words.height() + GRID)
        self._box = box.translated(self._inward(box, place))
        self.setPos(place)
        self.setVisible(bool(text))
        self.update()

    def _inward(self, box: QRectF, place: QPointF) -> QPointF:
        """Return by how much the slip must shift to be in sight: to the left, and above the point instead of below."""
        views = self.scene().views() if self.scene() is not None else []
        if not views:
            return QPointF()
        room = views[0].viewport().rect().toRectF()
        there = box.translated(views[0].mapFromScene(place).toPointF())
        left = min(0.0, room.right() - GRID - there.right())
        up = -box.height() - 4 * GRID if there.bottom() > room.bottom() - GRID else 0.0
        return QPointF(left, up)

    def boundingRect(self) -> QRectF:
        """Return the slip's box."""
        return self._box.adjusted(-1, -1, 1, 1)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the slip."""
        tokens = theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge, paper, ink = tokens.accent, tokens.panel, tokens.text
        if self._refused:
            edge, paper, ink = tokens.error, tokens.error_soft, tokens.error
        elif self._doubtful:
            edge, paper, ink = tokens.warning, tokens.warning_soft, tokens.warning
        painter.setPen(QPen(edge, tokens.hairline_width))
        painter.setBrush(paper)
        painter.drawRoundedRect(self._box, tokens.radius, tokens.radius)
        painter.setPen(ink)
        painter.setFont(look.font("caption"))
        inner = self._box.adjusted(GRID, GRID / 2, -GRID, -GRID / 2)
        painter.drawText(inner, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter), self._text)
