"""Places brought into line: align, distribute, the lines to which a dragged node snaps. Boxes in, places out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from nnstudio.text import Message
from nnstudio.ui.bridge.arranging import ARRANGING

CATCH: Final = 5.0
"""A dragged node jumps into line within this many pixels of the screen."""

Boxes = Mapping[str, QRectF]
Shifts = dict[str, tuple[float, float]]


class Line(Enum):
    """What is brought into line: whether across or down, which share of a box, and the command that does it."""

    LEFT = (0, 0.0, "align_left")
    CENTRE = (0, 0.5, "align_centre")
    RIGHT = (0, 1.0, "align_right")
    TOP = (1, 0.0, "align_top")
    MIDDLE = (1, 0.5, "align_middle")
    BOTTOM = (1, 1.0, "align_bottom")

    @property
    def title(self) -> Message:
        """The name of the edit."""
        return ARRANGING[self.value[2]][0]


def aligned(boxes: Boxes, line: Line) -> Shifts:
    """Return how far each box moves into line, at the outermost edge or the middle of all."""
    axis, share, _command = line.value
    spans = {key: _span(box, axis) for key, box in boxes.items()}
    low, high = min(a for a, _ in spans.values()), max(b for _, b in spans.values())
    goal = round(low + share * (high - low))
    return _along(axis, {key: goal - (a + share * (b - a)) for key, (a, b) in spans.items()})


def distributed(boxes: Boxes, axis: int) -> Shifts:
    """Return how far each box moves for the gaps to be equal, across (0) or down (1); the outermost two stay."""
    order = sorted(boxes, key=lambda key: (sum(_span(boxes[key], axis)), key))
    spans = [_span(boxes[key], axis) for key in order]
    room = spans[-1][1] - spans[0][0] - sum(b - a for a, b in spans)
    at, shifts = spans[0][0], {}
    for key, (a, b) in zip(order, spans, strict=True):
        shifts[key] = round(at) - a
        at += b - a + room / max(len(order) - 1, 1)
    return _along(axis, shifts)


def _along(axis: int, shifts: Mapping[str, float]) -> Shifts:
    return {key: (0.0, shift) if axis else (shift, 0.0) for key, shift in shifts.items()}


def _span(box: QRectF, axis: int) -> tuple[float, float]:
    return (box.top(), box.bottom()) if axis else (box.left(), box.right())


@dataclass(frozen=True)
class Guide:
    """A line along which the dragged box stands with another: upright at x or level at y, from end to end."""

    start: QPointF
    end: QPointF


class Marks:
    """Where the edges and middles of boxes lie, to which a dragged one is to be compared at each move of the mouse.

    ``boxes`` is (n, 4): left, top, right, bottom.
    """

    def __init__(self, boxes: NDArray[np.float64]) -> None:
        self.low, self.high = boxes[:, :2], boxes[:, 2:]
        self.marks = np.stack((self.low, (self.low + self.high) / 2, self.high))


def caught(moving: QRectF, others: Marks, reach: float) -> tuple[QPointF, tuple[Guide, ...]]:
    """Return by how much a dragged box must shift to stand in line with others, and the lines to draw.

    Edges and middles are compared with the same of the others, of which the nearest in either direction counts.
    """
    shift = QPointF(_catch(moving, others, 0, reach), _catch(moving, others, 1, reach))
    there = moving.translated(shift)
    guides = [guide for axis in (0, 1) for guide in _guides(there, others, axis)]
    return shift, tuple(guides)


def _marks(box: QRectF, axis: int) -> tuple[float, float, float]:
    low, high = _span(box, axis)
    return low, (low + high) / 2, high


def _catch(moving: QRectF, others: Marks, axis: int, reach: float) -> float:
    gaps = (others.marks[:, :, axis] - np.array(_marks(moving, axis))[:, None]).T
    near = gaps[np.abs(gaps) <= reach].tolist()
    return min(near, key=abs, default=0.0)


def _guides(moving: QRectF, others: Marks, axis: int) -> list[Guide]:
    """Return one line for each middle, or else edge, that the box shares with another, from one to the other."""
    lines: dict[float, tuple[float, float]] = {}
    here, across = _marks(moving, axis), 1 - axis
    shared = np.abs(others.marks[:, :, axis] - np.array(here)[:, None]) < 0.01
    for row in np.flatnonzero(shared.any(axis=0)).tolist():
        for mine in [here[1]] if shared[1, row] else [here[mark] for mark in (0, 2) if shared[mark, row]]:
            span = float(others.low[row, across]), float(others.high[row, across])
            ends = (*_span(moving, across), *span, *lines.get(mine, ()))
            lines[mine] = min(ends), max(ends)
    made = [
        (QPointF(at, a), QPointF(at, b)) if not axis else (QPointF(a, at), QPointF(b, at))
        for at, (a, b) in lines.items()
    ]
    return [Guide(*ends) for ends in made]
