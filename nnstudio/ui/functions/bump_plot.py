"""The goal, the bumps and their sum; bumps are dragged by their handles, a goal of one's own is drawn."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPen
from PySide6.QtWidgets import QWidget

from nnstudio.inspection.functions.bumps import REACH, Bump, X
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import OwnDelete, bind, take_keys_for

HIGHEST = 1.5
"""Goals and handles stay between −HIGHEST and HIGHEST."""
NARROWEST, WIDEST = 0.02, 2 * REACH
_STEP, _WIDER = 0.02, 1.1
_NEAR = 14.0
"""Pixels from which a handle is taken hold of."""
_BRUSH = 0.12
"""So far to either side of the pen the arrow keys lift the goal, less and less."""
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
SUM, GOAL, TRAINED = 0, 1, 2
"""Colour numbers."""


class BumpPlot(QWidget):
    """``bumps`` with the ``chosen`` one; ``goal`` (POINTS,); ``pen`` : where the keys draw; ``drawing`` : the mode.

    Signals: ``changed(object)`` with all bumps when one is moved, added or taken away; ``picked(int)`` when another is
    chosen; ``drawn(object)`` with another goal.
    """

    changed = Signal(object)
    picked = Signal(int)
    drawn = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.bumps: tuple[Bump, ...] = ()
        self.chosen = 0
        self.goal, self.answer = np.zeros(len(X)), np.zeros(len(X))
        self.trained: np.ndarray | None = None
        self.parts: np.ndarray = np.zeros((0, len(X)))
        self.drawing, self.pen = False, 0.0
        self._held = ""
        self._last: QPointF | None = None
        self._drawn: list[pg.GraphicsObject] = []
        self.plot = theme.plot_widget()
        take_keys_for(self, self.plot)
        OwnDelete(self)
        item = self.plot.getPlotItem()
        bind(partial(item.setLabel, "bottom"), msg("x"), owner=self.plot)
        item.setXRange(-REACH, REACH, padding=0.02)
        item.setYRange(-HIGHEST, HIGHEST, padding=0.02)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.viewport().installEventFilter(self)
        theme.changed.connect(self.redraw)
        self.set_drawing(False)

    def set_drawing(self, drawing: bool) -> None:
        """Let mouse and arrows draw the goal, or move bumps."""
        self.drawing = drawing
        name = (
            msg("Curve to draw: drag, or left and right for the place and up and down for the height")
            if drawing
            else msg(
                "Bumps: drag one, or use the arrow keys; Shift makes it wider or narrower, Page Up and Page Down "
                "choose another, Insert adds one, Delete takes it away"
            )
        )
        bind(self.setAccessibleName, name)
        bind(self.setToolTip, name)
        self.plot.viewport().setCursor(Qt.CursorShape.CrossCursor if drawing else Qt.CursorShape.ArrowCursor)
        self.redraw()

    def show_curves(
        self,
        bumps: tuple[Bump, ...],
        chosen: int,
        curves: tuple[np.ndarray, np.ndarray, np.ndarray | None],
        parts: np.ndarray,
    ) -> None:
        """Draw bumps, ``curves`` goal, sum and trained answer ``(POINTS,)``, and what each bump adds."""
        self.bumps, self.chosen, self.parts = bumps, chosen, parts
        self.goal, self.answer, self.trained = curves
        self.redraw()

    def pixel(self, x: float, y: float) -> QPointF:
        """Return where a place is on the viewport."""
        scene = self.plot.getPlotItem().getViewBox().mapViewToScene(QPointF(x, y))
        return QPointF(self.plot.mapFromScene(scene))

    def redraw(self) -> None:
        """Draw everything anew."""
        for item in self._drawn:
            self.plot.removeItem(item)
        self._drawn.clear()
        tokens = theme.tokens()
        self._add(pg.InfiniteLine(0, angle=0, pen=theme.pen(tokens.line)))
        for number, part in enumerate(self.parts):
            color = theme.class_color(SUM) if number == self.chosen and not self.drawing else tokens.line
            self._curve(part, color, 1.2)
        self._curve(self.goal, theme.class_color(GOAL), 2.0, Qt.PenStyle.DashLine)
        self._curve(self.answer, theme.class_color(SUM), 2.0)
        if self.trained is not None:
            self._curve(self.trained, theme.class_color(TRAINED), 2.0, Qt.PenStyle.DotLine)
        if self.drawing:
            self._add(pg.InfiniteLine(self.pen, angle=90, pen=theme.pen(tokens.focus)))
        else:
            self._draw_handles()

    def _draw_handles(self) -> None:
        tokens = theme.tokens()
        for number, bump in enumerate(self.bumps):
            own = number == self.chosen
            brush = tokens.accent if own else tokens.plot
            pen = theme.pen(tokens.plot if own else tokens.text, 1.5)
            self._dots([bump.centre], [bump.height], tokens.space(1.75 if own else 1.5), "o", brush, pen)
            if own:
                ends = [bump.centre - bump.width / 2, bump.centre + bump.width / 2]
                self._dots(ends, [bump.height / 2] * 2, tokens.space(1.25), "s", tokens.accent, pen)

    def _curve(self, y: np.ndarray, color: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
        pen = theme.pen(color, width)
        pen.setStyle(style)
        self._add(pg.PlotCurveItem(X, y, pen=pen, antialias=True))

    def _dots(self, x: list[float], y: list[float], size: float, symbol: str, brush: QColor, pen: QPen) -> None:
        self._add(pg.ScatterPlotItem(x, y, size=size, symbol=symbol, brush=brush, pen=pen))

    def _add(self, item: pg.GraphicsObject) -> None:
        self.plot.addItem(item, ignoreBounds=True)
        self._drawn.append(item)

    # -- mouse

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Drag handles, or draw."""
        if isinstance(event, QMouseEvent):
            left = event.button() == Qt.MouseButton.LeftButton
            if event.type() == QEvent.Type.MouseButtonPress and left:
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                self._press(event.position())
                return True
            if event.type() == QEvent.Type.MouseMove and event.buttons() & Qt.MouseButton.LeftButton:
                self._drag(event.position())
                return True
            if event.type() == QEvent.Type.MouseButtonRelease and left:
                self._held, self._last = "", None
                return True
            if event.type() == QEvent.Type.MouseButtonDblClick and left:
                self._double(event.position())
                return True
        return super().eventFilter(watched, event)

    def _press(self, at: QPointF) -> None:
        if self.drawing:
            self._last = None
            self._draw_to(at)
            return
        self._held = ""
        for held, number, spot in self._handles():
            away = spot - at
            if np.hypot(away.x(), away.y()) <= _NEAR:
                self._held = held
                self._pick(number)
                return

    def _handles(self) -> list[tuple[str, int, QPointF]]:
        """Return all that can be taken hold of; what lies on top first."""
        found = []
        if self.bumps:
            own = self.bumps[self.chosen]
            found = [("top", self.chosen, self.pixel(own.centre, own.height))]
            edges = (own.centre - own.width / 2, own.centre + own.width / 2)
            found += [("edge", self.chosen, self.pixel(x, own.height / 2)) for x in edges]
        return found + [("top", n, self.pixel(bump.centre, bump.height)) for n, bump in enumerate(self.bumps)]

    def _drag(self, at: QPointF) -> None:
        x, y = self._place(at)
        if self.drawing:
            self._draw_to(at)
        elif self._held == "top":
            self._put(centre=x, height=y)
        elif self._held == "edge":
            self._put(width=2 * abs(x - self.bumps[self.chosen].centre))

    def _double(self, at: QPointF) -> None:
        if not self.drawing:
            self._insert(*self._place(at))

    def _draw_to(self, at: QPointF) -> None:
        """Lead the goal from the last place to this one."""
        (x, y), (before, level) = self._place(at), self._place(self._last if self._last is not None else at)
        self._last = QPointF(at)
        low, high = np.searchsorted(X, (min(x, before) - _half(), max(x, before) + _half()))
        within = slice(int(low), int(max(high, low + 1)))
        ends = ((before, x), (level, y)) if before < x else ((x, before), (y, level))
        goal = self.goal.copy()
        goal[within] = np.interp(X[within], *ends) if x != before else y
        self.pen = x
        self.drawn.emit(goal)

    def _place(self, at: QPointF) -> tuple[float, float]:
        view = self.plot.getPlotItem().getViewBox().mapSceneToView(self.plot.mapToScene(at.toPoint()))
        return _within(view.x(), REACH), _within(view.y(), HIGHEST)

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the bump or draw; Shift changes the width; Page Up and Page Down, Insert, Delete."""
        arrow = _ARROWS.get(Qt.Key(event.key()))
        if arrow is not None and self.drawing:
            self._draw_by_keys(*arrow)
        elif arrow is not None and self.bumps:
            self._move_by_keys(*arrow, wider=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif self.drawing or not self._other_key(event.key()):
            super().keyPressEvent(event)

    def _other_key(self, key: int) -> bool:
        turn = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(key))
        if turn is not None and self.bumps:
            self._pick((self.chosen + turn) % len(self.bumps))
        elif key == Qt.Key.Key_Insert:
            self.insert()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove()
        else:
            return False
        return True

    def _move_by_keys(self, across: int, up: int, *, wider: bool) -> None:
        bump = self.bumps[self.chosen]
        if wider and across:
            self._put(width=bump.width * _WIDER**across)
        else:
            self._put(centre=bump.centre + across * _STEP, height=bump.height + up * _STEP)

    def _draw_by_keys(self, across: int, up: int) -> None:
        self.pen = _within(self.pen + across * _STEP, REACH)
        if up:
            lift = up * 2 * _STEP * np.maximum(0.0, 1 - np.abs(X - self.pen) / _BRUSH)
            self.drawn.emit(np.clip(self.goal + lift, -HIGHEST, HIGHEST))
        else:
            self.redraw()

    # -- edits

    def insert(self) -> None:
        """Add a bump where the sum is farthest from the goal, as high as it lacks there."""
        away = self.goal - self.answer
        where = int(np.abs(away).argmax())
        self._insert(float(X[where]), float(away[where]))

    def remove(self) -> None:
        """Take the chosen bump away."""
        left = tuple(bump for number, bump in enumerate(self.bumps) if number != self.chosen)
        self.chosen = max(0, min(self.chosen, len(left) - 1))
        self.changed.emit(left)

    def _insert(self, x: float, y: float) -> None:
        width = self.bumps[self.chosen].width if self.bumps else REACH / 2
        self.chosen = len(self.bumps)
        self.changed.emit((*self.bumps, Bump(x, width, _within(y, HIGHEST))))

    def _pick(self, number: int) -> None:
        if number != self.chosen:
            self.chosen = number
            self.picked.emit(number)

    def _put(self, **values: float) -> None:
        moved = replace(self.bumps[self.chosen], **values)
        width = min(WIDEST, max(NARROWEST, moved.width))
        held = Bump(_within(moved.centre, REACH), width, _within(moved.height, HIGHEST))
        self.changed.emit(tuple(held if number == self.chosen else bump for number, bump in enumerate(self.bumps)))


def _half() -> float:
    return float(X[1] - X[0]) / 2


def _within(value: float, most: float) -> float:
    return float(max(-most, min(most, value)))
