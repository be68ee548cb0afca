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
    """Return the lines between points of different label."""
    height, width = label.shape
    across, down = label[:, 1:] != label[:, :-1], label[1:] != label[:-1]
    points, numbers_across, numbers_down = _points(across, down, crossing)
    if not len(points):
        return np.zeros((0, 4))
    bits = across.view(np.int8), down.view(np.int8)
    count = bits[0][:-1] + bits[0][1:] + bits[1][:, :-1] + bits[1][:, 1:]
    cells = np.flatnonzero(count)
    rows, columns = cells // (width - 1), cells % (width - 1)
    # The edges of each cell from the top clockwise; −1 where no line crosses.
    edges = np.stack(
        [
            numbers_across[rows, columns],
            numbers_down[rows, columns + 1],
            numbers_across[rows + 1, columns],
            numbers_down[rows, columns],
        ],
        axis=1,
    )
    crossed = count.ravel()[cells]
    plain = edges[crossed == 2]
    segments = points[plain[plain >= 0]].reshape(-1, 4)
    several = crossed > 2
    if several.any():
        joints = _joints(edges[several], label, rows[several], columns[several], points)
        segments = np.concatenate([segments, joints])
    found: Floats = (segments + 0.5) / np.array([width, height, width, height])
    return found


def _points(
    across: npt.NDArray[np.bool_], down: npt.NDArray[np.bool_], crossing: Crossing
) -> tuple[Floats, Indices, Indices]:
    """Return the crossings ``(E, 2)`` and the number of each edge's, −1 for none: ``(H, W−1)`` and ``(H−1, W)``."""
    width = down.shape[1]
    first, second = np.flatnonzero(across), np.flatnonzero(down)
    start = first + first // (width - 1)
    ends = np.concatenate([start + 1, second + width])
    starts = np.concatenate([start, second])
    share = crossing(starts, ends)
    points = np.stack([starts % width, starts // width], axis=1).astype(np.float64)
    points[: len(first), 0] += share[: len(first)]
    points[len(first) :, 1] += share[len(first) :]
    numbers_across, numbers_down = np.full(across.shape, -1), np.full(down.shape, -1)
    numbers_across.ravel()[first] = np.arange(len(first))
    numbers_down.ravel()[second] = np.arange(len(first), len(starts))
    return points, numbers_across, numbers_down


def _joints(edges: Indices, label: Labels, rows: Indices, columns: Indices, points: Floats) -> Floats:
    """Return the segments of cells that more than one line runs through: few, so cell by cell."""
    found = []
    for own, row, column in zip(edges, rows, columns, strict=True):
        corners = label[row, column], label[row, column + 1], label[row + 1, column + 1], label[row + 1, column]
        if (own >= 0).all() and corners[0] == corners[2]:
            # A saddle: the other two corners are cut off.
            pairs = [points[own[[0, 1]]], points[own[[2, 3]]]]
        elif (own >= 0).all() and corners[1] == corners[3]:
            pairs = [points[own[[3, 0]]], points[own[[1, 2]]]]
        else:
            ends = points[own[own >= 0]]
            middle = ends.mean(axis=0)
            pairs = [np.stack([end, middle]) for end in ends]
        found += [pair.ravel() for pair in pairs]
    return np.array(found)
