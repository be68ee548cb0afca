"""A wire on the canvas, and the loose one that a gesture draws."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.ui import theme
from nnstudio.ui.canvas.geometry import GRID, LABEL_LIFT, wire_path
from nnstudio.ui.canvas.items import look
from nnstudio.ui.canvas.items.face import WireFace

LABEL_FROM = 0.55
WIDTH, ACTIVE_WIDTH, LIT_WIDTH = 1.5, 2.0, 3.0


class WireItem(QGraphicsItem):
    """Paints a wire with the shape that runs along it.

    ``active`` marks the path of the selection, ``chosen`` the wire that Delete would take, ``lit`` the one that a
    dragged layer would be put into.
    """

    def __init__(self, face: WireFace) -> None:
        super().__init__()
        self.face = face
        self.path = QPainterPath()
        self.active = self.chosen = self.lit = self.hovered = self.faded = False
        self._bounds = QRectF()
        self._shape = QPainterPath()
        self.setZValue(1)

    def show_face(self, face: WireFace) -> None:
        """Show another shape on the same wire."""
        if face != self.face:
            self.face = face
            self.update()

    def show_state(self, **state: bool) -> None:
        """Set some of ``active chosen lit hovered faded``."""
        changed = {name: value for name, value in state.items() if getattr(self, name) != value}
        for name, value in changed.items():
            setattr(self, name, value)
        if changed:
            self.setZValue(1.5 if self.active or self.chosen or self.lit else 1)
            self.update()

    def lay(self, path: QPainterPath) -> None:
        """Run along another path."""
        if path == self.path:
            return
        self.prepareGeometryChange()
        self.path = path
        stroker = QPainterPathStroker()
        stroker.setWidth(1.5 * GRID)
        self._shape = stroker.createStroke(path)
        self._bounds = path.boundingRect().adjusted(-3 * GRID, -3 * GRID, 3 * GRID, GRID)

    def boundingRect(self) -> QRectF:
        """Return the box of the curve and its label."""
        return self._bounds

    def shape(self) -> QPainterPath:
        """Return a band of 12 pixels along the curve, so that it can be hit."""
        return self._shape

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the curve, and its shape where it can be read and has room."""
        zoom = QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, zoom >= LABEL_FROM / 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setOpacity(0.25 if self.faded else 1.0)
        painter.setPen(self._pen())
        painter.drawPath(self.path)
        if zoom >= LABEL_FROM and not self.faded:
            self._paint_label(painter)

    def _pen(self) -> QPen:
        tokens = theme.tokens()
        if self.lit:
            return QPen(tokens.accent, LIT_WIDTH)
        strong = self.active or self.chosen or self.hovered
        pen = QPen(
            tokens.wire_active if strong else tokens.wire,
            LIT_WIDTH if self.chosen else ACTIVE_WIDTH if strong else WIDTH,
        )
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        return pen

    def _paint_label(self, painter: QPainter) -> None:
        tokens, metrics = theme.tokens(), look.metrics("caption")
        middle = self.path.pointAtPercent(0.5)
        width = metrics.horizontalAdvance(self.face.shape)
        slope = self.path.slopeAtPercent(0.5) if self.path.length() else 0.0
        steep = abs(slope) > 0.35
        left = middle.x() + LABEL_LIFT if steep else middle.x() - width / 2
        base = middle.y() + (metrics.ascent() / 2 if steep else -LABEL_LIFT)
        paper = QRectF(left - 2, base - metrics.ascent(), width + 4, metrics.height())
        painter.fillRect(paper, theme.with_alpha(tokens.window, 0.8))
        painter.setFont(look.font("caption"))
        painter.setPen(tokens.accent if self.active or self.chosen or self.lit else tokens.text_faint)
        painter.drawText(QPointF(left, base), self.face.shape)


class LooseWire(QGraphicsPathItem):
    """The wire that follows the mouse: dashed while it is loose, solid where it would hold, red where it cannot."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(4)

    def run(self, start: QPointF, end: QPointF, verdict: bool | None) -> None:
        """Draw from an output to an input; ``verdict`` is None while there is no port below."""
        tokens = theme.tokens()
        color = tokens.accent if verdict is not False else tokens.error
        style = Qt.PenStyle.SolidLine if verdict else Qt.PenStyle.DashLine
        self.setPen(QPen(color, ACTIVE_WIDTH, style))
        self.setPath(wire_path(start, end))
