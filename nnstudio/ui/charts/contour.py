"""Lines on a grid: where a value is zero, where one class's answer gives way to another's (marching squares)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from nnstudio.ui.charts.plane import Floats

Indices = npt.NDArray[np.int64]
Labels = npt.NDArray[np.integer] | npt.NDArray[np.bool_]
Crossing = Callable[[Indices, Indices], Floats]
"""Where between two points of the grid (as flat indices, ``(E,)`` each) the line crosses: 0 at the first, 1 at the
second."""

# The edges of a cell clockwise from the top, from corner to corner (upper left, upper right, lower right, lower left),
# rightward and downward, so that two cells find the same crossing on the edge between them.
_STARTS, _ENDS = np.array([0, 1, 3, 0]), np.array([1, 2, 2, 3])
_LEFT, _TOP = np.array([0, 1, 0, 0]), np.array([0, 0, 1, 0])
_ACROSS, _DOWN = np.array([1, 0, 1, 0]), np.array([0, 1, 0, 1])


def contour(field: Floats) -> Floats:
    """Return the zero line of ``(H, W)`` values as segments ``(S, 4)`` in shares of the area, y downward.

    Source: Lorensen and Cline 1987.
    """
    values = field.ravel()

    def crossing(start: Indices, end: Indices) -> Floats:
        first = values[start]
        found: Floats = first / (first - values[end])
        return found

    return _lines(field > 0, crossing)


def division(share: Floats) -> Floats:
    """Return the lines between the greatest of ``(H, W, K)`` shares as segments ``(S, 4)``, each line once."""
    winner = share.argmax(axis=2)
    rows, winners = share.reshape(-1, share.shape[2]), winner.ravel()

    def crossing(start: Indices, end: Indices) -> Floats:
        one, other = winners[start], winners[end]
        lead = rows[start, one] - rows[start, other]
        whole = lead + rows[end, other] - rows[end, one]
        # Two classes that are equal at both points: half-way.
        found: Floats = np.divide(lead, whole, out=np.full(len(lead), 0.5), where=whole > 0)
        return found

    return _lines(winner, crossing)


def _lines(label: Labels, crossing: Crossing) -> Floats:
    """Return the lines between points of different label: only the cells with a line are looked at, all at once."""
    height, width = label.shape
    across, down = label[:, 1:] != label[:, :-1], label[1:] != label[:-1]
    # Whoever goes round a cell cannot come home changed by one edge alone: three tell.
    cells = np.flatnonzero(across[:-1] | across[1:] | down[:, :-1])
    if not len(cells):
        return np.zeros((0, 4))
    rows, columns = np.divmod(cells, width - 1)
    first, offsets = rows * width + columns, np.array([0, 1, width + 1, width])
    here = label.take(first[:, None] + offsets)
    crossed = here.take(_STARTS, axis=1) != here.take(_ENDS, axis=1)
    places = np.flatnonzero(crossed)
    cell, edge = places >> 2, places & 3
    first = first[cell]
    share = crossing(first + offsets[_STARTS][edge], first + offsets[_ENDS][edge])
    points = np.empty((len(places), 2))
    np.add(columns[cell] + _LEFT[edge], _ACROSS[edge] * share, out=points[:, 0])
    np.add(rows[cell] + _TOP[edge], _DOWN[edge] * share, out=points[:, 1])
    segments = points.reshape(-1, 4) if len(places) == 2 * len(cells) else _segments(points, crossed, here)
    found: Floats = (segments + 0.5) / np.array([width, height, width, height])
    return found


def _segments(points: Floats, crossed: npt.NDArray[np.bool_], here: Labels) -> Floats:
    """Return the segments ``(S, 4)`` of cells whose edges are ``crossed`` ``(C, 4)``, in that order at ``points``.

    One line runs from edge to edge; several meet in the middle of their ends, but for a saddle, where two opposite
    corners are alike: the other two are cut off.
    """
    count = crossed.sum(axis=1)
    found = [points[(count == 2).repeat(count)].reshape(-1, 4)]
    falls, rises = here[:, 0] == here[:, 2], here[:, 1] == here[:, 3]
    full = count == 4
    for saddle, order in ((full & falls, [0, 1, 2, 3]), (full & ~falls & rises, [3, 0, 1, 2])):
        found.append(points[saddle.repeat(count)].reshape(-1, 4, 2)[:, order].reshape(-1, 4))
    meeting = (count == 3) | (full & ~falls & ~rises)
    ends, many = points[meeting.repeat(count)], count[meeting]
    if len(many):
        begins = np.concatenate([[0], many.cumsum()[:-1]])
        middle = np.add.reduceat(ends, begins) / many[:, None]
        found.append(np.concatenate([ends, middle.repeat(many, axis=0)], axis=1))
    return np.concatenate(found)
