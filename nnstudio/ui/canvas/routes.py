"""The ways of all wires, kept while nothing that has a say in them moves: a drag lays anew only what it touches."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from nnstudio.document.model import Wire
from nnstudio.ui.canvas.box_table import BoxTable, near
from nnstudio.ui.canvas.geometry import round_path, wire_path
from nnstudio.ui.canvas.maze import Box, Point
from nnstudio.ui.canvas.routing import REACH, Boxes, Route, enters, route

Ends = tuple[Point, Point]
BOW: Final = 3.0
"""A corner is rounded by so many clearances: the most at which the round stays clear of the box inside of it."""
FEW: Final = 16
"""More boxes than so many that have moved count as one, around them all."""
REMEMBERED: Final = 2048
ANSWERS: Final = 8
"""So many ways that were left are remembered, and to one question: undo, redo and a drag to and fro come back to them.
"""


Question = tuple[Point, Point, Box, Box, bool]
"""What is asked of :func:`route`, but for the other boxes."""


class Routes:
    """What a wire's way is depends only on the boxes, never on how they came to be where they are."""

    def __init__(self) -> None:
        self._boxes: BoxTable[str] = BoxTable()
        self._routes: dict[Wire, tuple[Question, Route]] = {}
        self._regions: BoxTable[Wire] = BoxTable()
        self._gone: set[str] = set()
        self._late: set[Wire] = set()
        self._past = _Past()

    def forget(self, nodes: Iterable[str], wires: Iterable[Wire]) -> None:
        """Take nodes and wires out; what has gone around them is laid anew next time."""
        # Their boxes stay until then: they had a say in the ways that are left.
        self._gone.update(node for node in nodes if node in self._boxes.rows)
        self._leave([wire for wire in wires if wire in self._routes])

    def _leave(self, wires: Sequence[Wire]) -> None:
        """Forget ways that no longer hold, but for the past."""
        for wire in wires:
            question, way = self._routes.pop(wire)
            self._regions.drop(wire)
            # One that is late is remembered already, with what stood around it when it was laid.
            if wire not in self._late and len(wires) <= REMEMBERED:
                self._past.remember(question, way, self._boxes.boxes)
        self._late.difference_update(wires)

    def follow(
        self,
        boxes: Mapping[str, Box],
        ends: Mapping[Wire, Ends],
        hidden: Mapping[str, str],
        *,
        whole: bool,
        passing: bool = False,
    ) -> dict[Wire, Route]:
        """Return the ways that are others now; ``boxes`` and ``ends`` are those that may differ, or the ``whole``.

        ``hidden`` maps a layer without a box of its own to the folded group that has one for it. ``passing``: this is
        not where the boxes stay; a way of others that nothing has come into is laid anew only when they do.
        """
        if whole:
            self._gone |= self._boxes.rows.keys() - boxes.keys()
            self._leave(list(self._routes.keys() - ends.keys()))
        self._gone -= boxes.keys()
        moved = {key: box for key, box in boxes.items() if self._boxes.get(key) != box}
        left = [self._boxes.get(key) for key in (*moved, *self._gone)]
        met = self._met([*moved.values(), *(box for box in left if box is not None)])
        met = self._put_off(met, list(moved.values())) if passing else met | self._late
        stale = {wire: pair for wire, pair in ends.items() if not self._holds(wire, pair)}
        stale |= {wire: (self._routes[wire][1].start, self._routes[wire][1].end) for wire in met if wire not in stale}
        self._leave([wire for wire in stale if wire in self._routes])
        for key in self._gone:
            self._boxes.drop(key)
        self._gone.clear()
        for key, box in moved.items():
            self._boxes.put(key, box)
        return {wire: self._lay(wire, pair, hidden) for wire, pair in stale.items()}

    def _holds(self, wire: Wire, pair: Ends) -> bool:
        return wire in self._routes and self._routes[wire][0][:2] == pair

    def _put_off(self, met: set[Wire], boxes: list[Box]) -> set[Wire]:
        """Return the wires that cannot wait, since a box has come into their way; the others are late from now on."""
        array = np.asarray(boxes, np.float64).reshape(-1, 4)
        urgent = {wire for wire in met if enters(self._routes[wire][1], array)}
        for wire in met - urgent - self._late:
            self._past.remember(*self._routes[wire], self._boxes.boxes)
            self._late.add(wire)
        return urgent

    def _met(self, touched: list[Box]) -> set[Wire]:
        """Return the wires in whose ways some boxes have a say, or had."""
        if len(touched) > FEW:
            array = np.asarray(touched)
            touched = [(*array[:, :2].min(axis=0).tolist(), *array[:, 2:].max(axis=0).tolist())]
        return {wire for box in touched for wire in self._regions.near(box, REACH)}

    def _lay(self, wire: Wire, pair: Ends, hidden: Mapping[str, str]) -> Route:
        table = self._boxes
        own = tuple(table.rows[hidden.get(node, node)] for node in (wire.source, wire.target))
        question = (*pair, table.box(own[0]), table.box(own[1]), wire.port > 0)
        way = self._past.recall(question, table.boxes)
        if way is None:
            way = route(*pair, table.boxes, (own[0], own[1]), lower=wire.port > 0)
        self._routes[wire] = question, way
        self._regions.put(wire, way.region)
        return way


class _Past:
    """Ways that were left, each with the boxes that had a say in it: where these are the same, so is the way."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Question, dict[bytes, Route]] = OrderedDict()

    def remember(self, question: Question, way: Route, boxes: Boxes) -> None:
        """Keep a way and what there is around it."""
        answers = self._kept.setdefault(question, {})
        around = _around(way, boxes)
        answers.pop(around, None)
        answers[around] = way
        self._kept.move_to_end(question)
        if len(answers) > ANSWERS:
            del answers[next(iter(answers))]
        if len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)

    def recall(self, question: Question, boxes: Boxes) -> Route | None:
        """Return the way that was found when all around it stood as it stands now."""
        answers = self._kept.get(question, {})
        # The last one first: it is what an undo comes back to.
        return next((way for around, way in reversed(answers.items()) if _around(way, boxes) == around), None)


def _around(way: Route, boxes: Boxes) -> bytes:
    """Return the boxes that have a say in a way, in no order."""
    found = boxes[near(boxes, way.region, REACH)]
    return found[np.lexsort(found.T)].tobytes()


@lru_cache(maxsize=REMEMBERED)
def path_of(way: Route) -> QPainterPath:
    """Return a way as it is drawn: the plain curve, or a line around its corners, rounded."""
    start, end = QPointF(*way.start), QPointF(*way.end)
    if not way.corners:
        return wire_path(start, end)
    beside, above = way.clearance
    return round_path(start, way.corners, end, (BOW * beside, BOW * above))
