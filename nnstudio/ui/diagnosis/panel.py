"""The foot of Train: in a line what is wrong with the run, and on request all findings above each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.diagnosing import Diagnosing
from nnstudio.ui.bridge.looking_at import look_at
from nnstudio.ui.controls import ElidedLabel, bind, label, on_retranslate, rule, set_role
from nnstudio.ui.diagnosis.finding_row import FindingRow, headline

if TYPE_CHECKING:
    from nnstudio.document.edits import Edit
    from nnstudio.inspection.diagnosis import Finding
    from nnstudio.ui.bridge.session import Session

MOST_UNITS = 26
"""The height of the list, where it is open, at most: charts and boundary keep most of 768 pixels."""


class DiagnosisPanel(QWidget):
    """``toggle`` opens and closes the list of ``rows``; ``said`` is the line beside it.

    Signals: ``inspect_requested(node, index)``: to go there, the run stands at the finding's step then.
    """

    inspect_requested = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.diagnosing = Diagnosing(session, self)
        self.rows: list[FindingRow] = []
        self.toggle = QPushButton()
        self.mark = label("●", "caption")
        self.said = ElidedLabel("caption")
        self.area = QScrollArea()
        self._arrange()
        self.toggle.toggled.connect(self._on_toggled)
        self.diagnosing.changed.connect(self._on_changed)
        on_retranslate(self, self._on_language_changed)
        # Once all else is there: the first look imports what it needs.
        QTimer.singleShot(0, self, self.diagnosing.begin)

    # -- what is shown

    def _on_changed(self) -> None:
        findings = self.diagnosing.findings
        self._show_line(findings)
        if self.area.isVisibleTo(self):
            self._show_rows(findings)

    def _show_line(self, findings: tuple[Finding, ...]) -> None:
        set_role(self.mark, "warning" if findings else "caption")
        self.mark.setText("▲" if findings else "●")
        self.toggle.setText(tr("Diagnosis · {count}", count=len(findings)) if findings else tr("Diagnosis"))
        whole, *shorter = self._line(findings)
        self.toggle.setAccessibleDescription(whole)
        if findings and self.toggle.isChecked():
            # The list below says it.
            whole, shorter = "", []
        self.said.setText(whole, *shorter)

    def _line(self, findings: tuple[Finding, ...]) -> tuple[str, ...]:
        if findings:
            return headline(findings[0], len(findings) - 1)
        if self.diagnosing.step >= 0:
            return (tr("Nothing found up to step {step}", step=theme.count(self.diagnosing.step)),)
        return (tr("Looks at the run when it goes on"),)

    def _show_rows(self, findings: tuple[Finding, ...]) -> None:
        if not findings or [_kind(row.finding) for row in self.rows] != [_kind(each) for each in findings]:
            self._make_rows(findings)
            return
        # The same findings with newer numbers: rows made anew would take the keyboard away.
        for row, each in zip(self.rows, findings, strict=True):
            row.show_finding(each, self._name_of(each.layer))
        self._fit()

    def _fit(self) -> None:
        """Give the list the height of its findings, up to a limit."""
        page, room = self.area.widget(), self.area.viewport().width()
        layout = page.layout() if page is not None else None
        if layout is not None:
            natural = layout.heightForWidth(room) if layout.hasHeightForWidth() else layout.sizeHint().height()
            self.area.setFixedHeight(min(natural, theme.tokens().space(MOST_UNITS)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Sentences take more lines where there is less room."""
        super().resizeEvent(event)
        self._fit()

    def _make_rows(self, findings: tuple[Finding, ...]) -> None:
        held = next((number for number, row in enumerate(self.rows) if row.isAncestorOf(self.focusWidget())), None)
        page, space = QWidget(), theme.tokens().space
        column = QVBoxLayout(page)
        column.setContentsMargins(space(2), space(1), space(1), space(1))
        column.setSpacing(space(1.5))
        self.rows = [FindingRow(each, self._name_of(each.layer)) for each in findings]
        for row in self.rows:
            row.look_wanted.connect(self._on_look_wanted)
            row.fixed.connect(self._on_fixed)
            column.addWidget(row)
        if not findings:
            column.addWidget(label(tr("Nothing is found: the run looks healthy so far."), "soft", wrap=True))
        column.addStretch(1)
        self.area.setWidget(page)
        for surface in (self.area.viewport(), page):
            surface.setAutoFillBackground(False)
        self._fit()
        if held is not None:
            goal = self.rows[min(held, len(self.rows) - 1)].look if self.rows else self.toggle
            goal.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name_of(self, layer: str) -> str:
        node = self.session.document.network.by_id.get(layer)
        return node.name if node is not None else ""

    def _on_language_changed(self) -> None:
        self._show_line(self.diagnosing.findings)
        self._make_rows(self.diagnosing.findings)

    # -- what the user does

    def _on_toggled(self, opened: bool) -> None:
        self.area.setVisible(opened)
        self._show_line(self.diagnosing.findings)
        if opened:
            self._show_rows(self.diagnosing.findings)

    def _on_look_wanted(self, finding: Finding) -> None:
        travel, layer = self.session.travel, finding.layer
        if finding.step != travel.step and 0 <= finding.step <= travel.head:
            travel.seek(finding.step)
        shape, index = self.session.analysis.shapes.get(layer, ()), next(iter(finding.neurons), ())
        self.inspect_requested.emit(layer, index if len(index) == len(shape) else (0,) * len(shape))
        if finding.number is not None:
            look_at(self.session, finding.number)

    def _on_fixed(self, edit: Edit) -> None:
        if self.session.edit(edit):
            self.session.reset()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the list; the keyboard goes back to its button."""
        if event.key() == Qt.Key.Key_Escape and self.toggle.isChecked():
            self.toggle.setChecked(False)
            self.toggle.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    # -- building

    def _arrange(self) -> None:
        space = theme.tokens().space
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.toggle.setCheckable(True)
        self.toggle.setProperty("role", "quiet")
        self.toggle.setProperty("density", "compact")
        bind(self.toggle.setToolTip, msg("What is wrong with the run, with evidence and remedy"))
        bind(self.area.setAccessibleName, msg("Findings about the run"))
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.hide()
        row = QHBoxLayout()
        row.setContentsMargins(space(1.5), space(0.25), space(1.5), space(0.25))
        row.setSpacing(space(1))
        row.addWidget(self.mark)
        row.addWidget(self.toggle)
        row.addWidget(self.said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        column.addLayout(row)
        column.addWidget(self.area)


def _kind(finding: Finding) -> tuple[str, bool]:
    """Return what a row is made for: which culprit, and whether it has a button for the remedy."""
    return finding.id, finding.fix is not None
