"""A folded group: one box that stands for all its layers."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.ui import theme
from nnstudio.ui.canvas.colors import mark_color
from nnstudio.ui.canvas.geometry import (
    GRID,
    NODE_HEIGHT,
    NODE_WIDTH,
    PORT_RADIUS,
    PORT_REACH,
    STRIPE,
    badge_rect,
    input_port,
)
from nnstudio.ui.canvas.groups.face import GroupFace
from nnstudio.ui.canvas.items import look
from nnstudio.ui.canvas.items.frame import paint_fold_mark
from nnstudio.ui.canvas.items.node import DETAIL_FROM, NAME_FROM, paint_name
from nnstudio.ui.canvas.items.port import paint_badge, paint_port
from nnstudio.ui.canvas.wording import parameter_count

OUT_OF_REACH = QPointF(-1e7, -1e7)
"""Where ports within the group are, so that no wire can be dropped on them."""
PORT_PITCH = 2.5 * GRID
DEEP = GRID / 2
"""How far the sheets behind the box look out, which tell a group from a layer."""


class FoldedItem(QGraphicsItem):
    """Name, number of layers, parameters, and the ports that lead in and out; ``hot`` is the port under the mouse.

    A port is ``(layer, number)``, the number −1 for an output.
    """

    def __init__(self, face: GroupFace) -> None:
        super().__init__()
        self.face = face
        self.rect = _rect(face)
        self.chosen = self.focused = self.lit = False
        self.hot: tuple[str, int] | None = None
        self.setZValue(2)

    def show_face(self, face: GroupFace) -> None:
        """Show another face."""
        if face != self.face:
            self.prepareGeometryChange()
            self.face, self.rect = face, _rect(face)
            self.update()

    def show_state(self, *, chosen: bool, focused: bool) -> None:
        """Show whether all of the group is selected, and whether it has the keyboard."""
        if (chosen, focused) != (self.chosen, self.focused):
            self.chosen, self.focused = chosen, focused
            self.setZValue(3 if chosen else 2)
            self.update()

    def show_lit(self, lit: bool) -> None:
        """Show whether what is dragged would go into this group."""
        if lit != self.lit:
            self.lit = lit
            self.update()

    def show_hot(self, port: tuple[str, int] | None) -> None:
        """Show the mouse over a port."""
        if port != self.hot:
            self.hot = port
            self.update()

    def input_point(self, node: str, port: int) -> QPointF:
        """Return where an input lies in scene coordinates; one that does not lead in, out of reach."""
        return self.pos() + self._inlet((node, port))

    def output_point(self, node: str) -> QPointF:
        """Return where an output lies in scene coordinates; one that does not lead out, out of reach."""
        return self.pos() + self._outlet(node)

    def _inlet(self, port: tuple[str, int]) -> QPointF:
        if port not in self.face.inputs:
            return OUT_OF_REACH
        return input_port(self.rect, self.face.inputs.index(port), len(self.face.inputs), self.face.down)

    def _outlet(self, node: str) -> QPointF:
        if node not in self.face.outputs:
            return OUT_OF_REACH
        facing = input_port(self.rect, self.face.outputs.index(node), len(self.face.outputs), self.face.down)
        # At the same height on the other side.
        return QPointF(facing.x(), self.rect.bottom()) if self.face.down else QPointF(self.rect.right(), facing.y())

    def badge_at(self, point: QPointF) -> bool:
        """Whether a scene point is on the problem badge."""
        return bool(self.face.problem) and badge_rect(self.rect).contains(point - self.pos())

    def scene_box(self) -> QRectF:
        """Return the box alone, in scene coordinates."""
        return self.rect.translated(self.pos())

    def boundingRect(self) -> QRectF:
        """Return the box with room for ports, badge and focus ring."""
        return self.rect.adjusted(-PORT_REACH, -PORT_REACH - 2, PORT_REACH, PORT_REACH)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint as much as can be read at this zoom."""
        zoom = QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_box(painter)
        if zoom >= DETAIL_FROM:
            self._paint_near(painter)
        elif zoom >= NAME_FROM:
            area = self.rect.adjusted(GRID, 0, -GRID, 0)
            painter.setPen(theme.tokens().text)
            paint_name(painter, area, self.face.name)
        if zoom >= NAME_FROM:
            self._paint_ports(painter)
        if self.face.problem:
            paint_badge(painter, badge_rect(self.rect), self.face.severe)

    def _paint_box(self, painter: QPainter) -> None:
        tokens = theme.tokens()
        color = mark_color(self.face.color)
        edge = tokens.accent if self.chosen or self.lit else color or tokens.line
        if self.face.problem and self.face.severe and not self.chosen:
            edge = tokens.error
        painter.setPen(QPen(edge, tokens.hairline_width))
        painter.setBrush(tokens.sunken)
        for deep in (2 * DEEP, DEEP):
            painter.drawRoundedRect(self.rect.adjusted(deep, deep, deep, deep), tokens.radius, tokens.radius)
        strong = self.chosen or self.lit
        painter.setPen(QPen(edge, tokens.focus_width if strong else tokens.hairline_width))
        painter.setBrush(tokens.selected if strong else tokens.panel)
        painter.drawRoundedRect(self.rect, tokens.radius, tokens.radius)
        if color is not None:
            stripe = QRectF(self.rect.left() + tokens.radius, self.rect.bottom() - STRIPE, self.rect.width(), STRIPE)
            painter.fillRect(stripe.adjusted(0, 0, -2 * tokens.radius, 0), color)
        if self.focused:
            painter.setPen(QPen(tokens.focus, tokens.focus_width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect.adjusted(-4, -4, 4, 4), tokens.radius + 3, tokens.radius + 3)

    def _paint_near(self, painter: QPainter) -> None:
        tokens, rect = theme.tokens(), self.rect
        top = rect.center().y() - NODE_HEIGHT / 2
        paint_fold_mark(painter, QPointF(rect.left() + 1.75 * GRID, top + 2.25 * GRID), opened=False)
        row = QRectF(rect.left() + 3 * GRID, top + GRID, rect.width() - 4 * GRID, 2.5 * GRID)
        look.paint_line(painter, row, self.face.name, "strong", tokens.text)
        row = QRectF(rect.left() + 1.25 * GRID, top + 3.75 * GRID, rect.width() - 2 * GRID, 2 * GRID)
        look.paint_line(painter, row, self.face.size, "caption", tokens.text_soft)
        counted = parameter_count(self.face.parameters)
        look.paint_line(painter, row.translated(0, 2.25 * GRID), counted, "caption", tokens.text_faint)

    def _paint_ports(self, painter: QPainter) -> None:
        for port in self.face.inputs:
            paint_port(painter, self._inlet(port), PORT_RADIUS, self.hot == port, self.chosen)
        for node in self.face.outputs:
            paint_port(painter, self._outlet(node), PORT_RADIUS, self.hot == (node, -1), self.chosen)


def _rect(face: GroupFace) -> QRectF:
    length = PORT_PITCH * (max(len(face.inputs), len(face.outputs)) + 1)
    width = max(NODE_WIDTH, length) if face.down else NODE_WIDTH
    height = NODE_HEIGHT if face.down else max(NODE_HEIGHT, length)
    return QRectF(-width / 2, -height / 2, width, height)
