"""A plot that draws only its lines anew: axes, numbers and grid come from one picture while they stand still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QTransform

from nnstudio.text import language
from nnstudio.ui import theme
from nnstudio.ui.charts.still_axes import StillAxes
from nnstudio.ui.controls.drawn_file import is_of_lines

Draw = Callable[[QPainter, QTransform, QRectF], None]


class StillPlot(pg.PlotWidget):
    """``draw(painter, to_pixels, area)`` draws what moves, over the picture and within ``area``.

    pyqtgraph's own painting of a scene in which nothing has changed costs more than all lines together.
    """

    draw: Draw | None = None
    _ground: QPixmap | None = None
    _ground_state: tuple[Any, ...] = ()
    _picture: QPixmap | None = None
    _state: tuple[Any, ...] = ()
    _to_pixels = QTransform()
    _area = QRectF()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._axes = StillAxes()
        # It fills itself: else Qt would paint all that is behind it first, each time.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def forget(self) -> None:
        """Draw everything anew: pens or fonts have changed."""
        self._axes.forget()
        self._picture = self._ground = None
        self.viewport().update()

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
        if is_of_lines(painter):
            painter.fillRect(self.viewport().rect(), theme.tokens().plot)
            self._draw_axes(painter, "left", "top", "bottom")
        else:
            painter.drawPixmap(0, 0, self._picture)
        if self.draw is not None:
            painter.setClipRect(self._area)
            self.draw(painter, self._to_pixels, self._area)
        painter.end()

    def _is_fresh(self) -> bool:
        """Whether the picture is still true."""
        return self._picture is not None and self._state == self._present_state()

    def _present_state(self) -> tuple[Any, ...]:
        """Return all that the axes depend on but for what :meth:`forget` says; the upward one on the first four."""
        viewport, axes = self.viewport(), self.plotItem.axes
        across, up = self.plotItem.vb.state["viewRange"]
        scale, logarithmic = axes["top"]["item"].scale, axes["left"]["item"].logMode
        return viewport.size(), viewport.devicePixelRatioF(), tuple(up), logarithmic, tuple(across), scale, language()

    def _take_picture(self) -> QPixmap:
        view = self.plotItem.getViewBox()
        # pyqtgraph maps data to pixels only when it paints.
        view.updateMatrix()
        self._state = self._present_state()
        if self._ground is None or self._state[:4] != self._ground_state:
            self._ground, self._ground_state = self._take_ground(), self._state[:4]
        made = QPixmap(self._ground)
        self._draw_onto(made, "top", "bottom")
        to_viewport = self.viewportTransform()
        self._to_pixels = view.childGroup.sceneTransform() * to_viewport
        self._area = to_viewport.mapRect(view.mapRectToScene(view.boundingRect()))
        return made

    def _take_ground(self) -> QPixmap:
        """Return the paper with the upward axis and its grid, which hold still oftener than the steps do."""
        viewport = self.viewport()
        ratio = viewport.devicePixelRatioF()
        made = QPixmap(viewport.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(theme.tokens().plot)
        self._draw_onto(made, "left")
        return made

    def _draw_onto(self, picture: QPixmap, *sides: str) -> None:
        with QPainter(picture) as painter:
            self._draw_axes(painter, *sides)

    def _draw_axes(self, painter: QPainter, *sides: str) -> None:
        to_viewport, axes = self.viewportTransform(), self.plotItem.axes
        for axis in (axes[side]["item"] for side in sides):
            if axis.isVisible():
                painter.save()
                painter.setTransform(axis.sceneTransform() * to_viewport, True)
                self._axes.draw(painter, axis)
                painter.restore()
