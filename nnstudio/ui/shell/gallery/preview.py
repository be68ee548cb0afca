"""A network as a small picture: its boxes in the colours of their families, its wires as the canvas lays them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from nnstudio.document.model import Network, Node
from nnstudio.engine.layers import layers
from nnstudio.ui import theme
from nnstudio.ui.canvas.geometry import input_port, node_rect, output_port
from nnstudio.ui.canvas.glyphs import family_color
from nnstudio.ui.canvas.routes import Routes, path_of

_ENDS = "ends"
_LINE = 1.25
"""Width of a line on the screen, whatever the scale."""
_CLOSEST = 0.34
"""A network of three boxes is not blown up beyond this."""
_TALLEST = 0.62
"""Boxes of a long chain are drawn this much narrower than they are high, at most, so that they stay boxes."""


class Drawing:
    """Boxes and wires of a network, laid once, to be painted at any size."""

    def __init__(self, network: Network) -> None:
        self._boxes = [(_family(node), _box(node)) for node in network.nodes]
        boxes = {node.id: box for node, (_, box) in zip(network.nodes, self._boxes, strict=True)}
        sides = {node: (box.left(), box.top(), box.right(), box.bottom()) for node, box in boxes.items()}
        ends = {}
        for wire in network.wires:
            entry = input_port(boxes[wire.target], wire.port, len(network.incoming[wire.target]))
            leaving = output_port(boxes[wire.source])
            ends[wire] = (leaving.x(), leaving.y()), (entry.x(), entry.y())
        ways = Routes().follow(sides, ends, {}, whole=True)
        self._paths = [path_of(way) for way in ways.values()]
        self._whole = QRectF()
        for box in (*boxes.values(), *(path.boundingRect() for path in self._paths)):
            self._whole = self._whole.united(box)

    def paint(self, painter: QPainter, room: QRectF) -> None:
        """Paint it in the middle of ``room``, as large as it fits; long chains are drawn closer than they are."""
        if self._whole.isEmpty():
            return
        across = min(_CLOSEST, room.width() / self._whole.width())
        down = min(_CLOSEST, room.height() / self._whole.height(), across / _TALLEST)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(room.center())
        painter.scale(across, down)
        painter.translate(-self._whole.center())
        self._paint(painter)
        painter.restore()

    def _paint(self, painter: QPainter) -> None:
        tokens = theme.tokens()
        pen = QPen(tokens.wire, _LINE)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for path in self._paths:
            painter.drawPath(path)
        for family, box in self._boxes:
            color = family_color(family)
            pen.setColor(color)
            painter.setPen(pen)
            painter.setBrush(theme.mixed(tokens.panel, color, 0.0 if family == _ENDS else 0.35))
            painter.drawRoundedRect(box, 2 * tokens.radius, 2 * tokens.radius)


def _box(node: Node) -> QRectF:
    return node_rect(_family(node) == _ENDS).translated(node.x, node.y)


def _family(node: Node) -> str:
    return layers[node.kind].declaration.group
