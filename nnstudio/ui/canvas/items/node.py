"""A layer on the canvas."""

from __future__ import annotations

from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from nnstudio.ui import theme
from nnstudio.ui.canvas.colors import mark_color
from nnstudio.ui.canvas.geometry import (
    GRID,
    NODE_HEIGHT,
    PORT_RADIUS,
    PORT_REACH,
    STRIPE,
    badge_rect,
    input_port,
    node_rect,
    output_port,
    sides,
)
from nnstudio.ui.canvas.glyphs import family_color, paint_glyph_fast
from nnstudio.ui.canvas.items import look
from nnstudio.ui.canvas.items.face import NodeFace
from nnstudio.ui.canvas.items.inside import neurons, paint_inside
from nnstudio.ui.canvas.items.port import paint_badge, paint_flag, paint_port

if TYPE_CHECKING:
    from nnstudio.ui.canvas.items.folded import FoldedItem

NODE_TYPE = 65537
"""Qt's own kinds of items end at 65536."""

DETAIL_FROM = 0.55
"""Below this zoom only stripe, glyph and name are painted, …"""
NAME_FROM = 0.28
"""… and below this one only a box with its glyph."""
FAR_LINES = 3
"""So many lines a name may take where nothing else is painted."""
_CARRIED = 0.6
"""How much is left of a node that is seen through."""


_ROWS = {
    0: (1.0, 2.25, 3.75, 6.25),
    1: (1.0, 2.25, 3.75, 6.25),
    2: (0.125, 1.875, 4.375, 6.25),
    3: (-0.125, 1.625, 5.0, 6.75),
}
"""By the lines of a name: where the first is and how far apart they are, where the parameters and the shape are, in
grid units. 0: no parameters follow, so that two lines need not move up."""

_TWO_DETAILS = (0.5, 2.25, 2.75, 6.5)
"""The same where the parameters take two lines, under a name of one."""
_DETAIL_PITCH = 1.75

_looks = count(1)


