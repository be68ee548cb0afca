"""Paper of a few large pixels to draw on: strokes by mouse, or a pen that goes from pixel to pixel by keys."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.data.samples import Numbers
from nnstudio.ui import theme
from nnstudio.ui.controls.heat_map import heat_map, ink_table

_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_ERASING = Qt.KeyboardModifier.ControlModifier


class PixelPad(QWidget):
    """Shows ``values`` ``(H, W)`` from ``low`` (paper) to ``high`` (ink).

    Signals: ``begun(x, y, ink)``, ``moved(x, y)``: a stroke, in shares of the paper; the right button, or Ctrl,
    rubs out.
    """

    begun = Signal(float, float, bool)
    moved = Signal(float, float)

    def __init__(self, low: float, high: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low, self._high = low, high
        self.values: Numbers = np.zeros((1, 1))
        self.pen = (0, 0)
        self._drawing = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.tokens().space(16), theme.tokens().space(16))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As large as a column of Train has room for."""
        return QSize(theme.tokens().space(28), theme.tokens().space(28))

    def show_values(self, values: Numbers) -> None:
        """Show another picture."""
        self.values = values
        self.pen = min(self.pen[0], values.shape[1] - 1), min(self.pen[1], values.shape[0] - 1)
        self.update()

    @property
    def paper(self) -> QRectF:
        """Where the picture is drawn: its pixels are square."""
        height, width = self.values.shape
        side = min((self.width() - 4) / width, (self.height() - 4) / height)
        box = QRectF(0, 0, side * width, side * height)
        box.moveCenter(QRectF(self.rect()).center())
        return box

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pixels, and by which one the keys are."""
        painter, tokens, box = QPainter(self), theme.tokens(), self.paper
        share = (self.values - self._low) / max(self._high - self._low, 1e-12)
        image: QImage = heat_map(share, 1.0, ink_table())
        painter.drawImage(box, image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(tokens.line)
        painter.drawRect(box)
        if self.hasFocus():
            height, width = self.values.shape
            cell = QRectF(0, 0, box.width() / width, box.height() / height)
            cell.moveTopLeft(box.topLeft() + QPointF(self.pen[0] * cell.width(), self.pen[1] * cell.height()))
            painter.setPen(QPen(tokens.focus, float(tokens.focus_width)))
            painter.drawRect(cell)

    # -- strokes

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        self._drawing = True
        rubs = event.button() == Qt.MouseButton.RightButton or bool(event.modifiers() & _ERASING)
        self.begun.emit(*self._share(event.position()), not rubs)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if self._drawing:
            self.moved.emit(*self._share(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It is done."""
        self._drawing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows lead the pen, with Shift they draw; Space draws a dot, Delete rubs one out."""
        key, ink = Qt.Key(event.key()), event.key() == Qt.Key.Key_Space
        if key in _ARROWS:
            before, (across, down) = self.pen, _ARROWS[key]
            height, width = self.values.shape
            self.pen = min(max(before[0] + across, 0), width - 1), min(max(before[1] + down, 0), height - 1)
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.begun.emit(*self._centre(before), True)
                self.moved.emit(*self._centre(self.pen))
            self.update()
        elif ink or key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.begun.emit(*self._centre(self.pen), ink)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the pen is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keys go elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def _share(self, place: QPointF) -> tuple[float, float]:
        box = self.paper
        return (place.x() - box.left()) / box.width(), (place.y() - box.top()) / box.height()

    def _centre(self, pixel: tuple[int, int]) -> tuple[float, float]:
        height, width = self.values.shape
        return (pixel[0] + 0.5) / width, (pixel[1] + 0.5) / height
