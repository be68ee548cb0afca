"""Why a file could not be imported: where, expected, received, what to try; the data so far stay."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from nnstudio.data import TableError
from nnstudio.engine.errors import NnstudioError
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import IconButton, bind, icon, label, on_retranslate
from nnstudio.ui.data.layout_form import LayoutForm
from nnstudio.ui.data.reader import Outcome, Request


class ProblemCard(QFrame):
    """Hidden until there is a problem.

    Signals: ``read_wanted(Request)`` to try again in another way; ``open_wanted()``.
    """

    read_wanted = Signal(object)
    open_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "message")
        self.setProperty("level", "error")
        self.error: NnstudioError | None = None
        self._request: Request | None = None
        self._picture = QLabel()
        self.title = label("", "strong", wrap=True)
        self.close_button = IconButton("close", msg("Close this message"))
        self.parts = {name: label("", wrap=True) for name in ("place", "expected", "received", "advice")}
        self.form = LayoutForm(columns=4)
        self.other = QPushButton()
        self._arrange()
        self.close_button.clicked.connect(self.clear)
        self.other.clicked.connect(self.open_wanted)
        self.form.edited.connect(self._on_edited)
        on_retranslate(self, self._fill)
        theme.changed.connect(self._restyle)
        self.hide()

    def say(self, outcome: Outcome) -> None:
        """Show what went wrong with a file."""
        self.error, self._request = outcome.error, outcome.request
        self.form.show_layout(None, outcome.request)
        self._fill()
        self._restyle()
        self.show()

    def clear(self) -> None:
        """Take the message away."""
        self.error = None
        self.hide()

    def _fill(self) -> None:
        error = self.error
        if error is None or self._request is None:
            return
        self.title.setText(tr("“{file}” was not imported; the data so far stay.", file=self._request.path.name))
        self.parts["place"].setText(_place(error))
        self.parts["expected"].setText(str(error.expected))
        self.parts["received"].setText(str(error.received))
        self.parts["advice"].setText(str(error.advice))
        self.setAccessibleName(f"{self.title.text()} {error}")

    def _on_edited(self, name: str, value: object) -> None:
        if self._request is not None:
            self.read_wanted.emit(self._request.with_choice(name, value))

    def _arrange(self) -> None:
        space = theme.tokens().space
        head = QHBoxLayout()
        head.setSpacing(space(1))
        head.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.title, 1)
        head.addWidget(self.other, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(1.5))
        grid.setVerticalSpacing(space(0.5))
        grid.setColumnStretch(1, 1)
        names = (msg("Where"), msg("Expected"), msg("Received"), msg("What to try"))
        for row, (name, text) in enumerate(zip(names, self.parts.values(), strict=True)):
            grid.addWidget(label(name, "soft"), row, 0, Qt.AlignmentFlag.AlignTop)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(text, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(1.5), space(1), space(1), space(1.5))
        column.setSpacing(space(1))
        column.addLayout(head)
        column.addLayout(grid)
        column.addWidget(self.form)
        bind(self.other.setText, msg("Choose another file…"))

    def _restyle(self) -> None:
        tokens = theme.tokens()
        self._picture.setPixmap(icon("error", tokens.error).pixmap(tokens.icon, tokens.icon))


def _place(error: NnstudioError) -> str:
    if not isinstance(error, TableError) or not error.line:
        return error.place
    if error.column:
        return tr("{file}, line {line}, column {column}", file=error.file, line=error.line, column=error.column)
    return tr("{file}, line {line}", file=error.file, line=error.line)
