"""Where the boxes of a graph stand: in layers from left to right, few crossings, straight lines.

Layers by the longest path, with leaves moved beside their first reader; order by the neighbours' mean (barycentre),
sweeping to and fro; places that are nearest to the neighbours' mean, exactly, by pooling adjacent violators.

Source: Sugiyama, Tagawa & Toda, IEEE Trans. SMC 11 (1981); Ayer et al., Ann. Math. Stat. 26 (1955) for the pooling.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

Point = tuple[float, float]
Edge = tuple[int, int]
_SWEEPS = 8


@dataclass(frozen=True)
class Layout:
    """``places`` : the centre of each box; ``routes`` : of each edge, the points between its ends; the whole size."""

    places: tuple[Point, ...] = ()
    routes: dict[Edge, tuple[Point, ...]] = field(default_factory=dict)
    width: float = 0.0
    height: float = 0.0


def arranged(sizes: Sequence[tuple[float, float]], edges: Sequence[Edge], across: float, down: float) -> Layout:
    """Return where boxes of these sizes stand.

    Parameters
    ----------
    edges : (from, to), without circles, ``from`` a smaller number than ``to``.
    across, down : the gaps between layers and between boxes of a layer.
    """
    return _arranged(tuple(sizes), tuple(sorted(set(edges))), across, down)


@lru_cache(16)
def _arranged(sizes: tuple[tuple[float, float], ...], edges: tuple[Edge, ...], across: float, down: float) -> Layout:
    """Return the layout; of a graph with other numbers in boxes as large it is the one before."""
    return _Layers(sizes, edges, down).layout(across) if sizes else Layout()


class _Layers:
    """Boxes, and a point for each layer that an edge passes; by number, the boxes first."""

    def __init__(self, sizes: Sequence[tuple[float, float]], edges: Sequence[Edge], down: float) -> None:
        self.sizes, self.edges, self.down = sizes, edges, down
        self.rank = _ranks(len(sizes), edges)
        self.heights = [height for _, height in sizes]
        self.before: list[list[int]] = [[] for _ in sizes]
        self.after: list[list[int]] = [[] for _ in sizes]
        self.passed: dict[Edge, list[int]] = {}
        self._join()
        self.layers: list[list[int]] = [[] for _ in range(max(self.rank) + 1)]
        for node, rank in enumerate(self.rank):
            self.layers[rank].append(node)

    def _join(self) -> None:
        for first, last in self.edges:
            here = first
            self.passed[first, last] = []
            for rank in range(self.rank[first] + 1, self.rank[last]):
                point = len(self.rank)
                self.rank.append(rank)
                self.heights.append(0.0)
                self.before.append([])
                self.after.append([])
                self.passed[first, last].append(point)
                self._link(here, point)
                here = point
            self._link(here, last)

    def _link(self, first: int, last: int) -> None:
        self.after[first].append(last)
        self.before[last].append(first)

    def layout(self, across: float) -> Layout:
        self._order()
        heights = self._straighten()
        lefts, left = [], 0.0
        for layer in self.layers:
            width = max((self.sizes[node][0] for node in layer if node < len(self.sizes)), default=0.0)
            lefts.append((left, width))
            left += width + across
        top = min(y - self.heights[node] / 2 for node, y in enumerate(heights))
        bottom = max(y + self.heights[node] / 2 for node, y in enumerate(heights))

        def centre(node: int) -> Point:
            start, width = lefts[self.rank[node]]
            own = self.sizes[node][0] if node < len(self.sizes) else width
            # Boxes of a layer end on one line, where their wires leave.
            return start + width - own / 2, heights[node] - top

        routes = {edge: tuple(centre(point) for point in points) for edge, points in self.passed.items()}
        places = tuple(centre(node) for node in range(len(self.sizes)))
        return Layout(places, routes, left - across, bottom - top)

    def _order(self) -> None:
        """Sort each layer by the mean of its neighbours, to and fro; keep the best that was met."""
        position = [0.0] * len(self.rank)
        for layer in self.layers:
            for place, node in enumerate(layer):
                position[node] = float(place)
        best, fewest = [list(layer) for layer in self.layers], self._crossings(position)
        before: list[float] = []
        for sweep in range(_SWEEPS):
            onward = sweep % 2 == 0
            if onward and before == position:
                # To and fro has come back to where it began, and would again.
                break
            before = list(position) if onward else before
            near = self.before if onward else self.after
            for layer in self.layers if onward else reversed(self.layers):
                wanted = {node: _mean(near[node], position, node) for node in layer}
                layer.sort(key=wanted.__getitem__)
                for place, node in enumerate(layer):
                    position[node] = float(place)
            crossings = self._crossings(position)
            if crossings < fewest:
                best, fewest = [list(layer) for layer in self.layers], crossings
            if not fewest:
                break
        self.layers = best

    def _crossings(self, position: Sequence[float]) -> int:
        total = 0
        for layer in self.layers:
            pairs = sorted((position[node], position[each]) for node in layer for each in self.after[node])
            total += _inversions([last for _, last in pairs])
        return total

    def _straighten(self) -> list[float]:
        """Return each one's height: as near to the mean of its neighbours as the order allows."""
        heights = [0.0] * len(self.rank)
        columns = [_Column(layer, self._offsets(layer), self._weights(layer)) for layer in self.layers]
        for column in columns:
            column.place([0.0] * len(column.nodes), heights)
        before: list[float] = []
        for sweep in range(2 * _SWEEPS):
            onward = sweep % 2 == 0
            if onward and before == heights:
                break
            before = list(heights) if onward else before
            near = self.before if onward else self.after
            for column in columns if onward else reversed(columns):
                column.place([_mean(near[node], heights, node) for node in column.nodes], heights)
        return heights

    def _offsets(self, layer: list[int]) -> list[float]:
        """Return how far below the first of a layer each one stands at least."""
        offsets, down = [], 0.0
        for number, node in enumerate(layer):
            if number:
                down += (self.heights[layer[number - 1]] + self.heights[node]) / 2 + self.down
            offsets.append(down)
        return offsets

    def _weights(self, layer: list[int]) -> list[float]:
        """Return what each weighs: a wire that passes gives way less, so that long wires become straight."""
        return [1.0 if self.heights[node] else 4.0 for node in layer]


