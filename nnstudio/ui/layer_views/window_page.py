"""One window and its sum: what is read, the window times the kernel, cell by cell, what is made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.engine.windows.axis import Axis
from nnstudio.engine.windows.geometry import as_index, as_pixel
from nnstudio.inspection.layer_views.sliding import Sliding
from nnstudio.inspection.layer_views.windows import Window
from nnstudio.inspection.symbols import to_text
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import label
from nnstudio.ui.layer_views.pane import GAPS, MOST_ROWS, row_of, sign, turn

if TYPE_CHECKING:
    from nnstudio.ui.layer_views.base import LayerView

_NUMBER = 5.5
"""Room for a number in a cell, in units of the grid."""


class WindowPage(QWidget):
    """The input above with the kernel's window framed, the window × kernel = products below, then their sum."""

    def __init__(self, view: LayerView) -> None:
        super().__init__()
        self._view = view
        self.read, self.made = view.pane(), view.pane()
        self.window_pane, self.kernel, self.products = view.pane(), view.pane(), view.pane()
        self.total, self.note = view.sum_view(), label("", "caption", wrap=True)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(GAPS[0]))
        self._planes = row_of(self.read, self.made)
        column.addLayout(self._planes)
        self._factors = row_of(self.window_pane, sign("×"), self.kernel, sign("="), self.products)
        column.addLayout(self._factors)
        column.addWidget(self.total)
        column.addWidget(self.note)
        column.addStretch(1)
        self._window: Window | None = None
        self._digits = 4
        # A product is two numbers: both light up.
        self.products.pointed.disconnect(view.point)
        self.products.pointed.connect(self._point)

    def _point(self, weight: Place | None) -> None:
        """Light up the weight of a product, and what it is multiplied by."""
        cell, window = self.products.grid.hovered, self._window
        met = window.window.place(*cell) if window is not None and cell is not None else None
        self._view.light_up(place for place in (weight, met) if place is not None)

    def tighten(self, tight: int) -> None:
        """Bring the rows closer together the larger ``tight``."""
        self._column.setSpacing(theme.tokens().space(GAPS[tight]))

    def show_window(self, window: Window, digits: int, *, of_delta: bool) -> None:
        """Show a window; ``of_delta``: it makes a gradient."""
        self._window, self._digits = window, digits
        channel = window.shown + 1
        sequence = len(window.target.index) == 2
        # Time goes across: the later of the two below the earlier.
        turn(self._planes, below=sequence)
        if of_delta:
            read: Message | str = "δ" if sequence else msg("δ of channel {number}", number=channel)
            made: Message | str = "∂ℓ/∂x" if window.of_plan else msg("x (no ∂ℓ/∂x is kept)")
            titles = read, msg("δ it fed"), made
        else:
            read = msg("Input x") if sequence else msg("Input x, channel {number}", number=channel)
            made = msg("Net input z") if sequence else msg("z of filter {number}", number=window.target.index[-1] + 1)
            titles = read, msg("Window"), made
        self.read.show_part(titles[0], window.read, digits, written=False)
        # Three grids beside one another: the numbers of larger kernels need a larger window.
        columns = window.kernel.values.shape[1]
        written = (
            3 * columns <= self.width() // theme.tokens().space(_NUMBER) and len(window.kernel.values) <= MOST_ROWS
        )
        self._show_factors(window, titles[1], digits, written)
        if written and self._factors.minimumSize().width() > self.width():
            self._show_factors(window, titles[1], digits, False)
        self.made.show_part(titles[2], window.made, digits, written=False)
        self._show_total()
        self.note.setText(self._said(window))

    def _show_factors(self, window: Window, title: Message | str, digits: int, written: bool) -> None:
        """Show window × kernel = products."""
        self.window_pane.show_part(title, window.window, digits, limit=window.read.limit, written=written)
        kernel = msg("Kernel, turned") if window.turned else msg("Kernel")
        self.kernel.show_part(kernel, window.kernel, digits, written=written)
        products = replace(window.products, place=window.weight)
        self.products.show_part(msg("Products"), products, digits, written=written)

    def _said(self, window: Window) -> str:
        if len(window.shares) == 1:
            return str(msg("Σ₁ is the sum of the products above."))
        if len(window.target.index) == 2:
            return str(msg("Σ is the sum of a row of products, one for each channel."))
        drawn = to_text(f"Σ_{{{window.shown + 1}}}")
        return str(
            msg("{drawn} is the sum of the products above; the others are those of the other channels.", drawn=drawn)
        )

    def _show_total(self) -> None:
        if self._window is not None:
            self.total.show_lines((self._window.total,), self._digits)


def window_at(own: Sliding, place: tuple[int, ...], before: tuple[int, ...]) -> tuple[int, ...]:
    """Return the output whose window lies around a place of the input, in the filter that was looked at before."""
    row, column, _ = as_pixel(place)
    channel, rank = before[-1], len(before)
    rows, columns = own.geometry.rows, own.geometry.columns
    if own.transposed:
        # The place opens a window on the output: its middle.
        pixel = (_opened(rows, row), _opened(columns, column), channel)
    else:
        pixel = (_around(rows, row), _around(columns, column), channel)
    return as_index(pixel, rank)


def _around(axis: Axis, place: int) -> int:
    first = (place + axis.before - axis.effective // 2) // axis.stride
    return max(0, min(axis.length - 1, first))


def _opened(axis: Axis, place: int) -> int:
    return max(0, min(axis.size - 1, place * axis.stride + axis.effective // 2 - axis.before))
