"""Where everything stands in the picture: layers in columns, of a large layer the neurons that matter now."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPixmap

from nnstudio.engine.typing import Array
from nnstudio.inspection.description import Link
from nnstudio.inspection.picture import Column, Scene
from nnstudio.inspection.picture.scene import Numbers
from nnstudio.inspection.trace import Neuron
from nnstudio.ui import theme
from nnstudio.ui.controls.tiling import Tiling
from nnstudio.ui.inspector.picture.strip import Strip, make_strip

_SHARE = 0.82
"""Of the way from one layer to the next, for tiles."""
TILE = 16
"""Width of a tile at most, in units of the grid, in a small picture; in a large one ``_LARGEST`` of it."""
_LARGEST = 0.32

DRAWN_OUT = 7
"""Neurons of a long layer that are drawn out beside its strip, at most."""
LEAST_PITCH = 2.5
"""Units of the grid from neuron to neuron, from which on all of a layer are drawn."""
STRIP = 2
"""Width of a strip at most, in units of the grid."""
_STRIP_SHARE, _GAP_SHARE = 0.3, 0.08
"""Width of a strip at most, and of the gap beside it, as shares of the way from layer to layer."""

_LINE = 2.25
"""Height of the title of a branch below another one, likewise."""

Lights = frozenset[Neuron | Link]
"""What is lit up in the picture."""


@dataclass
class Places:
    """``points`` of the neurons drawn, ``tiles`` of images (a box for each channel) and of sequences, ``strips`` of
    long layers, of which only what the step is about is drawn out beside them (``wanted``); one ``radius``.

    ``quiet`` is a picture of all links, made where it is first painted, of ``quiet_facts``; ``loud`` are the lines of
    the step's own, of ``loud_facts``, where they are many. Both are handed on.
    """

    radius: float = 0.0
    points: dict[tuple[str, int], QPointF] = field(default_factory=dict)
    tiles: dict[str, tuple[QRectF, ...]] = field(default_factory=dict)
    strips: dict[str, Strip] = field(default_factory=dict)
    wanted: dict[str, list[int]] = field(default_factory=dict)
    titles: dict[str, QRectF] = field(default_factory=dict)
    loss: QRectF = field(default_factory=QRectF)
    caption: QRectF = field(default_factory=QRectF)
    scene: Scene | None = None
    quiet: QPixmap | None = None
    quiet_facts: tuple[object, ...] = ()
    loud: list[QLineF | None] = field(default_factory=list)
    loud_facts: tuple[object, ...] = ()

    def take_over(self, before: Places) -> None:
        """Have what was painted before at hand: it is made anew only where it has become another."""
        self.quiet, self.quiet_facts = before.quiet, before.quiet_facts
        self.loud, self.loud_facts = before.loud, before.loud_facts

    def point(self, neuron: Neuron) -> QPointF | None:
        """Return where a neuron (or pixel) stands, be it in a strip; None where it is left out."""
        layer, index = neuron
        if self.scene is None or layer not in self.scene.by_layer:
            return None
        column = self.scene.by_layer[layer]
        if not column.holds(index):
            return None
        if layer in self.tiles:
            box = self.pixel(neuron)
            return None if box is None else box.center()
        flat = flat_of(column, index)
        drawn = self.points.get((layer, flat))
        return self.strips[layer].middle(flat) if drawn is None and layer in self.strips else drawn

    def points_of(self, neurons: Iterable[Neuron]) -> dict[Neuron, QPointF | None]:
        """Return :meth:`point` of many neurons."""
        found: dict[Neuron, QPointF | None] = {}
        for neuron in neurons:
            layer, index = neuron
            strip = self.strips.get(layer)
            if strip is None or len(index) != 1 or not 0 <= index[0] < strip.count:
                found[neuron] = self.point(neuron)
            else:
                drawn = self.points.get((layer, index[0]))
                found[neuron] = strip.middles[index[0]] if drawn is None else drawn
        return found

    def drawn(self, neuron: Neuron) -> bool:
        """Whether a neuron has a circle of its own."""
        layer, index = neuron
        column = self.scene.by_layer.get(layer) if self.scene is not None else None
        return column is not None and column.holds(index) and (layer, flat_of(column, index)) in self.points

    def pixel(self, neuron: Neuron) -> QRectF | None:
        """Return the box of a pixel; None where its channel is not drawn."""
        assert self.scene is not None
        layer, index = neuron
        column = self.scene.by_layer[layer]
        return tiling_of(column).pixel_box(self.tiles[layer], index) if column.holds(index) else None


def tiling_of(column: Column) -> Tiling:
    """Return how the numbers of an image or a sequence lie in its tiles."""
    return Tiling(column.shape, merged=column.is_input and len(column.shape) == 3)


def flat_of(column: Column, index: tuple[int, ...]) -> int:
    """Return the number of the neuron at ``index``."""
    return index[0] if len(index) == 1 else int(np.ravel_multi_index(index, column.shape))


def index_of(column: Column, flat: int) -> tuple[int, ...]:
    """Return the index of neuron number ``flat``."""
    return (flat,) if len(column.shape) == 1 else tuple(int(part) for part in np.unravel_index(flat, column.shape))


def arrange(scene: Scene, width: float, height: float) -> Places:
    """Return the places for a picture of this size."""
    space = theme.tokens().space
    head, foot = space(5), space(4)
    # While a window is laid out there may be no height at all for a moment.
    room = max(float(space(2)), height - head - foot)
    depth = max(scene.depths.values(), default=0)
    largest = max(float(space(TILE)), _LARGEST * min(width, height))
    left = largest / 2 + space(0.5) if scene.columns[0].is_image else _side(scene, True)
    if is_long(scene.columns[0], room):
        left += space(STRIP + 1)
    right = width - _side(scene, False)
    places = Places(scene=scene)
    # The targets are written between the last layer and the loss.
    final = max((right - left) / (depth + 1), min(float(space(12)), (right - left) / 3))
    step = (right - left - final) / depth if depth else final
    most = max((len(_rows(places, c, room)) for c in scene.columns if not c.is_image), default=1)
    pitch = min(float(space(11)), room / max(1, most))
    # A ring around each takes some of the room.
    share = 0.4 if scene.shades.ring is None else 0.32
    places.radius = max(4.0, min(float(space(3)), pitch * share, step * 0.23))
    for number in range(depth + 1):
        here = [column for column in scene.columns if scene.depths[column.layer] == number]
        _stack(places, here, left + step * number, QRectF(0, head, step, room), (pitch, largest))
    _stagger(places)
    box = float(space(5))
    middle = head + room / 2
    places.caption = QRectF(0, height - space(2.5), width, space(2.5))
    places.loss = QRectF(right - box / 2, middle - box / 2, box, box)
    return places


def is_long(column: Column, room: float) -> bool:
    """Whether a layer's neurons do not all fit below one another."""
    return not column.is_image and column.size > max(3, math.floor(room / theme.tokens().space(LEAST_PITCH)))


