"""The dialog by clicks: what is asked for is shown, saved and copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from printed import pages
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from nnstudio.engine.optimizers import optimizers
from nnstudio.exchange.sheet import to_markdown
from nnstudio.inspection import Step
from nnstudio.text import set_language
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.sheets import SheetDialog, sheet_button
from nnstudio.ui.sheets.facts import _optimizer
from nnstudio.ui.sheets.pdf import to_pdf

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(session: Session) -> Iterator[SheetDialog]:
    """The dialog on a weight's gradient in the output layer."""
    assert session.inspection.go_to(Step("backward", "n3", "weight_grad", (0, 1)))
    made = SheetDialog(session)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.show()
    yield made
    made.close()


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, LEFT, pos=QPoint(widget.width() // 2, widget.height() // 2))


def test_scopes_by_clicks(dialog: SheetDialog) -> None:
    assert str(dialog.sheet.title) == "Worked calculation · Dense 2 · neuron 2"
    assert dialog.said.text() == "16 calculations"
    click(dialog.scope.buttons["layer"])
    assert str(dialog.sheet.title) == "Worked calculation · Dense 2"
    click(dialog.scope.buttons["pass"])
    assert "0.149781" in dialog.preview.page.toPlainText()
    assert "≈" in dialog.preview.page.toPlainText()


def test_digits_by_keys(dialog: SheetDialog) -> None:
    click(dialog.scope.buttons["pass"])
    dialog.digits.selectAll()
    QTest.keyClicks(dialog.digits, "9")
    text = dialog.preview.page.toPlainText()
    assert "0.751365070" in text
    assert "0.149780716" in text
    assert "291027924" not in text


@pytest.mark.parametrize("kind", ["html", "pdf", "markdown"])
def test_saved(dialog: SheetDialog, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(parent: QWidget, title: str, proposed: str, kinds: str) -> tuple[str, str]:
        asked.append(proposed)
        return str(tmp_path / "sheet"), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    click(dialog.format.buttons[kind])
    click(dialog.save_button)
    suffix = {"html": ".html", "pdf": ".pdf", "markdown": ".md"}[kind]
    assert Path(asked[0]).name == f"Worked calculation Dense 2 neuron 2{suffix}"
    data = (tmp_path / f"sheet{suffix}").read_bytes()
    text = "".join(pages(data)) if kind == "pdf" else data.decode()
    assert "0.772928" in text
    assert "sheet" in dialog.said.text()


def test_a_number_behind_a_point_is_no_ending(
    dialog: SheetDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "Lesson 2.1"), ""))
    click(dialog.format.buttons["html"])
    click(dialog.save_button)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["Lesson 2.1.html"]


def test_what_cannot_be_written_is_said(dialog: SheetDialog, tmp_path: Path) -> None:
    assert not dialog.write(tmp_path)
    assert tmp_path.name in dialog.said.text()


def test_markdown_is_shown_as_its_source(dialog: SheetDialog) -> None:
    click(dialog.format.buttons["markdown"])
    assert dialog.preview.currentWidget() is dialog.preview.source
    assert r"\begin{aligned}" in dialog.preview.source.toPlainText()


def test_copied(dialog: SheetDialog) -> None:
    click(dialog.copy_button)
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasHtml()
    assert data.text().startswith("# Worked calculation")
    assert dialog.said.text() == "Copied"


def test_facts_of_the_run(dialog: SheetDialog) -> None:
    facts = {str(name): value for name, value in dialog.sheet.facts}
    assert facts["Optimiser"] == "Gradient descent · α = 0.5"
    adam = _optimizer(optimizers.make("adam", beta1=0.8), 0.01)
    assert adam == "Adam · α = 0.01 · β₁ = 0.8 · β₂ = 0.999 · ε = 1×10⁻⁸"
    assert facts["Precision"] == "float64"
    assert facts["Updates so far"] == "0"
    assert "Dense 2 (2)" in facts["Network"]


