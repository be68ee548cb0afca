"""A convolution's matrix: every window is one of its rows; turned, it carries δ back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.inspection.layer_views.as_matrix import Unrolled
from nnstudio.inspection.layer_views.windows import Window
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import label
from nnstudio.ui.layer_views.pane import GAPS, row_of

if TYPE_CHECKING:
    from nnstudio.ui.layer_views.base import LayerView


class MatrixPage(QWidget):
    """The matrix above, what it is multiplied by and what it makes below.

    Pointing at one of its numbers lights the weight, what it multiplies, and what it is a part of.

    Signals: ``chosen(Place)``: a number that is made, by a click on it or into its row.
    """

    chosen = Signal(object)

    def __init__(self, view: LayerView) -> None:
        super().__init__()
        self._view = view
        self.matrix, self.read, self.made = (view.pane() for _ in range(3))
        self.total, self.note = view.sum_view(), label("", "caption", wrap=True)
        self.shown: Unrolled | None = None
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.tighten(0)
        column.addWidget(self.matrix)
        column.addLayout(row_of(self.read, self.made))
        column.addWidget(self.total)
        column.addWidget(self.note)
        column.addStretch(1)
        self._last: tuple[Window, int] | None = None
        self.matrix.pointed.disconnect(view.point)
        self.matrix.pointed.connect(self._point)
        self.matrix.chosen.disconnect(view.choose)
        self.matrix.chosen.connect(self._choose)
        self.made.chosen.disconnect(view.choose)
        self.made.chosen.connect(self.chosen)

    def tighten(self, tight: int) -> None:
        """Bring the rows closer together the larger ``tight``."""
        self._column.setSpacing(theme.tokens().space(GAPS[tight]))

    def show_matrix(self, found: Unrolled, window: Window, digits: int, *, back: bool) -> None:
        """Show the matrix of the two channels of a window, which is one of its rows; ``back``: turned."""
        self.shown, self._last = found, (window, digits)
        letter, (rows, columns) = "Cᵀ" if back else "C", found.whole
        self.matrix.show_part(
            msg("Matrix {letter}, {rows} × {columns}", letter=letter, rows=rows, columns=columns),
            found.cells,
            digits,
            written=False,
        )
        self.read.show_part("δ" if back else "x", window.read, digits, written=False)
        made: Message | str = "∂ℓ/∂x" if back else "z"
        if not window.of_plan:
            made = msg("x (no ∂ℓ/∂x is kept)")
        self.made.show_part(made, window.made, digits, written=False)
        self._show_total()
        said = _BACK if back else _FORWARD
        part = _STEPS if len(window.target.index) == 2 else _PART
        self.note.setText(str(said) if found.is_whole else f"{said} {part}")

    def _show_total(self) -> None:
        if self._last is not None:
            window, digits = self._last
            self.total.show_lines((window.total,), digits)

    def _point(self, weight: Place | None) -> None:
        cell, found = self.matrix.grid.hovered, self.shown
        if weight is None or cell is None or found is None:
            self._view.light_up(())
        else:
            self._view.light_up((weight, found.reads[cell[1]], found.makes[cell[0]]))

    def _choose(self, weight: Place) -> None:
        cell, found = self.matrix.grid.current, self.shown
        if cell is not None and found is not None:
            self.chosen.emit(found.makes[cell[0]])


_FORWARD: Message = msg(
    "Row by row: the kernel's weights, where the window of that output lies; all else is 0. A row times x is the "
    "products' sum of this channel."
)
_BACK: Message = msg(
    "The same matrix turned over: a row times δ is what comes back to a place of the input. A transposed convolution "
    "goes forward by such a one."
)
_PART: Message = msg("Drawn is the part about one line of it.")
_STEPS: Message = msg("Drawn is the part about the steps around it.")
