"""How a wire runs: a quiet curve to its neighbour, else around the boxes in its way, so that a skip looks like one.

Pure geometry in scene coordinates: no items. A way around is found among the lines at a distance from the boxes that
are in the way: the shortest with few bends. Boxes join those one by one, only when a way found so far would cross them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nnstudio.ui.canvas.box_table import near
from nnstudio.ui.canvas.geometry import GRID, curve_points
from nnstudio.ui.canvas.maze import Box, Point, way

Clearance = tuple[float, float]
CLEARANCES: Final[tuple[Clearance, ...]] = ((2 * GRID, 1.5 * GRID), (GRID, GRID), (GRID / 2, GRID / 2), (2.0, 2.0))
"""How far from a box a wire keeps, beside it and above or below: less only where boxes stand too close for more.

Between the columns and rows of a layout the first runs right in the middle.
"""
LANE: Final = 0.75 * GRID
"""A wire that passes one box more runs so much farther out: skips within skips do not lie on one another."""
LANES: Final = 8
LOWER: Final = (8 * GRID, 0.0)
"""What it costs to set out upwards and downwards where going under avoids crossing another wire …"""
UPPER: Final = (0.0, 1.0)
"""… and else: of two equal ways the one above."""
REACH: Final = CLEARANCES[0][0]
"""A box farther than this from a way's region has no say in it."""
NEAR: Final = 3.0
"""So near to a box a curve counts as crossing it."""

LEVEL: Final = 3 * GRID
"""A curve that leads so far forward never turns back: it stays in the rectangle between its ends."""
AT_ONCE: Final = 256
"""So many wires are compared with all boxes at once."""
SLACK: Final = 0.01
"""A way may enter the room that a box keeps free no deeper than this."""

_OUTWARD: Final = np.array((-1.0, -1.0, 1.0, 1.0))

Boxes = NDArray[np.float64]
"""(n, 4): left, top, right, bottom of every node."""


@dataclass(frozen=True)
class Ends:
    """What is asked: the way from ``start``, an output, to ``end``, an input; ``own`` are the rows of their boxes.

    ``lower`` says that the wire enters below another one: it then rather goes under, so that the two need not cross.
    """

    start: Point
    end: Point
    own: tuple[int, int]
    lower: bool = False


@dataclass(frozen=True)
class Route:
    """The way of a wire: its corners, none for the plain curve; ``through`` boxes where these leave no way.

    No box farther than :data:`REACH` from ``region`` has a say in it. ``down``: it sets out downwards, not to the
    right.
    """

    start: Point
    end: Point
    corners: tuple[Point, ...]
    clearance: Clearance
    region: Box
    through: bool = False
    down: bool = False


def ways(wires: Sequence[Ends], boxes: Boxes, *, down: bool = False) -> list[Route]:
    """Return the way of each wire from an output to an input that crosses none of ``boxes``.

    Where the boxes leave no way at all (an end is covered), it is the plain curve. ``down``: outputs are below.
    """
    if down:
        # The same with across and down exchanged.
        aside = [Ends(_swapped(wire.start), _swapped(wire.end), wire.own, wire.lower) for wire in wires]
        return [turned(way) for way in ways(aside, boxes[:, [1, 0, 3, 2]])]
    # Most wires lead to a neighbour, with no box in the rectangle between: that is cheap to see, of all at once.
    return [straight or _led(wire, boxes) for wire, straight in zip(wires, _neighbours(wires, boxes), strict=True)]


def turned(way: Route) -> Route:
    """Return a way with across and down exchanged."""
    left, top, right, bottom = way.region
    return Route(
        _swapped(way.start),
        _swapped(way.end),
        tuple(_swapped(corner) for corner in way.corners),
        way.clearance,
        (top, left, bottom, right),
        way.through,
        not way.down,
    )


def _swapped(point: Point) -> Point:
    return point[1], point[0]


def route(start: Point, end: Point, boxes: Boxes, own: tuple[int, int], *, lower: bool = False) -> Route:
    """Return the way of one wire, see :class:`Ends`."""
    return ways([Ends(start, end, own, lower)], boxes)[0]


