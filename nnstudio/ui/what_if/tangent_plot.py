"""The loss over one number, with the tangent where it stands: what the gradient foretells, and what comes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import bind

Point = tuple[float, float]


class TangentPlot(QWidget):
    """The curve L(w), the tangent and the point, and a hollow one where the number stood before.

    ``name`` and ``loss`` are the letters on its axes. ``hides_loss``, ``hides_slope`` : it is covered, and is not told
    by numbers at the axis or by the tangent. What has no slope is a token, one of several names: a stem each.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curve: list[Point] = []
        self.at: Point = (0.0, 0.0)
        self.before: Point = (0.0, 0.0)
        self.slope: float | None = 0.0
        self.name, self.loss = "w", "L"
        self.hides_loss = self.hides_slope = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(theme.tokens().space(16))
        bind(self.setAccessibleName, msg("Loss over the weight, with its tangent"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Two grid fields wide for one high."""
        return QSize(theme.tokens().space(48), theme.tokens().space(24))

    def show_curve(self, curve: list[Point], before: Point, at: Point, slope: float | None) -> None:
        """Draw another curve, or the point elsewhere on it."""
        self.curve, self.before, self.at, self.slope = sorted(curve), before, at, slope
        self.update()

    @property
    def area(self) -> QRectF:
        """Where the data are drawn."""
        space = theme.tokens().space
        return QRectF(space(8), space(1), max(8, self.width() - space(9)), max(8, self.height() - space(4)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw."""
        if len(self.curve) < 2:
            return
        tokens, area = theme.tokens(), self.area
        painter = QPainter(self)
        painter.fillRect(area, tokens.plot)
        self._paint_numbers(painter)
        painter.setClipRect(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pixel = self._to_pixels(area)
        if self.slope is None:
            self._paint_stems(painter, pixel)
        else:
            self._paint_curve(painter, pixel, self.slope)
        painter.setPen(QPen(tokens.accent, 2))
        painter.drawEllipse(pixel(self.before), tokens.unit * 0.5, tokens.unit * 0.5)
        painter.setBrush(tokens.accent)
        painter.drawEllipse(pixel(self.at), tokens.unit * 0.5, tokens.unit * 0.5)

    def _paint_curve(self, painter: QPainter, pixel: Callable[[Point], QPointF], slope: float) -> None:
        tokens, ends = theme.tokens(), (self.curve[0][0], self.curve[-1][0])
        painter.setPen(QPen(tokens.text_soft, 1, Qt.PenStyle.DashLine))
        if not self.hides_slope:
            painter.drawLine(*(pixel((w, self.at[1] + slope * (w - self.at[0]))) for w in ends))
        painter.setPen(QPen(tokens.accent, 2))
        painter.drawPolyline([pixel(point) for point in self.curve])

    def _paint_stems(self, painter: QPainter, pixel: Callable[[Point], QPointF]) -> None:
        painter.setPen(QPen(theme.tokens().text_soft, 2))
        for point in map(pixel, self.curve):
            painter.drawLine(QPointF(point.x(), self.area.bottom()), point)

    def _range(self) -> tuple[float, float]:
        losses = [loss for _, loss in self.curve]
        low, high = min(losses), max(losses)
        margin = 0.08 * (high - low) or max(abs(high), 1e-12) * 0.08
        return low - margin, high + margin

    def _to_pixels(self, area: QRectF) -> Callable[[Point], QPointF]:
        (low, high), first, last = self._range(), self.curve[0][0], self.curve[-1][0]

        def pixel(point: Point) -> QPointF:
            across, up = (point[0] - first) / (last - first), (point[1] - low) / (high - low)
            # Far outside is as good as infinitely far, and a painter can take it.
            up = max(-50.0, min(50.0, up))
            return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

        return pixel

    def _paint_numbers(self, painter: QPainter) -> None:
        area = self.area
        painter.setFont(theme.font("number_caption"))
        painter.setPen(theme.tokens().plot_axis)
        line = painter.fontMetrics().height()
        (low, high), first, last = self._range(), self.curve[0][0], self.curve[-1][0]
        right = Qt.AlignmentFlag.AlignRight
        for value, top in ((high, area.top()), (low, area.bottom() - line)):
            told = "?" if self.hides_loss else theme.number(value, 3)
            painter.drawText(QRectF(0, top, area.left() - 6, line), right, told)
        below = QRectF(area.left(), area.bottom() + 4, area.width(), line)
        ends = [theme.compact(end) if self.slope is None else theme.number(end, 3) for end in (first, last)]
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, ends[0])
        painter.drawText(below, right, ends[1])
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, self.name)
        middle = QRectF(0, area.center().y() - line / 2, area.left() - 6, line)
        painter.drawText(middle, right, self.loss)
