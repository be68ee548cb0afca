"""The axis of time steps that all pictures over time share: where a step stands, its numbers, its marks."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from nnstudio.ui import theme

_NICE = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)


@dataclass(frozen=True)
class TimeAxis:
    """``length`` steps between ``left`` and ``right``, in pixels."""

    length: int
    left: float
    right: float

    @property
    def wide(self) -> float:
        """The width of a step."""
        return (self.right - self.left) / max(1, self.length)

    def start(self, time: int) -> float:
        """Return where a step begins."""
        return self.left + time * self.wide

    def middle(self, time: int) -> float:
        """Return the middle of a step."""
        return self.start(time) + self.wide / 2

    def at(self, x: float) -> int | None:
        """Return the step at a point; None beside all of them."""
        time = int((x - self.left) // self.wide) if self.wide > 0 else -1
        return time if 0 <= time < self.length else None

    @staticmethod
    def height() -> int:
        """Return the height of the numbers below."""
        return QFontMetrics(theme.font("number_caption")).height() + theme.tokens().space(0.5)

    def paint_numbers(self, painter: QPainter, top: float) -> None:
        """Write the steps' numbers, from 1, as many as there is room for."""
        font = theme.font("number_caption")
        painter.setFont(font)
        painter.setPen(theme.tokens().text_soft)
        room = QFontMetrics(font).horizontalAdvance(str(self.length)) + theme.tokens().space(1)
        every = next((nice for nice in _NICE if nice * self.wide >= room), self.length)
        for time in range(self.length):
            # The first is always written; a round number beside it only where there is room for both.
            if time == 0 or ((time + 1) % every == 0 and time * self.wide >= room):
                middle = min(self.middle(time), self.right - room / 2 + theme.tokens().space(0.5))
                box = QRectF(middle - room, top, 2 * room, self.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(time + 1))

    def paint_marks(
        self, painter: QPainter, time: int | None, cuts: tuple[int, ...], top: float, bottom: float
    ) -> None:
        """Frame the present step, and draw a dashed line where truncation cuts."""
        tokens = theme.tokens()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tokens.text, 1, Qt.PenStyle.DashLine))
        for cut in cuts:
            painter.drawLine(QPointF(self.start(cut), top), QPointF(self.start(cut), bottom))
        if time is not None:
            painter.setPen(QPen(tokens.accent, 2))
            painter.drawRect(QRectF(self.start(time) - 1, top, max(3.0, self.wide + 1), bottom - top))
