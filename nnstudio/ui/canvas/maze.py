"""A way along horizontal and vertical lines past walls: as short as possible, with few bends. Pure; no Qt."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Sequence
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
_RIGHT, _DOWN, _UP, _LEFT = range(4)
_FAR: Final = float("inf")


def way(first: Point, last: Point, walls: Sequence[Box], up: float, down: float) -> tuple[Point, ...]:
    """Return the corners of the best way from ``first``, left to the right, to ``last``, entered to the right.

    Walls may be touched, not entered. ``up`` and ``down`` are what it costs to leave the start that way. Both ends are
    among the corners; without a way there are none.
    """
    lines = _Lines(first, last, walls)
    start, goal = lines.cell(first), lines.cell(last)
    leaving = (0.0, down, up, 0.0)
    best: dict[State, float] = {(*start, _RIGHT): 0.0}
    came: dict[State, State] = {}
    queue = [(0.0, 0, 0.0, (*start, _RIGHT))]
    while queue:
        _, _, so_far, state = heapq.heappop(queue)
        if state[:2] == goal:
            return _corners(lines, came, state)
        if so_far > best[state]:
            continue
        starting = state[:2] == start
        for following, length in lines.onward(state):
            direction = following[2]
            cost = so_far + length + (BEND if direction != state[2] else 0.0)
            if following[:2] == goal and direction != _RIGHT:
                if direction == _LEFT:
                    continue
                cost = so_far + length + BEND
            if starting:
                cost += leaving[direction]
            if cost < best.get(following, _FAR) - 1e-9:
                best[following], came[following] = cost, state
                # Of equal ones the last found: it is the nearest to the goal, and the same picture gives the same way.
                heapq.heappush(queue, (cost + lines.left(following, goal), -len(came), cost, following))
    return ()


class _Lines:
    """The lines along which a way may lead, and which pieces of them the walls leave open."""

    def __init__(self, first: Point, last: Point, walls: Sequence[Box]) -> None:
        self.xs = sorted({first[0], last[0], *(w[0] for w in walls), *(w[2] for w in walls)})
        self.ys = sorted({first[1], last[1], *(w[1] for w in walls), *(w[3] for w in walls)})
        self.open_rows = [self._open(walls, self.xs, y, 0) for y in self.ys]
        self.open_columns = [self._open(walls, self.ys, x, 1) for x in self.xs]
        self.away_x = [abs(x - last[0]) for x in self.xs]
        self.away_y = [abs(y - last[1]) for y in self.ys]

    @staticmethod
    def _open(walls: Sequence[Box], steps: list[float], at: float, axis: int) -> list[float]:
        """Return the lengths of the pieces of one line; of one that leads through a wall, and of a last one, 0."""
        pieces = [after - here for here, after in pairwise(steps)]
        for wall in walls:
            if wall[1 - axis] < at < wall[3 - axis]:
                begin, end = bisect_left(steps, wall[axis]), bisect_left(steps, wall[axis + 2])
                pieces[begin:end] = [0.0] * (end - begin)
        # The one before the first is, in Python, the last.
        return [*pieces, 0.0]

    def cell(self, point: Point) -> Cell:
        """Return the column and row of a point."""
        return self.xs.index(point[0]), self.ys.index(point[1])

    def onward(self, state: State) -> list[tuple[State, float]]:
        """Return the next crossings, and how far they are; there is no turning back."""
        column, row, came = state
        line, upright = self.open_rows[row], self.open_columns[column]
        found = []
        if came != _LEFT and line[column]:
            found.append(((column + 1, row, _RIGHT), line[column]))
        if came != _UP and upright[row]:
            found.append(((column, row + 1, _DOWN), upright[row]))
        if came != _DOWN and upright[row - 1]:
            found.append(((column, row - 1, _UP), upright[row - 1]))
        if came != _RIGHT and line[column - 1]:
            found.append(((column - 1, row, _LEFT), line[column - 1]))
        return found

    def left(self, state: State, goal: Cell) -> float:
        """Return the least that is still to go, and to bend."""
        column, row, came = state
        away = self.away_x[column] + self.away_y[row]
        if came == _RIGHT:
            return away if row == goal[1] and column <= goal[0] else away + 2 * BEND
        return away + 2 * BEND if came == _LEFT else away + BEND * (state[:2] != goal)


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
