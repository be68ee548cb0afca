"""The line of steps as a bar: phases side by side, a tick for each layer, a handle to drag."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.inspection import Steps
from nnstudio.text import language, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import bind

_NAMES = {"forward": msg("Forward"), "loss": msg("Loss"), "backward": msg("Backward"), "update": msg("Update")}
_SMALLEST = 0.2
"""Each phase has at least this share: the loss has two steps, the update of a large net many thousands."""


class Scrubber(QWidget):
    """Where one stands in the line of steps.

    Signals: ``moved(int)`` when the *user* drags or clicks to another step.
    """

    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: Steps | None = None
        self._place = 0
        self._about: object = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        bind(self.setAccessibleName, msg("Position in the line of steps"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return room for the bar and the phases' names."""
        return QSize(theme.tokens().space(40), theme.tokens().space(5))

    def minimumSizeHint(self) -> QSize:
        """A third of it still works."""
        return QSize(theme.tokens().space(24), theme.tokens().space(5))

    def show_place(self, steps: Steps, place: int) -> None:
        """Show where one stands."""
        about = steps, place, language()
        if about == self._about:
            return
        self._steps, self._place, self._about = steps, place, about
        self.setAccessibleDescription(tr("step {number} of {count}", number=place + 1, count=len(steps)))
        self.update()

    # -- geometry

    def _spans(self) -> list[tuple[str, int, int, float, float]]:
        """Return ``(phase, start, stop, left, right)`` for each phase."""
        assert self._steps is not None
        phases = self._steps.phases()
        whole = sum(stop - start for _, start, stop in phases) or 1
        shares = [max(_SMALLEST, (stop - start) / whole) for _, start, stop in phases]
        gap, left, found = theme.tokens().space(0.5), 0.0, []
        room = self.width() - gap * (len(phases) - 1)
        for (phase, start, stop), share in zip(phases, shares, strict=True):
            wide = room * share / sum(shares)
            found.append((phase, start, stop, left, left + wide))
            left += wide + gap
        return found

    def x_of(self, place: int) -> float:
        """Return where a step lies."""
        for _, start, stop, left, right in self._spans():
            if place < stop:
                return left + (place - start + 0.5) / (stop - start) * (right - left)
        return float(self.width())

    def _place_at(self, x: float) -> int:
        assert self._steps is not None
        for _, start, stop, left, right in self._spans():
            if x <= right:
                share = max(0.0, (x - left) / (right - left))
                return min(stop - 1, start + int(share * (stop - start)))
        return len(self._steps) - 1

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw phases, layers and the handle."""
        if self._steps is None or not len(self._steps):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        space = theme.tokens().space
        for span in self._spans():
            self._paint_phase(painter, span)
        here = self.x_of(self._place)
        painter.setPen(QPen(theme.tokens().panel, 2))
        painter.setBrush(theme.tokens().accent)
        painter.drawEllipse(QPointF(here, space(1)), space(0.875), space(0.875))

    def _paint_phase(self, painter: QPainter, span: tuple[str, int, int, float, float]) -> None:
        assert self._steps is not None
        phase, start, stop, left, right = span
        current, space = theme.tokens(), theme.tokens().space
        now = start <= self._place < stop
        bar = QRectF(left, space(0.625), right - left, space(0.75))
        self._fill(painter, bar, current.hairline)
        done = self.x_of(self._place) if now else right if self._place >= stop else left
        self._fill(painter, QRectF(bar.left(), bar.top(), done - left, bar.height()), current.accent)
        painter.setPen(QPen(current.panel, 1))
        for number in self._steps.starts[1:-1]:
            if start < number < stop and right - left > space(1) * (stop - start) ** 0:
                x = left + (number - start) / (stop - start) * (right - left)
                painter.drawLine(QPointF(x, bar.top()), QPointF(x, bar.bottom()))
        font = theme.font("caption")
        painter.setFont(font)
        painter.setPen(current.text if now else current.text_faint)
        name = QFontMetricsF(font).elidedText(tr(_NAMES[phase]), Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QPointF(left, space(4)), name)

    def _fill(self, painter: QPainter, box: QRectF, color: QColor) -> None:
        if box.width() > 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)

    # -- the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the drag."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def _go(self, event: QMouseEvent) -> None:
        if self._steps is not None and len(self._steps):
            place = self._place_at(event.position().x())
            if place != self._place:
                self.moved.emit(place)
