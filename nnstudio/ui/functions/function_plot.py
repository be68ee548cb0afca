"""The plot: each function solid, its derivative dashed, the second dotted; a cursor with the tangent; saturation."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPen
from PySide6.QtWidgets import QWidget

from nnstudio.inspection.functions.sampled import Sampled
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import bind, take_keys_for
from nnstudio.ui.functions.naming import name_places
from nnstudio.ui.functions.shown import Shown

_STRIP = 0.2
"""Share of the height that the histogram of z may take."""
_STYLES = {1: Qt.PenStyle.DashLine, 2: Qt.PenStyle.DotLine}


class FunctionPlot(QWidget):
    """A plot of the overlaid functions.

    Signals: ``pointed(x)`` when mouse or keys move the cursor.
    """

    pointed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.reach = 5.0
        self.position = 1.0
        self.sampled: dict[str, Sampled] = {}
        self._shown: tuple[Shown, ...] = ()
        self._focus = ""
        self._orders = frozenset({1})
        self._z: np.ndarray | None = None
        self._drawn: list[pg.GraphicsObject] = []
        self.plot = theme.plot_widget()
        take_keys_for(self, self.plot)
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._tangent = pg.PlotCurveItem(antialias=True)
        self._dot = pg.ScatterPlotItem(size=theme.tokens().unit)
        for item in (self._line, self._tangent, self._dot):
            self.plot.addItem(item, ignoreBounds=True)
        self.plot.viewport().installEventFilter(self)
        self.plot.viewport().setMouseTracking(True)
        bind(self.setAccessibleName, msg("Plot of the functions; left and right move the cursor"))
        theme.changed.connect(self.redraw)

    def show_functions(self, shown: tuple[Shown, ...], focus: str, orders: frozenset[int] = frozenset({1})) -> None:
        """Draw these functions with their derivatives of these orders; ``focus`` has tangent and shaded saturation."""
        self._shown, self._focus, self._orders = shown, focus, orders
        self.redraw()

    def set_reach(self, reach: float) -> None:
        """Show from ``-reach`` to ``reach``."""
        self.reach = reach
        self.position = max(-reach, min(reach, self.position))
        self.redraw()

    def set_z(self, z: np.ndarray | None) -> None:
        """Draw a histogram of these net inputs along the bottom; None takes it away."""
        self._z = z
        self.redraw()

    def reset_view(self) -> None:
        """Show the whole range after panning and zooming."""
        item = self.plot.getPlotItem()
        low, high = self._heights()
        item.setXRange(-self.reach, self.reach, padding=0.02)
        item.setYRange(low, high, padding=0.04)

    def point(self, x: float) -> None:
        """Put the cursor at ``x``."""
        self.position = max(-self.reach, min(self.reach, x))
        self._draw_cursor()

    def redraw(self) -> None:
        """Sample and draw everything anew."""
        for item in self._drawn:
            self.plot.removeItem(item)
        self._drawn.clear()
        self.sampled = {one.chosen.key: Sampled.over(one.chosen, self.reach) for one in self._shown}
        self.reset_view()
        self._draw_zero_lines()
        self._draw_saturation()
        self._draw_histogram()
        for one in reversed(self._shown):
            self._draw_function(one)
        self._draw_names()
        self._draw_cursor()

    def _heights(self) -> tuple[float, float]:
        """Return the heights to show: all of the curves, as far as a ramp does not flatten the others."""
        values = [each for one in self.sampled.values() for each in (one.value, one.slope)]
        values += [one.bend for one in self.sampled.values() if 2 in self._orders]
        finite = [value[np.isfinite(value)] for value in values]
        low = min((float(value.min()) for value in finite if value.size), default=0.0)
        high = max((float(value.max()) for value in finite if value.size), default=1.0)
        return max(min(low, 0.0), -0.6 * self.reach), min(max(high, 1.0), 0.6 * self.reach)

    def _add(self, item: pg.GraphicsObject, *, bounds: bool = True) -> None:
        self.plot.addItem(item, ignoreBounds=not bounds)
        self._drawn.append(item)

    def _draw_zero_lines(self) -> None:
        for angle in (0, 90):
            self._add(pg.InfiniteLine(0, angle=angle, pen=theme.pen(theme.tokens().line)), bounds=False)

    def _draw_function(self, one: Shown) -> None:
        sampled = self.sampled[one.chosen.key]
        color = theme.class_color(one.slot)
        width = 2 if one.chosen.key == self._focus else 1.2
        self._add(_curve(sampled.x, sampled.value, theme.pen(color, width)))
        for order, y in ((1, sampled.slope), (2, sampled.bend)):
            if order in self._orders:
                pen = theme.pen(color, width * 0.8)
                pen.setStyle(_STYLES[order])
                self._add(_curve(sampled.x, y, pen))

    def _draw_names(self) -> None:
        """Write each name on its curve, which tells the functions apart without their colours."""
        places = name_places([self.sampled[one.chosen.key] for one in self._shown], self._heights())
        for one, (x, y) in zip(self._shown, places, strict=True):
            paper = theme.with_alpha(theme.tokens().plot, 0.8)
            text = pg.TextItem(one.name, color=theme.class_color(one.slot), anchor=(0.5, 1.0), fill=paper)
            text.setFont(theme.font("caption"))
            text.setPos(x, y)
            self._add(text, bounds=False)

    def _draw_saturation(self) -> None:
        if self._focus not in self.sampled:
            return
        for stretch in self.sampled[self._focus].saturated():
            shade = pg.LinearRegionItem(stretch, movable=False, brush=theme.with_alpha(theme.tokens().line, 0.14))
            for line in shade.lines:
                line.setPen(theme.pen(theme.tokens().hairline))
            shade.setZValue(-20)
            self._add(shade, bounds=False)

    def _draw_histogram(self) -> None:
        if self._z is None or not self._z.size or not self.sampled:
            return
        counts, edges = np.histogram(self._z, bins=60, range=(-self.reach, self.reach))
        low, high = self._heights()
        heights = counts / max(1, counts.max()) * (high - low) * _STRIP
        color = theme.with_alpha(theme.tokens().accent, 0.35)
        bars = pg.BarGraphItem(x0=edges[:-1], x1=edges[1:], y0=low, height=heights, pen=None, brush=color)
        bars.setZValue(-10)
        self._add(bars, bounds=False)

    def _draw_cursor(self) -> None:
        tokens = theme.tokens()
        self._line.setPen(theme.pen(tokens.line))
        self._line.setPos(self.position)
        focused = next((one for one in self._shown if one.chosen.key == self._focus), None)
        value, slope, _ = focused.chosen.at(self.position) if focused is not None else (math.nan,) * 3
        self._dot.setVisible(math.isfinite(value))
        self._tangent.setVisible(math.isfinite(value) and math.isfinite(slope))
        if focused is None or not math.isfinite(value):
            return
        ends = np.array([self.position - self.reach / 4, self.position + self.reach / 4])
        self._tangent.setData(ends, value + slope * (ends - self.position))
        self._tangent.setPen(theme.pen(tokens.text_soft, 1.2))
        self._dot.setData([self.position], [value], brush=theme.class_color(focused.slot), pen=theme.pen(tokens.plot))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse over the plot."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove and not event.buttons():
            place = self.plot.mapToScene(event.position().toPoint())
            self._move(float(self.plot.getPlotItem().getViewBox().mapSceneToView(place).x()))
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the cursor by a hundredth of the range, Home puts it at 0."""
        direction = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if direction:
            self._move(round(self.position + direction * self.reach / 50, 6))
        elif event.key() == Qt.Key.Key_Home:
            self._move(0.0)
        else:
            super().keyPressEvent(event)

    def _move(self, x: float) -> None:
        self.point(x)
        self.pointed.emit(self.position)


def _curve(x: np.ndarray, y: np.ndarray, pen: QPen) -> pg.PlotCurveItem:
    """Return a curve with a gap where there is no value."""
    whole = bool(np.isfinite(y).all())
    return pg.PlotCurveItem(x, y, pen=pen, antialias=True, connect="all" if whole else "finite")
