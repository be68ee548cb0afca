"""One finding: what is wrong, the numbers that show it, what helps; a way into Inspect and the remedy as a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.controls import label

if TYPE_CHECKING:
    from nnstudio.inspection.diagnosis import Evidence, Finding


class FindingRow(QWidget):
    """``look`` and ``fix`` are its buttons; fix is None where no edit helps.

    Signals: ``look_wanted(Finding)``, ``fixed(edit)``.
    """

    look_wanted = Signal(object)
    fixed = Signal(object)

    def __init__(self, finding: Finding, layer_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        self.title = label("", "strong", wrap=True)
        self.sentence = label("", "body", wrap=True)
        self.evidence = label("", "caption", wrap=True)
        self.remedy = label("", "soft", wrap=True)
        self.look = self._button()
        self.fix = self._button() if finding.fix is not None else None
        self._arrange()
        self.look.clicked.connect(lambda: self.look_wanted.emit(self.finding))
        if self.fix is not None:
            self.fix.clicked.connect(lambda: self.fixed.emit(self.finding.fix))
        self.show_finding(finding, layer_name)

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """What Tab visits, in order."""
        return (self.look,) if self.fix is None else (self.look, self.fix)

    def show_finding(self, finding: Finding, layer_name: str) -> None:
        """Show newer numbers of the same finding."""
        self.finding = finding
        self.title.setText(str(finding.title))
        self.sentence.setText(str(finding.sentence))
        self.evidence.setText(" · ".join(_written(each) for each in finding.evidence))
        self.remedy.setText(str(finding.remedy))
        step = theme.count(max(0, finding.step))
        where = tr("Inspect “{layer}”, step {step}", layer=layer_name, step=step)
        self.look.setText(where)
        self.look.setVisible(bool(layer_name))
        self.look.setToolTip(self._where(layer_name))
        self.look.setAccessibleName(f"{finding.title}. {finding.sentence} {where}")
        self.look.setAccessibleDescription(f"{self.evidence.text()}. {finding.remedy}")
        if self.fix is not None and finding.fix is not None:
            self.fix.setText(tr(finding.fix.name))
            self.fix.setAccessibleName(f"{finding.title}: {self.fix.text()}")
            self.fix.setToolTip(tr("Make this edit and begin the run anew; undo takes the edit back."))

    def _where(self, layer_name: str) -> str:
        neurons = ", ".join(_index(each) for each in self.finding.neurons)
        step = theme.count(max(0, self.finding.step))
        if neurons:
            return tr("“{layer}”, neurons {neurons}, step {step}", layer=layer_name, neurons=neurons, step=step)
        return tr("“{layer}”, step {step}", layer=layer_name, step=step)

    def _button(self) -> QPushButton:
        button = QPushButton()
        button.setMinimumHeight(theme.tokens().target)
        button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return button

    def _arrange(self) -> None:
        space = theme.tokens().space
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(1))
        grid.setVerticalSpacing(space(0.25))
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label("▲", "warning"), 0, 0, top)
        for row, shown in enumerate((self.title, self.sentence, self.evidence, self.remedy)):
            grid.addWidget(shown, row, 1)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout()
        column.setSpacing(space(0.5))
        for button in self.buttons:
            column.addWidget(button)
        column.addStretch(1)
        grid.addLayout(column, 0, 2, 4, 1)


def headline(finding: Finding, more: int) -> tuple[str, str]:
    """Return a finding in one line, and in a shorter one."""
    title = tr("{title} (and {count} more)", title=finding.title, count=more) if more else str(finding.title)
    return f"{title} · {finding.sentence}", title


def _written(evidence: Evidence) -> str:
    return tr("{name}: {said}", name=evidence.name, said=evidence.value)


def _index(index: tuple[int, ...]) -> str:
    return str(index[0] + 1) if len(index) == 1 else "(" + ", ".join(str(part + 1) for part in index) + ")"