class NodeItem(QGraphicsObject):
    """Paints a node; ``selected``, ``focused`` and ``hot_port`` are set by the scene.

    Where a folded group hides it, ``stand_in`` is what shows for it, and its ports and its box are that one's.

    ``revision`` numbers its look; no two looks share a number, also not those of two nodes that follow one another
    under the same id. ``hot_port`` is the port under the mouse or the one a wire would
    snap to: an input's number, −1 for the output, else None.
    """

    def __init__(self, face: NodeFace) -> None:
        super().__init__()
        self.face = face
        self.revision = next(_looks)
        self.rect, self._bounds, self._corners = _boxes(face.marker, face.down)
        self.chosen = False
        self.focused = False
        self.hovered = False
        self.carried = False
        self.hot_port: int | None = None
        self.flag = ""
        self.inside = False
        self.stand_in: FoldedItem | None = None
        self.setZValue(2)

    def show_face(self, face: NodeFace) -> None:
        """Show another face, repainting only where it differs."""
        if face == self.face:
            return
        if (face.marker, face.down) != (self.face.marker, self.face.down):
            self.prepareGeometryChange()
        self.face = face
        self.rect, self._bounds, self._corners = _boxes(face.marker, face.down)
        self.renew()

    def show_state(self, *, chosen: bool, focused: bool) -> None:
        """Show whether the node is selected and has the keyboard."""
        if (chosen, focused) != (self.chosen, self.focused):
            self.chosen, self.focused = chosen, focused
            self.setZValue(3 if chosen else 2)
            self.renew()

    def show_inside(self, inside: bool) -> None:
        """Show what the layer gives, drawn, in the place of its parameters."""
        if inside != self.inside:
            self.inside = inside
            self.renew()

    def neurons(self) -> dict[int, QPointF]:
        """Return where the neurons are drawn in the scene, by number."""
        drawn = neurons(self.rect, self.face.sizes, self.face.down)
        return {number: place + self.pos() for number, place in drawn.items()}

    def show_carried(self, carried: bool) -> None:
        """Show what lies below through the node, which is carried over a wire that it could go into."""
        if carried != self.carried:
            self.carried = carried
            self.renew()

    def show_flag(self, text: str) -> None:
        """Show a short remark on the top edge, such as that a gradient vanishes; none for an empty text."""
        if text != self.flag:
            self.flag = text
            self.renew()

    def show_hover(self, hovered: bool, port: int | None) -> None:
        """Show the mouse over the node or over one of its ports."""
        if (hovered, port) != (self.hovered, self.hot_port):
            self.hovered, self.hot_port = hovered, port
            self.renew()
            if self.stand_in is not None:
                self.stand_in.show_hot(None if port is None else (self.face.id, port))

    def show_for(self, stand_in: FoldedItem | None) -> None:
        """Hide behind a folded group, or come out again."""
        self.stand_in = stand_in
        self.setVisible(stand_in is None)

    def renew(self) -> None:
        """Have the node painted anew: its look has changed."""
        self.revision = next(_looks)
        self.update()

    def ends(self, port: int | None = None) -> tuple[float, float]:
        """Return the centre of an input, or of the output, in the scene; as plain numbers, for all wires at once."""
        if self.stand_in is not None:
            return (self.output_point() if port is None else self.input_point(port)).toTuple()
        (x, y), (left, top, right, bottom) = self.pos().toTuple(), _edges(self.face.marker)
        down = self.face.down
        if port is None:
            return (x + (left + right) / 2, y + bottom) if down else (x + right, y + (top + bottom) / 2)
        share = (port + 1) / (max(self.face.inputs, port + 1) + 1)
        if down:
            return x + (left + (right - left) * share), y + top
        return x + left, y + (top + (bottom - top) * share)

    def input_point(self, port: int) -> QPointF:
        """Return the centre of an input in scene coordinates."""
        if self.stand_in is not None:
            return self.stand_in.input_point(self.face.id, port)
        return self.pos() + input_port(self.rect, port, max(self.face.inputs, port + 1), self.face.down)

    def output_point(self) -> QPointF:
        """Return the centre of the output in scene coordinates."""
        if self.stand_in is not None:
            return self.stand_in.output_point(self.face.id)
        return self.pos() + output_port(self.rect, self.face.down)

    def badge_at(self, point: QPointF) -> bool:
        """Whether a scene point is on the problem badge."""
        return self.stand_in is None and bool(self.face.problem) and badge_rect(self.rect).contains(point - self.pos())

    def boundingRect(self) -> QRectF:
        """Return the box with room for ports, badge and focus ring."""
        return self._bounds

    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of that in the scene."""
        (x, y), (left, top, right, bottom) = self.pos().toTuple(), self._corners
        return x + left, y + top, x + right, y + bottom

    def sides(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of the box alone, in the scene."""
        if self.stand_in is not None:
            return sides(self.stand_in.scene_box())
        (x, y), (left, top, right, bottom) = self.pos().toTuple(), _edges(self.face.marker)
        return x + left, y + top, x + right, y + bottom

    def scene_box(self) -> QRectF:
        """Return the box alone, in scene coordinates."""
        if self.stand_in is not None:
            return self.stand_in.scene_box()
        return self.rect.translated(self.pos())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint as much as can be read at this zoom."""
        zoom = QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(_CARRIED if self.carried else 1.0)
        self.paint_box(painter)
        if zoom < NAME_FROM:
            side = 4 * GRID
            centre = QRectF(-side / 2, -side / 2, side, side)
            paint_glyph_fast(painter, self.face.family, centre, zoom)
        elif zoom < DETAIL_FROM:
            self._paint_far(painter)
        else:
            self._paint_near(painter, zoom)
        if zoom >= NAME_FROM:
            self._paint_ports(painter)
        if self.face.problem:
            paint_badge(painter, badge_rect(self.rect), self.face.severe)
        if self.flag:
            # Where no name can be read, a remark's arrow can.
            shown = self.flag if zoom >= NAME_FROM else self.flag[:1]
            paint_flag(painter, self.rect, shown, far=zoom < DETAIL_FROM, down=self.face.down)
        painter.setOpacity(1.0)

    def paint_box(self, painter: QPainter) -> None:
        """Paint the box with its stripe, and the ring of the keyboard."""
        tokens = theme.tokens()
        box = self.rect.adjusted(0.5, 0.5, -0.5, -0.5)
        edge = tokens.accent if self.chosen else tokens.line if self.hovered else tokens.hairline
        if self.face.problem and self.face.severe and not self.chosen:
            edge = tokens.error
        inner = tokens.focus_width if self.chosen else tokens.hairline_width
        painter.setPen(QPen(edge, inner))
        painter.setBrush(tokens.selected if self.chosen else tokens.panel)
        painter.drawRoundedRect(box, tokens.radius, tokens.radius)
        color = mark_color(self.face.color)
        if color is not None:
            bottom = QRectF(box.left() + tokens.radius, box.bottom() - STRIPE, box.width() - 2 * tokens.radius, STRIPE)
            painter.fillRect(bottom, color)
        painter.fillPath(_stripe(self.rect.width(), tokens.radius, inner), family_color(self.face.family))
        if self.focused:
            ring = QPen(tokens.focus, tokens.focus_width)
            painter.setPen(ring)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect.adjusted(-4, -4, 4, 4), tokens.radius + 3, tokens.radius + 3)

    def _paint_far(self, painter: QPainter) -> None:
        painter.setPen(theme.tokens().text)
        port = PORT_RADIUS + 1 if self.face.down else 0
        paint_name(painter, self.rect.adjusted(1.5 * GRID, port, -GRID, -port), self.face.name)

    def _paint_near(self, painter: QPainter, zoom: float) -> None:
        tokens, rect = theme.tokens(), self.rect
        left = rect.left() + STRIPE + GRID
        row = QRectF(left, rect.top() + GRID, rect.right() - GRID - left, 2.5 * GRID)
        if self.inside and self.face.sizes:
            paint_inside(painter, rect, row, self.face, family_color(self.face.family))
            return
        role, names = look.name_lines(self.face.name, row.width())
        details = look.detail_lines(self.face.detail, row.width(), 2 if len(names) < 2 else 1)
        rows = _ROWS[len(names) if self.face.detail or len(names) > 2 else 0]
        first, pitch, detail, below = _TWO_DETAILS if len(details) > 1 else rows
        for place, name in enumerate(names):
            row.moveTop(rect.top() + (first + place * pitch) * GRID)
            look.paint_line(painter, row, name, role, tokens.text)
        row = QRectF(left, rect.top() + detail * GRID, row.width(), 2 * GRID)
        for place, text in enumerate(details):
            look.paint_line(painter, row.translated(0, place * _DETAIL_PITCH * GRID), text, "caption", tokens.text_soft)
        shape = f"→ {self.face.shape}"
        row.moveTop(rect.top() + below * GRID)
        look.paint_line(painter, row, shape, "caption", tokens.text_faint)
        beside = (shape, *details) if len(names) > 2 else (shape,)
        if all(look.advance(text, "caption") < row.width() - 2.25 * GRID for text in beside):
            glyph = QRectF(rect.right() - 3 * GRID, rect.bottom() - 2.875 * GRID, 2 * GRID, 2 * GRID)
            paint_glyph_fast(painter, self.face.family, glyph, zoom)

    def _paint_ports(self, painter: QPainter) -> None:
        for port in range(self.face.inputs):
            place = input_port(self.rect, port, self.face.inputs, self.face.down)
            paint_port(painter, place, PORT_RADIUS, self.hot_port == port, self.chosen)
        if self.face.has_output:
            place = output_port(self.rect, self.face.down)
            paint_port(painter, place, PORT_RADIUS, self.hot_port == -1, self.chosen)

    def type(self) -> int:
        """Return Qt's number for this kind of item."""
        return NODE_TYPE