def _neighbours(wires: Sequence[Ends], boxes: Boxes) -> list[Route | None]:
    """Return the plain curve of each wire that leads forward with no box in the rectangle between its ends."""
    starts, ends = np.array([wire.start for wire in wires]).T, np.array([wire.end for wire in wires]).T
    regions = np.stack((starts[0], np.minimum(starts[1], ends[1]), ends[0], np.maximum(starts[1], ends[1])), axis=1)
    free = np.flatnonzero(ends[0] - starts[0] >= LEVEL)
    for begin in range(0, len(free), AT_ONCE):
        rows = free[begin : begin + AT_ONCE]
        met = near(boxes, regions[rows].T[..., None], NEAR)
        place = np.arange(len(rows))
        for end in (0, 1):
            met[place, [wires[row].own[end] for row in rows]] = False
        free[begin : begin + AT_ONCE] = np.where(met.any(axis=1), -1, rows)
    found: list[Route | None] = [None] * len(wires)
    for row in free[free >= 0].tolist():
        left, top, right, bottom = regions[row].tolist()
        found[row] = Route(wires[row].start, wires[row].end, (), (0.0, 0.0), (left, top, right, bottom))
    return found


def _led(wire: Ends, boxes: Boxes) -> Route:
    start, end, own = wire.start, wire.end, wire.own
    curve = curve_points(start, end)
    (left, top), (right, bottom) = curve.min(axis=0).tolist(), curve.max(axis=0).tolist()
    region = left, top, right, bottom
    in_way = _near_curve(curve, boxes, own, region)
    if not in_way:
        return Route(start, end, (), (0.0, 0.0), region)
    crowd = _at_ends(start, end, boxes)
    for clearance in CLEARANCES:
        first, last = (start[0] + clearance[0], start[1]), (end[0] - clearance[0], end[1])
        if _covered(first, crowd, clearance) or _covered(last, crowd, clearance):
            # Not to be found out by looking everywhere.
            region = _united(region, _bounds_of((start, first, last, end)))
            continue
        corners, region = _around_boxes(start, end, boxes, [*own, *in_way], clearance, region, wire.lower)
        if corners:
            return Route(start, end, corners, clearance, region)
    return Route(start, end, (), (0.0, 0.0), region, through=True)


def enters(way: Route, boxes: Boxes) -> bool:
    """Whether a way is none, or some boxes, which are not at its ends, have come into it."""
    if way.through:
        return True
    if way.down:
        return enters(turned(way), boxes[:, [1, 0, 3, 2]])
    if way.corners:
        return bool(_met((way.start, *way.corners, way.end), boxes, way.clearance))
    close = boxes[near(boxes, way.region, NEAR)]
    return bool(len(close)) and bool(_crossed(curve_points(way.start, way.end), close + NEAR * _OUTWARD).any())


def _at_ends(start: Point, end: Point, boxes: Boxes) -> list[Box]:
    """Return the boxes that may cover the first or the last point of a way around boxes, whatever its clearance."""
    beside, above = CLEARANCES[0]
    reach = np.array(((start[0], end[0] - 2 * beside), (start[1], end[1])))[..., None]
    left, top, right, bottom = boxes.T
    met = (left < reach[0] + 2 * beside) & (right > reach[0]) & (top < reach[1] + above) & (bottom > reach[1] - above)
    return [tuple(box) for box in boxes[met.any(axis=0)].tolist()]


def _covered(point: Point, crowd: Sequence[Box], clearance: Clearance) -> bool:
    """Whether a point is too near to one of some boxes."""
    (x, y), (beside, above) = point, _deep(clearance)
    return any(
        left < x + beside and right > x - beside and top < y + above and bottom > y - above
        for left, top, right, bottom in crowd
    )


def _near_curve(curve: Boxes, boxes: Boxes, own: tuple[int, int], region: Box) -> list[int]:
    """Return the rows of the boxes that the curve crosses; it may touch its own, where it begins and ends."""
    close = np.flatnonzero(near(boxes, region, NEAR))
    room = np.where((close == own[0]) | (close == own[1]), -1.0, NEAR)[:, None]
    crossed = close[_crossed(curve, boxes[close] + room * _OUTWARD)].tolist()
    return [row for row in crossed if row not in own] or ([own[0]] if crossed else [])


