"""The rows of the operand table, made when they come into sight: a large layer has thousands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from nnstudio.inspection import Operand
from nnstudio.inspection.symbols import to_text
from nnstudio.inspection.working_out import Covered
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.controls.calculation.markup import widths_in
from nnstudio.ui.controls.calculation.numbers import marked

SYMBOL, VALUE, NAME, LINK = range(4)

Index = QModelIndex | QPersistentModelIndex
_FEW = 8
_ROLE = Qt.ItemDataRole
_ROOT = QModelIndex()
# Plain numbers: a role comes as one, and to compare it with an enumeration's member takes ten times as long.
_TEXT, _LATEX, _TIP = int(_ROLE.DisplayRole), int(_ROLE.UserRole), int(_ROLE.ToolTipRole)
_SIDE, _INK, _FONT = int(_ROLE.TextAlignmentRole), int(_ROLE.ForegroundRole), int(_ROLE.FontRole)
_SAYING = frozenset((_TEXT, _LATEX, _TIP))


class OperandModel(QAbstractTableModel):
    """Symbol, value, what it is, and a link to the step that made it (or, of a layer's results, shows it)."""

    def __init__(self) -> None:
        super().__init__()
        self.operands: Sequence[Operand] = ()
        self._digits, self._results = 4, False
        self._covered: Covered | None = None

    def differs(self, operands: Sequence[Operand], digits: int, results: bool, covered: Covered | None) -> bool:
        """Whether other rows are to be shown: a table need not be laid out anew for the same ones."""
        asked = digits, results, covered
        return operands is not self.operands or asked != (self._digits, self._results, self._covered)

    def show(self, operands: Sequence[Operand], digits: int, results: bool, covered: Covered | None) -> None:
        """Show other rows; of the same ones with other numbers, what is selected and under the mouse stays.

        A number that would show what is ``covered`` is a question mark.
        """
        alike = results == self._results and _are_alike(self.operands, operands)
        if not alike:
            self.beginResetModel()
        self.operands, self._digits, self._results, self._covered = operands, digits, results, covered
        if not alike:
            self.endResetModel()
        elif operands:
            self.dataChanged.emit(self.index(0, 0), self.index(len(operands) - 1, LINK))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, SYMBOL, LINK)

    def widths(self, rows: Iterable[int], font: QFont) -> dict[int, float]:
        """Return how wide the texts of some rows are in each column whose width follows them, links in ``font``."""
        few = [self.operands[row] for row in rows]
        number = theme.font("number")
        symbols, numbers, links = widths_in(number), QFontMetricsF(number), QFontMetricsF(font)
        values = (numbers.horizontalAdvance(self._text(each, VALUE)) for each in few)
        leading = {self._text(each, LINK) for each in few}
        return {
            SYMBOL: max((symbols(each.symbol) for each in few), default=0.0),
            VALUE: max(values, default=0.0),
            LINK: max(map(links.horizontalAdvance, leading), default=0.0),
        }

    def rowCount(self, parent: Index = _ROOT) -> int:
        """One row each."""
        return 0 if parent.isValid() else len(self.operands)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Four."""
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Return a column's name."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _ROLE.DisplayRole:
            return (tr("Symbol"), tr("Value"), tr("What it is"), "")[section]
        return _aligned(section) if role == _ROLE.TextAlignmentRole else None

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return what a cell says and how it looks."""
        column = index.column()
        if role not in _SAYING:
            return self._look(column, role)
        operand = self.operands[index.row()]
        if role == _TEXT:
            return self._text(operand, column)
        if role == _LATEX:
            return operand.symbol if column == SYMBOL else None
        return repr(operand.value) if column == VALUE and not self._is_covered(operand) else str(operand.name)

    def _is_covered(self, operand: Operand) -> bool:
        return self._covered is not None and self._covered.hides(operand.value, operand.place)

    def _look(self, column: int, role: int) -> Any:
        """Return what is the same in every row: Qt asks for it ten times as often as for the rest."""
        if role == _SIDE:
            return _aligned(column)
        if role == _INK and column in (NAME, LINK):
            return theme.tokens().accent if column == LINK else theme.tokens().text_soft
        return theme.font("number") if role == _FONT and column == VALUE else None

    def _text(self, operand: Operand, column: int) -> str:
        if column == SYMBOL:
            return to_text(operand.symbol)
        if column == VALUE:
            return "?" if self._is_covered(operand) else marked(operand.value, self._digits)
        if column == NAME:
            return str(operand.name)
        if operand.step is None:
            return ""
        return tr("show ›") if self._results else tr("from here ›")


def _are_alike(before: Sequence[Operand], now: Sequence[Operand]) -> bool:
    """Return whether the rows are of the same numbers; of thousands the first and the last tell."""
    if len(before) != len(now):
        return False
    looked_at = (*range(min(len(now), _FEW)), len(now) - 1) if now else ()
    return all((before[row].symbol, before[row].place) == (now[row].symbol, now[row].place) for row in looked_at)


_LEFT, _RIGHT = (
    int(side | Qt.AlignmentFlag.AlignVCenter) for side in (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
)


def _aligned(column: int) -> int:
    return _RIGHT if column in (VALUE, LINK) else _LEFT
