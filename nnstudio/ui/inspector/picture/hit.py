"""What lies under a point, and what lies beside a neuron: for the mouse and for the keys."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF

from nnstudio.inspection.description import Link
from nnstudio.inspection.picture import Column, Scene
from nnstudio.inspection.trace import Neuron
from nnstudio.ui.inspector.picture.arrangement import Places, flat_of, index_of, tiling_of
from nnstudio.ui.inspector.picture.links import MOST_QUIET, lit_links

_NEAR = 6.0
_TARGET = 12.0
"""Half the side of the least target, where nothing else is nearer."""


def found_at(places: Places, point: QPointF) -> Neuron | Link | None:
    """Return the neuron, the pixel or the link at a point."""
    scene = places.scene
    return None if scene is None else _neuron_at(places, scene, point) or _link_at(places, scene, point)


def _neuron_at(places: Places, scene: Scene, point: QPointF) -> Neuron | None:
    away = {neuron: QLineF(point, centre).length() for neuron, centre in places.points.items()}
    nearest = min(away, key=lambda neuron: away[neuron], default=None)
    if nearest is not None and away[nearest] <= max(places.radius, min(_TARGET, places.radius + 2)):
        return nearest[0], index_of(scene.by_layer[nearest[0]], nearest[1])
    for layer, strip in places.strips.items():
        flat = strip.at(point)
        if flat is not None:
            return layer, index_of(scene.by_layer[layer], flat)
    for layer, boxes in places.tiles.items():
        index = tiling_of(scene.by_layer[layer]).at(boxes, point.x(), point.y())
        if index is not None:
            return layer, index
    return None


def _link_at(places: Places, scene: Scene, point: QPointF) -> Link | None:
    best, nearest = _NEAR, None
    for link in (*lit_links(scene), *_drawn_links(places, scene)):
        away = _distance(places, point, link)
        if away < best:
            best, nearest = away, link
    return nearest


def _drawn_links(places: Places, scene: Scene) -> list[Link]:
    """Return the links that are drawn one by one."""
    found: list[Link] = []
    for layer, sources in scene.inputs.items():
        matrix = scene.shades.colour.values[layer]
        if matrix.size <= MOST_QUIET and not {layer, sources[0][0]} & {*places.strips, *places.tiles}:
            found += [(source, (layer, (target,))) for source in sources for target in range(matrix.shape[1])]
    return found


def _distance(places: Places, point: QPointF, link: Link) -> float:
    first, last = places.point(link[0]), places.point(link[1])
    if first is None or last is None or not first.x() < point.x() < last.x():
        return 1e9
    line = QLineF(first, last)
    return abs(line.dy() * (point.x() - first.x()) - line.dx() * (point.y() - first.y())) / max(1.0, line.length())


# -- the keys


def beside(places: Places, neuron: Neuron, across: int, down: int) -> Neuron:
    """Return the neuron beside one: within its layer, or (``across``) the nearest of the next layer that way."""
    scene = places.scene
    assert scene is not None
    column = scene.by_layer[neuron[0]]
    within = _within(column, neuron, across, down)
    if within is not None or not across:
        return within or neuron
    here, depth = places.point(neuron), scene.depths[neuron[0]]
    ahead = [other for other in scene.columns if (scene.depths[other.layer] - depth) * across > 0]
    if not ahead or here is None:
        return neuron
    next_depth = min((scene.depths[other.layer] for other in ahead), key=lambda each: abs(each - depth))
    found = [
        (QLineF(here, point).length(), other.layer, flat)
        for other in ahead
        if scene.depths[other.layer] == next_depth
        for flat in range(other.size)
        if (point := places.point((other.layer, index_of(other, flat)))) is not None
    ]
    if not found:
        return neuron
    _, layer, flat = min(found)
    return layer, index_of(scene.by_layer[layer], flat)


def _within(column: Column, neuron: Neuron, across: int, down: int) -> Neuron | None:
    """Return the neighbour in the same layer; of an image that in the same channel."""
    layer, index = neuron
    if not column.is_image:
        flat = flat_of(column, index) + down
        return (layer, index_of(column, flat)) if down and 0 <= flat < column.size else None
    tiling = tiling_of(column)
    found = tiling.pixel(index)
    if found is None:
        return None
    pane, row, place = found[0], found[1] + down, found[2] + across
    inside = 0 <= row < tiling.rows and 0 <= place < tiling.columns
    return (layer, tiling.index(pane, row, place)) if inside else None


def next_link(places: Places, standing: Neuron | Link, count: int) -> Link | None:
    """Return the next of the links into a neuron, round and round; None where no link leads there."""
    scene = places.scene
    assert scene is not None
    if isinstance(standing[0], str):
        target, row = standing, 0 if count > 0 else -1
    else:
        source, target = standing
        row = scene.rows[target[0]][source] + count
    sources = scene.inputs.get(target[0], ())
    return (sources[row % len(sources)], target) if sources else None
