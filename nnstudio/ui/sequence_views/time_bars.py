"""Bars over time: one number for each time step, from zero or on a logarithmic scale; lines to compare with."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnstudio.inspection.sequences.direction import Floats
from nnstudio.text import Message, tr
from nnstudio.ui import theme
from nnstudio.ui.sequence_views.time_axis import TimeAxis

_HIGH, _HIGHEST = 11, 48
"""Height of the bars at least and at most, in units of the grid."""
GROWS = 8
"""The share of a column's room that bars take, against the room below the column."""
_NARROW = 4
"""Width of a step in pixels below which bars stand without gaps."""
_DECADES = 12
"""Powers of ten that a logarithmic scale goes down to below its top."""


@dataclass(frozen=True, eq=False)
class Bars:
    """``values`` ``(T,)``; ``outline``: a thin frame of another height around each bar; ``lines``: to compare with.

    ``time`` is marked, ``cuts`` are where truncation cuts. ``said`` says what a bar is.
    """

    values: Floats = field(default_factory=lambda: np.zeros(1))
    said: Message | None = None
    outline: Floats | None = None
    lines: tuple[Floats, ...] = ()
    logarithmic: bool = False
    time: int | None = None
    cuts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Scale:
    """From a value to a height: 0 at ``low``, 1 at ``high``."""

    low: float
    high: float
    logarithmic: bool

    def share(self, value: float) -> float:
        """Return the height of a value: between 0 and 1, if it is on the scale."""
        if self.logarithmic:
            if not value > 0:
                return 0.0
            value = math.log10(value)
        return (value - self.low) / (self.high - self.low)

    def ticks(self) -> tuple[float, ...]:
        """Return the values that are written beside it."""
        if not self.logarithmic:
            return tuple(value for value in (self.low, 0.0, self.high) if value or self.low <= 0 <= self.high)
        first, last = math.ceil(self.low), math.floor(self.high)
        every = max(1, -(-(last - first) // 4))
        return tuple(10.0**power for power in range(last, first - 1, -every))


def scale_of(bars: Bars) -> Scale:
    """Return a scale that holds all bars; lines may lead out of it."""
    every = np.concatenate([bars.values, *(() if bars.outline is None else (bars.outline,))])
    every = every[np.isfinite(every)]
    if not bars.logarithmic:
        low, high = float(every.min(initial=0.0)), float(every.max(initial=0.0))
        return Scale(low, high if high > low else low + 1.0, False)
    positive = np.log10(every[every > 0])
    high = math.ceil(float(positive.max(initial=-math.inf))) if positive.size else 0
    # The smallest is seen as well, though it be a power of ten: where all that is left of states is 1 or more, 1 is.
    low = max(high - _DECADES, math.ceil(float(positive.min(initial=high))) - 1)
    return Scale(low if low < high else high - 1, high, True)


class TimeBars(QWidget):
    """Click on a bar to go to its step; arrows walk, Enter goes there.

    Signals: ``chosen(int)``: a time of the sequence; ``said(str)``: the bar under the mouse or the keys.
    """

    chosen = Signal(int)
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars, self.scale = Bars(), Scale(0.0, 1.0, False)
        self.current: int | None = None
        self._hovered: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(theme.tokens().space(_HIGHEST))
        theme.changed.connect(self.update)

    def show_bars(self, bars: Bars) -> None:
        """Show other bars."""
        if len(bars.values) != len(self.bars.values):
            self.current = self._hovered = None
        self.bars, self.scale = bars, scale_of(bars)
        told = self._hovered if self._hovered is not None else self.current if self.hasFocus() else None
        if told is not None:
            self._say(told)
        self.update()

    # -- where it stands

    def axis(self) -> TimeAxis:
        """Return the axis at the present width."""
        metrics = QFontMetricsF(theme.font("number_caption"))
        wide = max(metrics.horizontalAdvance(_tick(value)) for value in (*self.scale.ticks(), -0.00123))
        return TimeAxis(len(self.bars.values), wide + theme.tokens().space(1), self.width() - 2.0)

    def sizeHint(self) -> QSize:
        """Return the size in a low window."""
        return QSize(theme.tokens().space(40), theme.tokens().space(_HIGH) + TimeAxis.height())

    def minimumSizeHint(self) -> QSize:
        """Return the least size; in a taller window the bars grow."""
        return QSize(theme.tokens().space(24), self.sizeHint().height())

    def _room(self, axis: TimeAxis) -> QRectF:
        gap = theme.tokens().space(1)
        return QRectF(axis.left, gap, axis.right - axis.left, self.height() - TimeAxis.height() - gap - 2)

    def _y(self, value: float, room: QRectF) -> float:
        return room.bottom() - min(1.0, max(0.0, self.scale.share(value))) * room.height()

    def box(self, time: int) -> QRectF:
        """Return a bar."""
        axis = self.axis()
        return self._bar(time, float(self.bars.values[time]), axis, self._room(axis))

    def _bar(self, time: int, value: float, axis: TimeAxis, room: QRectF) -> QRectF:
        zero = room.bottom() if self.scale.logarithmic else self._y(0.0, room)
        # Of narrow ones some gaps would be lost in rounding: the bars there would seem to be meant.
        top, gap = self._y(value, room), min(2.0, axis.wide / 5) if axis.wide >= _NARROW else 0.0
        return QRectF(axis.start(time) + gap, min(top, zero), max(1.0, axis.wide - 2 * gap), abs(top - zero))

    # -- painting

    def paintEvent(self, event: object) -> None:
        """Draw scale, bars, lines, axis and marks."""
        painter, axis, tokens = QPainter(self), self.axis(), theme.tokens()
        room = self._room(axis)
        self._paint_scale(painter, room)
        for time, value in enumerate(self.bars.values.tolist()):
            color = tokens.positive if value >= 0 else tokens.negative
            painter.fillRect(self._bar(time, value, axis, room), color)
        self._paint_outline(painter, axis, room)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line, (color, style) in zip(self.bars.lines, _styles(), strict=False):
            painter.setPen(QPen(color, 2, style))
            self._paint_line(painter, line, axis, room)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        axis.paint_numbers(painter, room.bottom() + theme.tokens().space(0.25))
        axis.paint_marks(painter, self.bars.time, self.bars.cuts, room.top() - 1, room.bottom() + 1)
        if self.current is not None and self.hasFocus():
            painter.setPen(QPen(tokens.focus, tokens.focus_width))
            painter.drawRect(QRectF(axis.start(self.current), room.top(), axis.wide, room.height()))

    def _paint_outline(self, painter: QPainter, axis: TimeAxis, room: QRectF) -> None:
        """Draw the outlines; of narrow bars their tops alone, as both sides would cover what is filled."""
        painter.setPen(QPen(theme.tokens().text_soft, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        outline = () if self.bars.outline is None else self.bars.outline.tolist()
        boxes = [self._bar(time, value, axis, room) for time, value in enumerate(outline)]
        if axis.wide >= _NARROW:
            painter.drawRects(boxes)
        else:
            painter.drawPolyline([corner for box in boxes for corner in (box.topLeft(), box.topRight())])

    def _paint_scale(self, painter: QPainter, room: QRectF) -> None:
        tokens = theme.tokens()
        painter.setFont(theme.font("number_caption"))
        high = painter.fontMetrics().height()
        drawn = math.inf
        for y, value in sorted(((self._y(value, room), value) for value in self.scale.ticks()), reverse=True):
            painter.setPen(QPen(tokens.plot_axis if value == 0 else tokens.plot_grid, 1))
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            if drawn - y >= high:
                painter.setPen(tokens.text_soft)
                box = QRectF(0, y - high / 2, room.left() - theme.tokens().space(0.5), high)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _tick(value))
                drawn = y

    def _paint_line(self, painter: QPainter, line: Floats, axis: TimeAxis, room: QRectF) -> None:
        """Draw it in pieces as long as there are: a dash would begin anew in each."""
        painter.setClipRect(room)
        shown = [value > 0 or not self.scale.logarithmic for value in line.tolist()]
        for is_shown, piece in groupby(enumerate(line.tolist()), lambda each: shown[each[0]]):
            if is_shown:
                heights = ((time, self.scale.share(value) * room.height()) for time, value in piece)
                painter.drawPolyline([QPointF(axis.middle(time), room.bottom() - high) for time, high in heights])
        painter.setClipping(False)

    # -- words, mouse and keys

    def words(self, time: int) -> str:
        """Return a bar in words."""
        value = theme.compact(float(self.bars.values[time]), 9)
        said = tr("{what} · step {step}: {value}", what=self.bars.said or "", step=time + 1, value=value)
        if not self.bars.lines:
            return said
        return tr("{said}; dashed: {value}", said=said, value=theme.compact(float(self.bars.lines[0][time]), 9))

    def _say(self, time: int | None) -> None:
        text = self.words(time) if time is not None else ""
        self.setAccessibleDescription(text)
        self.said.emit(text)

    def event(self, event: QEvent) -> bool:
        """Tell the bar under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            time = self.axis().at(event.pos().x())
            QToolTip.showText(event.globalPos(), self.words(time) if time is not None else "", self)
            return True
        if event.type() == QEvent.Type.Leave:
            self._hovered = None
            self._say(None)
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the mouse."""
        time = self.axis().at(event.position().x())
        if time != self._hovered:
            self._hovered = time
            self.setCursor(Qt.CursorShape.PointingHandCursor if time is not None else Qt.CursorShape.ArrowCursor)
            self._say(time)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the step under the mouse."""
        time = self.axis().at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and time is not None:
            self.current = time
            self.chosen.emit(time)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Home and End go to the ends, Enter goes to the step."""
        key, here, last = Qt.Key(event.key()), self.current, len(self.bars.values) - 1
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if here is None or held:
            event.ignore()
            return
        times = {Qt.Key.Key_Left: here - 1, Qt.Key.Key_Right: here + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(here)
        elif key in times:
            self.current = max(0, min(last, times[key]))
            self._say(self.current)
            self.update()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are."""
        super().focusInEvent(event)
        if self.current is None:
            self.current = self.bars.time or 0
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide where the keys were."""
        super().focusOutEvent(event)
        self._say(None)
        self.update()


def _styles() -> tuple[tuple[QColor, Qt.PenStyle], ...]:
    tokens = theme.tokens()
    return (tokens.text, Qt.PenStyle.DashLine), (tokens.validation, Qt.PenStyle.SolidLine)


def _tick(value: float) -> str:
    return theme.number(value, 2)
