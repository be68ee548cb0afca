"""Where kernels and maps stand: a band for each layer, in it as many side by side as there is room for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from nnstudio.inspection.feature_maps import Stage

MOST = 48
"""Maps of a layer that are drawn; the others are counted."""
_ACROSS = 9
"""Maps that stand side by side, if that makes them neither too small nor too large."""
_SMALLEST, _LARGEST = 36.0, 120.0
_PIXEL = 14.0
"""Side of a pixel at most: maps of few pixels are small."""
_TAP = 8.0
_GAP = 4.0
_BETWEEN = 10.0


@dataclass(frozen=True)
class Cell:
    """The box of a map, and that of the kernel which makes it."""

    map: QRectF
    kernel: QRectF | None = None


@dataclass(frozen=True, eq=False)
class Band:
    """A layer: its title, its cells, how many maps are not drawn."""

    stage: Stage
    title: QRectF
    cells: tuple[Cell, ...]
    hidden: int
    bottom: float


@dataclass(frozen=True)
class Spot:
    """A pixel of map ``channel`` of a layer, or with ``kernel`` a tap of the kernel that makes it."""

    stage: Stage
    channel: int
    row: int
    column: int
    kernel: bool = False


def arrange(
    stages: tuple[Stage, ...], kernels: Mapping[str, tuple[int, int]], width: float, line: float
) -> tuple[Band, ...]:
    """Return the bands from the top; ``kernels`` has the size of each layer's, ``line`` is the height of a title."""
    side = min(_LARGEST, max(_SMALLEST, width / _ACROSS - _GAP))
    top, found = 0.0, []
    for stage in stages:
        band = _band(stage, kernels.get(stage.node), QRectF(0, top, width, line), side)
        found.append(band)
        top = band.bottom + _BETWEEN
    return tuple(found)


def _band(stage: Stage, kernel: tuple[int, int] | None, title: QRectF, side: float) -> Band:
    photograph = stage.kind == "input"
    channels = 1 if photograph else min(stage.shape[2], MOST)
    high, wide = _fitted(stage.shape[0], stage.shape[1], side * (1.5 if photograph else 1.0), _PIXEL)
    above = _fitted(*kernel, side, _TAP) if kernel is not None else (0.0, 0.0)
    step = max(wide, above[1]) + _GAP
    across = max(1, int((title.width() + _GAP) // step))
    down = above[0] + high + _GAP * (2 if kernel is not None else 1)
    cells = []
    for channel in range(channels):
        row, column = divmod(channel, across)
        middle, begin = column * step + (step - _GAP) / 2, title.bottom() + row * down
        own = QRectF(middle - above[1] / 2, begin, above[1], above[0]) if kernel is not None else None
        below = begin + (above[0] + _GAP if kernel is not None else 0.0)
        cells.append(Cell(QRectF(middle - wide / 2, below, wide, high), own))
    rows = -(-channels // across)
    hidden = 0 if photograph else stage.shape[2] - channels
    return Band(stage, title, tuple(cells), hidden, title.bottom() + rows * down)


def _fitted(rows: int, columns: int, side: float, pixel: float) -> tuple[float, float]:
    """Return height and width of a picture whose longer side is ``side``, its pixels no larger than ``pixel``."""
    scale = min(pixel, side / max(rows, columns))
    return rows * scale, columns * scale


def spot_at(bands: tuple[Band, ...], sizes: Mapping[str, tuple[int, int]], point: QPointF) -> Spot | None:
    """Return what lies under a point; ``sizes`` are the kernels'."""
    for band in bands:
        if not band.title.top() <= point.y() <= band.bottom:
            continue
        for channel, cell in enumerate(band.cells):
            if cell.map.contains(point):
                return _spot(band.stage, channel, cell.map, band.stage.shape[:2], point)
            if cell.kernel is not None and cell.kernel.contains(point):
                return _spot(band.stage, channel, cell.kernel, sizes[band.stage.node], point, kernel=True)
    return None


def _spot(
    stage: Stage, channel: int, box: QRectF, shape: tuple[int, ...], point: QPointF, *, kernel: bool = False
) -> Spot:
    row = min(shape[0] - 1, int((point.y() - box.top()) / box.height() * shape[0]))
    column = min(shape[1] - 1, int((point.x() - box.left()) / box.width() * shape[1]))
    return Spot(stage, channel, row, column, kernel)


def beside(bands: tuple[Band, ...], here: Spot | None, across: int, down: int) -> Spot | None:
    """Return the middle of the map so many to the right, or of the same number so many layers down; else ``here``."""
    shown = [band for band in bands if band.cells]
    if not shown:
        return None
    nodes = [band.stage.node for band in shown]
    if here is None or here.stage.node not in nodes:
        return middle_of(shown[0].stage, 0)
    place = nodes.index(here.stage.node) + down
    if not 0 <= place < len(shown):
        return here
    band = shown[place]
    return middle_of(band.stage, min(max(here.channel + across, 0), len(band.cells) - 1))


def middle_of(stage: Stage, channel: int) -> Spot:
    """Return the pixel in the middle of a map."""
    return Spot(stage, channel, stage.shape[0] // 2, stage.shape[1] // 2)
