"""One chart of curves over the steps of a run: lines with sparse markers, the batches' range, a cursor."""

from __future__ import annotations

import math
from typing import cast

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from nnstudio.text import msg
from nnstudio.training.pyramid import Curve
from nnstudio.ui import theme
from nnstudio.ui.charts.following import Following, Range
from nnstudio.ui.charts.lines import Line, Lines, marker_reach
from nnstudio.ui.charts.series import Series
from nnstudio.ui.charts.step_axis import StepAxis
from nnstudio.ui.charts.still_axes import LETTERS
from nnstudio.ui.charts.still_plot import StillPlot
from nnstudio.ui.controls import take_keys_for

_MARKERS = 12
"""Markers along a line: enough to tell lines apart, few enough to stay quiet."""
_LEAST = 1e-12
"""What a logarithmic axis shows for 0."""
_STRETCHES = 512
"""Stretches of the batches' range that are drawn: more would fall on the same pixels."""
_NEAR = 0.01
"""Of what is seen: so near to the pin another click means the pin."""
_SMOOTHING = 0.9
"""Share that an exponentially weighted mean keeps at each stretch."""


class CurvePlot(QWidget):
    """A chart. ``height_pointed`` : where on the vertical axis the mouse was last.

    Signals: ``pointed(step)`` when the mouse or an arrow key moves the cursor, NaN when it leaves; ``pinned(step)``
    when a click or Enter pins it there, NaN when the pin is taken away; ``moved()`` when the user pans or zooms.
    """

    pointed = Signal(float)
    pinned = Signal(float)
    moved = Signal()

    def __init__(self, series: tuple[Series, ...], *, unit_range: bool = False, epochs: bool = False) -> None:
        super().__init__()
        self.series = series
        self.logarithmic = False
        self.smooth = self.smooths_all = False
        self.hidden: set[str] = set()
        self.following = True
        self._range = Following()
        self._shown_range: tuple[Range | None, Range] | None = None
        self._is_led = False
        self._unit_range = unit_range
        self._curves: dict[str, Curve] = {}
        self._running = False
        self._last_step = -1
        self.height_pointed = math.nan
        self._pressed: QPointF | None = None
        self.plot = cast(StillPlot, theme.plot_widget(StillPlot))
        take_keys_for(self, self.plot)
        self.lines = Lines()
        self.plot.draw = self.lines.draw
        self._set_up_axes(epochs)
        # Everything changes together, once a frame: pyqtgraph's own bookkeeping would paint each frame twice.
        self.plot.setViewportUpdateMode(self.plot.ViewportUpdateMode.NoViewportUpdate)
        self.plot.getPlotItem().getViewBox().sigRangeChanged.connect(self._refresh)
        self.plot.viewport().installEventFilter(self)
        self.plot.viewport().setMouseTracking(True)
        self._restyle()
        theme.changed.connect(self._restyle)

    # -- what is shown

    def show_curves(self, curves: dict[str, Curve], *, running: bool = False) -> None:
        """Draw these curves, by the keys of the series; while a run goes on there is room for what comes."""
        self._curves, self._running = curves, running
        self._last_step = max((curve.last_step for curve in curves.values()), default=-1)
        ends = [self._draw(entry, curves[entry.key]) for entry in self.series]
        drawn = [end for end in ends if end is not None]
        if drawn:
            lasts, lows, highs = zip(*drawn, strict=True)
            self._follow(max(lasts), min(lows), max(highs))
        self._refresh()

    def show_lines(self, lines: dict[str, Line], last_step: int, *, running: bool = False) -> None:
        """Draw these lines, made by whoever calls."""
        self._running, self._last_step = running, last_step
        self.lines.lines = lines
        if lines:
            drawn = lines.values()
            ends = max(float(line.x[-1]) for line in drawn), min(float(line.y.min()) for line in drawn)
            self._follow(*ends, max(float(line.y.max()) for line in drawn))
        self._refresh()

    def _follow(self, last: float, low: float, high: float) -> None:
        if self.following:
            has_marks = any(line.symbol for line in self.lines.lines.values())
            mark = marker_reach() / max(1.0, self.plot.plotItem.vb.height()) if has_marks else 0.0
            self._show_range(*self._range.look(last, low, high, running=self._running, mark=mark))

    def set_series(self, series: tuple[Series, ...]) -> None:
        """Show other lines from now on."""
        self.series = series
        self.lines.lines.clear()
        self._curves = {}
        self._range.forget()

    def set_hidden(self, key: str, hidden: bool) -> None:
        """Hide a series or show it again."""
        (self.hidden.add if hidden else self.hidden.discard)(key)
        self.redraw()

    def set_logarithmic(self, on: bool) -> None:
        """Switch the vertical axis between linear and logarithmic."""
        self.logarithmic = on
        self.plot.getAxis("left").setLogMode(y=on)
        self._range.forget()
        self.redraw()

    def set_smooth(self, on: bool) -> None:
        """Draw an exponentially weighted mean over the batches' faint range."""
        self.smooth = on
        self.redraw()

    def set_steps_per_epoch(self, steps: float) -> None:
        """Scale the upper axis, which counts epochs."""
        scale = 1.0 / max(steps, 1e-9)
        axis = self.plot.plotItem.axes["top"]["item"]
        if scale != axis.scale:
            axis.setScale(scale)

    def follow_steps_of(self, other: CurvePlot) -> None:
        """Show the steps that another chart shows, now and when either is panned or zoomed."""
        self._is_led = True
        self.plot.setXLink(other.plot)

    def set_cursor(self, step: float) -> None:
        """Put the cursor at a step; NaN takes it away."""
        self.lines.cursor.step = step
        self._refresh()

    def set_pin(self, step: float) -> None:
        """Put the pin at a step; NaN takes it away."""
        self.lines.pin.step = step
        self._refresh()

    def set_here(self, step: float) -> None:
        """Mark the step at which the run stands, behind its head; NaN takes the mark away."""
        self.lines.here.step = step
        self._refresh()

    def set_failure(self, step: float) -> None:
        """Mark the step at which a number was no longer finite; NaN takes the mark away."""
        self.lines.failure.step = step
        self._refresh()

    def reset_view(self) -> None:
        """Show everything again after panning and zooming."""
        self.following = True
        self._shown_range = None
        self._range.forget()
        self.redraw()

    def steps_in_sight(self) -> Range:
        """Return from where to where the steps are shown."""
        first, last = self.plot.getPlotItem().getViewBox().viewRange()[0]
        return float(first), float(last)

    def show_steps(self, steps: Range) -> None:
        """Show a part of the run; the heights stay."""
        self.plot.getPlotItem().getViewBox().setXRange(*steps, padding=0)

    def stay(self) -> None:
        """Follow the lines no more: the user looks at a part."""
        self.following = False

    def redraw(self) -> None:
        """Draw what was shown last anew."""
        if self._curves:
            self.show_curves(self._curves, running=self._running)

    # -- drawing

    def _refresh(self) -> None:
        self.plot.refresh()

    def _show_range(self, across: Range, up: Range) -> None:
        ranges = None if self._is_led else across, up
        if ranges != self._shown_range:
            self._shown_range = ranges
            view = self.plot.plotItem.vb
            view.setRange(xRange=ranges[0], yRange=up, padding=0, disableAutoRange=False)

    def _draw(self, entry: Series, curve: Curve) -> tuple[float, float, float] | None:
        """Draw one series; return its last step, lowest and highest value, None if nothing of it is seen."""
        self.lines.lines.pop(entry.key, None)
        step, low, mean, high = curve.points()
        if entry.key in self.hidden or not len(step):
            return None
        if entry.marker:
            mean = _smoothed(mean) if self.smooth and self.smooths_all else mean
            low = high = mean = self._scaled(mean)
            chosen = _marked(step)
            marks = np.array([step[chosen], mean[chosen]]).T
            line = Line(step, mean, entry.tint(), marks=marks, symbol=entry.marker, hollow=entry.hollow)
        else:
            mean = _smoothed(mean) if self.smooth else mean
            step, low, mean, high = _thinned(step, low, mean, high)
            low, middle, high = self._scaled(low), self._scaled(mean), self._scaled(high)
            line = Line(step, middle, entry.strong() if self.smooth else entry.tint(), band=(low, high))
        self.lines.lines[entry.key] = line
        return float(step[-1]), float(low.min()), float(high.max())

    def _scaled(self, values: np.ndarray) -> np.ndarray:
        return np.log10(np.maximum(values, _LEAST)) if self.logarithmic else values

    def _set_up_axes(self, epochs: bool) -> None:
        item, space = self.plot.getPlotItem(), theme.tokens().space
        axes = {"bottom": StepAxis("bottom", msg("step"))}
        if epochs:
            axes["top"] = StepAxis("top", msg("epoch"))
        item.setAxisItems(axes)
        if epochs:
            # The chart below has the same steps.
            item.getAxis("bottom").setStyle(showValues=False)
            item.getAxis("bottom").setHeight(space(0.5))
            item.showAxis("top")
        # The last number reaches over the end of its axis.
        item.layout.setContentsMargins(0, 0, space(2), 0)
        axis = item.getAxis("left")
        axis.setWidth(space(6))
        for entry in item.axes.values():
            # Also of the hidden ones, which would lay out their names anew at each change of the range.
            entry["item"].enableAutoSIPrefix(False)
        view = item.getViewBox()
        view.disableAutoRange()
        view.sigRangeChangedManually.connect(self.moved)
        if self._unit_range:
            # Beyond 1 for whole markers in a low chart, but not as far as a tick at 1.2.
            view.setLimits(yMin=-1.19, yMax=1.19)
        theme.style_plot(self.plot)

    def _restyle(self) -> None:
        tokens = theme.tokens()
        self.lines.forget()
        self.plot.forget()
        if isinstance(top := self.plot.getAxis("top"), StepAxis):
            top.setPen(theme.pen(tokens.hairline))
            top.setTextPen(tokens.plot_axis)
            top.setTickFont(theme.font("caption"))
            top.setStyle(tickLength=-4, tickTextOffset=4, maxTickLevel=0)
            top.setHeight(LETTERS * QFontMetricsF(theme.font("caption")).height() + 4)
        self.redraw()

    # -- the cursor

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse over the plot."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            step, self.height_pointed = self._place_at(event.position())
            self._point(step)
        elif isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            self._press_or_release(event)
        elif event.type() == QEvent.Type.Leave:
            self.height_pointed = math.nan
            self.pointed.emit(math.nan)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the cursor by a hundredth of what is seen, Enter pins it; Escape takes both away."""
        direction = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        (first, last), _ = self.plot.getPlotItem().getViewBox().viewRange()
        if direction:
            here = self.lines.cursor.step if self.lines.cursor.isVisible() else last
            self._point(here + direction * (last - first) / 100)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.lines.cursor.isVisible():
            self._pin(self.lines.cursor.step)
        elif event.key() == Qt.Key.Key_Escape:
            self.pointed.emit(math.nan)
            self.pinned.emit(math.nan)
        else:
            super().keyPressEvent(event)

    def _press_or_release(self, event: QMouseEvent) -> None:
        """A click, which is no drag, pins the step under it, or takes the pin there away."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed = event.position()
        elif event.type() == QEvent.Type.MouseButtonRelease and self._pressed is not None:
            moved, self._pressed = event.position() - self._pressed, None
            if moved.manhattanLength() < QApplication.startDragDistance():
                self._pin(self._place_at(event.position())[0])

    def _pin(self, step: float) -> None:
        (first, last), _ = self.plot.getPlotItem().getViewBox().viewRange()
        again = abs(step - self.lines.pin.step) < (last - first) * _NEAR
        self.pinned.emit(math.nan if again else self._within(step))

    def _place_at(self, position: QPointF) -> tuple[float, float]:
        """Return the step and the height on the vertical axis under a place of the plot."""
        place = self.plot.getPlotItem().getViewBox().mapSceneToView(self.plot.mapToScene(position.toPoint()))
        return float(place.x()), float(place.y())

    def _point(self, step: float) -> None:
        self.pointed.emit(self._within(step))

    def _within(self, step: float) -> float:
        return min(max(step, 0.0), float(self._last_step)) if self._last_step >= 0 else math.nan


