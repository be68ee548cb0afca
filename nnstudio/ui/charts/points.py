"""The data on top: class by colour and shape, set by filling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from nnstudio.data.samples import Prepared, Subset, Task
from nnstudio.ui import theme
from nnstudio.ui.charts.plane import Floats

SETS = ("training", "validation", "test", "unlabelled")
_SIZE = 9.0


@dataclass(frozen=True, eq=False)
class Points:
    """Samples of one set on a picture: ``places`` ``(N, 2)`` in data; ``y`` classes or values; source ``rows``."""

    name: str
    places: Floats
    y: npt.NDArray
    rows: npt.NDArray[np.int64]


def sets_of(prepared: Prepared) -> dict[str, Subset]:
    """Return the sets that have samples; where all three are the same (tiny data) only the training set.

    Samples without a label are a set of their own unless they train, with a neighbour's label.
    """
    found = {name: getattr(prepared, name) for name in SETS}
    first = prepared.training
    if np.isin(prepared.unlabelled.rows, first.rows).all():
        del found["unlabelled"]
    return {
        name: subset
        for name, subset in found.items()
        if len(subset) and (name == "training" or not np.array_equal(subset.rows, first.rows))
    }


def color_of(y: float, task: Task, limit: float) -> QColor:
    """Return the colour of a sample: its class's, or its value's on the surface's scale; faint without a class (−1)."""
    if task is Task.CLASSIFICATION and y < 0:
        return theme.tokens().text_faint
    return theme.class_color(int(y)) if task is Task.CLASSIFICATION else theme.diverging(float(y), limit)


def paint_marker(
    painter: QPainter,
    point: QPointF,
    symbol: str,
    color: QColor,
    kind: str = "training",
    size: float = _SIZE,
    edge: QColor | None = None,
) -> None:
    """Draw one sample: training filled, validation hollow, test small, smaller without a label; ``edge`` outlines those
    that show a value.
    """
    tokens = theme.tokens()
    hollow = kind == "validation"
    scale = size * {"test": 0.72, "unlabelled": 0.5}.get(kind, 1.0)
    painter.save()
    painter.translate(point)
    pen = QPen(edge or (color if hollow else tokens.plot), 1.6 if hollow and edge is None else 1.0)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(tokens.plot if hollow else color)
    painter.scale(scale, scale)
    painter.drawPath(Symbols[symbol])
    if hollow and edge is not None:
        painter.setBrush(color)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.scale(0.55, 0.55)
        painter.drawPath(Symbols[symbol])
    painter.restore()


def points_pixmap(
    size: tuple[int, int], ratio: float, groups: list[tuple[Points, Floats]], task: Task, limit: float, area: QRectF
) -> QPixmap:
    """Return all samples as a picture with nothing behind them, to be drawn over every new surface."""
    pixmap = QPixmap(round(size[0] * ratio), round(size[1] * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(area.adjusted(-_SIZE, -_SIZE, _SIZE, _SIZE))
        count = sum(len(points.places) for points, _ in groups)
        radius = _SIZE if count < 300 else _SIZE * 0.75
        # Values are read against the surface behind them: a sample that is met exactly melts into it but for its edge.
        edge = theme.with_alpha(theme.tokens().text, 0.6) if task is Task.REGRESSION else None
        for points, pixels in reversed(groups):
            for (x, y), label in zip(pixels.tolist(), points.y.tolist(), strict=True):
                color = color_of(label, task, limit)
                symbol = theme.class_marker(int(label)) if task is Task.CLASSIFICATION and label >= 0 else "o"
                paint_marker(painter, QPointF(x, y), symbol, color, points.name, radius, edge)
    return pixmap
