"""A network as a small picture: its boxes in the colours of their families, its wires as the canvas lays them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from nnstudio.document.model import Network, Node
from nnstudio.engine.layers import layers
from nnstudio.ui import theme
from nnstudio.ui.canvas.geometry import input_port, node_rect, output_port
from nnstudio.ui.canvas.glyphs import family_color
from nnstudio.ui.canvas.routing import route

_ENDS = "ends"
_WIRE = 1.25
"""Width of a wire on the screen, whatever the scale."""
_CLOSEST = 0.34
"""A network of three boxes is not blown up beyond this."""
_TALLEST = 0.62
"""Boxes of a long chain keep at least this share of their height, so that they stay boxes."""


def paint_network(painter: QPainter, network: Network, room: QRectF) -> None:
    """Paint the network in the middle of ``room``, as large as it fits; long chains are drawn closer than they are."""
    boxes = {node.id: _box(node) for node in network.nodes}
    paths = _paths(network, boxes)
    whole = QRectF()
    for box in boxes.values():
        whole = whole.united(box)
    for path in paths:
        whole = whole.united(path.boundingRect())
    if whole.isEmpty():
        return
    across = min(_CLOSEST, room.width() / whole.width())
    down = min(_CLOSEST, room.height() / whole.height(), across / _TALLEST)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(room.center())
    painter.scale(across, down)
    painter.translate(-whole.center())
    _paint(painter, network, boxes, paths)
    painter.restore()


def _box(node: Node) -> QRectF:
    return node_rect(_family(node) == _ENDS).translated(node.x, node.y)


def _family(node: Node) -> str:
    return layers[node.kind].declaration.group


def _paths(network: Network, boxes: dict[str, QRectF]) -> list[QPainterPath]:
    paths = []
    for wire in network.wires:
        count = len(network.incoming[wire.target])
        others = [box for node, box in boxes.items() if node not in (wire.source, wire.target)]
        end: QPointF = input_port(boxes[wire.target], wire.port, count)
        paths.append(route(output_port(boxes[wire.source]), end, others, lower=0 < wire.port == count - 1))
    return paths


def _paint(painter: QPainter, network: Network, boxes: dict[str, QRectF], paths: list[QPainterPath]) -> None:
    tokens = theme.tokens()
    pen = QPen(tokens.wire, _WIRE)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for path in paths:
        painter.drawPath(path)
    for node in network.nodes:
        color = family_color(_family(node))
        edge = QPen(color, _WIRE)
        edge.setCosmetic(True)
        painter.setPen(edge)
        painter.setBrush(theme.mixed(tokens.panel, color, 0.0 if _family(node) == _ENDS else 0.35))
        painter.drawRoundedRect(boxes[node.id], 2 * tokens.radius, 2 * tokens.radius)
