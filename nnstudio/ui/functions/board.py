"""A plot of named lines with a legend above it, shaded stretches, and a cursor that mouse and arrow keys move."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.exchange.table import Table
from nnstudio.text import Message
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, bind
from nnstudio.ui.functions.legend import STYLES, Entry, Legend

_LEAST = 1e-30
"""What a logarithmic height shows for 0."""
_COUNTED = 12
"""So many whole numbers have room below."""
_BESIDE = 8
"""Room for the numbers on the left of boards that stand one below the other, in units of the grid."""

Range = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Line:
    """A line: ``x``, ``y`` ``(N,)``; ``slot`` its colour number, ``style`` solid, dash or dot; NaN makes a gap."""

    name: str
    x: np.ndarray
    y: np.ndarray
    slot: int
    style: str = "solid"
    width: float = 1.6
    dots: bool = False


class Board(QWidget):
    """Attributes: ``lines`` that are drawn, ``position`` of the cursor.

    Signals: ``pointed(x)`` when mouse or keys move the cursor.
    """

    pointed = Signal(float)

    def __init__(
        self,
        name: Message,
        across: Message,
        up: Message | None = None,
        *,
        logarithmic: bool = False,
        cursor: bool = True,
    ) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()
        self.position = 0.0
        self.logarithmic = logarithmic
        self._shades: tuple[Range, ...] = ()
        self._ranges: tuple[Range, Range | None] = ((-1.0, 1.0), None)
        self._drawn: list[pg.GraphicsObject] = []
        self.legend, self.plot = Legend(), theme.plot_widget()
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._has_cursor = cursor
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(0.5))
        column.addWidget(self.legend)
        column.addWidget(self.plot, 1)
        bind(self.setAccessibleName, name)
        self._set_up(across, up)
        theme.changed.connect(self.redraw)

    def show_lines(
        self, lines: tuple[Line, ...], across: Range, up: Range | None = None, shades: tuple[Range, ...] = ()
    ) -> None:
        """Draw other lines, from where to where; without ``up`` as high as they are."""
        self.lines, self._ranges, self._shades = lines, (across, up), shades
        self.legend.show_entries(tuple(Entry(line.name, line.slot, line.style) for line in lines))
        self.position = min(across[1], max(across[0], self.position))
        self.redraw()
        self._say()

    def point(self, x: float) -> None:
        """Put the cursor at x."""
        low, high = self._ranges[0]
        self.position = min(high, max(low, x))
        self._cursor.setPos(self.position)
        self._say()

    def count_across(self, most: int) -> None:
        """Write whole numbers alone below, up to ``most``: of what is counted there are no halves."""
        step = max(1, math.ceil(most / _COUNTED))
        self.plot.getPlotItem().getAxis("bottom").setTickSpacing(step, step)

    def name_axes(self, across: str, up: str) -> None:
        """Write other names on the axes, until the language changes; whoever calls it calls it again then."""
        for side, text in (("bottom", across), ("left", up)):
            self.plot.getPlotItem().setLabel(side, text)

    def table(self) -> Table | None:
        """Return the lines as columns; lines over the same x share one."""
        headings: list[str] = []
        columns: list[np.ndarray] = []
        last: np.ndarray | None = None
        for line in self.lines:
            if last is None or not np.array_equal(last, line.x):
                headings.append("x")
                columns.append(line.x)
                last = line.x
            headings.append(line.name)
            columns.append(line.y)
        return Table(tuple(headings), tuple(columns)) if columns else None

    def redraw(self) -> None:
        """Draw everything anew."""
        for item in self._drawn:
            self.plot.removeItem(item)
        self._drawn.clear()
        self._frame()
        for stretch in self._shades:
            self._shade(stretch)
        for line in reversed(self.lines):
            self._draw(line)
        self._cursor.setPen(theme.pen(theme.tokens().line))
        self._cursor.setPos(self.position)

    def _say(self) -> None:
        """Tell a screen reader what the lines are worth at the cursor."""
        if not self._has_cursor:
            return
        said = [f"{self.plot.getPlotItem().getAxis('bottom').labelText} = {theme.number(self.position)}"]
        for line in self.lines:
            if line.x.size:
                value = float(line.y[np.abs(line.x - self.position).argmin()])
                said.append(f"{line.name} = {theme.number(value)}")
        self.setAccessibleDescription("; ".join(said))

    def _set_up(self, across: Message, up: Message | None) -> None:
        item = self.plot.getPlotItem()
        bind(partial(item.setLabel, "bottom"), across, owner=self.plot)
        if up is not None:
            bind(partial(item.setLabel, "left"), up, owner=self.legend)
        item.getAxis("left").setLogMode(y=self.logarithmic)
        for side in ("left", "bottom"):
            item.getAxis(side).enableAutoSIPrefix(False)
        self.plot.setMouseEnabled(x=False, y=False)
        if self._has_cursor:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            FocusRing(self)
            self.plot.addItem(self._cursor, ignoreBounds=True)
            self.plot.viewport().installEventFilter(self)
            self.plot.viewport().setMouseTracking(True)

    def _frame(self) -> None:
        item, (across, up) = self.plot.getPlotItem(), self._ranges
        item.setXRange(*across, padding=0.0)
        low, high = up if up is not None else self._extent()
        if self.logarithmic:
            low, high = float(np.log10(max(low, _LEAST))), float(np.log10(max(high, _LEAST)))
        room = 0.05 * (high - low) or 0.5
        item.setYRange(low - room, high + room, padding=0.0)
        for angle in (0, 90):
            if not (self.logarithmic and angle == 0):
                self._add(pg.InfiniteLine(0, angle=angle, pen=theme.pen(theme.tokens().line)))

    def _extent(self) -> Range:
        values = [line.y[np.isfinite(line.y)] for line in self.lines]
        some = [each for each in values if each.size]
        if not some:
            return 0.0, 1.0
        return float(min(each.min() for each in some)), float(max(each.max() for each in some))

    def _shade(self, stretch: Range) -> None:
        shade = pg.LinearRegionItem(stretch, movable=False, brush=theme.with_alpha(theme.tokens().line, 0.14))
        for edge in shade.lines:
            edge.setPen(theme.pen(theme.tokens().hairline))
        shade.setZValue(-20)
        self._add(shade)

    def _draw(self, line: Line) -> None:
        color = theme.class_color(line.slot)
        pen = theme.pen(color, line.width)
        pen.setStyle(STYLES[line.style])
        with np.errstate(invalid="ignore"):
            y = np.log10(np.clip(line.y, _LEAST, 1 / _LEAST)) if self.logarithmic else line.y
        whole = bool(np.isfinite(y).all())
        self._add(pg.PlotCurveItem(line.x, y, pen=pen, antialias=True, connect="all" if whole else "finite"))
        if line.dots:
            size = theme.tokens().space(1)
            symbol = theme.class_marker(line.slot)
            self._add(pg.ScatterPlotItem(line.x, y, size=size, symbol=symbol, brush=color, pen=None))

    def _add(self, item: pg.GraphicsObject) -> None:
        self.plot.addItem(item, ignoreBounds=True)
        self._drawn.append(item)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse over the plot."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove and not event.buttons():
            place = self.plot.mapToScene(event.position().toPoint())
            self._move(float(self.plot.getPlotItem().getViewBox().mapSceneToView(place).x()))
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the cursor by a hundredth of the range, Home puts it at 0."""
        direction = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        low, high = self._ranges[0]
        if direction and self._has_cursor:
            self._move(round(self.position + direction * (high - low) / 100, 6))
        elif event.key() == Qt.Key.Key_Home and self._has_cursor:
            self._move(0.0)
        else:
            super().keyPressEvent(event)

    def _move(self, x: float) -> None:
        self.point(x)
        self.pointed.emit(self.position)


def line_up(*boards: Board) -> None:
    """Have boards one below the other show the same x at the same place, however wide their numbers are."""
    for board in boards:
        board.plot.getPlotItem().getAxis("left").setWidth(theme.tokens().space(_BESIDE))
