"""The error of a numerical gradient over h on logarithmic axes, with the two lines that explain it."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.engine import Check
from nnstudio.inspection.checking import Regimes
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import bind

ACROSS = (-13.0, 0.0)
UP = (-14.0, 2.0)
"""Powers of ten at the ends of the axes."""
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class ErrorPlot(QWidget):
    """Dots for the checks, dashed lines for ``c h²`` and ``c / h``, an upright one at the h in force.

    Signals: ``chosen(float)`` when an h is clicked at.
    """

    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.checks: list[Check] = []
        self.regimes: Regimes | None = None
        self.h = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        bind(self.setAccessibleName, msg("Relative difference over h"))
        bind(self.setToolTip, msg("A click chooses this h."))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Two grid fields wide for one high."""
        return QSize(theme.tokens().space(48), theme.tokens().space(24))

    def minimumSizeHint(self) -> QSize:
        """Enough for the lines to be told apart."""
        return QSize(theme.tokens().space(30), theme.tokens().space(23))

    def show_checks(self, checks: list[Check], regimes: Regimes | None, h: float) -> None:
        """Draw other checks."""
        self.checks, self.regimes, self.h = checks, regimes, h
        self.setAccessibleDescription(self._said())
        self.update()

    def _said(self) -> str:
        if self.regimes is None:
            return ""
        best = self.regimes.best
        return tr("smallest at h = {h}: {error}", h=theme.compact(best.h, 2), error=theme.number(best.error, 2))

    # -- where things are

    @property
    def area(self) -> QRectF:
        """Where the data are drawn."""
        space = theme.tokens().space
        return QRectF(space(5), space(1), max(8, self.width() - space(6)), max(8, self.height() - space(5.5)))

    def point(self, h: float, error: float) -> QPointF:
        """Return where an error is drawn; one of 0 stands on the lower edge."""
        x, y = math.log10(h), math.log10(error) if error > 0 else UP[0]
        area = self.area
        across = (x - ACROSS[0]) / (ACROSS[1] - ACROSS[0])
        up = (min(UP[1], max(UP[0], y)) - UP[0]) / (UP[1] - UP[0])
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the h of the nearest dot."""
        if event.button() == Qt.MouseButton.LeftButton and self.checks:
            x = event.position().x()
            nearest = min(self.checks, key=lambda check: abs(self.point(check.h, 1.0).x() - x))
            self.chosen.emit(nearest.h)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, lines, dots."""
        painter = QPainter(self)
        self._paint_axes(painter)
        painter.save()
        painter.setClipRect(self.area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.regimes is not None:
            self._paint_regimes(painter, self.regimes)
        self._paint_chosen(painter)
        self._paint_checks(painter)
        painter.restore()

    def _paint_axes(self, painter: QPainter) -> None:
        tokens, area = theme.tokens(), self.area
        painter.fillRect(area, tokens.plot)
        painter.setFont(theme.font("number_caption"))
        line = painter.fontMetrics().height()
        for power in range(-12, 1, 2):
            x = self.point(10.0**power, 1.0).x()
            painter.setPen(tokens.plot_grid)
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(tokens.plot_axis)
            box = QRectF(x - line * 2, area.bottom() + 4, line * 4, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, _power(power))
        for power in range(-12, 3, 4):
            y = self.point(1.0, 10.0**power).y()
            painter.setPen(tokens.plot_grid)
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(tokens.plot_axis)
            box = QRectF(0, y - line / 2, area.left() - 6, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _power(power))
        painter.setPen(tokens.text_soft)
        painter.setFont(theme.font("caption"))
        below = QRectF(area.left(), area.bottom() + 4 + line, area.width(), line * 1.3)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, tr("h, the nudge (up: relative difference)"))

    def _paint_regimes(self, painter: QPainter, seen: Regimes) -> None:
        tokens = theme.tokens()
        low, high = 10.0 ** ACROSS[0], 10.0 ** ACROSS[1]
        pen = QPen(tokens.text_soft, 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(self._raw(low, seen.rounding / low), self._raw(high, seen.rounding / high))
        # Each name stands outside its own line, where no dots come.
        self._name(painter, tr("rounding, ∝ 1/h"), seen.rounding, -1)
        if seen.bend is not None:
            painter.setPen(pen)
            painter.drawLine(self._raw(low, seen.bend * low**2), self._raw(high, seen.bend * high**2))
            self._name(painter, tr("bend of the curve, ∝ h²"), seen.bend, 2)
        if seen.floor:
            painter.setPen(QPen(tokens.text_faint, 1, Qt.PenStyle.DotLine))
            painter.drawLine(self._raw(low, seen.floor), self._raw(high, seen.floor))
            corner = self._raw(low, seen.floor) + QPointF(tokens.space(1), painter.fontMetrics().height())
            painter.setPen(tokens.text_soft)
            painter.drawText(corner, tr("digits of the run (float32)"))

    def _raw(self, h: float, error: float) -> QPointF:
        """Return a point that may lie outside the picture, so that lines stay straight."""
        area = self.area
        across = (math.log10(h) - ACROSS[0]) / (ACROSS[1] - ACROSS[0])
        up = (math.log10(error) - UP[0]) / (UP[1] - UP[0]) if error > 0 else 0.0
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    def _name(self, painter: QPainter, text: str, factor: float, power: int) -> None:
        """Write a line's name where it crosses the height 1e-1, at its outer side."""
        metrics, space = painter.fontMetrics(), theme.tokens().space
        area, height = self.area, 1e-1 if power < 0 else 1e-2
        crossing = self._raw((height / factor) ** (1 / power) if factor > 0 else 1.0, height)
        width = metrics.horizontalAdvance(text)
        # On the right of the falling line, on the left of the rising one: between the two, above the dots.
        x = crossing.x() + space(1) if power < 0 else crossing.x() - width - space(1)
        x = min(area.right() - width - 2, max(area.left() + 2, x))
        painter.setPen(theme.tokens().text_soft)
        painter.drawText(QPointF(x, crossing.y()), text)

    def _paint_chosen(self, painter: QPainter) -> None:
        if self.h > 0:
            x, area = self.point(self.h, 1.0).x(), self.area
            painter.setPen(QPen(theme.tokens().accent, 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _paint_checks(self, painter: QPainter) -> None:
        tokens = theme.tokens()
        points = [self.point(check.h, check.error) for check in sorted(self.checks, key=lambda check: check.h)]
        painter.setPen(QPen(tokens.accent, 1))
        painter.drawPolyline(points)
        painter.setBrush(tokens.accent)
        for point in points:
            painter.drawEllipse(point, tokens.unit * 0.4, tokens.unit * 0.4)


def _power(power: int) -> str:
    return "1" if power == 0 else f"10{str(power).translate(_SUPERSCRIPT)}"
