"""All rows as a table: which set each is in, values raw or as the network sees them, gaps marked."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

from nnstudio.data import Membership, Role
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import bind, on_retranslate
from nnstudio.ui.data.cells import CellDelegate, RowNumbers
from nnstudio.ui.data.snapshot import SETS, Snapshot

_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WIDEST = 24


class RowsModel(QAbstractTableModel):
    """Column 0 is the row's set. Cells are made when they are asked for, so a long table costs no more than a short."""

    def __init__(self) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._scaled = False

    def show(self, snapshot: Snapshot, scaled: bool) -> None:
        """Show other data; rows and columns that stay keep their place on the screen."""
        before = (self.rowCount(), self.columnCount())
        self._snapshot, self._scaled = snapshot, scaled and snapshot.prepared is not None
        if (self.rowCount(), self.columnCount()) != before:
            self.beginResetModel()
            self.endResetModel()
        elif before[0]:
            self.dataChanged.emit(self.index(0, 0), self.index(before[0] - 1, before[1] - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, self.columnCount() - 1))

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return how many rows there are."""
        if self._snapshot is None or self._snapshot.table is None or (parent is not None and parent.isValid()):
            return 0
        return self._snapshot.table.row_count

    def columnCount(self, parent: _Index | None = None) -> int:
        """Return how many columns there are, the set's included."""
        if self._snapshot is None or self._snapshot.table is None or (parent is not None and parent.isValid()):
            return 0
        if self._scaled:
            return len(self._snapshot.input_names) + self._snapshot.targets.shape[1] + 1
        return len(self._snapshot.table.columns) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the names of the columns, the numbers of the rows."""
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation is Qt.Orientation.Horizontal:
            return _RIGHT if self._is_number(section) else _LEFT
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) or self._snapshot is None:
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1)
        return self._heading(section)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, colours and what is said of it."""
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self._is_number(column) else _LEFT
        if role == Qt.ItemDataRole.BackgroundRole:
            return theme.tokens().warning_soft if self.is_missing(row, column) else None
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(row, column)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self._remark(row, column)
        return None

    def text(self, row: int, column: int) -> str:
        """Return what a cell shows."""
        snapshot = self._snapshot
        if snapshot is None or snapshot.table is None:
            return ""
        if column == 0:
            return str(SETS[snapshot.memberships[row]])
        if self._scaled:
            return self._scaled_text(row, column - 1)
        if self.is_missing(row, column):
            return tr("missing")
        return (
            snapshot.table.columns[column - 1].cell(row).replace("-", theme.MINUS, 1 if self._is_number(column) else 0)
        )

    def is_missing(self, row: int, column: int) -> bool:
        """Whether the file has no value for a cell; of the scaled features, whether it was filled in."""
        snapshot = self._snapshot
        if column == 0 or snapshot is None or snapshot.table is None:
            return False
        if self._scaled:
            sample = int(snapshot.sample_of_row[row])
            return sample >= 0 and column <= snapshot.imputed.shape[1] and bool(snapshot.imputed[sample, column - 1])
        return bool(snapshot.table.columns[column - 1].column.missing[row])

    def _scaled_text(self, row: int, column: int) -> str:
        snapshot = self._snapshot
        assert snapshot is not None
        sample = int(snapshot.sample_of_row[row])
        if sample < 0:
            return "—"
        if column < len(snapshot.input_names):
            value = float(snapshot.scaled_x[sample, column])
            return theme.compact(value) if self._is_one_hot(column) else theme.number(value, 4)
        place = column - len(snapshot.input_names)
        if snapshot.classes:
            return snapshot.classes[int(snapshot.targets[sample, place])]
        return theme.number(float(snapshot.scaled_targets[sample, place]), 4)

    def _is_one_hot(self, column: int) -> bool:
        prepared = self._snapshot.prepared if self._snapshot is not None else None
        if prepared is not None and prepared.features.stages:
            texts = prepared.features.stages[-1].after.texts
            return column < len(texts) and texts[column]
        return prepared is not None and any(start <= column < stop for start, stop in prepared.raw.one_hot)

    def _heading(self, section: int) -> str:
        snapshot = self._snapshot
        assert snapshot is not None
        assert snapshot.table is not None
        if section == 0:
            return tr("Set")
        if self._scaled:
            return (*snapshot.input_names, *snapshot.target_names)[section - 1]
        column = snapshot.table.columns[section - 1]
        return tr("{name} (target)", name=column.label) if column.role is Role.TARGET else column.label

    def _is_number(self, column: int) -> bool:
        snapshot = self._snapshot
        if column == 0 or snapshot is None or snapshot.table is None:
            return False
        if self._scaled:
            return column <= len(snapshot.input_names) or not snapshot.classes
        return not snapshot.table.columns[column - 1].is_text

    def _ink(self, row: int, column: int) -> object:
        tokens = theme.tokens()
        if self.is_missing(row, column):
            return tokens.warning
        snapshot = self._snapshot
        left_out = snapshot is not None and snapshot.memberships[row] is Membership.NONE
        unused = (
            snapshot is not None
            and snapshot.table is not None
            and not self._scaled
            and column > 0
            and snapshot.table.columns[column - 1].role is Role.UNUSED
        )
        return tokens.text_faint if left_out or unused or column == 0 else tokens.text

    def _remark(self, row: int, column: int) -> str | None:
        if not self.is_missing(row, column):
            return None
        return tr("Filled in: the file has no value") if self._scaled else tr("No value in the file")


class RowsView(QTableView):
    """The table with its model."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = RowsModel()
        self.setModel(self.rows)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._numbers = RowNumbers(self)
        self.setVerticalHeader(self._numbers)
        self._cells = CellDelegate(self)
        self.setItemDelegate(self._cells)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setResizeContentsPrecision(_WIDEST)
        bind(self.setAccessibleName, msg("The rows of the data"))
        self._widths: tuple[str, ...] = ()
        on_retranslate(self, self._size_columns)

    def show_snapshot(self, snapshot: Snapshot, scaled: bool) -> None:
        """Show other data."""
        self.rows.show(snapshot, scaled)
        headings = tuple(
            str(self.rows.headerData(k, Qt.Orientation.Horizontal)) for k in range(self.rows.columnCount())
        )
        if headings != self._widths:
            self._widths = headings
            self._size_columns()

    def _size_columns(self) -> None:
        if self.rows.columnCount() <= _WIDEST * 4:
            self.resizeColumnsToContents()
