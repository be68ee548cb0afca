"""The order of painting: links, neurons, what is pointed at, names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from nnstudio.ui import theme
from nnstudio.ui.network.arrangement import Arrangement, Strip, largest_tile
from nnstudio.ui.network.painting.labels import upright
from nnstudio.ui.network.painting.links import buckets, paint_links, paint_marked
from nnstudio.ui.network.painting.neurons import (
    HALO,
    Look,
    paint_photograph,
    paint_strip,
    paint_tiles,
    paint_weight_tiles,
    short_number,
)
from nnstudio.ui.network.structure import Indices, Structure
from nnstudio.ui.network.target import Link, Neuron, Target
from nnstudio.ui.network.wording import Names

if TYPE_CHECKING:
    from nnstudio.ui.network.picture import NetworkPicture

_LABEL_SHARE = 0.2
"""Of the width, for the names at each side at most."""


def frame_of(structure: Structure, names: Names, area: QRectF, metrics: QFontMetrics) -> QRectF:
    """Return where neurons may stand: within the names at both sides, below the titles."""
    space = theme.tokens().space
    most = area.width() * _LABEL_SHARE

    def room(texts: tuple[str, ...]) -> float:
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        return max(space(5.5), min(widest, most) + space(4))

    inputs = names.inputs if any(c.kind == "input" and not c.is_image for c in structure.columns) else ()
    tile = any(c.depth == 0 and c.is_image for c in structure.columns)
    ends = any(c.depth == structure.depth - 1 and c.is_image for c in structure.columns)
    side = min(area.width() * _LABEL_SHARE, largest_tile(area) / 2 + space(1))
    left, right = side if tile else room(inputs), side if ends else room(names.outputs) + space(1)
    step = (area.width() - left - right) / max(1, structure.depth - 1)
    top = max(float(space(6)), upright(structure, names, step) + space(1.5))
    return area.adjusted(left, top, -right, -space(2.5))


def paint_scene(painter: QPainter, picture: NetworkPicture) -> None:
    """Draw everything but the card."""
    arrangement, scene = picture.arrangement, picture.scene
    assert arrangement is not None
    assert scene is not None
    reading = scene.reading
    pens = buckets(reading.links, scene.link_limit)
    paint_links(painter, arrangement, pens, quiet=reading.mode == "activations", live=scene.live)
    marked = links_of(arrangement, picture.target())
    if len(marked):
        paint_marked(painter, arrangement.links, marked, pens)
    painter.setFont(theme.font("number_caption"))
    picture.sprites.begin(painter.device().devicePixelRatioF())
    halo = reading.mode == "gradients"
    # The numbers of neighbouring layers must not run into one another: +0.31 would be read as +0.3.
    widest = picture.sprites.width(painter, short_number(-scene.neuron_limit, scene.neuron_limit))
    wide = arrangement.structure.depth == 1 or widest < arrangement.step
    for node, strip in arrangement.strips.items():
        numbers = wide and arrangement.pitch >= room_for_numbers(strip, halo)
        look = Look(scene.neuron_limit, picture.sprites, halo, numbers=numbers)
        _paint_layer(painter, picture, node, strip, look)
    _paint_focus(painter, picture)
    picture.labels(halo).paint(painter)


def room_for_numbers(strip: Strip, halo: bool) -> float:
    """Return how far apart neurons must stand for a number below each."""
    reach = strip.radius * (1 + HALO) if halo else strip.radius
    return strip.radius + reach + theme.tokens().caption + theme.tokens().space(0.75)


def links_of(arrangement: Arrangement, target: Target | None) -> Indices:
    """Return the links of a neuron (all into and out of it), or the link itself, as numbers."""
    links = arrangement.links
    if isinstance(target, Link):
        own = (links.bundle == target.bundle) & (links.source == target.source) & (links.target == target.target)
        return np.flatnonzero(own)
    if target is None:
        return np.zeros(0, np.int64)
    found = np.zeros(len(links), bool)
    for number, bundle in enumerate(arrangement.structure.bundles):
        of_bundle = links.bundle == number
        if bundle.target == target.node:
            found |= of_bundle & (links.target == target.flat)
        if bundle.source == target.node:
            found |= of_bundle & (links.source == target.flat)
    return np.flatnonzero(found)


def _paint_layer(painter: QPainter, picture: NetworkPicture, node: str, strip: Strip, look: Look) -> None:
    scene = picture.scene
    assert scene is not None
    reading = scene.reading
    if strip.tile is not None:
        _paint_image(painter, picture, node, strip)
    elif node in reading.weight_tiles and reading.mode != "activations":
        paint_weight_tiles(painter, strip, reading.weight_tiles[node], scene.link_limit)
    elif node in scene.maps:
        paint_weight_tiles(painter, strip, scene.maps[node][strip.indices], scene.map_limit)
    else:
        paint_strip(painter, strip, reading.neurons[node], look)


def _paint_image(painter: QPainter, picture: NetworkPicture, node: str, strip: Strip) -> None:
    """Draw an image layer: the weights of the neuron pointed at if it looks at this image, else its activations."""
    scene, arrangement, target = picture.scene, picture.arrangement, picture.target()
    assert scene is not None
    assert arrangement is not None
    reading, limit, pictures = scene.reading, scene.neuron_limit, scene.reading.tiles[node]
    is_input = strip.column.kind == "input"
    if isinstance(target, Neuron) and reading.mode != "activations" and _feeds(picture.structure, node, target.node):
        row = arrangement.strips[target.node].rows.get(target.flat)
        if row is not None and len(strip.panes) == 1 and target.node in reading.weight_tiles:
            pictures, limit, is_input = reading.weight_tiles[target.node][row][None], scene.link_limit, False
    if not is_input:
        paint_tiles(painter, strip.panes[: len(pictures)], pictures[: len(strip.panes)], limit)
        return
    for box, values in zip(strip.panes, pictures, strict=len(pictures) == len(strip.panes)):
        brightest = max(float(np.abs(values).max()), 1e-9)
        if len(strip.column.shape) == 3:
            paint_photograph(painter, box, values, brightest)
        else:
            paint_tiles(painter, (box,), values[None], brightest)


def _feeds(structure: Structure, source: str, target: str) -> bool:
    return any(bundle.source == source and bundle.dense for bundle in structure.into(target))


def _paint_focus(painter: QPainter, picture: NetworkPicture) -> None:
    """Ring the neuron that is selected, and more thinly the one pointed at."""
    arrangement, tokens = picture.arrangement, theme.tokens()
    assert arrangement is not None
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for target, width in ((picture.pointed, 1.5), (picture.chosen, float(tokens.focus_width))):
        if not isinstance(target, Neuron):
            continue
        strip = arrangement.strips[target.node]
        point = strip.point(target.flat)
        if point is None:
            continue
        painter.setPen(QPen(tokens.focus, width))
        box = strip.column.tiling.pixel_box(strip.panes, strip.column.index(target.flat)) if strip.tile else None
        if box is not None:
            painter.drawRect(box.adjusted(-1, -1, 1, 1))
        else:
            painter.drawEllipse(point, strip.radius + 3, strip.radius + 3)
