"""Where everything stands: columns from left to right, long layers shortened, links as segments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF

from nnstudio.ui.controls.segments import Segments
from nnstudio.ui.controls.tiling import around
from nnstudio.ui.network.structure import Bundle, Column, Indices, Structure

Floats = npt.NDArray[np.float64]

MOST_SHOWN = 24
"""Neurons of a layer that are drawn; of a longer one ``SHORTENED``: the first, the selected and the last."""
SHORTENED = 14
LEAST_PITCH = 11
TILE_PITCH = 36
"""Pixels from one neuron to the next at least."""
_NUMBER = 24
"""Pixels that a number reaches beyond its neuron at most."""
_TAIL = 2
_TILE_SHARE = 0.7
_LARGEST_TILE = 168.0
_LARGEST_SHARE = 0.36
_CURVE = 14
"""Straight pieces that a link around a layer is drawn of."""


@dataclass(frozen=True, eq=False)
class Strip:
    """One layer on the picture.

    ``indices`` ``(k,)`` are the neurons drawn, at ``x`` and ``ys``; ``hidden`` are left out, behind place ``gap``.
    ``tile`` is the rectangle around the ``panes`` of an image layer (or of a sequence), of which single neurons are
    pixels; ``pictures`` : an image feeds it, so that each neuron's weights are a picture.
    """

    column: Column
    x: float
    ys: Floats
    indices: Indices
    radius: float
    gap: int = -1
    hidden: int = 0
    tile: QRectF | None = None
    panes: tuple[QRectF, ...] = ()
    pictures: bool = False

    @cached_property
    def points(self) -> list[QPointF]:
        """The centres of the neurons drawn."""
        return [QPointF(self.x, y) for y in self.ys.tolist()]

    @cached_property
    def rows(self) -> dict[int, int]:
        """The row on the picture of each neuron drawn."""
        return {int(index): row for row, index in enumerate(self.indices)}

    def point(self, index: int) -> QPointF | None:
        """Return the centre of a neuron; None if it is not drawn."""
        if self.tile is not None:
            return self._pixel(index)
        row = self.rows.get(index)
        return None if row is None else QPointF(self.x, float(self.ys[row]))

    def _pixel(self, index: int) -> QPointF | None:
        box = self.column.tiling.pixel_box(self.panes, self.column.index(index))
        return None if box is None else box.center()

    @property
    def top(self) -> float:
        """The upper end."""
        return self.tile.top() if self.tile is not None else float(self.ys[0]) - self.radius

    @property
    def bottom(self) -> float:
        """The lower end."""
        return self.tile.bottom() if self.tile is not None else float(self.ys[-1]) + self.radius


@dataclass(frozen=True, eq=False)
class Links:
    """All links drawn: ``bundle`` number, ``source`` and ``target`` neuron of each, ``(L,)``; segments ``(S, 4)``.

    ``owner`` ``(S,)`` says which link a segment belongs to. ``slices`` has the links of each bundle, as
    (rows, columns) blocks where the bundle is dense; a bundle from a tile is a fan without single links.
    """

    bundle: Indices
    source: Indices
    target: Indices
    segments: Floats
    owner: Indices
    slices: tuple[slice, ...]

    @cached_property
    def buffer(self) -> Segments:
        """What the segments are drawn through."""
        return Segments()

    @cached_property
    def lines(self) -> list[QLineF]:
        """The segments as Qt draws them."""
        return [QLineF(*row) for row in self.segments.tolist()]

    def __len__(self) -> int:
        """Return the number of links."""
        return len(self.bundle)


@dataclass(frozen=True, eq=False)
class Arrangement:
    """Strips by node, links, and fans: from a tile to each neuron that it feeds."""

    structure: Structure
    area: QRectF
    strips: Mapping[str, Strip]
    links: Links
    fans: tuple[QLineF, ...]
    pitch: float

    @property
    def step(self) -> float:
        """Pixels from one layer to the next."""
        return self.area.width() / max(1, self.structure.depth - 1)

    @cached_property
    def moving(self) -> QRectF:
        """Where something may change while places and names stay: neurons, halos, numbers below them, links."""
        whole = QRectF()
        for strip in self.strips.values():
            reach = 2 * strip.radius + _NUMBER
            side = strip.tile.width() / 2 if strip.tile is not None else 0.0
            box = QRectF(strip.x - side, strip.top, 2 * side, strip.bottom - strip.top)
            whole = whole.united(box.adjusted(-reach, -reach, reach, reach))
        if len(self.links.segments):
            xs, ys = self.links.segments[:, 0::2], self.links.segments[:, 1::2]
            low, high = QPointF(xs.min(), ys.min()), QPointF(xs.max(), ys.max())
            whole = whole.united(QRectF(low, high).adjusted(-_NUMBER, -_NUMBER, _NUMBER, _NUMBER))
        return whole


def largest_tile(area: QRectF) -> float:
    """Return how wide a tile is at most: more where there is much room."""
    return max(_LARGEST_TILE, _LARGEST_SHARE * min(area.width(), area.height()))


def arrange(structure: Structure, area: QRectF, selected: tuple[str, int] | None = None) -> Arrangement:
    """Return the places of everything within ``area``; the selected neuron is drawn even in a long layer."""
    strips: dict[str, Strip] = {}
    step = area.width() / max(1, structure.depth - 1)
    for depth in range(structure.depth):
        x = area.left() + depth * step if structure.depth > 1 else area.center().x()
        columns = structure.at(depth)
        share = area.height() / len(columns)
        for number, column in enumerate(columns):
            part = QRectF(x, area.top() + number * share, 0.0, share)
            wanted = selected[1] if selected is not None and selected[0] == column.node else -1
            pitch = TILE_PITCH if _looks_at_image(structure, column) else LEAST_PITCH
            strips[column.node] = (
                _tile(column, part, step, largest_tile(area))
                if column.is_image
                else _strip(column, part, step, wanted, pitch)
            )
    strips = _even(strips)
    links, fans = _links(structure, strips, area)
    pitches = [float(strip.ys[1] - strip.ys[0]) for strip in strips.values() if len(strip.ys) > 1]
    return Arrangement(structure, area, strips, links, fans, min([*pitches, area.height()]))


def _looks_at_image(structure: Structure, column: Column) -> bool:
    """Whether the neurons' weights are pictures, which want more room."""
    return any(bundle.dense and structure.by_node[bundle.source].is_image for bundle in structure.into(column.node))


