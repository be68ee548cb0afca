"""The exercises by keys and by mouse: written, run, checked, drawn, and kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from nnstudio.inspection.exercises import exercises
from nnstudio.text import set_language
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.settings import Settings
from nnstudio.ui.scalars.exercises import ExercisesView

CONTROL = Qt.KeyboardModifier.ControlModifier
BY_ID = {exercise.id: exercise for exercise in exercises()}


class Student:
    """Works on an exercise of the stage."""

    def __init__(self, hand) -> None:
        self.hand = hand
        found = hand.bring("exercises")
        assert isinstance(found, ExercisesView)
        self.view = found

    def choose(self, exercise_id: str) -> None:
        """Choose an exercise from the list by keys."""
        place = list(BY_ID).index(exercise_id)
        self.pick(self.view.choice, place)
        assert self.view.exercise is BY_ID[exercise_id]

    def pick(self, box: QComboBox, place: int) -> None:
        """Choose from a list."""
        box.setFocus()
        for _ in range(box.count()):
            QTest.keyClick(box, Qt.Key.Key_Up)
        for _ in range(place):
            QTest.keyClick(box, Qt.Key.Key_Down)
        box.activated.emit(box.currentIndex())

    def write(self, text: str) -> None:
        """Put a text over what is there, as pasting it does."""
        self.view.editor.selectAll()
        self.view.editor.insertPlainText(text)

    def run(self) -> None:
        """Run by Ctrl+Enter, and wait for the end."""
        before = self.view.report
        self.view.editor.setFocus()
        QTest.keyClick(self.view.editor, Qt.Key.Key_Return, CONTROL)
        self.hand.until(lambda: self.view.report is not before and not self.view.aside.running)

    def show(self, tab: str) -> None:
        """Go to a page by its button."""
        self.hand.click(self.view.tabs.buttons[tab])
        assert self.view.tabs.value() == tab


@pytest.fixture
def student(hand) -> Student:
    """Someone who has just opened the exercises."""
    return Student(hand)


def test_the_first_exercise_is_there_with_its_task_and_code(student) -> None:
    view, first = student.view, exercises()[0]
    assert view.exercise is first
    assert view.editor.toPlainText() == first.start
    assert str(first.task[0]) in view.task.text.text()
    assert view.task.isVisible()
    assert not view.previous.isEnabled()
    assert view.task.done.text() == f"0 of {len(exercises())} done"


def test_overwriting_is_found_and_mended(student) -> None:
    student.choose("adding_up")
    student.run()
    view = student.view
    assert view.checks.isVisible()
    assert view.checks.summary.text() == "0 of 3 checks are right."
    assert view.checks.cards[0].rows.text() == "✗ a.grad: yours 1, the engine 2"
    assert "overwrites" in view.checks.cards[0].advice.text()
    student.write(BY_ID["adding_up"].solution)
    student.run()
    assert view.checks.summary.text() == "All 3 checks are right: done."
    assert view.checks.cards[0].rows.text() == "✓ a.grad: yours 2, the engine 2"
    assert not view.checks.cards[0].advice.isVisible()
    assert view.choice.currentText() == "✓ 3. Add, do not overwrite"
    assert view.task.done.text() == f"1 of {len(exercises())} done"


def test_the_graph_is_walked_edge_by_edge_and_the_line_is_marked(student) -> None:
    student.choose("adding_up")
    student.run()
    student.show("graph")
    hand, pane = student.hand, student.view.graph.pane
    assert hand.box(pane.canvas, "a").text("grad") == "1"
    hand.click(pane.bar.grain.buttons["edge"])
    hand.click(pane.bar.first)
    said = []
    while pane.moment.place < len(pane.moment.story.events):
        hand.click(pane.bar.next)
        said.append(pane.sentence.text())
    assert any("overwritten: 1 is lost, 1 stands there now" in text for text in said)
    hand.click(pane.bar.first)
    hand.click(pane.bar.next)
    lines = student.view.editor.toPlainText().split("\n")
    assert lines[student.view.editor._line - 1] == "a = Value(3.0)"


def test_the_graph_is_walked_by_the_engine_in_both_modes(student) -> None:
    student.choose("tanh")
    student.write(BY_ID["tanh"].solution)
    student.run()
    student.show("graph")
    hand, graph = student.hand, student.view.graph
    assert float(hand.box(graph.pane.canvas, "w1").text("grad")) == 1
    student.pick(graph.mode, 1)
    assert float(hand.box(graph.pane.canvas, "w1").text("grad")) == 1
    student.pick(graph.mode, 2)
    names = [graph.by.itemText(place) for place in range(graph.by.count())]
    assert "∂o/∂w1" in names
    student.pick(graph.by, names.index("∂o/∂w1"))
    assert float(hand.box(graph.pane.canvas, "o").text("tangent")) == 1


def test_a_check_s_own_graph_is_drawn(student) -> None:
    student.choose("adding_up")
    student.run()
    student.hand.click(student.view.checks.cards[2].graph)
    assert student.view.tabs.value() == "graph"
    assert student.view.graph.of.currentText() == "Check: Two ways to a and to b"
    assert {"a", "b", "d", "e", "f"} == {face.label for face in student.view.graph.pane.canvas.faces}


def test_an_error_is_marked_at_its_line_and_goes_when_one_types(student) -> None:
    student.choose("backward")
    student.write("x = 1\n\n\nprint('here')\nprint(y)\n")
    student.run()
    view = student.view
    assert view.problem.isVisible()
    assert view.problem.text().startswith("Line 5, column 7: unknown name “y”.")
    assert view.editor._error is not None
    assert view.checks.summary.text() == "Your code stopped in line 5, so nothing was checked."
    assert view.output.isVisible()
    assert view.output.toPlainText() == "here\n"
    QTest.keyClicks(view.editor, "z")
    assert not view.problem.isVisible()
    assert view.editor._error is None


def test_hints_come_one_by_one_and_the_solution_on_demand(student) -> None:
    view, first = student.view, exercises()[0]
    assert not view.task.hinted.isVisible()
    student.hand.click(view.task.more)
    assert str(first.hints[0]) in view.task.hinted.text()
    assert str(first.hints[1]) not in view.task.hinted.text()
    student.hand.click(view.task.more)
    assert str(first.hints[1]) in view.task.hinted.text()
    assert not view.task.more.isEnabled()
    student.show("solution")
    assert view.solution.editor.toPlainText() == ""
    student.hand.click(view.solution.reveal)
    assert view.solution.editor.toPlainText() == first.solution
    student.hand.click(view.solution.take)
    assert view.editor.toPlainText() == first.solution
    view.editor.undo()
    assert view.editor.toPlainText() == first.start


def test_code_and_progress_are_kept(student, tmp_path: Path, show) -> None:
    student.choose("adding_up")
    student.write(BY_ID["adding_up"].solution)
    student.run()
    student.choose("sorting")
    student.write("x = 1\n")
    student.choose("adding_up")
    assert student.view.editor.toPlainText() == BY_ID["adding_up"].solution
    student.hand.click(student.view.next)
    assert student.view.editor.toPlainText() == "x = 1\n"
    later = Student(show(Session(settings=Settings(tmp_path / "settings.ini"))))
    assert later.view.exercise is BY_ID["sorting"]
    assert later.view.editor.toPlainText() == "x = 1\n"
    assert later.view.task.done.text().startswith("1 of ")
    student.hand.click(later.view.task.again)
    assert later.view.editor.toPlainText() == BY_ID["sorting"].start


def test_the_window_lives_while_code_runs_and_stop_ends_it(student, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnstudio.ui.bridge.aside.WAIT", 0.0)
    monkeypatch.setattr("nnstudio.inspection.small_python.machine.MOST_STEPS", 10**12)
    student.choose("sorting")
    student.write("while True:\n    pass\n")
    view = student.view
    student.hand.click(view.run)
    assert view.aside.running
    assert not view.run.isEnabled()
    student.show("task")
    student.hand.click(view.task.more)
    assert view.task.hinted.isVisible()
    assert view.aside.running
    student.hand.click(view.stop)
    student.hand.until(lambda: not view.aside.running)
    assert view.checks.summary.text() == "Stopped."
    assert view.run.isEnabled()
    student.write(BY_ID["sorting"].solution)
    student.run()
    assert view.checks.summary.text() == "All 3 checks are right: done."


def test_another_exercise_ends_the_run_of_the_one_before(student, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnstudio.ui.bridge.aside.WAIT", 0.0)
    monkeypatch.setattr("nnstudio.inspection.small_python.machine.MOST_STEPS", 10**12)
    student.choose("sorting")
    student.write("while True:\n    pass\n")
    student.hand.click(student.view.run)
    student.choose("adding_up")
    student.hand.until(lambda: not student.view.aside.running)
    assert student.view.report is None
    student.run()
    assert student.view.checks.summary.text() == "0 of 3 checks are right."


def test_texts_follow_the_language(student) -> None:
    student.choose("adding_up")
    student.run()
    set_language("zh_TW")
    view = student.view
    assert view.choice.currentText() == "3. 累加，不要覆蓋"
    assert view.checks.summary.text() == "3 項檢查中 0 項正確。"
    assert view.checks.cards[0].rows.text() == "✗ a.grad：你的 1，引擎 2"
    assert view.graph.mode.currentText() == "你的執行過程"
    set_language("en")
    assert view.checks.summary.text() == "0 of 3 checks are right."
