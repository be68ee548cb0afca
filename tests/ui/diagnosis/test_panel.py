"""The findings at the foot of Train: said, led to, mended, in every language and by keys alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.data.settings import Scaling
from nnstudio.document import Document, SetParameters, SetTraining, apply, templates
from nnstudio.engine import Program
from nnstudio.engine.errors import ResourceError
from nnstudio.inspection.diagnosis import Looker
from nnstudio.text import msg
from nnstudio.training.copies import Copies
from nnstudio.training.frame import Status
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.diagnosis import DiagnosisPanel

LEFT = Qt.MouseButton.LeftButton
Show = Callable[[Document], tuple[Session, DiagnosisPanel]]


def circles() -> Document:
    return templates["circles"]().document()


def unscaled() -> Document:
    document = templates["wine"]().document()
    return replace(document, data=replace(document.data, scaling=Scaling.NONE))


def ids(panel: DiagnosisPanel) -> list[str]:
    return [finding.id for finding in panel.diagnosing.findings]


def test_a_healthy_run_takes_one_line(show: Show, qtbot: QtBot) -> None:
    session, panel = show(circles())
    assert ids(panel) == []
    assert panel.said.text() == "Nothing found up to step 0"
    session.step_batch()
    qtbot.waitUntil(lambda: panel.said.text() == "Nothing found up to step 1")
    assert not panel.area.isVisible()
    QTest.mouseClick(panel.toggle, LEFT)
    assert panel.area.isVisible()
    assert panel.rows == []


def test_a_finding_says_what_why_and_what_helps(show: Show) -> None:
    _, panel = show(unscaled())
    assert ids(panel) == ["unscaled_inputs"]
    assert panel.toggle.text() == "Diagnosis · 1"
    assert panel.said.text().startswith("Inputs are not scaled")
    QTest.mouseClick(panel.toggle, LEFT)
    (row,) = panel.rows
    assert row.title.text() == "Inputs are not scaled"
    assert "proline" in row.sentence.text().lower()
    assert "Root mean square" in row.evidence.text()
    assert row.remedy.text()
    assert row.look.isEnabled()
    assert "Inputs are not scaled" in row.look.accessibleName()
    assert row.fix is not None
    assert row.fix.accessibleName() == "Inputs are not scaled: Scale the inputs"


def test_the_remedy_is_an_edit_and_a_new_run(show: Show, qtbot: QtBot) -> None:
    session, panel = show(unscaled())
    QTest.mouseClick(panel.toggle, LEFT)
    fix = panel.rows[0].fix
    assert fix is not None
    QTest.mouseClick(fix, LEFT)
    assert session.document.data.scaling is Scaling.STANDARD
    qtbot.waitUntil(lambda: panel.diagnosing.step == 0 and not panel.diagnosing.findings)
    assert panel.rows == []
    session.undo()
    assert session.document.data.scaling is Scaling.NONE
    qtbot.waitUntil(lambda: ids(panel) == ["unscaled_inputs"])
    assert panel.rows[0].title.text() == "Inputs are not scaled"


def test_the_way_leads_to_layer_and_step(show: Show, qtbot: QtBot) -> None:
    session, panel = show(apply(circles(), SetTraining((("learning_rate", 20.0),))))
    for step in range(1, 4):
        session.step_batch()
        qtbot.waitUntil(lambda step=step: panel.diagnosing.step == step)
    assert ids(panel)[0] == "learning_rate_high"
    finding = panel.diagnosing.findings[0]
    assert finding.step < 3
    QTest.mouseClick(panel.toggle, LEFT)
    with qtbot.waitSignal(panel.inspect_requested) as asked:
        QTest.mouseClick(panel.rows[0].look, LEFT)
    assert asked.args == [finding.layer, (0,)]
    qtbot.waitUntil(lambda: session.travel.step == finding.step)
    assert ids(panel)[0] == "learning_rate_high"


def test_a_number_that_is_none(show: Show, qtbot: QtBot) -> None:
    values = (("activation", "formula"), ("activation.expression", "log(z)"))
    session, panel = show(apply(circles(), SetParameters("n3", values)))
    session.run()
    qtbot.waitUntil(lambda: session.status is Status.FAILED and bool(panel.diagnosing.findings))
    assert ids(panel) == ["not_finite"]
    finding = panel.diagnosing.findings[0]
    assert finding.layer == "n3"
    assert "Hidden 2" in str(finding.sentence)


def test_by_keys_alone(show: Show, qtbot: QtBot) -> None:
    _, panel = show(unscaled())
    panel.activateWindow()
    panel.toggle.setFocus()
    QTest.keyClick(panel.toggle, Qt.Key.Key_Space)
    assert panel.toggle.isChecked()
    (row,) = panel.rows
    visited = []
    for _ in range(2):
        QTest.keyClick(QApplication.focusWidget() or panel, Qt.Key.Key_Tab)
        visited.append(QApplication.focusWidget())
    assert visited == list(row.buttons)
    QTest.keyClick(row.look, Qt.Key.Key_Escape)
    assert not panel.toggle.isChecked()
    assert QApplication.focusWidget() is panel.toggle


@pytest.mark.parametrize(("language", "title"), [("zh_CN", "输入没有缩放"), ("zh_TW", "輸入沒有縮放")])
def test_in_another_language(show: Show, language: str, title: str) -> None:
    session, panel = show(unscaled())
    QTest.mouseClick(panel.toggle, LEFT)
    session.set_language(language)
    assert panel.rows[0].title.text() == title
    assert panel.toggle.text() in ("诊断 · 1", "診斷 · 1")


def test_newer_numbers_leave_the_keyboard_where_it_is(show: Show, qtbot: QtBot) -> None:
    session, panel = show(unscaled())
    panel.activateWindow()
    QTest.mouseClick(panel.toggle, LEFT)
    (row,) = panel.rows
    row.look.setFocus()
    session.step_batch()
    qtbot.waitUntil(lambda: panel.diagnosing.step == 1)
    assert panel.rows == [row]
    assert QApplication.focusWidget() is row.look


def test_weights_of_one_problem_are_not_looked_at_with_another_s_data(show: Show, qtbot: QtBot) -> None:
    session, panel = show(circles())
    with session.display.hold(exclusive=True) as frame:
        assert frame is not None
        # The trainer is held: what it has is the network of before, whose loss takes no such targets.
        session.new(templates["plane"]().document())
        panel.diagnosing.begin()
    panel.diagnosing._aside.finish()
    qtbot.waitUntil(lambda: panel.diagnosing.step == 0)


def test_what_a_run_is_copied_to_is_made_beside_the_window(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers: list[threading.Thread] = []

    def made(program: Program) -> Copies:
        makers.append(threading.current_thread())
        return Copies(program)

    monkeypatch.setattr("nnstudio.inspection.diagnosis.look.Copies", made)
    session, panel = show(circles())
    session.new(templates["plane"]().document())
    qtbot.waitUntil(lambda: len(makers) >= 2 and panel.diagnosing.step == 0)
    assert threading.main_thread() not in makers


@pytest.mark.parametrize("way", ["prepare", "take", "measure"])
def test_a_network_beside_which_no_second_has_room_is_not_looked_at(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    asked: list[str] = []

    def refused(*_: object) -> None:
        asked.append(way)
        raise ResourceError("n2", msg("less"), msg("more"), msg("Use fewer neurons."))

    session, panel = show(circles())
    with monkeypatch.context() as cramped:
        cramped.setattr(Looker, way, refused)
        session.new(templates["plane"]().document())
        qtbot.waitUntil(lambda: session.status is Status.PAUSED and not session.trainer.pending)
        qtbot.waitUntil(lambda: bool(asked) and not panel.diagnosing._aside.running)
        before = len(asked)
        session.step_run("batch", 20)
        qtbot.waitUntil(lambda: session.trainer.step >= 20 and not session.trainer.pending)
        panel.diagnosing.begin()
        panel.diagnosing._aside.finish()
    assert len(asked) == before
    assert panel.diagnosing.step == -1
    session.new(circles())
    qtbot.waitUntil(lambda: panel.diagnosing.step == 0)


def test_what_a_look_at_rest_has_cost_keeps_no_run_from_being_looked_at(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnstudio.ui.bridge.diagnosing.SHARE", 1e9)
    session, panel = show(circles())
    session.run()
    qtbot.waitUntil(lambda: panel.diagnosing.step > 0)
    assert session.status is Status.RUNNING
    session.pause()
