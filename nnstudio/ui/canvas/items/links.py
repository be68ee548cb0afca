"""The links between the neurons of layers that follow one another, where layers are drawn as what they give."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QPainter, QPen

from nnstudio.document.model import Wire
from nnstudio.document.size import DROP, WIDE
from nnstudio.ui import theme
from nnstudio.ui.canvas.geometry import STEP_X, STEP_Y
from nnstudio.ui.canvas.items.inside import beside_name, links
from nnstudio.ui.canvas.items.node import NodeItem
from nnstudio.ui.canvas.items.wire import WireItem


def paint_links(painter: QPainter, nodes: Mapping[str, NodeItem], wires: Mapping[Wire, WireItem]) -> None:
    """Paint the links between the neurons of neighbours: farther ones would run across other boxes."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.with_alpha(theme.tokens().wire, 0.55), 0.5))
    for wire, item in wires.items():
        source, target = nodes[wire.source], nodes[wire.target]
        if item.isVisible() and _are_neighbours(source, target):
            drawn = links(source.neurons(), target.neurons(), source.face, target.face)
            painter.drawLines(beside_name(drawn, target.scene_box()) if target.face.down else drawn)


def _are_neighbours(source: NodeItem, target: NodeItem) -> bool:
    """Whether one layer follows the other in its row, or below it where wires lead down."""
    away = target.pos() - source.pos()
    if target.face.down:
        return 0 < away.y() <= 2 * DROP and abs(away.x()) < WIDE
    return 0 < away.x() <= 2 * STEP_X and abs(away.y()) < STEP_Y
