"""Many small areas taken together into few larger ones: to paint within one rectangle costs a small part of what it
costs to paint within a shape of many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from nnstudio.ui.canvas.maze import Box

MOST: Final = 12
"""So many areas are left."""
WASTE: Final = 12_000.0
"""Areas that together cover hardly more than apart, by so many pixels, are one."""


def few(areas: Iterable[Box], most: int = MOST) -> list[Box]:
    """Return at most so many areas that cover all of some areas, and as little else as is found quickly."""
    found: list[Box] = []
    # The large ones first: what is small then joins the one near it.
    for area in sorted(dict.fromkeys(areas), key=_size, reverse=True):
        place, waste = _nearest(found, area)
        if found and (waste <= WASTE or len(found) >= most):
            found[place] = _both(found[place], area)
        else:
            found.append(area)
    return found


def _nearest(found: list[Box], area: Box) -> tuple[int, float]:
    """Return which area grows least where it takes in another one, and by how much."""
    left, top, right, bottom = area
    nearest, least = 0, float("inf")
    for place, (a, b, c, d) in enumerate(found):
        wide = (c if c > right else right) - (a if a < left else left)
        high = (d if d > bottom else bottom) - (b if b < top else top)
        grown = wide * high - (c - a) * (d - b)
        if grown < least:
            nearest, least = place, grown
    return nearest, least - _size(area)


def _both(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
