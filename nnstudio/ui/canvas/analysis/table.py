"""The analysis table: a row for each layer, in step with what is selected on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.canvas.analysis.columns import COLUMNS, rows_of
from nnstudio.ui.canvas.analysis.model import AnalysisModel
from nnstudio.ui.canvas.analysis.writing import to_csv, to_markdown
from nnstudio.ui.controls import FocusRing, bind

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session

_HEADING_LINES = 2
_BOLDER = 1.1
"""How much wider the headings' bold is than the same letters in regular."""
_LEAST_WORDS = 9
"""Units of the grid that a column of words keeps."""
_MEASURED = 200
"""Rows that decide the columns' widths; measuring a thousand at each edit would be felt."""


class AnalysisTable(QTableView):
    """Signals: ``node_wanted(id)`` when a row becomes the current one by mouse or key, ``entered_node(id)`` on Enter.

    Ctrl+C copies CSV, S sorts by the current cell's column, a click on a heading by that.
    """

    node_wanted = Signal(str)
    entered_node = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.rows = AnalysisModel(self)
        self._following = False
        self.setModel(self.rows)
        self._set_up()
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.horizontalHeader().sectionClicked.connect(self.sort_by)
        self.activated.connect(lambda index: self._enter(index.row()))

    def _set_up(self) -> None:
        bind(self.setAccessibleName, msg("Analysis of the network, layer by layer"))
        bind(self.setAccessibleDescription, msg("Arrows go to a layer, Enter leads to it on the canvas, S sorts."))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        # Convolution 2 and Convolution 3 differ at their ends.
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.tokens().space(3))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(theme.tokens().target)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setStyleSheet(f"QHeaderView::section {{ padding: {theme.tokens().space(0.5)}px; }}")
        FocusRing(self)

    def refresh(self) -> None:
        """Show the network as it is now."""
        self._following = True
        self.setFont(theme.font("number_caption"))
        self.rows.show_rows(*rows_of(self.session))
        self._fit_columns()
        self._following = False
        self.follow_selection()

    def follow_selection(self) -> None:
        """Mark the row of the layer that is selected on the canvas."""
        chosen = self.session.selection
        row = self.rows.row_of(chosen[-1]) if chosen else -1
        self._following = True
        if row < 0:
            self.clearSelection()
        else:
            column = max(0, self.currentIndex().column())
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(self.rows.index(row, column), flags)
        self._following = False

    def sort_by(self, column: int) -> None:
        """Sort by a column, or the other way, or not."""
        self._following = True
        self.rows.sort_by(column)
        self._following = False
        self.follow_selection()

    def copy(self) -> None:
        """Copy as CSV, as Ctrl+C does."""
        QGuiApplication.clipboard().setText(to_csv(self.rows.rows))

    def copy_markdown(self) -> None:
        """Copy as Markdown."""
        QGuiApplication.clipboard().setText(to_markdown(self.rows.rows))

    def _on_current_changed(self, index: QModelIndex) -> None:
        if not self._following and index.isValid() and (node := self.rows.rows[index.row()].node):
            self.node_wanted.emit(node)

    def _enter(self, row: int) -> None:
        if node := self.rows.rows[row].node:
            self.entered_node.emit(node)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Space and Esc to the window, as elsewhere; S sorts."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() == Qt.Key.Key_S:
            self.sort_by(max(0, self.currentIndex().column()))
        elif plain and event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Measure the columns in the font that is in force when they are seen."""
        super().showEvent(event)
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns in again."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        narrow, bold = QFontMetrics(theme.font("number_caption")), QFontMetrics(theme.font("caption"))
        shown = [*self.rows.rows[:_MEASURED], *self.rows.rows[-1:]]
        unit = theme.tokens().unit
        widths: list[int] = []
        for place, column in enumerate(COLUMNS):
            heading = str(self.rows.headerData(place, Qt.Orientation.Horizontal))
            words = max(round(bold.horizontalAdvance(line) * _BOLDER) for line in heading.splitlines())
            cells = max((narrow.horizontalAdvance(column.text(row)) for row in shown), default=0)
            widths.append(max(words, cells) + theme.tokens().space(1.5))
        # Kinds and names can be elided, and are whole in the tooltip; numbers cannot.
        least = theme.tokens().space(_LEAST_WORDS)
        for place in (1, 0):
            over = sum(widths) - self.viewport().width()
            widths[place] = max(min(widths[place], least), widths[place] - max(0, over))
        for place, width in enumerate(widths):
            self.setColumnWidth(place, width)
        self.horizontalHeader().setFixedHeight(_HEADING_LINES * bold.lineSpacing() + 2 * unit)
