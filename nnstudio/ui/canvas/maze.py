"""A way along horizontal and vertical lines past walls: as short as possible, with few bends. Pure; no Qt."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

BEND: Final = 24.0
"""A bend is worth a way so much longer."""

Cell = tuple[int, int]
State = tuple[int, int, int]
"""Column, row, and the direction from which one came."""
_STEPS: Final = ((1, 0), (0, 1), (0, -1), (-1, 0))
_RIGHT, _DOWN, _UP, _LEFT = range(4)


def way(first: Point, last: Point, walls: Sequence[Box], up: float, down: float) -> tuple[Point, ...]:
    """Return the corners of the best way from ``first``, left to the right, to ``last``, entered to the right.

    Walls may be touched, not entered. ``up`` and ``down`` are what it costs to leave the start that way. Both ends are
    among the corners; without a way there are none.
    """
    lines = _Lines(first, last, walls)
    start, goal = lines.cell(first), lines.cell(last)
    best: dict[State, float] = {(*start, _RIGHT): 0.0}
    came: dict[State, State] = {}
    queue = [(0.0, 0, (*start, _RIGHT))]
    leaving = {_UP: up, _DOWN: down}
    while queue:
        _, _, state = heapq.heappop(queue)
        if state[:2] == goal:
            return _corners(lines, came, state)
        for following, length in lines.onward(state, goal):
            bend = BEND * (following[2] != state[2] or (following[:2] == goal and following[2] != _RIGHT))
            leaves = leaving.get(following[2], 0.0) if state[:2] == start else 0.0
            cost = best[state] + length + bend + leaves
            if cost < best.get(following, float("inf")) - 1e-9:
                best[following], came[following] = cost, state
                # Of equal ones the last found: it is the nearest to the goal, and the same picture gives the same way.
                heapq.heappush(queue, (cost + lines.left(following, goal), -len(came), following))
    return ()


class _Lines:
    """The lines along which a way may lead, and which pieces of them the walls leave open."""

    def __init__(self, first: Point, last: Point, walls: Sequence[Box]) -> None:
        self.xs = sorted({first[0], last[0], *(w[0] for w in walls), *(w[2] for w in walls)})
        self.ys = sorted({first[1], last[1], *(w[1] for w in walls), *(w[3] for w in walls)})
        self.shut_rows = [self._shut(walls, self.xs, y, 0) for y in self.ys]
        self.shut_columns = [self._shut(walls, self.ys, x, 1) for x in self.xs]

    @staticmethod
    def _shut(walls: Sequence[Box], steps: list[float], at: float, axis: int) -> set[int]:
        """Return the pieces of one line, numbered by where they begin, that lead through a wall."""
        shut: set[int] = set()
        for wall in walls:
            if wall[1 - axis] < at < wall[3 - axis]:
                shut.update(range(bisect_left(steps, wall[axis]), bisect_left(steps, wall[axis + 2])))
        return shut

    def cell(self, point: Point) -> Cell:
        """Return the column and row of a point."""
        return self.xs.index(point[0]), self.ys.index(point[1])

    def onward(self, state: State, goal: Cell) -> Iterator[tuple[State, float]]:
        """Yield the next crossings, and how far they are; there is no turning back."""
        column, row, came = state
        for direction, (dx, dy) in enumerate(_STEPS):
            if direction + came == 3:
                continue
            right, down = column + dx, row + dy
            if not (0 <= right < len(self.xs) and 0 <= down < len(self.ys)):
                continue
            if dx and min(column, right) in self.shut_rows[row]:
                continue
            if dy and min(row, down) in self.shut_columns[column]:
                continue
            if (right, down) == goal and direction == _LEFT:
                continue
            length = abs(self.xs[right] - self.xs[column]) + abs(self.ys[down] - self.ys[row])
            yield (right, down, direction), length

    def left(self, state: State, goal: Cell) -> float:
        """Return the least that is still to go, and to bend."""
        column, row, came = state
        away = abs(self.xs[column] - self.xs[goal[0]]) + abs(self.ys[row] - self.ys[goal[1]])
        if came == _RIGHT:
            bends = 0 if row == goal[1] and column <= goal[0] else 2
        else:
            bends = 2 if came == _LEFT else int(state[:2] != goal)
        return away + BEND * bends


def _corners(lines: _Lines, came: dict[State, State], state: State) -> tuple[Point, ...]:
    """Return the points of a way walked backwards, those on a straight piece left out."""
    cells = [state[:2]]
    while state in came:
        state = came[state]
        cells.append(state[:2])
    points = [(lines.xs[column], lines.ys[row]) for column, row in reversed(cells)]
    kept = points[:1]
    for (before, here), (_, after) in zip(pairwise(points), pairwise(points[1:]), strict=False):
        if not (before[0] == here[0] == after[0] or before[1] == here[1] == after[1]):
            kept.append(here)
    return (*kept, points[-1]) if len(points) > 1 else tuple(kept)
