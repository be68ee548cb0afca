"""The ways of all wires, kept while nothing that has a say in them moves: a drag lays anew only what it touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from nnstudio.document.model import Wire
from nnstudio.ui.canvas.geometry import round_path, wire_path
from nnstudio.ui.canvas.maze import Box, Point
from nnstudio.ui.canvas.routing import REACH, Route, route

Ends = tuple[Point, Point]
BOW: Final = 3.0
"""A corner is rounded by so many clearances: the most at which the round stays clear of the box inside of it."""
FEW: Final = 16
"""More boxes than so many that have moved count as one, around them all."""


class Routes:
    """What a wire's way is depends only on the boxes, never on how they came to be where they are."""

    def __init__(self) -> None:
        self._boxes: dict[str, Box] = {}
        self._routes: dict[Wire, Route] = {}
        self._freed: list[Box] = []

    def forget(self, nodes: Iterable[str], wires: Iterable[Wire]) -> None:
        """Take nodes and wires out; what has gone around them is laid anew next time."""
        self._freed += [self._boxes.pop(node) for node in nodes if node in self._boxes]
        for wire in wires:
            self._routes.pop(wire, None)

    def follow(
        self, boxes: Mapping[str, Box], ends: Mapping[Wire, Ends], hidden: Mapping[str, str], *, whole: bool
    ) -> dict[Wire, Route]:
        """Return the ways that are others now; ``boxes`` and ``ends`` are those that may differ, or the ``whole``.

        ``hidden`` maps a layer without a box of its own to the folded group that has one for it.
        """
        touched = [box for key, box in self._boxes.items() if (whole or key in boxes) and boxes.get(key) != box]
        touched += [box for key, box in boxes.items() if self._boxes.get(key) != box] + self._freed
        self._freed = []
        self._boxes = dict(boxes) if whole else {**self._boxes, **boxes}
        if whole:
            self._routes = {wire: way for wire, way in self._routes.items() if wire in ends}
        if len(touched) > FEW:
            array = np.asarray(touched)
            touched = [(*array[:, :2].min(axis=0).tolist(), *array[:, 2:].max(axis=0).tolist())]
        stale = {wire: pair for wire, pair in ends.items() if not self._holds(wire, pair)}
        for wire, way in self._routes.items() if touched else ():
            if wire not in stale and any(_meets(box, way.region) for box in touched):
                stale[wire] = way.start, way.end
        return self._lay(stale, hidden)

    def _holds(self, wire: Wire, pair: Ends) -> bool:
        way = self._routes.get(wire)
        return way is not None and (way.start, way.end) == pair

    def _lay(self, stale: Mapping[Wire, Ends], hidden: Mapping[str, str]) -> dict[Wire, Route]:
        if not stale:
            return {}
        rows = {key: row for row, key in enumerate(self._boxes)}
        array = np.asarray(list(self._boxes.values()), np.float64)
        changed = {}
        for wire, (start, end) in stale.items():
            own = rows[hidden.get(wire.source, wire.source)], rows[hidden.get(wire.target, wire.target)]
            way = route(start, end, array, own, lower=wire.port > 0)
            changed[wire] = self._routes[wire] = way
        return changed


def path_of(way: Route) -> QPainterPath:
    """Return a way as it is drawn: the plain curve, or a line around its corners, rounded."""
    start, end = QPointF(*way.start), QPointF(*way.end)
    if not way.corners:
        return wire_path(start, end)
    beside, above = way.clearance
    return round_path(start, way.corners, end, (BOW * beside, BOW * above))


def _meets(box: Box, area: Box) -> bool:
    beside = box[0] > area[2] + REACH or box[2] < area[0] - REACH
    return not (beside or box[1] > area[3] + REACH or box[3] < area[1] - REACH)
