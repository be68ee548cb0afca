"""The steps of a run as a bar: epochs, branching, break-points, the best validation, a handle."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, bind

_CLOSEST = 5
"""Pixels between two marks of epochs, at least."""
_CATCH = 0.5
"""Within how many units of the grid a click is one on a mark."""


class Ribbon(QWidget):
    """From step 0 to the head. ``shown`` is where the handle stands.

    Signals: ``moved(int)`` when the user drags, clicks, or uses the keys: arrows by a step, page keys by an epoch.
    """

    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = self.head = 0
        self.per_epoch = 1
        self.branched: int | None = None
        self.hits: tuple[int, ...] = ()
        self.best: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        bind(self.setAccessibleName, msg("Steps of the run"))
        bind(
            self.setToolTip,
            msg("All steps of the run: drag to go back; arrows go by a step, page keys by an epoch."),
        )
        FocusRing(self)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return room for the bar."""
        return QSize(theme.tokens().space(30), theme.tokens().target)

    def minimumSizeHint(self) -> QSize:
        """A third of it still works."""
        return QSize(theme.tokens().space(12), theme.tokens().target)

    def show_run(self, step: int, head: int, per_epoch: int, branched: int | None) -> None:
        """Show where the run stands."""
        self.shown, self.head, self.per_epoch, self.branched = step, head, max(1, per_epoch), branched
        self.setAccessibleDescription(tr("step {number} of {count}", number=theme.count(step), count=theme.count(head)))
        self.update()

    def show_best(self, step: int | None) -> None:
        """Mark the best validation."""
        if step != self.best:
            self.best = step
            self.update()

    def show_hits(self, steps: tuple[int, ...]) -> None:
        """Mark where break-points have stopped the run."""
        self.hits = steps
        self.update()

    # -- geometry

    def _bar(self) -> QRectF:
        space = theme.tokens().space
        return QRectF(space(1), (self.height() - space(0.75)) / 2, max(1.0, self.width() - space(2)), space(0.75))

    def x_of(self, step: int) -> float:
        """Return where a step lies."""
        bar = self._bar()
        return bar.left() + bar.width() * min(1.0, step / self.head if self.head else 0.0)

    def step_at(self, x: float) -> int:
        """Return the step that lies there."""
        bar = self._bar()
        return round(min(1.0, max(0.0, (x - bar.left()) / bar.width())) * self.head)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar, its marks, and the handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        current, bar, here = theme.tokens(), self._bar(), self.x_of(self.shown)
        self._fill(painter, bar, current.hairline)
        self._fill(painter, QRectF(bar.left(), bar.top(), here - bar.left(), bar.height()), current.accent)
        self._paint_epochs(painter, bar)
        if self.branched is not None:
            self._paint_mark(painter, self.branched, current.text_soft)
        for step in self.hits:
            self._paint_mark(painter, step, current.warning)
        if self.best is not None:
            self._paint_best(painter, self.best)
        painter.setPen(QPen(current.panel, 2))
        painter.setBrush(current.accent if self.isEnabled() else current.line)
        radius = theme.tokens().space(0.75)
        painter.drawEllipse(QPointF(here, bar.center().y()), radius, radius)

    def _paint_epochs(self, painter: QPainter, bar: QRectF) -> None:
        epochs = self.head // self.per_epoch
        if not epochs:
            return
        # Of many epochs every tenth, hundredth … is marked.
        stride = 1
        while bar.width() / max(1, epochs / stride) < _CLOSEST:
            stride *= 10
        painter.setPen(QPen(theme.tokens().panel, 1))
        for number in range(stride, epochs + 1, stride):
            x = self.x_of(number * self.per_epoch)
            painter.drawLine(QPointF(x, bar.top()), QPointF(x, bar.bottom()))

    def _paint_mark(self, painter: QPainter, step: int, color: QColor) -> None:
        bar, reach = self._bar(), theme.tokens().space(0.625)
        x = self.x_of(step)
        painter.setPen(QPen(color, theme.tokens().focus_width))
        painter.drawLine(QPointF(x, bar.top() - reach), QPointF(x, bar.bottom() + reach))

    def _paint_best(self, painter: QPainter, step: int) -> None:
        """Draw a diamond: no other mark has its shape."""
        bar, reach = self._bar(), theme.tokens().space(0.75)
        x, y = self.x_of(step), bar.center().y()
        corners = [QPointF(x, y - reach), QPointF(x + reach, y), QPointF(x, y + reach), QPointF(x - reach, y)]
        painter.setPen(QPen(theme.tokens().panel, 1))
        painter.setBrush(theme.tokens().success)
        painter.drawPolygon(QPolygonF(corners))

    def _fill(self, painter: QPainter, box: QRectF, color: QColor) -> None:
        if box.width() > 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)

    # -- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there; on a mark to its very step, of however many a pixel stands for."""
        x = event.position().x()
        near = [step for step in self._marked() if abs(self.x_of(step) - x) <= theme.tokens().space(_CATCH)]
        self._go(min(near, key=lambda step: abs(self.x_of(step) - x)) if near else self.step_at(x))

    def _marked(self) -> tuple[int, ...]:
        own = (step for step in (self.branched, self.best) if step is not None)
        return tuple(step for step in (*self.hits, *own) if step <= self.head)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the drag."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(self.step_at(event.position().x()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go by a step; with Ctrl by an epoch."""
        turned = event.angleDelta().y()
        far = self.per_epoch if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1
        if turned:
            self._go(self.shown + (far if turned < 0 else -far))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, page keys, Home and End."""
        goals = {
            Qt.Key.Key_Left: self.shown - 1,
            Qt.Key.Key_Right: self.shown + 1,
            Qt.Key.Key_PageUp: self.shown - self.per_epoch,
            Qt.Key.Key_PageDown: self.shown + self.per_epoch,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.head,
        }
        goal = goals.get(Qt.Key(event.key()))
        if goal is None:
            super().keyPressEvent(event)
        else:
            self._go(goal)

    def _go(self, step: int) -> None:
        step = min(self.head, max(0, step))
        if step != self.shown:
            self.shown = step
            self.update()
            self.moved.emit(step)