def _side(scene: Scene, first: bool) -> float:
    """Return the margin left for labels."""
    space = theme.tokens().space
    if not first:
        return space(4)
    column = scene.columns[0]
    widest = _widest(column.labels, theme.font("caption").toString())
    most = space(14) if max(scene.depths.values()) < 3 else space(9)
    return round(min(most, widest + space(1)) + space(3))


@lru_cache(maxsize=8)
def _widest(texts: tuple[str, ...], font: str) -> float:
    """Return how wide the longest text is in the small type, ``font``; hundreds of names are measured once."""
    metrics = QFontMetricsF(theme.font("caption"))
    return max((metrics.horizontalAdvance(text) for text in texts), default=0.0)


def _stack(places: Places, columns: list[Column], x: float, area: QRectF, sizes: tuple[float, float]) -> None:
    """Place the columns that share a depth above one another; ``sizes`` of a neuron's row, and of a tile at most."""
    pitch, largest = sizes
    scene = places.scene
    assert scene is not None
    for number, column in enumerate(columns):
        room = area.height() / len(columns)
        top, above = area.top() + area.height() / len(columns) * number, float(theme.tokens().space(4.5))
        if number:
            # Below another branch there is no margin that a title could stand in: a line of its own.
            above = min(theme.tokens().space(_LINE), room / 3)
            top, room = top + above, room - above
        places.titles[column.layer] = QRectF(x - area.width() / 2, top - above, area.width(), above)
        if column.is_image:
            _tile(places, column, x, QRectF(0, top, area.width(), room), largest)
            continue
        rows = _rows(places, column, room)
        if is_long(column, room):
            # Among many layers it must not reach into the one before it; with no neuron drawn out it takes their place.
            thick = min(theme.tokens().space(STRIP), _STRIP_SHARE * area.width())
            gap = min(theme.tokens().space(1.5), _GAP_SHARE * area.width())
            edge = x - places.radius - gap if rows else x + thick / 2
            places.strips[column.layer] = make_strip(column.size, edge, top + room / 2, room, thick)
        here = min(pitch, room / max(1, len(rows)))
        y = top + (room - here * (len(rows) - 1)) / 2
        for flat in rows:
            places.points[column.layer, flat] = QPointF(x, y)
            y += here


