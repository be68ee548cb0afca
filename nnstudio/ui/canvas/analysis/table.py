"""The analysis table: a row for each layer, in step with what is selected on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QShowEvent
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

    def _fit_columns(self) -> None:
        narrow, bold = QFontMetrics(theme.font("number_caption")), QFontMetrics(theme.font("caption"))
        shown = [*self.rows.rows[:_MEASURED], *self.rows.rows[-1:]]
        unit = theme.tokens().unit
        for place, column in enumerate(COLUMNS):
            heading = str(self.rows.headerData(place, Qt.Orientation.Horizontal))
            words = max(round(bold.horizontalAdvance(line) * _BOLDER) for line in heading.splitlines())
            cells = max((narrow.horizontalAdvance(column.text(row)) for row in shown), default=0)
            self.setColumnWidth(place, min(max(words, cells) + 2 * unit, theme.tokens().space(24)))
        self.horizontalHeader().setFixedHeight(_HEADING_LINES * bold.lineSpacing() + 2 * unit)
