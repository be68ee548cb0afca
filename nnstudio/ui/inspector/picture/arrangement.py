"""Where everything stands in the picture: layers in columns, of a large layer the neurons that matter now."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF

from nnstudio.inspection.description import Link
from nnstudio.inspection.picture import Column, Scene
from nnstudio.inspection.trace import Neuron
from nnstudio.ui import theme
from nnstudio.ui.controls.tiling import Tiling

_SHARE = 0.82
"""Of the way from one layer to the next, for tiles."""
TILE = 16
"""Width of a tile at most, in units of the grid, in a small picture; in a large one ``_LARGEST`` of it."""
_LARGEST = 0.32

Lights = frozenset[Neuron | Link]
"""What is lit up in the picture."""


@dataclass
class Places:
    """``points`` of the neurons drawn, ``tiles`` of images (a box for each channel) and of sequences, ``gaps`` where
    neurons are left out, one ``radius``."""

    radius: float = 0.0
    points: dict[tuple[str, int], QPointF] = field(default_factory=dict)
    tiles: dict[str, tuple[QRectF, ...]] = field(default_factory=dict)
    gaps: list[QPointF] = field(default_factory=list)
    titles: dict[str, QRectF] = field(default_factory=dict)
    loss: QRectF = field(default_factory=QRectF)
    caption: QRectF = field(default_factory=QRectF)
    scene: Scene | None = None

    def point(self, neuron: Neuron) -> QPointF | None:
        """Return where a neuron (or pixel) stands; None where it is left out."""
        layer, index = neuron
        if self.scene is None or layer not in self.scene.by_layer:
            return None
        column = self.scene.by_layer[layer]
        if not column.holds(index):
            return None
        if layer in self.tiles:
            box = self.pixel(neuron)
            return None if box is None else box.center()
        return self.points.get((layer, flat_of(column, index)))

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
    return int(np.ravel_multi_index(index, column.shape))


def index_of(column: Column, flat: int) -> tuple[int, ...]:
    """Return the index of neuron number ``flat``."""
    return tuple(int(part) for part in np.unravel_index(flat, column.shape))


def arrange(scene: Scene, width: float, height: float) -> Places:
    """Return the places for a picture of this size."""
    space = theme.tokens().space
    head, foot = space(5), space(4)
    depth = max(scene.depths.values(), default=0)
    largest = max(float(space(TILE)), _LARGEST * min(width, height))
    left = largest / 2 + space(0.5) if scene.columns[0].is_image else _side(scene, True)
    right = width - _side(scene, False)
    places = Places(scene=scene)
    step = (right - left) / max(1, depth + 1)
    most = max((len(_rows(scene, c, height - head - foot)) for c in scene.columns if not c.is_image), default=1)
    pitch = min(float(space(11)), (height - head - foot) / max(1, most))
    places.radius = max(4.0, min(float(space(3)), pitch * 0.4, step * 0.23))
    for number in range(depth + 1):
        here = [column for column in scene.columns if scene.depths[column.layer] == number]
        _stack(places, here, left + step * number, QRectF(0, head, step, height - head - foot), (pitch, largest))
    box = float(space(5))
    middle = head + (height - head - foot) / 2
    places.caption = QRectF(0, height - space(2.5), width, space(2.5))
    places.loss = QRectF(right - box / 2, middle - box / 2, box, box)
    return places


def _side(scene: Scene, first: bool) -> float:
    """Return the margin left for labels."""
    space = theme.tokens().space
    if not first:
        return space(4)
    column = scene.columns[0]
    metrics = QFontMetricsF(theme.font("caption"))
    widest = max((metrics.horizontalAdvance(text) for text in column.labels), default=0.0)
    most = space(14) if max(scene.depths.values()) < 3 else space(9)
    return round(min(most, widest + space(1)) + space(3))


def _stack(places: Places, columns: list[Column], x: float, area: QRectF, sizes: tuple[float, float]) -> None:
    """Place the columns that share a depth above one another; ``sizes`` of a neuron's row, and of a tile at most."""
    pitch, largest = sizes
    scene = places.scene
    assert scene is not None
    for number, column in enumerate(columns):
        room = area.height() / len(columns)
        top = area.top() + room * number
        places.titles[column.layer] = QRectF(
            x - area.width() / 2, top - theme.tokens().space(4.5), area.width(), theme.tokens().space(4.5)
        )
        if column.is_image:
            _tile(places, column, x, QRectF(0, top, area.width(), room), largest)
            continue
        rows = _rows(scene, column, room)
        here = min(pitch, room / max(1, len(rows)))
        y = top + (room - here * (len(rows) - 1)) / 2
        for flat in rows:
            if flat < 0:
                places.gaps.append(QPointF(x, y))
            else:
                places.points[column.layer, flat] = QPointF(x, y)
            y += here


def _tile(places: Places, column: Column, x: float, area: QRectF, largest: float) -> None:
    scene, space = places.scene, theme.tokens().space
    height = area.height()
    if scene is not None and column.layer == scene.sink and len(scene.targets) == column.size:
        height = (height - 2 * space(3)) / 3  # Its targets stand below it, just as high.
    room = QRectF(0, 0, area.width() * _SHARE, height)
    room.moveCenter(QPointF(x, area.center().y()))
    places.tiles[column.layer] = tiling_of(column).boxes(room, largest)


def _rows(scene: Scene, column: Column, room: float) -> list[int]:
    """Return the neurons to draw from top to bottom, −1 for a gap: all, or those of the step and some more."""
    most = max(3, math.floor(room / theme.tokens().space(4.5)))
    if column.size <= most:
        return list(range(column.size))
    wanted = _wanted(scene, column)[: most - 2]
    for flat in range(column.size):
        if len(wanted) >= most - 2:
            break
        if flat not in wanted:
            wanted.append(flat)
    rows: list[int] = []
    for flat in sorted(wanted):
        if flat != (rows[-1] + 1 if rows else 0) and (not rows or rows[-1] >= 0):
            rows.append(-1)
        rows.append(flat)
    return rows if rows[-1] == column.size - 1 else [*rows, -1]


def _wanted(scene: Scene, column: Column) -> list[int]:
    lit = scene.highlight
    ends = [*(link[0] for link in lit.links), *(link[1] for link in lit.links)]
    first = [lit.target] if lit.target else list(lit.link or ())
    found: dict[int, None] = {}
    for layer, index in (*first, *lit.neurons, *ends):
        if layer == column.layer:
            found[flat_of(column, index)] = None
    return list(found)
