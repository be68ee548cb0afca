"""A sheet set as a page: one text document that the preview shows and the PDF prints."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontMetricsF,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)

from nnstudio.exchange.sheet import (
    Block,
    Calculation,
    Cell,
    Fact,
    Formula,
    Heading,
    Matrix,
    Sheet,
    Table,
    Words,
    figure,
    relation,
)
from nnstudio.exchange.sheet.runs import Run, written
from nnstudio.inspection.symbols import runs
from nnstudio.ui import theme
from nnstudio.ui.sheets.formula_object import insert_formula, install
from nnstudio.ui.sheets.pages import KEEP
from nnstudio.ui.theme.fonts import Role
from nnstudio.ui.theme.tokens import load

PAPER = load("light")
"""Paper is white in a dark window too."""
_NEW_LINE = "\u2028"
WIDTH = 657
"""Of what is printed on A4, in pixels."""
_LETTER = 8
"""Of a matrix's letter and its sign before the brackets, in units of the grid."""
_INDENT = 9
"""Of a calculation behind its symbol, in units of the grid."""


def page_of(sheet: Sheet, width: float = 0.0, *, margin: int = 0) -> QTextDocument:
    """Return a sheet as a document, in the language in force.

    ``width`` of the page in pixels, 0: as wide as the view that shows it; ``margin`` around it, for the screen, where
    it also lies on paper of its own colour.
    """
    document = QTextDocument()
    install(document)
    document.setUndoRedoEnabled(False)
    document.setDefaultFont(theme.font("body"))
    document.setDocumentMargin(margin)
    document.setUseDesignMetrics(True)
    # Laid out once, when all is there: paragraph by paragraph a long sheet would take minutes.
    edit = QTextCursor(document)
    edit.beginEditBlock()
    if margin:
        _color(document)
    _Setter(document).write(sheet)
    edit.endEditBlock()
    if width:
        document.setTextWidth(width)
    return document


def _color(document: QTextDocument) -> None:
    frame = document.rootFrame()
    format = frame.frameFormat()
    format.setBackground(PAPER.panel)
    frame.setFrameFormat(format)


class _Setter:
    """Writes a sheet at a cursor."""

    def __init__(self, document: QTextDocument) -> None:
        self.cursor = QTextCursor(document)
        self._begun = False

    def write(self, sheet: Sheet) -> None:
        self._paragraph(str(sheet.title), "display", below=2)
        self._facts(sheet.facts)
        for title, blocks in sheet.parts:
            self._paragraph(str(title), "title", above=4, below=1, keep=True)
            for block in blocks:
                self._block(block, sheet.digits)

    def _block(self, block: Block, digits: int) -> None:
        match block:
            case Heading(title, where):
                self._begin(above=2, below=0.5, keep=True)
                self._text(str(title), "subtitle")
                self._text(f"  {where}", "body", soft=True)
            case Words(message):
                self._paragraph(str(message), "body", below=0.5, keep=True)
            case Formula(latex):
                self._begin(above=1, below=1, keep=True)
                insert_formula(self.cursor, latex, PAPER.subtitle, PAPER.text.name())
            case Calculation():
                self._calculation(block, digits)
            case Table():
                self._table(block, digits)
            case Matrix():
                self._matrix(block, digits)

    def _calculation(self, block: Calculation, digits: int) -> None:
        """Write symbol and name, and below them the rows; they stay together on a page."""
        indent = PAPER.space(_INDENT)
        format = _block_format(above=0.5, below=1)
        format.setLeftMargin(indent)
        format.setTextIndent(-indent)
        format.setTabPositions([QTextOption.Tab(indent, QTextOption.TabType.LeftTab)])
        self._new_block(format)
        self._runs(runs(block.line.symbol), "strong")
        self._text("\t", "caption")
        self._text(block.name, "caption", soft=True)
        for row in written(block, digits):
            self._text(f"{_NEW_LINE}{row.sign} ", "body", soft=True)
            self._runs(row.runs, "strong" if row.last else "body")

    def _facts(self, facts: tuple[Fact, ...]) -> None:
        self._cells(tuple((str(name), value) for name, value in facts), header=())

    def _table(self, table: Table, digits: int) -> None:
        rows = tuple(tuple(_cell(cell, digits) for cell in row) for row in table.rows)
        self._cells(rows, header=tuple(str(name) for name in table.header))

    def _matrix(self, matrix: Matrix, digits: int) -> None:
        """Write a matrix between its brackets, its letter before the row in its middle."""
        self._begin(above=1, below=0, keep=True)
        self._text(str(matrix.name), "caption", soft=True)
        self._begin(above=0, below=0, keep=True)
        entries = [[figure(each, digits) if isinstance(each, float) else each for each in row] for row in matrix.rows]
        table = self.cursor.insertTable(len(entries), 1 + len(entries[0]), _matrix_format())
        middle, font = (len(entries) - 1) // 2, _fitting(entries)
        for place, row in enumerate(entries):
            before = table.cellAt(place, 0)
            before.setFormat(_bracketed(left=False, right=False))
            # The rows stay on one page, and the last with none below it.
            format = _entry_format(keep=place < len(entries) - 1)
            self.cursor = before.firstCursorPosition()
            self.cursor.setBlockFormat(format)
            if place == middle:
                self._runs(runs(matrix.letter), "strong")
                self._text(f" {relation(matrix.is_whole(digits))}", "body", soft=True)
            for column, entry in enumerate(row, start=1):
                cell = table.cellAt(place, column)
                cell.setFormat(_bracketed(left=column == 1, right=column == len(row)))
                self.cursor = cell.firstCursorPosition()
                self.cursor.setBlockFormat(format)
                self.cursor.insertText(entry, _char_format(font, soft=False, level=0))
        self._leave(table)

    def _leave(self, table: QTextTable) -> None:
        self.cursor = table.lastCursorPosition()
        self.cursor.movePosition(QTextCursor.MoveOperation.NextBlock)
        self._begun = False

    def _cells(self, rows: tuple[tuple[str | list[Run], ...], ...], header: tuple[str, ...]) -> None:
        if not rows:
            return
        self._begin(above=0, below=0)
        table = self.cursor.insertTable(len(rows) + bool(header), len(rows[0]), _table_format(bool(header)))
        for column, name in enumerate(header):
            self.cursor = table.cellAt(0, column).firstCursorPosition()
            self._text(name, "caption", soft=True)
        for place, row in enumerate(rows, bool(header)):
            for column, cell in enumerate(row):
                self.cursor = table.cellAt(place, column).firstCursorPosition()
                if isinstance(cell, str):
                    self._text(cell, "body", soft=not header and column == 0)
                else:
                    self._runs(cell, "body")
        self._leave(table)

    def _paragraph(self, text: str, role: Role, *, above: float = 0, below: float = 0, keep: bool = False) -> None:
        self._begin(above, below, keep)
        self._text(text, role)

    def _begin(self, above: float, below: float, keep: bool = False) -> None:
        format = _block_format(above, below)
        format.setProperty(KEEP, keep)
        self._new_block(format)

    def _new_block(self, format: QTextBlockFormat) -> None:
        """Begin a paragraph: the empty one that a document or the end of a table has, or another."""
        if self._begun:
            self.cursor.insertBlock(format)
        else:
            self.cursor.setBlockFormat(format)
        self._begun = True

    def _runs(self, given: list[Run] | tuple[Run, ...], role: Role) -> None:
        for text, level in given:
            self._text(text, role, level=level)

    def _text(self, text: str, role: Role, *, soft: bool = False, level: int = 0) -> None:
        self.cursor.insertText(text, _char_format(theme.font(role), soft, level))


