"""The numbers that go into a step, one row each: symbol, value, what it is; a click leads to the step that made it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from nnstudio.inspection import Operand
from nnstudio.inspection.working_out import Covered
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, bind
from nnstudio.ui.controls.calculation.markup import SymbolDelegate
from nnstudio.ui.controls.calculation.operand_model import LINK, NAME, SYMBOL, VALUE, OperandModel

FEWEST_ROWS, MOST_ROWS = 3, 40
"""Rows always in sight, and rows for which room is asked; the rest scrolls."""


class OperandTable(QTableView):
    """Operands.

    Signals: ``pointed(Operand or None)`` by mouse or arrow keys; ``activated_operand(Operand)`` by its link, or Enter.
    """

    pointed = Signal(object)
    activated_operand = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = OperandModel()
        self.setModel(self.rows)
        self.setItemDelegateForColumn(SYMBOL, SymbolDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        # Arrows walk the rows; Tab goes on.
        self.setTabKeyNavigation(False)
        FocusRing(self)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.tokens().space(3))
        self._size_columns()
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.pointed.emit(self.operand_at(now)))
        self.entered.connect(self._on_entered)
        bind(self.setAccessibleName, msg("Numbers that go into this step"))

    def _size_columns(self) -> None:
        header = self.horizontalHeader()
        for column in (SYMBOL, VALUE, NAME, LINK):
            stretched = QHeaderView.ResizeMode.Stretch if column == NAME else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(column, stretched)
        header.setHighlightSections(False)
        self.verticalScrollBar().valueChanged.connect(self._fit_columns)

    def _fit_columns(self) -> None:
        """Make the columns as wide as the rows need that are in sight, or may come there by a larger window.

        Qt itself would ask the model for every cell of a column, twice for each change. Measuring thousands of rows
        would take longer than showing them.
        """
        header = self.horizontalHeader()
        first = max(0, self.rowAt(0))
        rows = range(first, min(len(self.rows.operands), first + MOST_ROWS))
        for column, needed in self.rows.widths(rows, self.font()).items():
            wide = max(header.sectionSizeHint(column), round(needed) + theme.tokens().space(2))
            if wide != header.sectionSize(column):
                header.resizeSection(column, wide)

    def sizeHint(self) -> QSize:
        """Ask for a few rows."""
        return QSize(theme.tokens().space(30), theme.tokens().space(14))

    def minimumSizeHint(self) -> QSize:
        """Three rows."""
        return QSize(theme.tokens().space(24), theme.tokens().space(12))

    def show_operands(
        self, operands: Sequence[Operand], digits: int, results: bool, covered: Covered | None = None
    ) -> None:
        """Show other rows; ``results`` says that they are a layer's results rather than a step's operands.

        ``covered`` : a result that is not to be seen yet.
        """
        if not self.rows.differs(operands, digits, results, covered):
            return
        self.rows.show(operands, digits, results, covered)
        self.setMinimumHeight(self._height_for(min(len(operands), FEWEST_ROWS)))
        self.setMaximumHeight(self._height_for(min(len(operands), MOST_ROWS)))
        self._fit_columns()

    def _height_for(self, rows: int) -> int:
        """Return the height that so many rows need."""
        head = self.horizontalHeader().sizeHint().height()
        return head + rows * self.verticalHeader().defaultSectionSize() + 2

    # -- pointing and choosing

    def operand_at(self, index: QModelIndex) -> Operand | None:
        """Return the operand of a row."""
        return self.rows.operands[index.row()] if index.isValid() else None

    def _on_entered(self, index: QModelIndex) -> None:
        operand = self.operand_at(index)
        self.pointed.emit(operand)
        linked = index.column() == LINK and operand is not None and operand.step is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if linked else Qt.CursorShape.ArrowCursor)

    def _follow(self, operand: Operand | None) -> None:
        if operand is not None and operand.step is not None:
            self.activated_operand.emit(operand)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self.pointed.emit(None)
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Follow a link."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == LINK:
            self._follow(self.operand_at(index))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click anywhere in the row leads there too."""
        self._follow(self.operand_at(self.indexAt(event.position().toPoint())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter follows the link; left, right, Home, End and Page keys belong to the line of steps."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._follow(self.operand_at(self.currentIndex()))
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            super().keyPressEvent(event)
        else:
            event.ignore()
