"""Each feature in numbers, before and after scaling, measured on the training set."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import bind, label
from nnstudio.ui.data.cells import CellDelegate
from nnstudio.ui.data.snapshot import Floats, Snapshot

_Index = QModelIndex | QPersistentModelIndex
_BINS = 20
COLUMNS: tuple[Message, ...] = (
    msg("Feature"),
    msg("Distribution"),
    msg("Minimum"),
    msg("Mean"),
    msg("Maximum"),
    msg("Std. dev."),
    msg("Missing"),
)
_HISTOGRAM = 1
_MISSING = 6


class StatisticsModel(QAbstractTableModel):
    """A row for each feature; ``values`` ``(F, 4)`` are minimum, mean, maximum and standard deviation."""

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()
        self.values: Floats = np.empty((0, 4))
        self.missing: tuple[int, ...] = ()
        self.x: Floats = np.empty((0, 0))

    def show(self, snapshot: Snapshot, scaled: bool) -> None:
        """Measure other data."""
        self.beginResetModel()
        rows = next(iter(snapshot.sets.values())).rows if snapshot.sets else np.empty(0, int)
        self.x = (snapshot.scaled_x if scaled else snapshot.x)[rows]
        self.names = snapshot.names(scaled)
        if snapshot.is_sequence:
            # A feature is measured, and scaled, over all steps.
            self.names = snapshot.step_names
            self.x = self.x.reshape(-1, len(self.names))
        self.missing = _missing(snapshot, self.names)
        parts = (self.x.min, self.x.mean, self.x.max, self.x.std)
        self.values = np.column_stack([part(axis=0) for part in parts]) if len(self.x) else np.empty((0, 4))
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return the number of features."""
        return 0 if parent is not None and parent.isValid() else len(self.values)

    def columnCount(self, parent: _Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what is measured."""
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(COLUMNS[section])
        # The histogram needs no word, and the numbers need the room.
        return str(COLUMNS[section]) if role == Qt.ItemDataRole.DisplayRole and section != _HISTOGRAM else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a number as text."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            return self.names[index.row()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == _MISSING and self.missing[index.row()]:
            return theme.tokens().warning
        return self.text(index.row(), index.column()) if role == Qt.ItemDataRole.DisplayRole else None

    def text(self, row: int, column: int) -> str:
        """Return what a cell shows."""
        if column == 0:
            return self.names[row]
        if column == _HISTOGRAM:
            return ""
        if column == _MISSING:
            return theme.count(self.missing[row])
        value = float(self.values[row, column - 2])
        # The rounding of a mean that is 0 is no news.
        return theme.number(0.0 if abs(value) < 1e-12 else value, 4)


class _Histogram(QStyledItemDelegate):
    """A histogram as small as a word."""

    def __init__(self, model: StatisticsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the shares of the training rows in equal ranges from minimum to maximum."""
        tokens = theme.tokens()
        values = self._model.x[:, index.row()]
        counts = _counts(values)
        area = option.rect.adjusted(tokens.space(1), tokens.space(0.5), -tokens.space(1), -tokens.space(0.5))
        wide = area.width() / _BINS
        for place, share in enumerate(counts / max(1, counts.max())):
            high = share * area.height()
            painter.fillRect(
                QRectF(area.left() + place * wide, area.bottom() + 1 - high, max(1.0, wide - 1), high), tokens.text_soft
            )
        painter.fillRect(QRectF(area.left(), area.bottom() + 1, area.width(), 1), tokens.hairline)


class StatisticsView(QWidget):
    """The table and what it is measured on."""

    def __init__(self) -> None:
        super().__init__()
        self.model = StatisticsModel()
        self.table = QTableView()
        self._cells = CellDelegate(self.table)
        self._histogram = _Histogram(self.model, self.table)
        self.caption = label(
            msg("Measured on the training set alone, as the scaling is: nothing leaks."), "caption", wrap=True
        )
        self._arrange()

    def show_snapshot(self, snapshot: Snapshot, scaled: bool) -> None:
        """Measure other data."""
        self.model.show(snapshot, scaled)
        self.table.setColumnHidden(_MISSING, not any(self.model.missing))

    def _arrange(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setItemDelegate(self._cells)
        table.setItemDelegateForColumn(_HISTOGRAM, self._histogram)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(theme.tokens().space(4))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(64)
        header.setMinimumSectionSize(theme.tokens().space(6))
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_HISTOGRAM, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(_HISTOGRAM, theme.tokens().space(8))
        bind(table.setAccessibleName, msg("Statistics of the features"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(1))
        column.addWidget(table, 1)
        column.addWidget(self.caption)


def _missing(snapshot: Snapshot, names: tuple[str, ...]) -> tuple[int, ...]:
    """Count the gaps of each feature in all rows; those of a text column stand at each of its inputs."""
    if snapshot.prepared is None or snapshot.table is None:
        return ()
    if snapshot.prepared.features.stages:
        return (0,) * len(names)
    counts = {column.name: column.missing_count for column in snapshot.table.columns}
    names = snapshot.prepared.raw.feature_names
    if not names or snapshot.is_sequence:
        return (0,) * (len(names) or snapshot.x.shape[1])
    return tuple(counts.get(name, counts.get(name.split(" = ")[0], 0)) for name in names)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column <= _HISTOGRAM else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def _counts(values: Floats) -> npt.NDArray[np.int64]:
    """Return how many values are in each of equal ranges; where all are the same, they are in the middle one.

    NumPy's own refuses 0.3 and 0.1 + 0.2: between them there are no twenty numbers.
    """
    low, high = values.min(initial=np.inf), values.max(initial=-np.inf)
    if not high > low:
        return np.bincount([_BINS // 2] * len(values), minlength=_BINS)
    return np.bincount(np.minimum((values - low) / (high - low) * _BINS, _BINS - 1).astype(np.int64), minlength=_BINS)
