"""The dialog: which part of the calculation, how many digits, which format; a preview; save and copy."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSpinBox, QWidget

from nnstudio.exchange.errors import ExportError
from nnstudio.exchange.sheet import Matrix, Scope, Sheet, sheet_of, to_html, to_markdown
from nnstudio.inspection.working_out import is_covered
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import IconButton, Segmented, bind
from nnstudio.ui.controls.export_dialog import ExportDialog, choice
from nnstudio.ui.sheets.facts import facts_of, title_of
from nnstudio.ui.sheets.pdf import to_pdf
from nnstudio.ui.sheets.preview import Preview

DIGITS = (2, 17)
_LEAST_DIGITS = 6
"""A card shows fewer, beside its exact value; paper cannot be asked for more."""
_FORMATS = (("html", msg("HTML"), ".html"), ("pdf", msg("PDF"), ".pdf"), ("markdown", msg("Markdown"), ".md"))


class SheetDialog(ExportDialog):
    """The worked calculation of what Inspect looks at, as a sheet.

    Attributes beside those of every export: ``sheet``, the one shown, or None; ``scope``, ``digits``; ``blank``:
    results are left for the reader to write. They are from the start where the step's result is covered.
    """

    preview: Preview

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(msg("Save the sheet"), _FORMATS, Preview(), parent)
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
        self.digits, self.blank = QSpinBox(), QCheckBox()
        bind(self.setWindowTitle, msg("Export calculation"))
        bind(self.copy_button.setToolTip, msg("Copies formatted text, and Markdown for where only plain text goes"))
        self.arrange(self._choices(), (104, 80), (76, 48))
        self.scope.chosen.connect(self.refresh)
        self.format.chosen.connect(self._show)
        self.digits.valueChanged.connect(self.refresh)
        self.blank.toggled.connect(self.refresh)
        session.language_changed.connect(self.refresh)
        self.refresh()

    def _choices(self) -> tuple[QHBoxLayout, QHBoxLayout]:
        """Return what is calculated, and below it how that is written: beside one another they would be cut short."""
        space, what, how = theme.tokens().space, QHBoxLayout(), QHBoxLayout()
        choice(what, msg("Calculation of"), self.scope)
        choice(how, msg("Format"), self.format)
        how.addSpacing(space(2))
        choice(how, msg("Digits"), self.digits)
        how.addSpacing(space(2))
        how.addWidget(self.blank)
        for row in (what, how):
            row.addStretch(1)
        self.digits.setRange(*DIGITS)
        self.digits.setValue(max(_LEAST_DIGITS, self.session.inspection.options.digits))
        bind(self.digits.setAccessibleName, msg("Significant digits"))
        bind(self.blank.setText, msg("Leave results blank"))
        bind(self.blank.setToolTip, msg("A work sheet: the given numbers and the formulas, with gaps to fill in."))
        with self.session.inspection.hold() as moment:
            self.blank.setChecked(moment is not None and is_covered(moment))
        bind(self.digits.setToolTip, msg("17 digits are the exact numbers, to their last bit."))
        return what, how

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
            blank = self.blank.isChecked()
            return sheet_of(moment.trace, scope, moment.step, digits=digits, facts=facts, heading=heading, blank=blank)

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

    def copied(self) -> QMimeData | None:
        """Return the sheet formatted, and as Markdown."""
        if self.sheet is None:
            return None
        data = QMimeData()
        data.setText(to_markdown(self.sheet))
        if self.format.value() != "markdown":
            data.setHtml(to_html(self.sheet))
        return data

    def contents(self) -> bytes | None:
        """Return the sheet's file."""
        if self.sheet is None:
            return None
        if self.format.value() == "pdf":
            return to_pdf(self.sheet)
        text = to_html(self.sheet) if self.format.value() == "html" else to_markdown(self.sheet)
        return text.encode()

    def proposed(self) -> Path:
        """Return the sheet's title, beside the project."""
        path = self.session.file.path
        return (path.parent if path is not None else Path.home()) / self._name()

    def _name(self) -> str:
        """Return a file's name that every system takes."""
        name = str(self.sheet.title) if self.sheet is not None else ""
        return " ".join("".join(sign if sign.isalnum() or sign in "-_." else " " for sign in name).split())


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