def _around_boxes(
    start: Point, end: Point, boxes: Boxes, known: Sequence[int], clearance: Clearance, region: Box, lower: bool
) -> tuple[tuple[Point, ...], Box]:
    """Return the corners of a way, none if there is none, and the region grown by all that was tried."""
    obstacles = list(dict.fromkeys(known))
    beside, above = clearance
    first, last = (start[0] + beside, start[1]), (end[0] - beside, end[1])
    while True:
        walls = [
            (left - beside, top - above, right + beside, bottom + above)
            for left, top, right, bottom in boxes[obstacles].tolist()
        ]
        corners = way(first, last, walls, *(LOWER if lower else UPPER))
        region = _united(region, *walls, _bounds_of((start, *corners, end)))
        if not corners:
            return (), region
        met = [row for row in _met((start, *corners, end), boxes, clearance) if row not in obstacles]
        if not met:
            lanes = _in_lane(corners, LANE * min(len(obstacles) - 1, LANES))
            free = lanes == corners or not _met((start, *lanes, end), boxes, clearance)
            return (lanes if free else corners), _united(region, _bounds_of(lanes))
        obstacles += met


def _deep(clearance: Clearance) -> Clearance:
    """Return how near to a box a way with this clearance is too near."""
    return clearance[0] - SLACK, clearance[1] - SLACK


def _met(line: Sequence[Point], boxes: Boxes, clearance: Clearance) -> list[int]:
    """Return the rows of the boxes to which a way comes too near; at its ends, only of those that it enters."""
    points = np.asarray(line)
    room = np.zeros((len(line) - 1, 2))
    room[1:-1] = _deep(clearance)
    met = _entered(np.minimum(points[:-1], points[1:]), np.maximum(points[:-1], points[1:]), boxes, room)
    return np.flatnonzero(met).tolist()


def _entered(low: Boxes, high: Boxes, boxes: Boxes, room: Boxes) -> NDArray[np.bool_]:
    """Return which boxes upright or level pieces from ``low`` to ``high`` come nearer than ``room``."""
    # Side by side, not along a last axis of two: over that, NumPy takes ten times as long.
    (from_x, from_y), (to_x, to_y) = (low - room).T[..., None], (high + room).T[..., None]
    left, top, right, bottom = boxes.T
    met = (from_x < right) & (to_x > left) & (from_y < bottom) & (to_y > top)
    return np.asarray(met.any(axis=0))


def _in_lane(corners: tuple[Point, ...], lane: float) -> tuple[Point, ...]:
    """Return a way whose level pieces that pass over or under everything run by ``lane`` farther out."""
    points = list(corners)
    for place in range(1, len(points) - 2):
        before, here, there, after = points[place - 1 : place + 3]
        if here[1] == there[1] and (before[1] - here[1]) * (after[1] - there[1]) > 0:
            level = here[1] + (lane if before[1] < here[1] else -lane)
            points[place], points[place + 1] = (here[0], level), (there[0], level)
    return tuple(points)


def _bounds_of(points: Sequence[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _united(*boxes: Box) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _crossed(line: Boxes, boxes: Boxes) -> NDArray[np.bool_]:
    """Return which boxes a line of straight pieces enters: each piece is cut by the two pairs of a box's sides."""
    if len(line) < 2 or not len(boxes):
        return np.zeros(len(boxes), bool)
    # (2, pieces, boxes): across and down at once, at which share of each piece it comes between two sides, and leaves.
    begin, step = line[:-1].T[..., None], (line[1:] - line[:-1]).T[..., None]
    low, high = boxes[:, :2].T[:, None], boxes[:, 2:].T[:, None]
    still = np.abs(step) < 1e-9
    along = np.where(still, 1.0, step)
    one, other = (low - begin) / along, (high - begin) / along
    enter, leave = np.minimum(one, other), np.maximum(one, other)
    if still.any():
        within = (begin > low) & (begin < high)
        enter = np.where(still, np.where(within, 0.0, 2.0), enter)
        leave = np.where(still, np.where(within, 1.0, -1.0), leave)
    hits = np.maximum(np.maximum(*enter), 0.0) < np.minimum(np.minimum(*leave), 1.0)
    return np.asarray(hits.any(axis=0))
