"""A set of bytes of memory, as sorted spans that do not touch one another: asked, grown and cut by halving."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

Span = tuple[int, int]
"""The addresses of the first byte and of the one behind the last."""


class Spans:
    """Empty at first."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def touches(self, own: Span) -> bool:
        """Whether any byte of a span is among them."""
        place = bisect_right(self._ends, own[0])
        return place < len(self._starts) and self._starts[place] < own[1]

    def add(self, own: Span) -> None:
        """Take all bytes of a span in."""
        first, last = bisect_left(self._ends, own[0]), bisect_right(self._starts, own[1])
        if first < last:
            own = min(own[0], self._starts[first]), max(own[1], self._ends[last - 1])
        self._starts[first:last], self._ends[first:last] = [own[0]], [own[1]]

    def remove(self, own: Span) -> None:
        """Leave all bytes of a span out."""
        first, last = bisect_right(self._ends, own[0]), bisect_left(self._starts, own[1])
        if first < last:
            before, behind = (self._starts[first], own[0]), (own[1], self._ends[last - 1])
            left = [span for span in (before, behind) if span[0] < span[1]]
            self._starts[first:last] = [span[0] for span in left]
            self._ends[first:last] = [span[1] for span in left]
