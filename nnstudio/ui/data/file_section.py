"""The imported file: its name, how it was read, and reading it in another way."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.data import Detected, ImportedTable
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import ElidedLabel, bind, label
from nnstudio.ui.data.layout_form import LayoutForm
from nnstudio.ui.data.reader import Request


class FileSection(QWidget):
    """Shows the table's origin.

    Signals: ``read_wanted(Request)`` when the user overrides how the file was read.
    """

    read_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.name = ElidedLabel("body")
        self.form = LayoutForm()
        self.note = label(msg("Open the file again to read it in another way."), "caption", wrap=True)
        self.gaps = label("", "caption", wrap=True)
        self._request: Request | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(1))
        for part in (self.name, self.form, self.note, self.gaps):
            column.addWidget(part)
        self.form.edited.connect(self._on_edited)

    def show_table(self, table: ImportedTable, request: Request | None) -> None:
        """Show a table; ``request`` is None where the file is not at hand, as in a project that was opened."""
        self._request = request
        self.name.setText(table.name)
        self.form.show_layout(Detected(table.encoding, table.delimiter, table.decimal, table.has_header), request)
        self.note.setVisible(request is None)
        rows, columns = theme.count(table.row_count), theme.count(len(table.columns))
        missing = sum(int(column.missing.sum()) for column in table.columns)

        def text() -> str:
            return tr(
                "{rows} rows, {columns} columns, missing values: {missing}.",
                rows=rows,
                columns=columns,
                missing=theme.count(missing),
            )

        bind(self.gaps.setText, text)

    def _on_edited(self, name: str, value: object) -> None:
        if self._request is not None:
            self.read_wanted.emit(replace(self._request, **{name: value}))
