"""Histograms over the steps of a run as one picture: time to the right, values upward, dark where many lie."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnstudio.training.pyramid import Numbers
from nnstudio.ui import theme
from nnstudio.ui.charts.axes import Axes, area_of, paint_axes
from nnstudio.ui.charts.surroundings import as_plot
from nnstudio.ui.controls.heat_map import screen_image

_FAINT = 0.5
"""Power of a share by which it is shaded: few values among many must be seen, too."""
_SHADES = 256
_TRIM = 0.02
"""Of the bins' range, so much room stays about the values."""


class SpreadPicture(QWidget):
    """``shares`` ``(S, B)`` of the bins at ``steps``, from ``low`` to ``high``. Signals: ``pointed(step, value)``."""

    pointed = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        as_plot(self)
        self.steps, self.shares = np.zeros(0), np.zeros((0, 1))
        self.names = ("", "")
        self.low, self.high, self.end = -1.0, 1.0, 1.0
        self._ends = -1.0, 1.0
        self._image: QImage | None = None
        theme.changed.connect(self._restyle)

    def show_spreads(self, steps: Numbers, shares: Numbers, ends: tuple[float, float], names: tuple[str, str]) -> None:
        """Show other histograms, their bins from one end to the other."""
        self.steps, self.shares, self.names, self._ends = steps, shares, names, ends
        self._image = None
        if len(steps):
            self._trim()
            self.end = max(float(steps[-1]), 1.0)
        self.update()

    def axes(self) -> Axes:
        """Return where what is drawn."""
        # The last number reaches over the end of its axis.
        area = area_of(self.width() - theme.tokens().space(2), self.height())
        return Axes(area, np.array([0.0, self.low]), np.array([self.end, self.high]))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture and its axes."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.tokens().plot)
        if not len(self.steps):
            return
        axes = self.axes()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.setClipRect(axes.area)
        painter.drawImage(self._target(axes), self._picture())
        painter.setClipping(False)
        paint_axes(painter, axes, self.names, counts=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the mouse."""
        axes = self.axes()
        if len(self.steps) and axes.area.contains(event.position()):
            self.pointed.emit(*axes.data(event.position()))
        else:
            self.pointed.emit(np.nan, np.nan)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        self.pointed.emit(np.nan, np.nan)

    def bin_at(self, value: float) -> int:
        """Return the number of the bin that holds a value."""
        first, last = self._ends
        count = self.shares.shape[1]
        return min(max(int((value - first) / (last - first) * count), 0), count - 1)

    def edges(self, number: int) -> tuple[float, float]:
        """Return from where to where a bin goes."""
        first, last = self._ends
        width = (last - first) / self.shares.shape[1]
        return first + number * width, first + (number + 1) * width

    # -- drawing

    def _trim(self) -> None:
        """Leave out the bins at both ends that were always empty."""
        held = np.flatnonzero(self.shares.max(axis=0))
        if len(held):
            self.low, self.high = self.edges(int(held[0]))[0], self.edges(int(held[-1]))[1]
            room = (self.high - self.low) * _TRIM
            self.low, self.high = self.low - room, self.high + room

    def _target(self, axes: Axes) -> QRectF:
        """Return where the whole image lies: a row is a bin, and reaches beyond what is seen."""
        corners = axes.pixels(np.array([[0.0, self._ends[1]], [self.end, self._ends[0]]]))
        return QRectF(QPointF(*corners[0].tolist()), QPointF(*corners[1].tolist()))

    def _picture(self) -> QImage:
        if self._image is None:
            most = self.shares.max(axis=1, keepdims=True)
            shades = (self.shares / np.maximum(most, 1e-12)) ** _FAINT
            # A column a stretch: what lies between two of them belongs to the one before.
            columns = max(2, min(256, len(self.steps)))
            places = np.linspace(0, self.end, columns)
            chosen = (np.searchsorted(self.steps, places, side="right") - 1).clip(0)
            table = theme.gradient((theme.tokens().plot, theme.tokens().accent), _SHADES)
            self._image = screen_image(table[(shades[chosen].T[::-1] * (_SHADES - 1)).astype(np.uint8)])
        return self._image

    def _restyle(self) -> None:
        self._image = None
        self.update()
