"""The numbers that go into a step, one row each: symbol, value, what it is; a click leads to the step that made it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from nnstudio.inspection import Operand
from nnstudio.inspection.symbols import to_text
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import bind, on_retranslate
from nnstudio.ui.inspector.numbers import marked

FEWEST_ROWS = 5
"""Rows always in sight; the rest scrolls where there is no room."""
_SYMBOL, _VALUE, _NAME, _FROM = range(4)


class OperandTable(QTableWidget):
    """Operands.

    Signals: ``pointed(Operand or None)`` by mouse or arrow keys; ``activated_operand(Operand)`` by its link, or Enter.
    """

    pointed = Signal(object)
    activated_operand = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        self._operands: tuple[Operand, ...] = ()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.tokens().space(3))
        header = self.horizontalHeader()
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        for column in (_SYMBOL, _VALUE, _FROM):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setHighlightSections(False)
        self.currentCellChanged.connect(self._on_current)
        self.cellEntered.connect(self._on_entered)
        bind(self.setAccessibleName, msg("Numbers that go into this step"))
        on_retranslate(self, self._name_columns)

    def sizeHint(self) -> QSize:
        """Ask for a few rows."""
        return QSize(theme.tokens().space(30), theme.tokens().space(14))

    def minimumSizeHint(self) -> QSize:
        """Three rows."""
        return QSize(theme.tokens().space(24), theme.tokens().space(12))

    def show_operands(self, operands: tuple[Operand, ...], digits: int, results: bool) -> None:
        """Show other rows; ``results`` says that they are a layer's results rather than a step's operands."""
        self.blockSignals(True)
        self._operands = operands
        self.setRowCount(len(operands))
        for row, operand in enumerate(operands):
            self._fill(row, operand, digits, results)
        self.setCurrentCell(-1, -1)
        self.setMinimumHeight(self._height_for(min(len(operands), FEWEST_ROWS)))
        self.setMaximumHeight(self._height_for(len(operands)))
        self.blockSignals(False)

    def _height_for(self, rows: int) -> int:
        """Return the height that so many rows need."""
        head = self.horizontalHeader().sizeHint().height()
        return head + rows * self.verticalHeader().defaultSectionSize() + 2

    def _fill(self, row: int, operand: Operand, digits: int, results: bool) -> None:
        value = marked(operand.value, digits)
        link = (tr("show ›") if results else tr("from here ›")) if operand.step is not None else ""
        for column, text in enumerate((to_text(operand.symbol), value, str(operand.name), link)):
            item = QTableWidgetItem(text)
            if column == _VALUE:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setFont(theme.font("number"))
                item.setToolTip(repr(operand.value))
            if column == _FROM:
                item.setForeground(theme.tokens().accent)
            if column == _NAME:
                item.setForeground(theme.tokens().text_soft)
                item.setToolTip(text)
            self.setItem(row, column, item)

    def _name_columns(self) -> None:
        self.setHorizontalHeaderLabels([tr("Symbol"), tr("Value"), tr("What it is"), ""])
        for column in (_SYMBOL, _NAME):
            self.horizontalHeaderItem(column).setTextAlignment(
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            )
        self.horizontalHeaderItem(_VALUE).setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    # -- pointing and choosing

    def operand_at(self, index: QModelIndex) -> Operand | None:
        """Return the operand of a row."""
        return self._operands[index.row()] if 0 <= index.row() < len(self._operands) else None

    def _on_current(self, row: int, *_: int) -> None:
        self.pointed.emit(self._operands[row] if 0 <= row < len(self._operands) else None)

    def _on_entered(self, row: int, column: int) -> None:
        self.pointed.emit(self._operands[row])
        linked = column == _FROM and self._operands[row].step is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if linked else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self.pointed.emit(None)
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Follow a link."""
        super().mouseReleaseEvent(event)
        point: QPoint = event.position().toPoint()
        index = self.indexAt(point)
        operand = self.operand_at(index)
        if operand is not None and operand.step is not None and index.column() == _FROM:
            self.activated_operand.emit(operand)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click anywhere in the row leads there too."""
        operand = self.operand_at(self.indexAt(event.position().toPoint()))
        if operand is not None and operand.step is not None:
            self.activated_operand.emit(operand)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter follows the link; left, right, Home, End and Page keys belong to the line of steps."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            operand = self.operand_at(self.currentIndex())
            if operand is not None and operand.step is not None:
                self.activated_operand.emit(operand)
            return
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            super().keyPressEvent(event)
            return
        event.ignore()
