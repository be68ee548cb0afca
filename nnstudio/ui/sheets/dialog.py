"""The dialog: which part of the calculation, how many digits, which format; a preview; save and copy."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from nnstudio.engine.errors import NnstudioError
from nnstudio.exchange.errors import ExportError
from nnstudio.exchange.sheet import Matrix, Scope, Sheet, sheet_of, to_html, to_markdown
from nnstudio.store.atomic import replace_file
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ElidedLabel, IconButton, Segmented, bind, label
from nnstudio.ui.sheets.facts import facts_of, title_of
from nnstudio.ui.sheets.pdf import to_pdf
from nnstudio.ui.sheets.preview import Preview

DIGITS = (2, 17)
_LEAST_DIGITS = 6
"""A card shows fewer, beside its exact value; paper cannot be asked for more."""
_SUFFIXES = {"html": ".html", "pdf": ".pdf", "markdown": ".md"}


class SheetDialog(QDialog):
    """The worked calculation of what Inspect looks at, as a sheet.

    Attributes: ``sheet``, the one shown, or None; ``scope``, ``digits``, ``format``, ``preview``, ``said``.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.sheet: Sheet | None = None
        self.scope = Segmented(
            (
                ("neuron", msg("Neuron")),
                ("layer", msg("Layer")),
                ("pass", msg("Whole pass")),
                ("matrices", msg("In matrices")),
            )
        )
        self.format = Segmented((("html", msg("HTML")), ("pdf", msg("PDF")), ("markdown", msg("Markdown"))))
        self.digits = QSpinBox()
        self.preview, self.said = Preview(), ElidedLabel("caption", Qt.TextElideMode.ElideMiddle)
        self.copy_button, self.save_button, self.close_button = QPushButton(), QPushButton(), QPushButton()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        bind(self.setWindowTitle, msg("Export calculation"))
        self._arrange()
        self._connect()
        self.refresh()

    def _arrange(self) -> None:
        space = theme.tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(space(2), space(2), space(2), space(2))
        column.setSpacing(space(1.5))
        for row in self._choices():
            column.addLayout(row)
        column.addWidget(self.preview, 1)
        foot = QHBoxLayout()
        foot.setSpacing(space(1))
        foot.addWidget(self.said, 1)
        for button in (self.copy_button, self.save_button, self.close_button):
            foot.addWidget(button)
        column.addLayout(foot)
        self.save_button.setDefault(True)
        self.resize(space(104), space(80))
        self.setMinimumSize(space(76), space(48))

    def _choices(self) -> tuple[QHBoxLayout, QHBoxLayout]:
        """Return what is calculated, and below it how that is written: beside one another they would be cut short."""
        space, what, how = theme.tokens().space, QHBoxLayout(), QHBoxLayout()
        what.addWidget(label(msg("Calculation of"), "soft"))
        what.addWidget(self.scope)
        how.addWidget(label(msg("Format"), "soft"))
        how.addWidget(self.format)
        how.addSpacing(space(2))
        how.addWidget(label(msg("Digits"), "soft", buddy=self.digits))
        how.addWidget(self.digits)
        for row in (what, how):
            row.setSpacing(space(1))
            row.addStretch(1)
        self.digits.setRange(*DIGITS)
        self.digits.setValue(max(_LEAST_DIGITS, self.session.inspection.options.digits))
        bind(self.digits.setAccessibleName, msg("Significant digits"))
        bind(self.digits.setToolTip, msg("17 digits are the exact numbers, to their last bit."))
        return what, how

    def _connect(self) -> None:
        bind(self.copy_button.setText, msg("Copy"))
        bind(self.copy_button.setToolTip, msg("Copies formatted text, and Markdown for where only plain text goes"))
        bind(self.save_button.setText, msg("Save …"))
        bind(self.close_button.setText, msg("Close"))
        self.scope.chosen.connect(self.refresh)
        self.format.chosen.connect(self._show)
        self.digits.valueChanged.connect(self.refresh)
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.reject)
        self.session.language_changed.connect(self.refresh)

    # -- the sheet

    def refresh(self, *_: object) -> None:
        """Work the sheet out anew, from the moment as it is now."""
        # A book of 2,000 calculations takes a few seconds.
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._refresh()
        finally:
            QGuiApplication.restoreOverrideCursor()

    def _refresh(self) -> None:
        try:
            self.sheet = self._made()
        except ExportError as error:
            self.sheet = None
            self.said.setText("")
            self.preview.show_trouble(msg("There is no such sheet"), error.message)
        else:
            self._show()
        for button in (self.copy_button, self.save_button):
            button.setEnabled(self.sheet is not None)

    def _made(self) -> Sheet | None:
        session, digits = self.session, self.digits.value()
        scope = next(scope for scope in get_args(Scope) if scope == self.scope.value())
        with session.display.hold() as frame, session.inspection.hold() as moment:
            if frame is None or moment is None:
                return None
            facts, heading = facts_of(session, moment, frame), title_of(session)
            return sheet_of(moment.trace, scope, moment.step, digits=digits, facts=facts, heading=heading)

    def _show(self, *_: object) -> None:
        if self.sheet is None:
            self.preview.show_trouble(
                msg("Pause to export a calculation"), msg("While the run goes on its numbers do not stand still.")
            )
            self.said.setText("")
            return
        count = len(self.sheet.calculations)
        matrices = sum(isinstance(block, Matrix) for _, blocks in self.sheet.parts for block in blocks)
        self.said.setText(tr("{count} calculations", count=count) if count else tr("{count} matrices", count=matrices))
        if self.format.value() == "markdown":
            self.preview.show_markdown(self.sheet)
        else:
            self.preview.show_page(self.sheet)

    # -- out

    def copy(self) -> None:
        """Copy the sheet: formatted, and as Markdown."""
        if self.sheet is not None:
            data = QMimeData()
            data.setText(to_markdown(self.sheet))
            if self.format.value() != "markdown":
                data.setHtml(to_html(self.sheet))
            QGuiApplication.clipboard().setMimeData(data)
            self.said.setText(tr("Copied"))

    def save(self) -> None:
        """Ask where to, and write the file."""
        suffix = _SUFFIXES[self.format.value()]
        proposed = str(self._folder() / f"{self._name()}{suffix}")
        path, _ = QFileDialog.getSaveFileName(self, tr("Save the sheet"), proposed, f"*{suffix}")
        if path:
            chosen = Path(path)
            self.write(chosen if chosen.suffix else chosen.with_name(chosen.name + suffix))

    def write(self, path: Path) -> bool:
        """Write the sheet in the chosen format; False (and it is said why) where that failed."""
        if self.sheet is None:
            return False
        try:
            replace_file(path, self._bytes(self.sheet))
        except NnstudioError as error:
            self.said.setText(str(error))
            return False
        self.said.setText(tr("Saved as {path}", path=str(path)))
        return True

    def _bytes(self, sheet: Sheet) -> bytes:
        if self.format.value() == "pdf":
            return to_pdf(sheet)
        text = to_html(sheet) if self.format.value() == "html" else to_markdown(sheet)
        return text.encode()

    def _name(self) -> str:
        """Return a file's name that every system takes."""
        name = str(self.sheet.title) if self.sheet is not None else ""
        return " ".join("".join(sign if sign.isalnum() or sign in "-_." else " " for sign in name).split())

    def _folder(self) -> Path:
        path = self.session.file.path
        return path.parent if path is not None else Path.home()


def open_sheet(session: Session, parent: QWidget) -> SheetDialog:
    """Open the dialog over a window."""
    dialog = SheetDialog(session, parent)
    dialog.open()
    return dialog


def sheet_button(session: Session) -> QWidget:
    """Return the button for Inspect's bar."""
    button = IconButton("sheet", msg("Export the calculation as a sheet …"))
    button.clicked.connect(lambda: open_sheet(session, button.window()))
    return button
