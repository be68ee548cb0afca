"""Small pictures of data sets, drawn from the data themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from nnstudio.data import DataShape, Prepared, Samples, Task, datasets
from nnstudio.ui import theme
from nnstudio.ui.controls.heat_map import screen_image
from nnstudio.ui.data.telling import Floats, telling_pair

_MOST = 160
_SEED = 1
_TILES = 3
_STEPS = 24


@dataclass(frozen=True, eq=False)
class Preview:
    """A data set in short: samples, inputs and classes counted; points ``(P, 2)`` in 0 to 1 with ``y``, or pictures.

    ``lines`` ``(M, T)`` in 0 to 1 are the first feature of a few sequences.
    """

    count: int
    inputs: tuple[int, ...]
    classes: int
    points: Floats
    y: Floats
    images: Floats | None = None
    lines: Floats | None = None


@cache
def preview(dataset: str) -> Preview:
    """Return the preview of a registered data set as it is when nothing was changed."""
    made = datasets[dataset]()
    samples = made.samples(np.random.default_rng(_SEED))
    return _preview(samples, made.shape)


def preview_of(prepared: Prepared) -> Preview:
    """Return the preview of an imported table."""
    return _preview(prepared.raw, prepared.shape)


def _preview(samples: Samples, shape: DataShape) -> Preview:
    classes = len(shape.class_names)
    count = len(samples.x)
    y = np.asarray(samples.y, np.float64).reshape(count, -1)[:, 0]
    if samples.is_sequence:
        lines = _lines(samples)
        return Preview(count, shape.inputs, classes, np.empty((0, 2)), y[: len(lines)], None, lines)
    if samples.x.ndim > 2:
        tiles = np.asarray(samples.x[: _TILES**2], np.float64)[..., 0]
        return Preview(count, shape.inputs, classes, np.empty((0, 2)), y[: _TILES**2], tiles)
    # A long table is not looked at as a whole for a picture as small as this.
    picked = np.linspace(0, count - 1, min(count, _MOST)).round().astype(int)
    points = _plane(np.asarray(samples.x[picked], np.float64), y[picked], samples.task)
    low, high = np.fmin.reduce(points), np.fmax.reduce(points)
    return Preview(count, shape.inputs, classes, (points - low) / np.where(high > low, high - low, 1.0), y[picked])


def _lines(samples: Samples) -> Floats:
    """Return how the first few sequences run, each in a lane of its own; a text by the numbers of its characters."""
    x = np.asarray(samples.x[:_TILES, :_STEPS], np.float64)
    if samples.one_hot:
        x = x.argmax(axis=-1).astype(np.float64)
    x = x if x.ndim == 2 else x[..., 0]
    low, high = x.min(), x.max()
    return (x - low) / (high - low if high > low else 1.0)


def _plane(x: Floats, y: Floats, task: Task) -> Floats:
    """Return the two coordinates that tell most."""
    places = telling_pair(x, y, classes=task is Task.CLASSIFICATION)
    return np.column_stack([x[:, place] if place < x.shape[1] else y for place in places])


def picture(shown: Preview, size: int, ratio: float) -> QPixmap:
    """Draw a preview as a square."""
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(theme.tokens().plot)
    with QPainter(pixmap) as painter:
        if shown.images is not None:
            _paint_tiles(painter, shown.images, size)
        elif shown.lines is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _paint_lines(painter, shown, size)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _paint_points(painter, shown, size)
    return pixmap


def _paint_points(painter: QPainter, shown: Preview, size: int) -> None:
    few = len(shown.points) < 12
    radius = size / (11.0 if few else 36.0)
    margin = size * (0.24 if few else 0.1)
    limit = float(np.abs(shown.y).max()) if len(shown.y) else 1.0
    painter.setPen(Qt.PenStyle.NoPen)
    places = margin + shown.points * (size - 2 * margin)
    for (x, y), value in zip(places.tolist(), shown.y.tolist(), strict=True):
        if x != x or y != y:
            continue
        painter.setBrush(theme.class_color(int(value)) if shown.classes else theme.diverging(value, limit))
        painter.drawEllipse(QPointF(x, size - y), radius, radius)


def _paint_lines(painter: QPainter, shown: Preview, size: int) -> None:
    assert shown.lines is not None
    limit = float(np.abs(shown.y).max()) if len(shown.y) else 1.0
    lane = size / len(shown.lines)
    margin = size * 0.1
    for number, (line, value) in enumerate(zip(shown.lines, shown.y.tolist(), strict=True)):
        across = margin + np.arange(len(line)) / max(1, len(line) - 1) * (size - 2 * margin)
        down = (number + 0.8 - 0.6 * line) * lane
        painter.setPen(theme.pen(theme.class_color(int(value)) if shown.classes else theme.diverging(value, limit), 1))
        painter.drawPolyline([QPointF(x, y) for x, y in zip(across.tolist(), down.tolist(), strict=True)])


def _paint_tiles(painter: QPainter, images: Floats, size: int) -> None:
    side = size / _TILES
    for number, pixels in enumerate(images):
        row, column = divmod(number, _TILES)
        painter.drawImage(QRectF(column * side + 1, row * side + 1, side - 2, side - 2), ink_image(pixels))


def ink_image(pixels: Floats) -> QImage:
    """Return one channel ``(H, W)`` as an image, from paper (the least) to ink (the most)."""
    tokens = theme.tokens()
    low, high = float(np.nanmin(pixels)), float(np.nanmax(pixels))
    share = np.nan_to_num((pixels - low) / (high - low if high > low else 1.0))
    table = theme.gradient((tokens.sunken, tokens.text), 256)
    return screen_image(table[np.rint(share * 255).astype(int)], opaque=True)