def test_a_whole_layers_step_has_no_neuron(session: Session, dialog: SheetDialog) -> None:
    session.inspection.set_grain("layer")
    dialog.refresh()
    assert dialog.preview.currentWidget() is dialog.preview.trouble
    assert "Choose a neuron in the picture" in dialog.preview.trouble.advice.text()
    assert not dialog.save_button.isEnabled()
    click(dialog.scope.buttons["layer"])
    assert dialog.save_button.isEnabled()


def test_while_it_runs_there_is_no_sheet(
    session: Session, dialog: SheetDialog, until: Callable[[Callable[[], bool]], None]
) -> None:
    session.run()
    until(lambda: session.status.value == "running")
    dialog.refresh()
    assert dialog.preview.trouble.title.text() == "Pause to export a calculation"
    assert not dialog.copy_button.isEnabled()
    session.pause()
    until(lambda: session.status.value == "paused")


def test_the_language_is_followed(session: Session, dialog: SheetDialog) -> None:
    set_language("zh_TW")
    session.language_changed.emit()
    assert "計算過程" in dialog.preview.page.toPlainText()
    assert dialog.windowTitle() == "匯出計算過程"


def test_opened_by_the_button_of_the_bar(session: Session, until: Callable[[Callable[[], bool]], None]) -> None:
    button = sheet_button(session)
    button.show()
    click(button)
    until(lambda: bool(button.findChildren(SheetDialog)))
    (dialog,) = button.findChildren(SheetDialog)
    assert dialog.sheet is not None
    dialog.close()


def test_the_convention_is_on_paper(session: Session, dialog: SheetDialog) -> None:
    for columns, said in ((False, "Vectors are rows"), (True, "Vectors are columns")):
        session.inspection.set_options(columns=columns)
        dialog.refresh()
        assert said in "".join(pages(to_pdf(dialog.sheet))).replace("\t", " ")
        assert said in to_markdown(dialog.sheet)
        assert said in dialog.preview.page.toPlainText()


def test_the_matrices_alone_are_counted_and_shown(dialog: SheetDialog) -> None:
    click(dialog.scope.buttons["matrices"])
    assert dialog.sheet is not None
    assert not dialog.sheet.calculations
    assert dialog.said.text() == "16 matrices"
    assert "Weight · 2×2" in dialog.preview.page.toPlainText()


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_every_choice_is_read_whole(dialog: SheetDialog, language: str) -> None:
    set_language(language)
    dialog.session.language_changed.emit()
    QApplication.processEvents()
    for tabs in (dialog.scope, dialog.format):
        for button in tabs.buttons.values():
            assert button.width() >= button.sizeHint().width(), button.text()


def test_of_a_covered_result_the_sheet_has_a_gap_until_it_is_asked_for(session: Session) -> None:
    assert session.inspection.go_to(Step("forward", "n3", "a", (1,)))
    session.inspection.set_options(covered=True)
    made = SheetDialog(session)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.show()
    assert made.blank.isChecked()
    assert str(made.sheet.title).startswith("Work sheet")
    assert "0.772928" not in made.preview.page.toPlainText() + to_markdown(made.sheet)
    assert "0.772928" not in "".join(pages(to_pdf(made.sheet)))
    QTest.mouseClick(made.blank, LEFT, pos=QPoint(8, made.blank.height() // 2))
    assert not made.blank.isChecked()
    assert "0.772928" in made.preview.page.toPlainText()
    assert str(made.sheet.title).startswith("Worked calculation")
    made.close()


def test_a_work_sheet_by_a_click(dialog: SheetDialog) -> None:
    assert not dialog.blank.isChecked()
    QTest.mouseClick(dialog.blank, LEFT, pos=QPoint(8, dialog.blank.height() // 2))
    assert "______" in dialog.preview.page.toPlainText()
    click(dialog.format.buttons["markdown"])
    assert r"\underline" in dialog.preview.source.toPlainText()