@lru_cache(maxsize=4)
def _boxes(marker: bool, down: bool) -> tuple[QRectF, QRectF, tuple[float, float, float, float]]:
    """Return a node's box, and the one with room around it, twice: they are asked for hundreds of times a frame."""
    rect = node_rect(marker)
    # Over a box whose inputs are above there may stand a remark.
    above = 4 * GRID if down else PORT_REACH + 2
    bounds = rect.adjusted(-PORT_REACH, -above, PORT_REACH, PORT_REACH)
    return rect, bounds, sides(bounds)


@lru_cache(maxsize=2)
def _edges(marker: bool) -> tuple[float, float, float, float]:
    return sides(node_rect(marker))


@lru_cache(maxsize=16)
def _stripe(width: float, radius: float, inset: float) -> QPainterPath:
    """Return the family's stripe along the left edge, rounded where the box is."""
    left, height = -width / 2 + inset / 2, NODE_HEIGHT - inset
    whole, strip = QPainterPath(), QPainterPath()
    whole.addRoundedRect(QRectF(left, -height / 2, width - inset, height), radius, radius)
    strip.addRect(QRectF(left, -height / 2, STRIPE + inset / 2, height))
    return whole.intersected(strip)


def paint_name(painter: QPainter, area: QRectF, name: str) -> None:
    """Paint a name as large as it can be in the middle of an area, in a few lines."""
    role = look.broad(name, area.width())
    lines = look.lines(name, area.width(), role, FAR_LINES)
    if len(lines) * look.metrics(role).lineSpacing() > area.height():
        role = "caption"
        lines = look.lines(name, area.width(), role, FAR_LINES)
    metrics = look.metrics(role)
    painter.setFont(look.font(role))
    # Line by line at its place: of a text in a box, Qt would lay out anew each time what is broken into lines already.
    base = area.center().y() + metrics.ascent() - (metrics.height() + (len(lines) - 1) * metrics.lineSpacing()) / 2
    for place, line in enumerate(lines):
        left = area.center().x() - look.advance(line, role) / 2
        painter.drawText(QPointF(left, base + place * metrics.lineSpacing()), line)