def _marked(step: np.ndarray) -> np.ndarray:
    """Return which points carry a marker: evenly spread over the steps, however these lie; the last is among them."""
    wanted = np.linspace(step[-1], step[0], min(len(step), _MARKERS + 1))
    return np.unique(np.searchsorted(step, wanted).clip(max=len(step) - 1))


def _thinned(*curve: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return step, low, mean and high of stretches joined two and two until they are hardly more than pixels."""
    joins = np.add, np.minimum, np.add, np.maximum
    while len(curve[0]) > _STRETCHES:
        even = len(curve[0]) // 2 * 2
        halved = [join(values[0:even:2], values[1:even:2]) for join, values in zip(joins, curve, strict=True)]
        halved[0] *= 0.5
        halved[2] *= 0.5
        # The odd one at the end stays by itself.
        curve = tuple(np.append(part, values[even:]) for part, values in zip(halved, curve, strict=True))
    return curve


def _smoothed(values: np.ndarray) -> np.ndarray:
    """Return the exponentially weighted mean, its start corrected for the missing past (as Adam corrects its own)."""
    if not len(values):
        return values
    # A product of a triangular band: 1,024 stretches at most, and the weights beyond 200 are below 1e-9.
    reach = min(len(values), 200)
    weights = _SMOOTHING ** np.arange(reach)
    return np.convolve(values, weights)[: len(values)] / np.convolve(np.ones(len(values)), weights)[: len(values)]
