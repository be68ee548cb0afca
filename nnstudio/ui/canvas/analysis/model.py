"""The rows of the analysis table for Qt's view."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.canvas.analysis.columns import COLUMNS, HELP, Row, ordered

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_DATA = Qt.ItemDataRole


class AnalysisModel(QAbstractTableModel):
    """``rows`` as shown, the totals last; ``sorted_by`` is the column, or None for the order of computation."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self.sorted_by: int | None = None
        self.falling = False
        self._layers: list[Row] = []
        self._total: Row | None = None

    def show_rows(self, layers: list[Row], total: Row) -> None:
        """Show other rows in the order in force."""
        self.beginResetModel()
        self._layers, self._total = layers, total
        self._order()
        self.endResetModel()

    def sort_by(self, column: int) -> None:
        """Sort by a column: first the way that asks for it, then the other way, then as computed."""
        first = COLUMNS[column].is_number
        if self.sorted_by != column:
            self.sorted_by, self.falling = column, first
        elif self.falling is first:
            self.falling = not first
        else:
            self.sorted_by, self.falling = None, False
        self.layoutAboutToBeChanged.emit()
        self._order()
        self.layoutChanged.emit()

    def _order(self) -> None:
        total = [self._total] if self._total is not None and self._layers else []
        self.rows = [*ordered(self._layers, self.sorted_by, self.falling), *total]

    def row_of(self, node: str) -> int:
        """Return the number of a layer's row, −1 where there is none."""
        return next((place for place, row in enumerate(self.rows) if row.node == node), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of layers, and one."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = _DATA.DisplayRole) -> object:
        """Return a cell's text, alignment, or what a screen reader says."""
        row, column = self.rows[index.row()], COLUMNS[index.column()]
        if role == _DATA.DisplayRole:
            return column.text(row)
        if role == _DATA.AccessibleTextRole:
            return f"{row.name}, {tr(column.heading)}: {column.text(row)}"
        if role == _DATA.TextAlignmentRole:
            return _aligned(column.is_number)
        if role == _DATA.FontRole and not row.node:
            return _bold()
        return column.text(row) if role == _DATA.ToolTipRole and not column.is_number else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DATA.DisplayRole) -> object:
        """Return a heading, with an arrow where the table is sorted by it."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _DATA.DisplayRole:
            arrow = (" ▼" if self.falling else " ▲") if section == self.sorted_by else ""
            return _on_two_lines(tr(COLUMNS[section].heading) + arrow)
        if role == _DATA.ToolTipRole:
            return tr(HELP[section])
        return _aligned(COLUMNS[section].is_number) if role == _DATA.TextAlignmentRole else None


def _on_two_lines(text: str) -> str:
    """Return a heading broken where its halves are most alike: eight columns have little room at 1024 pixels."""
    gaps = [place for place, sign in enumerate(text) if sign in " -"]
    if not gaps:
        return text
    gap = min(gaps, key=lambda place: abs(2 * place + 1 - len(text)))
    return f"{text[: gap + 1].rstrip()}\n{text[gap + 1 :]}"


def _bold() -> QFont:
    font = theme.font("number_caption")
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _aligned(right: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
