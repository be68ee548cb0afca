"""Numbers over time, one line of bars for each feature: dragged by mouse, or moved by keys."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from nnstudio.data.samples import Numbers
from nnstudio.inspection.trying import Entry
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.charts.trying.editor import Editor
from nnstudio.ui.controls import bind

_STEPS = 20
"""Parts of a feature's range that an arrow key moves a number by."""


class SeriesEntry(Editor):
    """``at`` : the step and the feature that the keys move."""

    def __init__(self, entries: tuple[Entry, ...], x: Numbers) -> None:
        super().__init__(x)
        self.entries = entries
        self.at = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.tokens().space(20), theme.tokens().space(14))
        bind(
            self.setAccessibleName,
            msg("Numbers over time; left and right choose a step, up and down change it, Page Up and Down the feature"),
        )
        theme.changed.connect(self.update)

    def show_input(self, x: Numbers) -> None:
        """Show other numbers."""
        super().show_input(x)
        self.update()

    def advice(self) -> str:
        """Return the number that the keys move."""
        step, feature = self.at
        name, value = self.entries[feature].name, theme.number(float(self.entered[step, feature]))
        return tr("Step {step}: {name} {value}", step=step + 1, name=name, value=value)

    def lane(self, feature: int) -> QRectF:
        """Return where a feature's numbers are drawn, its lowest at the bottom."""
        tokens = theme.tokens()
        height, line = self.height() / len(self.entries), tokens.caption * 1.5
        return QRectF(1, feature * height + line, self.width() - 2, height - line - tokens.space(0.5))

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw each feature's numbers as bars from its zero, or from its lowest."""
        painter, tokens = QPainter(self), theme.tokens()
        painter.setFont(theme.font("caption"))
        for feature, entry in enumerate(self.entries):
            lane = self.lane(feature)
            painter.setPen(tokens.text_soft)
            above = QRectF(lane.left(), lane.top() - tokens.caption * 1.5, lane.width(), tokens.caption * 1.4)
            painter.drawText(above, Qt.AlignmentFlag.AlignLeft, entry.name)
            painter.fillRect(lane, tokens.sunken)
            self._paint_bars(painter, lane, feature)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.focus, float(tokens.focus_width)))
            painter.drawRect(self._slot(*self.at))

    def _paint_bars(self, painter: QPainter, lane: QRectF, feature: int) -> None:
        tokens = theme.tokens()
        low, high = self._ends(feature)
        ground = lane.bottom() - (min(max(0.0, low), high) - low) / (high - low) * lane.height()
        for step, value in enumerate(self.entered[:, feature].tolist()):
            slot = self._slot(step, feature).adjusted(0.5, 0, -0.5, 0)
            share = min(1.0, max(0.0, (value - low) / (high - low)))
            top = lane.bottom() - share * lane.height()
            bar = QRectF(slot.left(), min(top, ground) - 1, slot.width(), abs(ground - top) + 2)
            painter.fillRect(bar, tokens.positive if value >= 0 else tokens.negative)

    def _slot(self, step: int, feature: int) -> QRectF:
        lane = self.lane(feature)
        width = lane.width() / len(self.entered)
        return QRectF(lane.left() + step * width, lane.top(), width, lane.height())

    def _ends(self, feature: int) -> tuple[float, float]:
        entry = self.entries[feature]
        return (entry.low, entry.high) if entry.high > entry.low else (entry.low - 1, entry.low + 1)

    # -- what the user does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Set the number under the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            height = self.height() / len(self.entries)
            self.at = 0, min(max(int(event.position().y() // height), 0), len(self.entries) - 1)
            self._drag(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Set those that the mouse passes."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose a step, up and down change its number, Page Up and Down choose the feature."""
        key, (step, feature) = Qt.Key(event.key()), self.at
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.at = min(max(step + (1 if key == Qt.Key.Key_Right else -1), 0), len(self.entered) - 1), feature
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.at = step, min(max(feature + (1 if key == Qt.Key.Key_PageDown else -1), 0), len(self.entries) - 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            low, high = self._ends(feature)
            by = 1.0 if self.entries[feature].whole else (high - low) / _STEPS
            self._put(step, feature, float(self.entered[step, feature]) + (by if key == Qt.Key.Key_Up else -by))
            return
        else:
            super().keyPressEvent(event)
            return
        self.update()
        self.edited.emit()

    def _drag(self, place: QPointF) -> None:
        feature = self.at[1]
        lane, (low, high) = self.lane(feature), self._ends(feature)
        step = min(max(int((place.x() - lane.left()) / lane.width() * len(self.entered)), 0), len(self.entered) - 1)
        share = min(1.0, max(0.0, (lane.bottom() - place.y()) / lane.height()))
        value = low + share * (high - low)
        self.at = step, feature
        self._put(step, feature, float(np.rint(value)) if self.entries[feature].whole else value)

    def _put(self, step: int, feature: int, value: float) -> None:
        low, high = self._ends(feature)
        self.entered = self.entered.copy()
        self.entered[step, feature] = min(max(value, low), high)
        self.update()
        self.edited.emit()
