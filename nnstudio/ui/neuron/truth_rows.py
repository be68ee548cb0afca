"""A truth table with the neuron's answers, each row marked right or wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from nnstudio.inspection.neuron import ROWS, Marked
from nnstudio.inspection.neuron.truth_table import Bits
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import bind, label, set_role

_HEAD = ("x₁", "x₂", "z", "y", "t", "")


class TruthRows(QWidget):
    """x₁, x₂, the neuron's z and its answer y, the target t, and a mark; ``texts`` gives what a row says."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        space = theme.tokens().space
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(1.5))
        grid.setVerticalSpacing(space(0.25))
        for column, name in enumerate(_HEAD):
            head = label(name, "caption")
            head.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(head, 0, column)
        self._cells = [self._row(grid, number) for number in range(1, len(ROWS) + 1)]
        grid.setColumnStretch(len(_HEAD) - 1, 1)
        bind(self.setAccessibleName, msg("Truth table"))

    def _row(self, grid: QGridLayout, number: int) -> list[QLabel]:
        cells = [label("", "number") for _ in _HEAD]
        for column, cell in enumerate(cells):
            if column < len(_HEAD) - 1:
                cell.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(cell, number, column)
        return cells

    def show_rows(self, rows: tuple[Marked, ...], corrected: Bits | None) -> None:
        """Show the neuron's answers; the row that was corrected last has an arrow."""
        for row, cells in zip(rows, self._cells, strict=True):
            values = (row.x[0], row.x[1], theme.compact(row.z, 3), theme.compact(row.output, 3), row.target)
            for cell, value in zip(cells, values, strict=False):
                cell.setText(str(value))
            mark = tr("✓ right") if row.right else tr("✗ wrong")
            cells[-1].setText(f"{mark} ←" if row.x == corrected else mark)
            set_role(cells[-1], "body" if row.right else "error")

    def texts(self) -> list[list[str]]:
        """Return what stands in the table, row by row."""
        return [[cell.text() for cell in cells] for cells in self._cells]
