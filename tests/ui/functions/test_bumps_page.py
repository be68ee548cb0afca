"""Any curve of bumps: dragged, typed, drawn by mouse and by keys, trained, and measured over the number of neurons."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.exchange.table import to_csv
from nnstudio.inspection.functions.approximation import COUNTS, GOALS, UPDATES, learn
from nnstudio.inspection.functions.bumps import X, distance
from nnstudio.training.headless import make_problem
from nnstudio.ui import theme
from nnstudio.ui.functions import FunctionsPanel
from nnstudio.ui.functions.bump_plot import BumpPlot
from nnstudio.ui.functions.bumps_page import MOST, BumpsPage

WAIT = 60_000
NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton


class Endless:
    """No frame is due."""

    due = float("inf")


@pytest.fixture
def page(lab: FunctionsPanel, qtbot: QtBot) -> BumpsPage:
    made = lab.show_page("bumps")
    assert isinstance(made, BumpsPage)
    # The plot has its size, and keeps it, once the page has been laid out.
    qtbot.waitUntil(lambda: made.plot.plot.viewport().width() > 300 and made.plot.isVisible(), timeout=WAIT)
    QApplication.processEvents()
    return made


def drag(plot: BumpPlot, *places: tuple[float, float]) -> None:
    """Press at the first place, move over the others, let go at the last."""
    viewport = plot.plot.viewport()

    def send(kind: QEvent.Type, place: tuple[float, float], button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        at = plot.pixel(*place)
        there = QPointF(viewport.mapToGlobal(at.toPoint()))
        QApplication.sendEvent(viewport, QMouseEvent(kind, at, there, button, held, Qt.KeyboardModifier.NoModifier))

    send(QEvent.Type.MouseButtonPress, places[0], LEFT, LEFT)
    for place in places[1:]:
        send(QEvent.Type.MouseMove, place, NONE, LEFT)
    send(QEvent.Type.MouseButtonRelease, places[-1], LEFT, NONE)


def test_a_bump_is_dragged_by_its_top_and_by_its_edge(page: BumpsPage) -> None:
    bump = page.bumps[3]
    drag(page.plot, (bump.centre, bump.height), (0.3, 0.2), (0.1, -0.6))
    assert page.plot.chosen == 3
    assert (page.bumps[3].centre, page.bumps[3].height) == pytest.approx((0.1, -0.6), abs=0.02)
    assert page.bumps[3].width == bump.width
    assert page.form.rows["height"].value() == pytest.approx(page.bumps[3].height, abs=5e-4)
    drag(page.plot, (0.1 + bump.width / 2, -0.3), (0.25, -0.3))
    assert page.bumps[3].width == pytest.approx(0.3, abs=0.03)
    mean, _ = distance(page.plot.answer, page.goal)
    assert theme.number(mean, 3) in page.said.text()


def test_a_press_beside_all_handles_moves_nothing(page: BumpsPage) -> None:
    before = page.bumps
    drag(page.plot, (-0.9, -1.3), (0.5, 1.0))
    assert page.bumps == before


def test_keys_move_widen_choose_add_and_take_away(page: BumpsPage) -> None:
    page.plot.setFocus()
    first = page.bumps[0]
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(page.plot, key)
    assert (page.bumps[0].centre, page.bumps[0].height) == pytest.approx((first.centre + 0.02, first.height + 0.02))
    QTest.keyClick(page.plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert page.bumps[0].width == pytest.approx(1.1 * first.width)
    QTest.keyClick(page.plot, Qt.Key.Key_PageUp)
    assert page.plot.chosen == len(page.bumps) - 1
    count = len(page.bumps)
    worst = int(np.abs(page.goal - page.plot.answer).argmax())
    QTest.keyClick(page.plot, Qt.Key.Key_Insert)
    assert len(page.bumps) == count + 1
    assert page.bumps[-1].centre == pytest.approx(X[worst])
    assert f"{2 * (count + 1)}" in page.said.text().splitlines()[0]
    for left in range(count, -1, -1):
        QTest.keyClick(page.plot, Qt.Key.Key_Delete)
        assert len(page.bumps) == left
    assert not page.plot.answer.any()
    assert not page.train.isEnabled()
    QTest.mouseClick(page.add, LEFT)
    assert len(page.bumps) == 1


def test_no_more_bumps_than_can_be_seen(page: BumpsPage) -> None:
    page.count.slider.setFocus()
    QTest.keyClick(page.count.slider, Qt.Key.Key_End)
    assert len(page.bumps) == MOST
    assert not page.add.isEnabled()
    page.plot.setFocus()
    QTest.keyClick(page.plot, Qt.Key.Key_Insert)
    assert len(page.bumps) == MOST


def test_a_number_typed_moves_the_chosen_bump(page: BumpsPage) -> None:
    slider = page.form.rows["height"].slider
    assert slider is not None
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert page.bumps[0].height == 1.5
    assert "1.50 σ(" in page.neurons.text().splitlines()[0]
    QTest.mouseClick(page.kind.buttons["relu"], LEFT)
    assert len(page.neurons.text().splitlines()) == 3
    assert not page.form.rows["steepness"].isVisible()


def test_a_goal_is_drawn_by_mouse_and_by_keys(page: BumpsPage) -> None:
    QTest.mouseClick(page.mode.buttons["draw"], LEFT)
    drag(page.plot, (-0.5, 0.0), (0.0, 1.0), (0.5, 0.0))
    inside = np.abs(X) <= 0.5
    np.testing.assert_allclose(page.goal[inside], 1 - 2 * np.abs(X[inside]), atol=0.05)
    np.testing.assert_array_equal(page.goal[np.abs(X) > 0.52], GOALS["sine"][1][np.abs(X) > 0.52])
    assert page.choice.currentText() == "Drawn by hand"
    page.plot.setFocus()
    page.plot.pen = 0.0
    before = page.goal[60]
    QTest.keyClick(page.plot, Qt.Key.Key_Down)
    assert page.goal[60] == pytest.approx(before - 0.04)
    QTest.keyClick(page.plot, Qt.Key.Key_Left)
    assert page.plot.pen == pytest.approx(-0.02)
    QTest.mouseClick(page.mode.buttons["move"], LEFT)
    own = page.goal
    page.choice.setCurrentIndex(0)
    page.choice.activated.emit(0)
    np.testing.assert_array_equal(page.goal, GOALS["sine"][1])
    assert own is not page.goal


def test_the_bumps_are_trained_and_the_training_is_walked(page: BumpsPage, qtbot: QtBot) -> None:
    QTest.mouseClick(page.train, LEFT)
    qtbot.waitUntil(lambda: page.learned is not None, timeout=WAIT)
    assert page.learned is not None
    assert page.plot.trained is not None
    assert theme.number(float(page.learned.distances[-1]), 3) in page.said.text().splitlines()[2]
    assert page.errors.mode.value() == "updates"
    page.steps.slider.setFocus()
    QTest.keyClick(page.steps.slider, Qt.Key.Key_Home)
    np.testing.assert_array_equal(page.plot.trained, page.plot.answer)
    QTest.keyClick(page.steps.slider, Qt.Key.Key_Right)
    np.testing.assert_array_equal(page.plot.trained, page.learned.answers[1])
    assert page.errors.updates.position == 1
    page.plot.setFocus()
    QTest.keyClick(page.plot, Qt.Key.Key_Up)
    assert page.learned is None
    assert page.errors.progress.text() == "Not trained yet."
    assert not page.steps.isEnabled()
    assert page.steps.value() == 1 <= UPDATES


def test_every_size_is_measured_can_be_stopped_and_goes_on(page: BumpsPage, qtbot: QtBot) -> None:
    errors = page.errors
    qtbot.waitUntil(lambda: bool(errors.found), timeout=WAIT)
    errors.button.click()
    if not errors.complete:
        qtbot.waitUntil(lambda: not errors.work.running, timeout=WAIT)
        assert errors.stopped
        assert not errors.complete or not errors.button.isVisible()
    if not errors.complete:
        assert errors.button.text() == "Go on"
        errors.button.click()
    qtbot.waitUntil(lambda: errors.complete, timeout=WAIT)
    assert [one.units for one in errors.found] == [2 * count for count in COUNTS]
    assert not errors.button.isVisible()
    built = errors.units.lines[0]
    assert built.y[-1] < 0.2 * built.y[0]
    table = page.table()
    assert table is not None
    written = to_csv(table).splitlines()
    assert "error: trained" in written[0]
    assert len(written) == 1 + len(X)


def test_another_function_is_measured_anew(page: BumpsPage, qtbot: QtBot) -> None:
    QTest.mouseClick(page.kind.buttons["relu"], LEFT)
    assert not page.errors.found
    qtbot.waitUntil(lambda: bool(page.errors.found), timeout=WAIT)
    assert page.errors.found[0].units == 3


def test_the_network_becomes_a_project_that_answers_and_learns_as_it_did_here(page: BumpsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.lab.project_wanted, timeout=WAIT) as asked:
        QTest.mouseClick(page.open, LEFT)
    (project,) = asked.args
    problem = make_problem(project.document)
    assert problem.run.load_state(project.run)
    answer = problem.program.predict(X[:, None])[:, 0]
    np.testing.assert_allclose(answer, page.plot.answer, atol=1e-12)
    np.testing.assert_array_equal(problem.training.targets[:, 0], page.goal)
    learned = learn("logistic", page._weights(), page.goal, page._rate())
    for step in (1, 5):
        problem.run.advance(step - problem.run.step, Endless())
        np.testing.assert_allclose(problem.program.predict(X[:, None])[:, 0], learned.answers[step], atol=1e-6)
