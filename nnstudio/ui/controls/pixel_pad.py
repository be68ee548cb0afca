"""Paper of a few large pixels to draw on: strokes by mouse, or a pen that goes from pixel to pixel by keys."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from nnstudio.ui import theme
from nnstudio.ui.controls.heat_map import ink_table
from nnstudio.ui.controls.own_delete import OwnDelete
from nnstudio.ui.controls.picture_plane import ARROWS, USUAL, PicturePlane, Shades, Values


class PixelPad(PicturePlane):
    """Shows ``values`` ``(H, W)`` from ``low`` (paper) to ``high`` (ink).

    ``pen`` is the pixel (column, row) where the keys are.
    """

    def __init__(self, low: float, high: float, parent: QWidget | None = None, *, usual: float = USUAL) -> None:
        super().__init__(Shades(low, high, ink_table), parent, usual=usual)
        self.pen = (0, 0)
        OwnDelete(self)

    def show_values(self, values: Values) -> None:
        """Show another picture."""
        self.pen = min(self.pen[0], values.shape[1] - 1), min(self.pen[1], values.shape[0] - 1)
        super().show_values(values)
        self._say()

    def cursor_frame(self) -> QRect:
        """Return the pixel that the pen is on."""
        return QRect(*self.pen, 1, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows lead the pen, with Shift they draw; Space draws a dot, Delete rubs one out."""
        key, ink = Qt.Key(event.key()), event.key() == Qt.Key.Key_Space
        if key in ARROWS:
            before, (across, down) = self.pen, ARROWS[key]
            height, width = self.values.shape
            self.pen = min(max(before[0] + across, 0), width - 1), min(max(before[1] + down, 0), height - 1)
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.begun.emit(*self._centre(before), True)
                self.moved.emit(*self._centre(self.pen))
            self._say()
            self.update()
        elif ink or key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.begun.emit(*self._centre(self.pen), ink)
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        """Tell a screen reader where the pen is, and how dark the pixel there."""
        column, row = self.pen
        self.setAccessibleDescription(f"[{row + 1}, {column + 1}] {theme.compact(float(self.values[row, column]), 3)}")

    def _centre(self, pixel: tuple[int, int]) -> tuple[float, float]:
        height, width = self.values.shape
        return (pixel[0] + 0.5) / width, (pixel[1] + 0.5) / height