def _stagger(places: Places) -> None:
    """Where some title does not fit over its layer, let every other one stand a line lower, with twice the room."""
    scene, metrics = places.scene, QFontMetricsF(theme.font("caption"))
    assert scene is not None
    gap = theme.tokens().space(0.5)
    if all(
        metrics.horizontalAdvance(scene.by_layer[layer].title) <= box.width() - gap
        for layer, box in places.titles.items()
    ):
        return
    for layer, box in places.titles.items():
        if box.height() <= theme.tokens().space(_LINE):
            # Between branches neighbours' tiles stand beside it: it has its own layer's room only.
            continue
        down = metrics.height() if scene.depths[layer] % 2 else 0.0
        places.titles[layer] = box.adjusted(-box.width() / 2, down, box.width() / 2, 0)


def _tile(places: Places, column: Column, x: float, area: QRectF, largest: float) -> None:
    scene, space = places.scene, theme.tokens().space
    height = area.height()
    if scene is not None and len(scene.targets.get(column.layer, ())) == column.size > 0:
        height = (height - 2 * space(3)) / 3  # Its targets stand below it, just as high.
    room = QRectF(0, 0, area.width() * _SHARE, height)
    room.moveCenter(QPointF(x, area.center().y()))
    places.tiles[column.layer] = tiling_of(column).boxes(room, largest)


def _rows(places: Places, column: Column, room: float) -> list[int]:
    """Return the neurons to draw from top to bottom: all, or of a long layer those that the step is about."""
    if not is_long(column, room):
        return list(range(column.size))
    if column.layer not in places.wanted:
        assert places.scene is not None
        places.wanted[column.layer] = sorted(_wanted(places.scene, column)[:DRAWN_OUT])
    return places.wanted[column.layer]


def _wanted(scene: Scene, column: Column) -> list[int]:
    """Return what the step makes, then what it is made of: first what counts most."""
    lit, layer = scene.highlight, column.layer
    first = [lit.target] if lit.target else list(lit.link or ())
    own = [flat_of(column, neuron[1]) for neuron in filter(None, first) if neuron[0] == layer]
    if layer not in scene.reads:
        return own
    read, links = scene.reads[layer]
    # Of those that bring alike the first.
    most = np.argsort(-_shares(scene, column, read, links), kind="stable")[:DRAWN_OUT]
    return list(dict.fromkeys([*own, *read[most].tolist()]))


def _shares(scene: Scene, column: Column, read: Numbers, links: Numbers) -> Array:
    """Return how much each neuron brings to the step: |w a| over its link (by its number), going back |w δ|."""
    numbers = column.delta if scene.highlight.backward and column.delta is not None else column.a
    # No link, number −1, leaves what the neuron brings as it is.
    weights = np.append(np.abs(scene.link_values(scene.highlight.links)), 1.0)
    return np.abs(numbers).reshape(-1)[read] * weights[links]
