"""A picture and what a kernel makes of it, with one window's products and their sum."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.inspection.filtering import Filtered
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import ElidedLabel, FocusRing, bind
from nnstudio.ui.controls.calculation.expression_view import ExpressionView
from nnstudio.ui.controls.picture_plane import PicturePlane, Shades
from nnstudio.ui.controls.pixel_pad import PixelPad
from nnstudio.ui.layer_views.pane import MOST_ROWS, Pane, row_of, sign

_PLANE = 16
"""Side of a picture at least, in units of the grid: it takes the height that is left."""
_NUMBER = 5.5
"""Room for a number in a cell, likewise."""
_FACTOR = 10
"""Height of a kernel without its numbers, likewise."""


class FilterPage(QWidget):
    """``read`` the picture, or ``pad`` where it is drawn; ``made`` what comes out; ``at`` (row, column) is written out.

    The mouse, or the arrows, lay the kernel elsewhere: on either picture, but not on one that is drawn on.
    Signals: ``begun(x, y, ink)``, ``moved(x, y)``: a stroke on the pad.
    """

    begun = Signal(float, float, bool)
    moved = Signal(float, float)

    def __init__(self) -> None:
        super().__init__()
        self.at = (0, 0)
        self.found: Filtered | None = None
        self._digits = 4
        self.read, self.made = (PicturePlane(Shades(), usual=_PLANE) for _ in range(2))
        self.pad = PixelPad(0.0, 1.0, usual=_PLANE)
        self.titles = ElidedLabel("caption"), ElidedLabel("caption")
        self.window_pane, self.kernel, self.products = Pane(), Pane(), Pane()
        self.total = ExpressionView()
        self._arrange()
        for plane in (self.read, self.made):
            FocusRing(plane)
            plane.begun.connect(lambda across, down, _: self._lay(across, down))
            plane.moved.connect(self._lay)
            plane.walked.connect(lambda across, down: self.go(self.at[0] + down, self.at[1] + across))
        self.pad.begun.connect(self.begun)
        self.pad.moved.connect(self.moved)

    def _arrange(self) -> None:
        space = theme.tokens().space
        column, planes = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        planes.setSpacing(space(2))
        for title, shown in ((self.titles[0], (self.read, self.pad)), (self.titles[1], (self.made,))):
            side = QVBoxLayout()
            side.setSpacing(space(0.5))
            side.addWidget(title)
            for plane in shown:
                side.addWidget(plane, 1)
            planes.addLayout(side, 1)
        column.addLayout(planes, 1)
        column.addLayout(row_of(self.window_pane, sign("×"), self.kernel, sign("="), self.products))
        column.addWidget(self.total)
        bind(self.read.setAccessibleName, msg("The picture; arrows move the window"))
        bind(self.made.setAccessibleName, msg("What the kernel makes of it; arrows move the window"))
        bind(
            self.pad.setAccessibleName,
            msg("Paper to draw on; arrows lead the pen, with Shift they draw, Space makes a dot, Delete rubs out"),
        )

    # -- what is shown

    def show_filtered(self, found: Filtered, shades: Shades, name: Message | str, digits: int, *, drawn: bool) -> None:
        """Show a picture under a kernel; ``shades`` are the picture's, ``drawn``: the mouse draws on it."""
        fresh = self.found is None or self.found.picture.shape != found.picture.shape
        self.found, self._digits = found, digits
        height, width = found.picture.shape
        if fresh:
            self.at = height // 2, width // 2
        self.pad.setVisible(drawn)
        self.read.setVisible(not drawn)
        limit = float(np.abs(found.made).max(initial=0.0)) or 1.0
        self.read.shades, self.pad.shades = shades, shades
        self.made.shades = shades if found.is_picture else Shades(high=limit)
        for plane in (self.read, self.pad):
            plane.show_values(found.picture)
        self.made.show_values(found.made)
        ends = "" if found.is_picture else f" · ±{theme.number(limit, 2)}"
        self.titles[0].setText(f"{name} · {height}×{width}")
        self.titles[1].setText(f"{msg('What comes out')}{ends}")
        self._show_window()

    def go(self, row: int, column: int) -> None:
        """Lay the kernel's middle over another pixel."""
        if self.found is not None:
            height, width = self.found.picture.shape
            at = max(0, min(height - 1, row)), max(0, min(width - 1, column))
            if at != self.at:
                self.at = at
                self._show_window()

    def _lay(self, across: float, down: float) -> None:
        height, width = self.made.values.shape
        self.go(int(down * height), int(across * width))

    def _show_window(self) -> None:
        found = self.found
        if found is None:
            return
        row, column = self.at
        window = found.window(row, column)
        top, left, height, width = found.box(row, column)
        for plane in (self.read, self.pad):
            plane.show_frame(QRect(left, top, width, height))
        self.made.show_frame(QRect(column, row, 1, 1))
        for plane, values in ((self.read, found.picture), (self.made, found.made)):
            said = f"[{row + 1}, {column + 1}] {theme.compact(float(values[row, column]), self._digits)}"
            plane.setAccessibleDescription(said)
        columns, rows = window.kernel.values.shape[1], len(window.kernel.values)
        written = 3 * columns <= self.width() // theme.tokens().space(_NUMBER) and rows <= MOST_ROWS
        side = None if written else theme.tokens().space(_FACTOR) // max(rows, columns)
        limit, digits = float(np.abs(found.picture).max(initial=0.0)) or 1.0, min(self._digits, 3)
        self.window_pane.show_part(msg("Window"), window.window, digits, limit=limit, written=written, side=side)
        self.kernel.show_part(msg("Kernel"), window.kernel, digits, written=written, side=side)
        self.products.show_part(msg("Products"), window.products, digits, written=written, side=side)
        self._write()
        self._settle()

    def _settle(self) -> None:
        """Lay out at once, from the grids outwards: other numbers are of other widths."""
        for pane in (self.window_pane, self.kernel, self.products):
            pane.grid.updateGeometry()
            if (layout := pane.layout()) is not None:
                layout.activate()
            pane.updateGeometry()
        if (layout := self.layout()) is not None:
            layout.invalidate()
            layout.activate()

    def _write(self) -> None:
        if self.found is not None:
            self.total.show_lines((self.found.line(*self.at),), min(self._digits, 3))
