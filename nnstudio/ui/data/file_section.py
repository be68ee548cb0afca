"""The imported file: how it was read, in words, and reading it in another way."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from nnstudio.data import Detected, ImportedTable
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import bind, icon, label, on_retranslate
from nnstudio.ui.data.layout_form import LayoutForm, in_words
from nnstudio.ui.data.reader import Request


class FileSection(QWidget):
    """Shows the table's origin; ``fold`` opens the choices.

    Signals: ``read_wanted(Request)`` when the user overrides how the file was read.
    """

    read_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.summary = label("", "caption", wrap=True)
        self.fold = QToolButton()
        self.form = LayoutForm()
        self.note = label(msg("Open the file again to read it in another way."), "caption", wrap=True)
        self._table: ImportedTable | None = None
        self._request: Request | None = None
        self._arrange()
        self.fold.toggled.connect(self._show_form)
        self.form.edited.connect(self._on_edited)
        on_retranslate(self, self._describe)
        theme.changed.connect(self._show_form)

    def show_table(self, table: ImportedTable, request: Request | None) -> None:
        """Show a table; ``request`` is None where the file is not at hand, as in a project that was opened."""
        self._table, self._request = table, request
        self.form.show_layout(_found(table), request)
        self._describe()
        self._show_form()

    def _describe(self) -> None:
        table = self._table
        if table is None:
            return
        missing = sum(int(column.missing.sum()) for column in table.columns)
        size = tr(
            "{rows} rows, {columns} columns; missing values: {missing}.",
            rows=theme.count(table.row_count),
            columns=theme.count(len(table.columns)),
            missing=theme.count(missing),
        )
        self.summary.setText(f"{size}\n{in_words(_found(table))}")

    def _show_form(self) -> None:
        is_open = self.fold.isChecked() and self._request is not None
        self.form.setVisible(is_open)
        self.fold.setVisible(self._request is not None)
        self.fold.setIcon(icon("fold_open" if is_open else "fold_closed"))
        self.note.setVisible(self._request is None)

    def _arrange(self) -> None:
        self.fold.setProperty("role", "fold")
        self.fold.setCheckable(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bind(self.fold.setText, msg("Read it in another way"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(0.5))
        for part in (self.summary, self.note):
            column.addWidget(part)
        column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.form)

    def _on_edited(self, name: str, value: object) -> None:
        if self._request is not None:
            self.read_wanted.emit(self._request.with_choice(name, value))


def _found(table: ImportedTable) -> Detected:
    return Detected(table.encoding, table.delimiter, table.decimal, table.has_header)