def _strip(column: Column, part: QRectF, step: float, wanted: int, least: int) -> Strip:
    room = max(4, min(MOST_SHOWN, int(part.height() // least)))
    indices, gap = _chosen(column.size, room if column.size <= room else min(room, SHORTENED), wanted)
    slots = len(indices) + (gap >= 0)
    # Few neurons stand together in the middle rather than at the ends of the column.
    pitch = min(part.height() / slots, 88.0)
    rows = np.arange(slots, dtype=np.float64)
    if gap >= 0:
        rows = np.delete(rows, gap)
    ys = part.center().y() + (rows - (slots - 1) / 2) * pitch
    pictures = least == TILE_PITCH
    most, share = (28.0, 0.43) if pictures else (18.0, 0.38)
    radius = max(4.0, min(most, pitch * share, step * 0.2))
    # Whole pixels: neurons are stamped.
    return Strip(
        column, float(round(part.x())), np.rint(ys), indices, radius, gap, column.size - len(indices), pictures=pictures
    )


def _chosen(size: int, room: int, wanted: int) -> tuple[Indices, int]:
    """Return the neurons drawn and the row before which the ellipsis stands (−1: all are drawn)."""
    if size <= room:
        return np.arange(size), -1
    tail = _TAIL + (0 <= wanted < size)
    head = room - tail - 1
    kept = {*range(head), *range(size - _TAIL, size)}
    if 0 <= wanted < size:
        kept.add(wanted)
    indices = np.array(sorted(kept))
    return indices, int(np.searchsorted(indices, head))


def _tile(column: Column, part: QRectF, step: float, largest: float) -> Strip:
    room = QRectF(0, 0, step * _TILE_SHARE, part.height() * 0.8)
    room.moveCenter(QPointF(part.x(), part.center().y()))
    panes = column.tiling.boxes(room, largest)
    tile = around(panes)
    pixel = panes[0].height() / column.tiling.rows
    return Strip(
        column,
        part.x(),
        np.array([part.center().y()]),
        np.arange(column.size),
        pixel / 2,
        tile=tile,
        panes=panes,
        hidden=column.tiling.hidden,
    )


def _even(strips: dict[str, Strip]) -> dict[str, Strip]:
    """Give all layers of circles one size: sizes would be read as a quantity."""
    circles = {node: strip for node, strip in strips.items() if strip.tile is None and not strip.pictures}
    radius = min((strip.radius for strip in circles.values()), default=8.0)
    return {**strips, **{node: replace(strip, radius=radius) for node, strip in circles.items()}}


def _links(structure: Structure, strips: Mapping[str, Strip], area: QRectF) -> tuple[Links, tuple[QLineF, ...]]:
    parts, slices, fans, count = [], [], [], 0
    for number, bundle in enumerate(structure.bundles):
        source, target = strips[bundle.source], strips[bundle.target]
        if bundle.mixed or source.tile is not None or target.tile is not None:
            fans += _fan(source, target, strips)
            pairs = np.zeros((0, 2), np.int64)
        else:
            pairs = _pairs(bundle, source, target)
        parts.append((number, pairs, _segments(pairs, source, target, strips)))
        slices.append(slice(count, count + len(pairs)))
        count += len(pairs)
    return _joined(parts, tuple(slices)), tuple(fans)


def _pairs(bundle: Bundle, source: Strip, target: Strip) -> Indices:
    """Return the links drawn of a bundle, (source neuron, target neuron), ``(L, 2)``."""
    if bundle.dense:
        grid = np.meshgrid(source.indices, target.indices, indexing="ij")
        return np.stack([grid[0].ravel(), grid[1].ravel()], axis=1)
    inputs = np.arange(len(bundle.places))
    pairs = np.stack([bundle.places, inputs + bundle.offset], axis=1)
    drawn = np.isin(pairs[:, 0], source.indices) & np.isin(pairs[:, 1], target.indices)
    return pairs[drawn]


def _fan(source: Strip, target: Strip, strips: Mapping[str, Strip]) -> list[QLineF]:
    """Return lines from a tile, or each neuron, to a tile, or each neuron: links without a weight of their own."""
    between = _between(source, target, strips)
    pairs = ((start, end) for start in _sides(source, 1) for end in _sides(target, -1))
    if not between:
        return [QLineF(start, end) for start, end in pairs]
    corners = (np.array([[start.x(), start.y()], [end.x(), end.y()]]) for start, end in pairs)
    return [QLineF(*row) for each in corners for row in _detour(each, between).tolist()]


def _between(source: Strip, target: Strip, strips: Mapping[str, Strip]) -> list[Strip]:
    return [strip for strip in strips.values() if source.column.depth < strip.column.depth < target.column.depth]


def _sides(strip: Strip, side: int) -> list[QPointF]:
    """Return where lines leave a strip (``side`` 1) or arrive at it (−1)."""
    if strip.tile is not None:
        return [QPointF(strip.tile.right() if side > 0 else strip.tile.left(), strip.tile.center().y())]
    return [QPointF(strip.x + side * strip.radius, float(y)) for y in strip.ys]


def _segments(pairs: Indices, source: Strip, target: Strip, strips: Mapping[str, Strip]) -> list[Floats]:
    starts = [source.point(int(index)) for index in pairs[:, 0]]
    ends = [target.point(int(index)) for index in pairs[:, 1]]
    between = _between(source, target, strips)
    found = []
    for start, end in zip(starts, ends, strict=True):
        assert start is not None
        assert end is not None
        corners = np.array([[start.x(), start.y()], [end.x(), end.y()]])
        found.append(_detour(corners, between) if between else np.hstack([corners[:1], corners[1:]]))
    return found


def _detour(ends: Floats, between: list[Strip]) -> Floats:
    """Return a link around the layers between, as segments ``(S, 4)``: over them, or below, whichever is nearer."""
    top = min(strip.top for strip in between) - 10
    bottom = max(strip.bottom for strip in between) + 10
    middle = ends[:, 1].mean()
    level = top if middle - top <= bottom - middle else bottom
    level += (middle - level) * 0.12
    (x0, y0), (x1, y1) = ends
    share = np.linspace(0.0, 1.0, _CURVE // 2 + 1)
    ease = share * share * (3 - 2 * share)
    left, right = min(strip.x for strip in between), max(strip.x for strip in between)
    xs = np.concatenate([x0 + (left - x0) * share, right + (x1 - right) * share])
    ys = np.concatenate([y0 + (level - y0) * ease, level + (y1 - level) * ease])
    points = np.stack([xs, ys], axis=1)
    return np.hstack([points[:-1], points[1:]])


def _joined(parts: list[tuple[int, Indices, list[Floats]]], slices: tuple[slice, ...]) -> Links:
    pairs = np.concatenate([pairs for _, pairs, _ in parts]) if parts else np.zeros((0, 2), np.int64)
    pieces = [segments for _, _, found in parts for segments in found]
    owner = np.repeat(np.arange(len(pieces)), [len(piece) for piece in pieces])
    return Links(
        bundle=np.repeat(np.array([number for number, _, _ in parts], np.int64), [len(p) for _, p, _ in parts]),
        source=pairs[:, 0],
        target=pairs[:, 1],
        segments=np.concatenate(pieces) if pieces else np.zeros((0, 4)),
        owner=owner,
        slices=slices,
    )