def _char_format(font: QFont, soft: bool, level: int) -> QTextCharFormat:
    format = QTextCharFormat()
    format.setFont(font)
    format.setForeground(QBrush(PAPER.text_soft if soft else PAPER.text))
    align = QTextCharFormat.VerticalAlignment
    if level:
        format.setVerticalAlignment(align.AlignSubScript if level < 0 else align.AlignSuperScript)
    return format


def _block_format(above: float, below: float) -> QTextBlockFormat:
    format = QTextBlockFormat()
    format.setTopMargin(PAPER.space(above))
    format.setBottomMargin(PAPER.space(below))
    format.setLineHeight(PAPER.space(2.5), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
    return format


def _table_format(ruled: bool) -> QTextTableFormat:
    format = QTextTableFormat()
    format.setBorder(0)
    format.setCellSpacing(0)
    format.setCellPadding(PAPER.space(0.25))
    format.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
    shares = (14, 22, 64) if ruled else (30, 70)
    format.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, share) for share in shares])
    format.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    # A paragraph's room above it is not kept behind a table.
    format.setBottomMargin(PAPER.space(4 if ruled else 2))
    return format


def _matrix_format() -> QTextTableFormat:
    format = QTextTableFormat()
    format.setBorder(0)
    format.setCellSpacing(0)
    format.setCellPadding(PAPER.space(0.25))
    format.setBorderCollapse(True)
    format.setTopMargin(PAPER.space(0.5))
    # A paragraph's room above it is not kept behind a table.
    format.setBottomMargin(PAPER.space(2))
    return format


def _entry_format(*, keep: bool) -> QTextBlockFormat:
    """Return the format of a matrix's entries: to the right, and no number on two lines."""
    format = QTextBlockFormat()
    format.setAlignment(Qt.AlignmentFlag.AlignRight)
    format.setNonBreakableLines(True)
    format.setProperty(KEEP, keep)
    return format


def _fitting(entries: list[list[str]]) -> QFont:
    """Return the font in which a matrix's columns stand side by side on a page: the usual one, or a smaller."""
    font = theme.font("body")
    metrics = QFontMetricsF(font)
    wide = sum(max(metrics.horizontalAdvance(entry) for entry in column) for column in zip(*entries, strict=True))
    between = len(entries[0]) * PAPER.space(2.5) + PAPER.space(_LETTER)
    font.setPixelSize(min(font.pixelSize(), math.floor(font.pixelSize() * (WIDTH - between) / wide)))
    return font


def _bracketed(*, left: bool, right: bool) -> QTextTableCellFormat:
    """Return the format of an entry, with the brackets' line where it is the first or last of its row."""
    format = QTextTableCellFormat()
    format.setLeftPadding(PAPER.space(1))
    format.setRightPadding(PAPER.space(1))
    line = QTextFrameFormat.BorderStyle.BorderStyle_Solid
    if left:
        format.setLeftBorder(1)
        format.setLeftBorderStyle(line)
        format.setLeftBorderBrush(QBrush(PAPER.text))
    if right:
        format.setRightBorder(1)
        format.setRightBorderStyle(line)
        format.setRightBorderBrush(QBrush(PAPER.text))
    return format


def _cell(cell: Cell, digits: int) -> str | list[Run]:
    if isinstance(cell, float):
        return figure(cell, digits)
    return runs(cell) if isinstance(cell, str) else str(cell)
