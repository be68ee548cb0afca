"""How grid, samples and threads are painted at given pixels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from nnstudio.data.samples import Task
from nnstudio.ui import theme
from nnstudio.ui.charts.plane import Floats
from nnstudio.ui.charts.points import SETS, color_of, paint_marker
from nnstudio.ui.charts.space.subject import Subject
from nnstudio.ui.controls.segments import Segments

_SHADES = 24
"""Colours that values are drawn in."""


class Brush:
    """Paints one subject; each marker is drawn once and then copied. ``forget`` after a change of theme."""

    def __init__(self) -> None:
        self._markers: dict[tuple[int, int, float], QPixmap] = {}
        self._segments = Segments()

    def forget(self) -> None:
        """Draw the markers anew."""
        self._markers.clear()

    def paint_grid(self, painter: QPainter, subject: Subject, pixels: Floats, strength: float = 1.0) -> None:
        """Draw the lines of the grid: those that rise in the accent's colour, the level ones in grey."""
        lines = subject.lines
        if not len(lines):
            return
        half = len(lines) // 2
        tokens = theme.tokens()
        for rows, color in ((lines[half:], tokens.text_soft), (lines[:half], tokens.accent)):
            painter.setPen(QPen(theme.with_alpha(color, 0.45 * strength), 1.0))
            ends = pixels[rows]
            self._segments.draw(painter, np.concatenate([ends[:, :-1], ends[:, 1:]], axis=2).reshape(-1, 4))

    def paint_samples(self, painter: QPainter, subject: Subject, pixels: Floats, size: float) -> None:
        """Draw the samples: class by colour and shape, set by filling."""
        ratio = painter.device().devicePixelRatioF()
        reach = size
        for kind, look, (x, y) in zip(
            subject.kinds.tolist(), self._looks(subject), pixels[: subject.count].tolist(), strict=True
        ):
            key = (kind, look, size)
            marker = self._markers.get(key) or self._made(key, subject, ratio)
            painter.drawPixmap(QPointF(x - reach, y - reach), marker)

    def color(self, subject: Subject, number: int) -> QColor:
        """Return a sample's colour."""
        return self._color(subject, self._looks(subject)[number])

    def _looks(self, subject: Subject) -> list[int]:
        """Return a number for each sample's look: its class, or its shade; −1 for one with many classes."""
        if subject.task is Task.REGRESSION:
            share = np.clip(np.nan_to_num(subject.y) / subject.limit, -1.0, 1.0)
            return list(np.rint(share * _SHADES).astype(int).tolist())
        return list(np.nan_to_num(subject.y, nan=-1.0).astype(int).tolist())

    def _color(self, subject: Subject, look: int) -> QColor:
        if subject.task is Task.REGRESSION:
            return color_of(look, subject.task, _SHADES)
        return theme.class_color(look) if look >= 0 else theme.tokens().text_soft

    def _made(self, key: tuple[int, int, float], subject: Subject, ratio: float) -> QPixmap:
        kind, look, size = key
        side = round(2 * size * ratio)
        pixmap = QPixmap(side, side)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            symbol = theme.class_marker(look) if subject.task is Task.CLASSIFICATION and look >= 0 else "o"
            edge = theme.with_alpha(theme.tokens().text, 0.6) if subject.task is Task.REGRESSION else None
            paint_marker(painter, QPointF(size, size), symbol, self._color(subject, look), SETS[kind], size, edge)
        self._markers[key] = pixmap
        return pixmap


def threads_of(subject: Subject, most: int) -> npt.NDArray[np.int64]:
    """Return the numbers of a few samples whose way is drawn, evenly spread over what is ordered by class or value."""
    order = np.argsort(np.nan_to_num(subject.y), kind="stable")
    chosen = np.unique(np.linspace(0, len(order) - 1, min(most, len(order))).round().astype(np.int64))
    found: npt.NDArray[np.int64] = order[chosen]
    return found
