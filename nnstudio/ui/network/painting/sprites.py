"""Neurons and short texts painted once and stamped from then on: a stamp costs a tenth of its painting."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from math import ceil

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPixmap

from nnstudio.ui import theme

LEVELS = 128
"""Shades for each sign that a neuron's fill is told in: as fine as the scale's own table."""
NOTHING = LEVELS + 1
"""The level of a neuron that has no value, or whose value is shown by its halo: paper."""
_MOST = 2048
"""Stamps kept; then all are made anew."""


class Sprites:
    """Stamps of one widget; ``forget`` them when theme or language change. Another resolution has stamps of its own."""

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[QPixmap, float, float]] = {}
        self._digits: dict[str, tuple[int, QPixmap]] = {}
        self._ratio = 1.0

    def forget(self) -> None:
        """Make all anew when they are needed."""
        self._made.clear()
        self._digits.clear()

    def begin(self, ratio: float) -> None:
        """A painting begins, on a device of so many pixels to one of the widget's."""
        if ratio != self._ratio or len(self._made) > _MOST:
            self.forget()
            self._ratio = ratio

    def stamp(self, painter: QPainter, centre: QPointF, key: Hashable, make: Callable[[], QPixmap]) -> None:
        """Draw the picture of ``key`` around a point; ``make`` it if there is none yet."""
        found = self._made.get(key)
        if found is None:
            made = make()
            size = made.deviceIndependentSize()
            found = self._made[key] = made, size.width() / 2, size.height() / 2
        picture, across, down = found
        painter.drawPixmap(QPointF(centre.x() - across, centre.y() - down), picture)

    def neuron(self, painter: QPainter, centre: QPointF, radius: float, level: int, sign: int) -> None:
        """Draw a neuron filled for a level (−LEVELS … LEVELS, NOTHING), with a mark for ``sign`` unless it is 0."""
        key = (radius, level, sign)
        self.stamp(painter, centre, key, lambda: self._neuron(radius, level, sign))

    def number(self, painter: QPainter, top: QPointF, text: str) -> None:
        """Write a number on paper of its own, its upper edge centred on ``top``; links run across.

        Stamped digit by digit: while a run goes on, hardly any number comes twice.
        """
        stamps = [self._digit(painter, letter) for letter in text]
        left = round(top.x() - sum(width for width, _ in stamps) / 2)
        for width, stamp in stamps:
            painter.drawPixmap(QPointF(left, top.y()), stamp)
            left += width

    def width(self, painter: QPainter, text: str) -> int:
        """Return how wide a number is."""
        return sum(self._digit(painter, letter)[0] for letter in text)

    def _digit(self, painter: QPainter, letter: str) -> tuple[int, QPixmap]:
        found = self._digits.get(letter)
        if found is None:
            font = painter.font()
            metrics = QFontMetricsF(font)
            found = self._digits[letter] = self._letter(letter, font, metrics)
        return found

    def _blank(self, width: float, height: float) -> QPixmap:
        made = QPixmap(round(width * self._ratio), round(height * self._ratio))
        made.setDevicePixelRatio(self._ratio)
        made.fill(Qt.GlobalColor.transparent)
        return made

    def _neuron(self, radius: float, level: int, sign: int) -> QPixmap:
        tokens = theme.tokens()
        # Even, so that a centre on a whole pixel stays on one.
        side = 2 * ceil(radius + 1)
        made = self._blank(side, side)
        with QPainter(made) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(tokens.line, 1.0))
            painter.setBrush(tokens.panel if level == NOTHING else theme.diverging(level / LEVELS, 1.0))
            centre = QPointF(side / 2, side / 2)
            painter.drawEllipse(centre, radius, radius)
            if sign:
                strong = level != NOTHING and abs(level) > 0.55 * LEVELS and not tokens.dark
                _mark(painter, centre, radius, sign, strong=strong)
        return made

    def _letter(self, letter: str, font: QFont, metrics: QFontMetricsF) -> tuple[int, QPixmap]:
        tokens = theme.tokens()
        # Digits are all as wide.
        wide, height = round(metrics.horizontalAdvance(letter)), ceil(metrics.height()) - 1
        made = self._blank(wide, height)
        made.fill(theme.with_alpha(tokens.panel, 0.8))
        with QPainter(made) as painter:
            painter.setFont(font)
            painter.setPen(tokens.text_soft)
            painter.drawText(QPointF(0, metrics.ascent() - 1), letter)
        return wide, made


def _mark(painter: QPainter, point: QPointF, radius: float, sign: int, *, strong: bool) -> None:
    """Draw + or − of two strokes."""
    tokens = theme.tokens()
    painter.setPen(QPen(tokens.panel if strong else tokens.text, 1.4))
    arm = max(2.0, radius * 0.36)
    painter.drawLine(QPointF(point.x() - arm, point.y()), QPointF(point.x() + arm, point.y()))
    if sign > 0:
        painter.drawLine(QPointF(point.x(), point.y() - arm), QPointF(point.x(), point.y() + arm))
