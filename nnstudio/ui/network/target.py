"""What the mouse or the keys point at: a neuron, a link, or the ellipsis of a long layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF

from nnstudio.ui.network.arrangement import Arrangement, Strip

_LINK_REACH = 5.0
"""Pixels from a link at which it still is meant."""


@dataclass(frozen=True)
class Neuron:
    """Neuron number ``flat`` of a layer."""

    node: str
    flat: int


@dataclass(frozen=True)
class Link:
    """A link of bundle number ``bundle`` from neuron ``source`` to neuron ``target`` (numbers in their layers)."""

    bundle: int
    source: int
    target: int


Target = Neuron | Link


def target_at(arrangement: Arrangement, point: QPointF) -> Target | None:
    """Return the neuron, else the link, under a point."""
    for strip in arrangement.strips.values():
        found = _in_tile(strip, point) if strip.tile is not None else _in_strip(strip, point)
        if found is not None:
            return found
    return _link_at(arrangement, point)


def _in_strip(strip: Strip, point: QPointF) -> Neuron | None:
    # The target is at least as large as half the grid's 24 px, however small the circle.
    reach = max(strip.radius + 2, 8.0)
    if abs(point.x() - strip.x) > max(reach, 12.0):
        return None
    distances = np.abs(strip.ys - point.y())
    row = int(distances.argmin())
    return Neuron(strip.column.node, int(strip.indices[row])) if distances[row] <= reach else None


def _in_tile(strip: Strip, point: QPointF) -> Neuron | None:
    index = strip.column.tiling.at(strip.panes, point.x(), point.y())
    return None if index is None else Neuron(strip.column.node, strip.column.flat(index))


def _link_at(arrangement: Arrangement, point: QPointF) -> Link | None:
    links = arrangement.links
    if not len(links):
        return None
    segments = links.segments
    start, along = segments[:, :2], segments[:, 2:] - segments[:, :2]
    place = np.array([point.x(), point.y()])
    length = np.maximum((along**2).sum(axis=1), 1e-9)
    share = np.clip(((place - start) * along).sum(axis=1) / length, 0.0, 1.0)
    distances = np.hypot(*(start + share[:, None] * along - place).T)
    nearest = int(distances.argmin())
    if distances[nearest] > _LINK_REACH:
        return None
    number = int(links.owner[nearest])
    return Link(int(links.bundle[number]), int(links.source[number]), int(links.target[number]))


def beside(arrangement: Arrangement, here: Neuron | None, columns: int, rows: int) -> Neuron | None:
    """Return the neuron so many columns to the right and rows down; the first of all where there is none yet."""
    strips = list(arrangement.strips.values())
    if here is None or here.node not in arrangement.strips:
        return Neuron(strips[0].column.node, int(strips[0].indices[0])) if strips else None
    strip = arrangement.strips[here.node]
    if rows:
        return _below(arrangement, strip, here, rows)
    depth = strip.column.depth + columns
    candidates = [other for other in strips if other.column.depth == depth]
    height = strip.point(here.flat)
    if not candidates or height is None:
        return here
    best = min(candidates, key=lambda other: min(abs(other.ys - height.y())))
    row = int(np.abs(best.ys - height.y()).argmin())
    return Neuron(best.column.node, 0 if best.tile is not None else int(best.indices[row]))


def _below(arrangement: Arrangement, strip: Strip, here: Neuron, rows: int) -> Neuron:
    # All neurons are reached, those of the ellipsis too: the picture makes room for the selected one.
    flat = here.flat + rows
    if strip.tile is not None:
        below = strip.column.tiling.below(strip.column.index(here.flat), rows)
        flat = strip.column.flat(below) if below is not None else -1
    if 0 <= flat < strip.column.size:
        return Neuron(here.node, flat)
    siblings = list(arrangement.structure.at(strip.column.depth))
    place = siblings.index(strip.column) + (1 if rows > 0 else -1)
    if not 0 <= place < len(siblings):
        return here
    column = siblings[place]
    return Neuron(column.node, 0 if rows > 0 else column.size - 1)
