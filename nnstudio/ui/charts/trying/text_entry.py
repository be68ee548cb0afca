"""A text typed by hand."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from nnstudio.data.samples import Numbers, Prepared
from nnstudio.inspection.trying import read_text, spell
from nnstudio.text import msg, tr
from nnstudio.ui.charts.trying.editor import Editor
from nnstudio.ui.controls import TextField, bind, label


class TextEntry(Editor):
    """``field`` takes the text as it is typed; below it stands what the network reads of it."""

    def __init__(self, prepared: Prepared, x: Numbers) -> None:
        super().__init__(x)
        self._prepared = prepared
        self.field = TextField("", lambda text: read_text(text, prepared))
        self.read = label("", "body", wrap=True)
        self.read.setAccessibleName("")
        bind(self.field.setAccessibleName, msg("Text for the network to read"))
        bind(self.field.setPlaceholderText, msg("Type a text"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.field)
        column.addWidget(self.read)
        column.addStretch(1)
        self.field.textEdited.connect(self._on_typed)
        self.field.problem_changed.connect(self.edited)
        self.show_input(x)

    def show_input(self, x: Numbers) -> None:
        """Show another text."""
        super().show_input(x)
        self.field.set_value(spell(x, self._prepared).strip())
        self._say()

    def advice(self) -> str:
        """Return what is wrong with the text, or how much of it is read."""
        problem = self.field.problem()
        if problem is not None:
            return str(problem)
        return tr("The network reads the last {count} characters", count=len(self.entered))

    def _on_typed(self, text: str) -> None:
        # Told at each letter; a letter that cannot be read is marked as soon as Enter is pressed, as everywhere.
        if self.field.wrong(text) is None:
            self.entered = read_text(text, self._prepared)
            self._say()
            self.edited.emit()

    def _say(self) -> None:
        shown = spell(self.entered, self._prepared).replace(" ", "␣").replace("\n", "⏎")
        self.read.setText(shown)
