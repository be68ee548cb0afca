"""A picture of a few large pixels, each a square; a frame of some of them may lie over it, and the mouse may draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui import theme
from nnstudio.ui.controls.heat_map import Table, heat_map

Values = npt.NDArray[np.float64]
ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_SMALLEST, USUAL = 16, 28
"""Sides in units of the grid; the second is what a column of Train has room for."""
_ERASING = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Shades:
    """A picture's numbers from ``low`` to ``high`` by a ``table``; without one, signed numbers up to ``±high``."""

    low: float = 0.0
    high: float = 1.0
    table: Callable[[], Table] | None = None

    def image(self, values: Values) -> QImage:
        """Return ``(H, W)`` numbers as a picture of a pixel each."""
        if self.table is None:
            return heat_map(values, self.high)
        return heat_map((values - self.low) / max(self.high - self.low, 1e-12), 1.0, self.table())


class PicturePlane(QWidget):
    """``values`` ``(H, W)`` in ``shades``, with ``frame`` (pixels) over them; ``usual`` : its side, in grid units.

    Signals: ``begun(x, y, ink)``, ``moved(x, y)``: the mouse goes down and on, in shares of the picture; with the right
    button, or Ctrl, it is no ink. ``walked(across, down)`` by an arrow key.
    """

    begun = Signal(float, float, bool)
    moved = Signal(float, float)
    walked = Signal(int, int)

    def __init__(self, shades: Shades, parent: QWidget | None = None, *, usual: float = USUAL) -> None:
        super().__init__(parent)
        self.shades, self.frame, self._usual = shades, QRect(), usual
        self.values: Values = np.zeros((1, 1))
        self._pressed = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.tokens().space(_SMALLEST), theme.tokens().space(_SMALLEST))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As large as is usual; it takes what room there is."""
        return QSize(theme.tokens().space(self._usual), theme.tokens().space(self._usual))

    def show_values(self, values: Values) -> None:
        """Show another picture."""
        self.values = values
        self.update()

    def show_frame(self, frame: QRect) -> None:
        """Frame other pixels; they may lie beyond the border."""
        self.frame = frame
        self.update()

    @property
    def paper(self) -> QRectF:
        """Where the picture is drawn: its pixels are square."""
        height, width = self.values.shape
        side = min((self.width() - 4) / width, (self.height() - 4) / height)
        box = QRectF(0, 0, side * width, side * height)
        box.moveCenter(QRectF(self.rect()).center())
        return box

    def box_of(self, pixels: QRect) -> QRectF:
        """Return where pixels are drawn."""
        box, (height, width) = self.paper, self.values.shape
        across, down = box.width() / width, box.height() / height
        corner = box.topLeft() + QPointF(pixels.x() * across, pixels.y() * down)
        return QRectF(corner.x(), corner.y(), pixels.width() * across, pixels.height() * down)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pixels, and the frames over them."""
        painter, tokens, box = QPainter(self), theme.tokens(), self.paper
        painter.drawImage(box, self.shades.image(self.values))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(tokens.line)
        painter.drawRect(box)
        for frame, focused in ((self.frame, False), (self.cursor_frame(), True)):
            if not frame.isEmpty() and (self.hasFocus() or not focused):
                # Two lines, of which one is seen on whatever shade lies below.
                lines = (tokens.sunken, 2.0), (tokens.focus if focused else tokens.text, 0.0)
                for color, wider in lines:
                    painter.setPen(QPen(color, float(tokens.focus_width) + wider))
                    painter.drawRect(self.box_of(frame))

    def cursor_frame(self) -> QRect:
        """Return the pixels where the keys are; none here."""
        return QRect()

    # -- the mouse and the keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        self._pressed = True
        rubs = event.button() == Qt.MouseButton.RightButton or bool(event.modifiers() & _ERASING)
        self.begun.emit(*self._share(event.position()), not rubs)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if self._pressed:
            self.moved.emit(*self._share(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It is done."""
        self._pressed = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk."""
        key = Qt.Key(event.key())
        if key in ARROWS:
            self.walked.emit(*ARROWS[key])
        else:
            super().keyPressEvent(event)

    def _share(self, place: QPointF) -> tuple[float, float]:
        box = self.paper
        return (place.x() - box.left()) / box.width(), (place.y() - box.top()) / box.height()
