"""Which layers and wires lie in parts of the scene, from back to front."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsItem

from nnstudio.ui.canvas.geometry import sides
from nnstudio.ui.canvas.items.node import NodeItem
from nnstudio.ui.canvas.items.wire import WireItem
from nnstudio.ui.canvas.maze import Box

if TYPE_CHECKING:
    from nnstudio.ui.canvas.scene import CanvasScene


class InSight:
    """The boxes of all in one array, kept while only the view moves; whoever moves an item says so by :meth:`forget`.

    Qt's own index divides the scene, which is endless, and so finds all items in one of its parts.
    """

    def __init__(self, stage: CanvasScene) -> None:
        self._stage = stage
        self._known = False
        self._wires: list[WireItem] = []
        self._nodes: list[NodeItem] = []
        self._wire_boxes = self._node_boxes = np.zeros((0, 4))
        self._rows: dict[QGraphicsItem, int] = {}

    def forget(self) -> None:
        """Look for all of them anew next time."""
        self._known = False

    def follow(self) -> None:
        """Take in what the scene says has changed since the last time."""
        moved, self._stage.moved = self._stage.moved, set()
        if moved is None or not self._known:
            self._look()
            return
        for item in moved & self._rows.keys():
            if isinstance(item, WireItem):
                self._wire_boxes[self._rows[item]] = item.box
            else:
                self._node_boxes[self._rows[item]] = item.box()

    def _look(self) -> None:
        self._wires = [item for item in self._stage.wires.values() if item.isVisible()]
        self._wire_boxes = _array([item.box for item in self._wires])
        shown = [item for item in self._stage.nodes.values() if item.stand_in is None]
        self._nodes = [item for item in shown if not item.chosen] + [item for item in shown if item.chosen]
        self._node_boxes = _array([item.box() for item in self._nodes])
        self._rows = {item: row for items in (self._wires, self._nodes) for row, item in enumerate(items)}
        self._known = True

    def near(self, point: QPointF, reach: float = 0.0) -> tuple[list[WireItem], list[NodeItem]]:
        """Return what is visible and may be within ``reach`` of a point, as all lies now."""
        self.follow()
        # A little more than nothing: a point alone meets no box at whose edge it lies.
        reach += 1.0
        return self.find([QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)])

    def find(self, areas: list[QRectF]) -> tuple[list[WireItem], list[NodeItem]]:
        """Return what is visible and meets one of some areas; the nodes that are selected come last."""
        if not self._known:
            self._look()
        tables = self._wire_boxes, self._node_boxes
        wires, nodes = (np.asarray(_met(boxes, areas).any(axis=0)) for boxes in tables)
        return list(compress(self._wires, wires)), list(compress(self._nodes, nodes))

    def each(self, areas: list[QRectF]) -> list[tuple[list[WireItem], list[NodeItem]]]:
        """Return what is visible and meets each of some areas apart."""
        if not self._known:
            self._look()
        found = zip(_met(self._wire_boxes, areas), _met(self._node_boxes, areas), strict=True)
        return [(list(compress(self._wires, wires)), list(compress(self._nodes, nodes))) for wires, nodes in found]


def _array(boxes: list[Box]) -> NDArray[np.float64]:
    return np.array(boxes, np.float64).reshape(-1, 4)


def _met(boxes: NDArray[np.float64], areas: list[QRectF]) -> NDArray[np.bool_]:
    """Return for each area which boxes meet it."""
    left, top, right, bottom = boxes.T
    low_x, low_y, high_x, high_y = _array([sides(area) for area in areas]).T[..., None]
    return np.asarray((left < high_x) & (right > low_x) & (top < high_y) & (bottom > low_y))
