"""Any step of the run by mouse, wheel, keys and typing; break-points by clicks."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.document.edits import RenameLayer
from nnstudio.engine import Place
from nnstudio.training.break_points import break_points
from nnstudio.training.frame import Status
from nnstudio.ui.bridge.standing import standing_of
from nnstudio.ui.timeline import RunBar, StopsDialog

LEFT = Qt.MouseButton.LeftButton


def theta(bar: RunBar) -> np.ndarray:
    with bar.session.display.hold() as frame:
        assert frame is not None
        return frame.program.theta.copy()


def arrive(bar: RunBar, qtbot: QtBot, step: int) -> None:
    travel = bar.session.travel
    qtbot.waitUntil(lambda: travel.step == step and travel.progress is None and bar.step.value() == step)


def test_each_way_of_going_back_and_on(bar: RunBar, qtbot: QtBot) -> None:
    head, end, per_epoch = bar.session.travel.head, theta(bar), bar.per_epoch
    assert per_epoch == 24
    bar.step.setFocus()
    bar.step.selectAll()
    QTest.keyClicks(bar.step, "27")
    QTest.keyClick(bar.step, Qt.Key.Key_Return)
    arrive(bar, qtbot, 27)
    assert bar.of.text().replace("\u202f", "") == f"/ {head}"
    qtbot.mouseClick(bar.back_batch, LEFT)
    arrive(bar, qtbot, 26)
    qtbot.mouseClick(bar.back_epoch, LEFT)
    arrive(bar, qtbot, 24)
    qtbot.mouseClick(bar.next_batch, LEFT)
    arrive(bar, qtbot, 25)
    bar.ribbon.setFocus()
    QTest.keyClick(bar.ribbon, Qt.Key.Key_Left)
    arrive(bar, qtbot, 24)
    QTest.keyClick(bar.ribbon, Qt.Key.Key_PageUp)
    arrive(bar, qtbot, 0)
    assert not bar.back_batch.isEnabled()
    place = QPoint(round(bar.ribbon.x_of(head // 2)), bar.ribbon.height() // 2)
    qtbot.mouseClick(bar.ribbon, LEFT, pos=place)
    arrive(bar, qtbot, bar.ribbon.step_at(place.x()))
    before = bar.session.travel.step
    angle = QPoint(0, -120)
    centre = QPointF(bar.ribbon.rect().center())
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(centre, centre, QPoint(), angle, none, Qt.KeyboardModifier.NoModifier, phase, False)
    QApplication.sendEvent(bar.ribbon, wheel)
    arrive(bar, qtbot, before + 1)
    qtbot.mouseClick(bar.to_head, LEFT)
    arrive(bar, qtbot, head)
    assert np.array_equal(theta(bar), end)


def test_a_click_beside_a_mark_goes_to_its_very_step(bar: RunBar, qtbot: QtBot) -> None:
    session, travel, ribbon = bar.session, bar.session.travel, bar.ribbon
    travel.add_break_point(break_points.make("at_step", "break-point", step=1_003))
    session.run()
    qtbot.waitUntil(lambda: session.status is Status.PAUSED and travel.hits == (1_003,))
    session.step_run("batch", 1_000)
    arrive(bar, qtbot, 2_003)
    qtbot.waitUntil(lambda: ribbon.head == 2_003 and ribbon.hits == (1_003,))
    beside = QPoint(round(ribbon.x_of(1_003)) + 2, ribbon.height() // 2)
    assert ribbon.step_at(beside.x()) != 1_003, "a pixel stands for several steps"
    qtbot.mouseClick(ribbon, LEFT, pos=beside)
    arrive(bar, qtbot, 1_003)


def test_a_weight_by_hand_begins_a_branch_with_its_own_curve(bar: RunBar, qtbot: QtBot) -> None:
    session, travel = bar.session, bar.session.travel
    head, before = travel.head, session.curves
    travel.seek(20)
    arrive(bar, qtbot, 20)
    session.what_if.set(Place("n2", "weight", (0, 0)), 1.5)
    session.display.wake()
    qtbot.waitUntil(lambda: travel.branched_from is not None)
    assert (travel.branched_from, travel.head, bar.ribbon.branched) == ((1, 20), 20, 20)
    assert (before.batch_loss.last_step, session.curves.batch_loss.last_step) == (head, 20)
    session.step_batch()
    qtbot.waitUntil(lambda: session.curves.batch_loss.last_step == 21)
    assert before.batch_loss.last_step == head
    travel.seek(head, 1)
    qtbot.waitUntil(lambda: travel.run == 1 and travel.step == head)
    assert session.curves is before


def test_a_branch_takes_up_the_settings_of_the_document(bar: RunBar, qtbot: QtBot) -> None:
    session, travel = bar.session, bar.session.travel
    session.set_learning_rate(0.5)
    session.step_batch()
    qtbot.waitUntil(lambda: not session.trainer.pending)
    travel.seek(5)
    arrive(bar, qtbot, 5)
    assert session.trainer.desk.learning_rate != 0.5
    session.what_if.set(Place("n2", "weight", (0, 0)), 1.5)
    session.display.wake()
    qtbot.waitUntil(lambda: travel.branched_from is not None and not session.trainer.pending)
    qtbot.waitUntil(lambda: session.trainer.desk.learning_rate == 0.5)


def test_a_file_saved_behind_the_head_holds_the_head(bar: RunBar, qtbot: QtBot) -> None:
    head = bar.session.travel.head
    bar.session.travel.seek(3)
    arrive(bar, qtbot, 3)
    state = standing_of(bar.session).run
    assert state is not None
    assert state["step"] == head


def test_tab_goes_from_adding_to_the_break_points(bar: RunBar, qtbot: QtBot) -> None:
    qtbot.mouseClick(bar.stops, LEFT)
    dialog = bar.dialog
    assert isinstance(dialog, StopsDialog)
    dialog.menu.aboutToShow.emit()
    dialog.actions_by_kind["at_step"].trigger()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.add.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(dialog.add, Qt.Key.Key_Tab)
    focused = dialog.focusWidget()
    assert focused is not None
    assert dialog.rows[0].isAncestorOf(focused), "a row, made later than Close, comes before it"


def test_break_points_are_added_switched_changed_and_removed(bar: RunBar, qtbot: QtBot) -> None:
    session, travel = bar.session, bar.session.travel
    qtbot.mouseClick(bar.stops, LEFT)
    dialog = bar.dialog
    assert isinstance(dialog, StopsDialog)
    assert dialog.empty.isVisible()
    dialog.menu.aboutToShow.emit()
    assert set(dialog.actions_by_kind) == set(break_points)
    assert not dialog.actions_by_kind["delta_zero"].isEnabled(), "no neuron is looked at"
    dialog.actions_by_kind["at_step"].trigger()
    assert travel.break_points[0][0].step == travel.step + 100, "a step that is still to come"
    row = dialog.rows[0]
    goal = travel.head + 40
    editor = row.form.rows["step"].editor
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, str(goal))
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert travel.break_points[0][0].step == goal
    assert str(goal) in row.switch.text().replace("\u202f", "")
    assert "1" in bar.stops.text()
    session.run()
    qtbot.waitUntil(lambda: session.status is Status.PAUSED and travel.step == goal)
    qtbot.waitUntil(lambda: travel.hits == (goal,))
    qtbot.mouseClick(row.switch, LEFT, pos=QPoint(8, row.switch.height() // 2))
    assert travel.break_points[0][1] is False
    qtbot.mouseClick(row.remove, LEFT)
    assert travel.break_points == ()
    qtbot.waitUntil(lambda: dialog.rows == [] and dialog.empty.isVisible())
    session.select_neuron("n2", (1,))
    dialog.menu.aboutToShow.emit()
    dialog.actions_by_kind["delta_zero"].trigger()
    assert travel.break_points[0][0].at == "n2/grad_z/1"
    assert (done := travel.step // bar.per_epoch) >= 1
    dialog.menu.aboutToShow.emit()
    assert str(done + 1) in dialog.actions_by_kind["at_epoch"].text()
    dialog.actions_by_kind["at_epoch"].trigger()
    assert travel.break_points[1][0].epoch == done + 1
    qtbot.mouseClick(dialog.close_button, LEFT)
    qtbot.waitUntil(lambda: bar.dialog is None)


def test_a_break_point_has_the_name_that_its_layer_is_given(bar: RunBar) -> None:
    bar.session.travel.set_break_points(((break_points.make("dead", "break-point", layer="n2"), True),))
    bar.open_stops()
    assert isinstance(bar.dialog, StopsDialog)
    assert "Hidden 1" in bar.dialog.rows[0].switch.text()
    bar.session.edit(RenameLayer("n2", "First"))
    assert "First" in bar.dialog.rows[0].switch.text()


def test_every_condition_is_read_without_scrolling_sideways(bar: RunBar, qtbot: QtBot) -> None:
    session = bar.session
    session.select_neuron("n2", (1,))
    qtbot.mouseClick(bar.stops, LEFT)
    dialog = bar.dialog
    assert isinstance(dialog, StopsDialog)
    for kind in break_points:
        dialog.menu.aboutToShow.emit()
        dialog.actions_by_kind[kind].trigger()
    QApplication.processEvents()
    assert len(dialog.rows) == len(break_points) - 1, "no weight is looked at"
    assert "choose a link first" in dialog.actions_by_kind["weight_crosses_zero"].text()
    assert dialog._scroll.horizontalScrollBar().maximum() == 0
    dialog.close()


def test_a_long_way_shows_how_far_it_is_and_can_be_stopped(
    bar: RunBar, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, travel = bar.session, bar.session.travel
    session.run()
    qtbot.waitUntil(lambda: session.trainer.step > 2_000)
    session.pause()
    qtbot.waitUntil(lambda: not session.trainer.pending)
    past = session.trainer.desk.past
    assert past is not None
    past.record.frames.strip()
    travel.seek(0)
    arrive(bar, qtbot, 0)
    replay = past.replay

    def slowly(most: int, *rest: Any) -> int:
        time.sleep(0.005)
        return replay(min(most, 2), *rest)

    # A fast machine goes such a way between two looks of the window: on this one it takes five seconds.
    monkeypatch.setattr(past, "replay", slowly)
    travel.seek(2_000)
    qtbot.waitUntil(lambda: bar.ends.currentIndex() == 1)
    qtbot.waitUntil(lambda: travel.progress is not None and travel.progress.share > 0)
    qtbot.mouseClick(bar.stop, LEFT)
    qtbot.waitUntil(lambda: travel.progress is None and travel.step > 0)
    assert travel.step < 2_000


def test_before_the_first_update_the_bar_says_so_instead_of_leading_nowhere(bar: RunBar, qtbot: QtBot) -> None:
    session = bar.session
    session.reset()
    qtbot.waitUntil(lambda: session.travel.head == 0 and bar.none_yet.isVisible())
    assert bar.none_yet.text() == "None yet: the arrow makes the first one."
    assert not bar.ribbon.isVisible()
    assert (bar.step.text(), bar.of.text()) == ("0", "/ 0")
    assert not bar.back_batch.isEnabled()
    qtbot.mouseClick(bar.next_batch, LEFT)
    qtbot.waitUntil(lambda: session.travel.head == 1 and bar.ribbon.isVisible())
    assert not bar.none_yet.isVisible()
    assert (bar.step.text(), bar.of.text()) == ("1", "/ 1")
