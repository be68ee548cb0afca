"""The ways of all wires, kept while nothing that has a say in them moves: a drag lays anew only what it touches."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from nnstudio.document.model import Wire
from nnstudio.ui.canvas.box_table import BoxTable, near
from nnstudio.ui.canvas.geometry import TURNED, round_path, wire_path
from nnstudio.ui.canvas.items.along import Track
from nnstudio.ui.canvas.maze import Box, Point
from nnstudio.ui.canvas.routing import REACH, Ends, Route, enters, turned, ways

Pair = tuple[Point, Point]
BOW: Final = 3.0
"""A corner is rounded by so many clearances: the most at which the round stays clear of the box inside of it."""
FEW: Final = 16
"""More boxes than so many that have moved count as one, around them all."""
AT_ONCE: Final = 4
"""So many wires of others make way for a passing box at once: more would be felt in the hand."""
REMEMBERED: Final = 2048
ANSWERS: Final = 8
"""So many ways that were left are remembered, and to one question: undo, redo and a drag to and fro come back to them.
"""


Question = tuple[Point, Point, Box, Box, bool]
"""What is asked of :func:`route`, but for the other boxes."""


class Routes:
    """What a wire's way is depends only on the boxes, never on how they came to be where they are.

    ``waiting`` are those that a passing box is in the way of still: asked again, even for nothing, they are laid too.
    """

    def __init__(self) -> None:
        self._boxes: BoxTable[str] = BoxTable()
        self._routes: dict[Wire, tuple[Question, Route]] = {}
        self._regions: BoxTable[Wire] = BoxTable()
        self._gone: set[str] = set()
        self._wires_gone: set[Wire] = set()
        self._late: set[Wire] = set()
        self.waiting: list[Wire] = []
        self._past = _Past()

    def forget(self, nodes: Iterable[str], wires: Iterable[Wire]) -> None:
        """Take nodes and wires out; what has gone around them is laid anew next time."""
        # Their boxes stay until then: they had a say in the ways that are left.
        self._gone.update(node for node in nodes if node in self._boxes.rows)
        self._wires_gone.update(wire for wire in wires if wire in self._routes)

    def _leave(self, wires: Sequence[Wire]) -> None:
        """Forget ways that no longer hold, but for the past."""
        # One that is late is remembered already, with what stood around it when it was laid.
        if len(wires) <= REMEMBERED:
            self._remember([wire for wire in wires if wire not in self._late])
        for wire in wires:
            del self._routes[wire]
            self._regions.drop(wire)
        gone = {*wires}
        self._late -= gone
        self.waiting = [wire for wire in self.waiting if wire not in gone]

    def _remember(self, wires: Sequence[Wire]) -> None:
        self._past.remember([self._routes[wire] for wire in wires], self._boxes)

    def follow(
        self,
        boxes: Mapping[str, Box],
        ends: Mapping[Wire, Pair],
        hidden: Mapping[str, str],
        *,
        whole: bool,
        passing: bool = False,
        down: bool = False,
    ) -> dict[Wire, Route]:
        """Return the ways that are others now; ``boxes`` and ``ends`` are those that may differ, or the ``whole``.

        ``hidden`` maps a layer without a box of its own to the folded group that has one for it. ``passing``: this is
        not where the boxes stay; a way of others that nothing has come into is laid anew only when they do. ``down``:
        all wires leave below, not at the right.
        """
        if whole:
            self._gone |= self._boxes.rows.keys() - boxes.keys()
            self._wires_gone |= self._routes.keys() - ends.keys()
        self._gone -= boxes.keys()
        self._wires_gone -= ends.keys()
        moved = {key: box for key, box in boxes.items() if self._boxes.get(key) != box}
        left = [self._boxes.get(key) for key in (*moved, *self._gone)]
        met = self._met([*moved.values(), *(box for box in left if box is not None)]) - self._wires_gone
        met = self._put_off(met, list(moved.values())) if passing else met | (self._late - self._wires_gone)
        stale = {wire: pair for wire, pair in ends.items() if not self._holds(wire, pair)}
        stale |= {wire: (self._routes[wire][1].start, self._routes[wire][1].end) for wire in met if wire not in stale}
        # All at once: what stands around them is asked for of all boxes.
        self._leave([*self._wires_gone, *(wire for wire in stale if wire in self._routes)])
        self._wires_gone.clear()
        for key in self._gone:
            self._boxes.drop(key)
        self._gone.clear()
        for key, box in moved.items():
            self._boxes.put(key, box)
        return self._lay(stale, hidden, down)

    def boxes_in(self, area: Box, but: Set[str]) -> NDArray[np.float64]:
        """Return the boxes, (n, 4), that meet an area, without those of some keys."""
        met = near(self._boxes.boxes, area, 0.0)
        met[[self._boxes.rows[key] for key in but if key in self._boxes.rows]] = False
        return self._boxes.boxes[met]

    def _holds(self, wire: Wire, pair: Pair) -> bool:
        return wire in self._routes and self._routes[wire][0][:2] == pair

    def _put_off(self, met: set[Wire], boxes: list[Box]) -> set[Wire]:
        """Return the wires that cannot wait, since a box has come into their way; the others are late from now on.

        Of many that cannot wait some do: they are laid when the next ones are asked for, see :attr:`waiting`.
        """
        array = np.asarray(boxes, np.float64).reshape(-1, 4)
        urgent = {wire for wire in met if wire not in self.waiting and enters(self._routes[wire][1], array)}
        self.waiting += sorted(urgent, key=str)
        now, self.waiting = self.waiting[:AT_ONCE], self.waiting[AT_ONCE:]
        late = met.union(self.waiting) - self._late - {*now}
        self._remember([*late])
        self._late |= late
        return {*now}

    def _met(self, touched: list[Box]) -> set[Wire]:
        """Return the wires in whose ways some boxes have a say, or had."""
        if len(touched) > FEW:
            array = np.asarray(touched)
            touched = [(*array[:, :2].min(axis=0).tolist(), *array[:, 2:].max(axis=0).tolist())]
        return {wire for box in touched for wire in self._regions.near(box, REACH)}

    def _lay(self, stale: Mapping[Wire, Pair], hidden: Mapping[str, str], down: bool) -> dict[Wire, Route]:
        """Return the ways of some wires as the boxes stand now: remembered ones, else found."""
        table, found = self._boxes, {}
        rows = {node: table.rows[hidden.get(node, node)] for wire in stale for node in (wire.source, wire.target)}
        own = {wire: (rows[wire.source], rows[wire.target]) for wire in stale}
        questions = {
            wire: (*pair, table.box(own[wire][0]), table.box(own[wire][1]), wire.port > 0)
            for wire, pair in stale.items()
        }
        known = self._past.recall(questions, table)
        asked = [wire for wire in stale if wire not in known]
        if asked:
            wires = [Ends(*stale[wire], own[wire], wire.port > 0) for wire in asked]
            known |= zip(asked, ways(wires, table.boxes, down=down), strict=True)
        for wire in stale:
            way = known[wire]
            self._routes[wire] = questions[wire], way
            self._regions.put(wire, way.region)
            found[wire] = way
        return found


class _Past:
    """Ways that were left, each with the boxes that had a say in it: where these are the same, so is the way."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Question, dict[int, Route]] = OrderedDict()

    def remember(self, left: Sequence[tuple[Question, Route]], table: BoxTable[str]) -> None:
        """Keep ways and what there is around them."""
        around = table.around([way.region for _question, way in left], REACH)
        for (question, way), there in zip(left, around, strict=True):
            answers = self._kept.setdefault(question, {})
            answers.pop(there, None)
            answers[there] = way
            self._kept.move_to_end(question)
            if len(answers) > ANSWERS:
                del answers[next(iter(answers))]
        while len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)

    def recall(self, questions: Mapping[Wire, Question], table: BoxTable[str]) -> dict[Wire, Route]:
        """Return the ways that were found when all around them stood as it stands now."""
        # The last one first: it is what an undo comes back to.
        asked = [
            (wire, there, way)
            for wire, question in questions.items()
            for there, way in reversed(self._kept.get(question, {}).items())
        ]
        around = table.around([way.region for _wire, _there, way in asked], REACH)
        found: dict[Wire, Route] = {}
        for (wire, there, way), here in zip(asked, around, strict=True):
            if there == here:
                found.setdefault(wire, way)
        return found


@lru_cache(maxsize=REMEMBERED)
def track_of(way: Route) -> Track:
    """Return a way as it is drawn, and what lies along it."""
    return Track(path_of(way), down=way.down)


def path_of(way: Route) -> QPainterPath:
    """Return a way as it is drawn: the plain curve, or a line around its corners, rounded."""
    if way.down:
        return TURNED.map(path_of(turned(way)))
    start, end = QPointF(*way.start), QPointF(*way.end)
    if not way.corners:
        return wire_path(start, end)
    beside, above = way.clearance
    return round_path(start, way.corners, end, (BOW * beside, BOW * above))