@dataclass(frozen=True)
class _Column:
    """A layer in its order."""

    nodes: list[int]
    offsets: list[float]
    weights: list[float]

    def place(self, wanted: list[float], heights: list[float]) -> None:
        """Put each one as near as can be to where it would like to be."""
        shifts = _monotone([want - offset for want, offset in zip(wanted, self.offsets, strict=True)], self.weights)
        for node, shift, offset in zip(self.nodes, shifts, self.offsets, strict=True):
            heights[node] = shift + offset


def _ranks(count: int, edges: Sequence[Edge]) -> list[int]:
    """Return each box's layer: the longest path to it; what reads nothing stands just before its first reader."""
    rank = [0] * count
    for first, last in sorted(edges, key=lambda edge: edge[1]):
        rank[last] = max(rank[last], rank[first] + 1)
    read = {last for _, last in edges}
    nearest: dict[int, int] = {}
    for first, last in edges:
        nearest[first] = min(nearest.get(first, rank[last]), rank[last])
    return [nearest[node] - 1 if node in nearest and node not in read else rank[node] for node in range(count)]


def _mean(near: Sequence[int], numbers: Sequence[float], own: int) -> float:
    """Return the mean of the neighbours' numbers, most often of a single one; without any, one's own."""
    if len(near) == 1:
        return numbers[near[0]]
    return sum([numbers[each] for each in near]) / len(near) if near else numbers[own]


def _inversions(values: Sequence[float]) -> int:
    """Return how many pairs stand in the wrong order."""
    seen: list[float] = []
    total = 0
    for value in values:
        place = bisect_right(seen, value)
        total += len(seen) - place
        seen.insert(place, value)
    return total


def _monotone(wanted: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Return the numbers that never fall and are nearest to those wanted, by squares."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(wanted, weights, strict=True):
        mean, mass, count = value, weight, 1
        while blocks and blocks[-1][0] > mean:
            before, heavy, many = blocks.pop()
            mean = (before * heavy + mean * mass) / (heavy + mass)
            mass += heavy
            count += many
        blocks.append((mean, mass, count))
    return [mean for mean, _, count in blocks for _ in range(count)]
