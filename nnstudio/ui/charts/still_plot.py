"""A plot that draws only its lines anew: axes, numbers and grid come from one picture while they stand still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QTransform

Draw = Callable[[QPainter, QTransform, QRectF], None]


class StillPlot(pg.PlotWidget):
    """``draw(painter, to_pixels, area)`` draws what moves, over the picture and within ``area``.

    pyqtgraph's own painting of a scene in which nothing has changed costs more than all lines together.
    """

    draw: Draw | None = None
    _picture: QPixmap | None = None
    _to_pixels = QTransform()
    _area = QRectF()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # It fills itself: else Qt would paint all that is behind it first, each time.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def refresh(self) -> None:
        """Draw the lines anew, and the rest where it has changed."""
        if self._is_fresh():
            self.viewport().update(self._area.toAlignedRect())
        else:
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture and the lines over it."""
        if not self._is_fresh():
            self._picture = self._take_picture()
        assert self._picture is not None
        painter = QPainter(self.viewport())
        painter.drawPixmap(0, 0, self._picture)
        if self.draw is not None:
            painter.setClipRect(self._area)
            self.draw(painter, self._to_pixels, self._area)
        painter.end()

    def _is_fresh(self) -> bool:
        """Whether the picture is still true: pyqtgraph drops an axis's own picture when anything of it changes."""
        picture, viewport = self._picture, self.viewport()
        if picture is None or picture.devicePixelRatio() != viewport.devicePixelRatioF():
            return False
        if picture.deviceIndependentSize().toSize() != viewport.size():
            return False
        axes = (entry["item"] for entry in self.plotItem.axes.values())
        return all(axis.picture is not None for axis in axes if axis.isVisible())

    def _take_picture(self) -> QPixmap:
        viewport = self.viewport()
        ratio = viewport.devicePixelRatioF()
        made = QPixmap(viewport.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(self.backgroundBrush().color())
        painter = QPainter(made)
        self.render(painter)
        painter.end()
        view = self.plotItem.getViewBox()
        to_viewport = self.viewportTransform()
        self._to_pixels = view.childGroup.sceneTransform() * to_viewport
        self._area = to_viewport.mapRect(view.mapRectToScene(view.boundingRect()))
        return made
