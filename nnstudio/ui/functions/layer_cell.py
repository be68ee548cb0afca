"""One layer of the current network: its z as a histogram under its activation curve, saturated ends shaded."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.inspection.functions.layer_inputs import LayerInputs
from nnstudio.inspection.functions.sampled import SATURATED
from nnstudio.text import tr
from nnstudio.ui import theme

_BINS = 48


class LayerCell(QWidget):
    """``shown`` is what was drawn last, ``name`` what the student calls the layer."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: LayerInputs | None = None
        self.name = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Three beside one another."""
        return QSize(theme.tokens().space(38), theme.tokens().space(31))

    def minimumSizeHint(self) -> QSize:
        """Still to be read."""
        return QSize(theme.tokens().space(28), theme.tokens().space(27))

    def show_layer(self, found: LayerInputs, name: str) -> None:
        """Show another layer, or other numbers of it."""
        self.shown, self.name = found, name
        self.setAccessibleName(f"{name}: {' '.join(self.facts())}")
        self.update()

    def facts(self) -> tuple[str, ...]:
        """Return what stands under the picture."""
        found = self.shown
        if found is None:
            return ()
        first = tr("z: mean {mean}, std {std}", mean=theme.fixed(found.mean, 2), std=theme.fixed(found.std, 2))
        share = theme.percent(found.saturated, 0)
        second = tr("saturated {share} · mean of a {mean}", share=share, mean=theme.fixed(found.mean_a, 2))
        zero = theme.percent(found.zero, 0)
        third = tr("a = 0: {share} · dead {dead} of {count}", share=zero, dead=found.dead, count=found.neurons)
        return first, second, third

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name, picture and facts."""
        if self.shown is None:
            return
        tokens, painter = theme.tokens(), QPainter(self)
        painter.setFont(theme.font("strong"))
        painter.setPen(tokens.text)
        title = f"{self.name} · {self.shown.function.declaration.name}"
        title = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRectF(0, 0, self.width(), tokens.space(2.5)), Qt.AlignmentFlag.AlignLeft, title)
        painter.setFont(theme.font("caption"))
        line = tokens.space(2)
        area = QRectF(0, tokens.space(3), self.width(), self.height() - tokens.space(3) - 3 * line - tokens.space(3))
        self._paint_picture(painter, area, self.shown)
        painter.setPen(tokens.text_soft)
        for number, fact in enumerate(self.facts()):
            top = area.bottom() + tokens.space(2.5) + number * line
            painter.drawText(QRectF(0, top, self.width(), line), Qt.AlignmentFlag.AlignLeft, fact)

    def _paint_picture(self, painter: QPainter, area: QRectF, found: LayerInputs) -> None:
        tokens = theme.tokens()
        painter.fillRect(area, tokens.plot)
        x, reach = found.x, float(found.x[-1])
        value = np.where(np.isfinite(found.value), found.value, 0.0)
        low, high = min(0.0, float(value.min())), max(1.0, float(value.max()))

        def across(at: float) -> float:
            return area.left() + (at + reach) / (2 * reach) * area.width()

        def up(at: float) -> float:
            return area.bottom() - 4 - (at - low) / (high - low) * (area.height() - 8)

        step = float(x[1] - x[0])
        for at in x[np.abs(found.slope) < SATURATED]:
            painter.fillRect(
                QRectF(across(at - step / 2), area.top(), across(step) - across(0.0) + 1, area.height()),
                theme.with_alpha(tokens.line, 0.14),
            )
        counts, edges = np.histogram(found.z, bins=_BINS, range=(-reach, reach))
        tall = area.height() * 0.6 / max(1, int(counts.max()))
        bar = theme.with_alpha(tokens.accent, 0.45)
        for count, left, right in zip(counts, edges, edges[1:], strict=False):
            painter.fillRect(
                QRectF(across(left), area.bottom() - count * tall, across(right) - across(left), count * tall), bar
            )
        painter.setPen(QPen(tokens.line, 1))
        painter.drawLine(QPointF(across(0), area.top()), QPointF(across(0), area.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.class_color(0), 2))
        painter.drawPolyline(
            QPolygonF([QPointF(across(float(a)), up(float(b))) for a, b in zip(x, value, strict=True)])
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(tokens.plot_axis)
        below = QRectF(area.left(), area.bottom() + 2, area.width(), tokens.space(2))
        ends = theme.compact(-reach, 3), "z", theme.compact(reach, 3)
        sides = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight
        for text, side in zip(ends, sides, strict=True):
            painter.drawText(below, side, text)
