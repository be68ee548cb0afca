"""Runs compared in their window: what is kept, drawn, asked and listed is what the runs were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.document.edits import SetData
from nnstudio.training.frame import Status
from nnstudio.training.kept_run import Snapshots
from nnstudio.ui.bridge import shelf
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.runs import CompareView

LEFT = Qt.MouseButton.LeftButton
Opened = Callable[..., tuple[Session, QWidget]]
Shown = tuple[Session, CompareView]


def steps(session: Session, qtbot: QtBot, count: int) -> None:
    """Make so many steps, and come to rest."""
    goal = session.travel.step + count
    session.step_run("batch", count)
    qtbot.waitUntil(lambda: session.travel.step == goal and session.status is Status.PAUSED)


@pytest.fixture
def shown(opened: Opened, qtbot: QtBot) -> Shown:
    """Two runs of the circles, one with ten times the rate of the other, and a third in hand."""
    session, made = opened(CompareView, "circles", (760, 620))
    view = cast(CompareView, made)
    for number, rate in enumerate((0.01, 0.1), start=1):
        session.set_learning_rate(rate)
        steps(session, qtbot, 60)
        session.reset()
        begun = number + 1, 0
        qtbot.waitUntil(lambda begun=begun: (session.travel.run, session.travel.step) == begun)
    assert len(session.shelf.runs) == 2
    steps(session, qtbot, 30)
    return session, view


def test_a_run_that_gave_way_is_kept_whole(shown: Shown) -> None:
    session, view = shown
    first, second = session.shelf.runs
    assert [run.document.training.learning_rate for run in (first, second)] == [0.01, 0.1]
    assert [run.step for run in (first, second)] == [60, 60]
    assert first.curves.batch_loss.last_step == 60
    assert [run.number for run in view.runs()] == [0, 1, 2]
    # The same seed: the same first batch has the same loss.
    starts = {run.curves.batch_loss.at(0) for run in view.runs()}
    assert len(starts) == 1


def test_curves_of_what_is_ticked_are_drawn(shown: Shown, qtbot: QtBot) -> None:
    _, view = shown
    qtbot.waitUntil(lambda: len(view.plot.lines) == 3)
    assert [line.mark for line in view.plot.lines] == ["●", "1", "2"]
    view.list.setFocus()
    view.list.setCurrentRow(1)
    QTest.keyClick(view.list, Qt.Key.Key_Space)
    assert [line.mark for line in view.plot.lines] == ["●", "2"]


def test_answers_are_compared_at_the_same_step(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    QTest.mouseClick(view.pages.buttons["answers"], LEFT)
    qtbot.waitUntil(lambda: len(view.answers.tiles) == 2)
    assert [tile.answers.step for tile in view.answers.tiles] == [60, 60]
    late = [tile.answers.plane.drawn.colors for tile in view.answers.tiles]
    view.slider.setFocus()
    QTest.keyClick(view.slider, Qt.Key.Key_Home)
    assert [tile.answers.step for tile in view.answers.tiles] == [0, 0]
    early = [tile.answers.plane.drawn.colors for tile in view.answers.tiles]
    assert all(picture is not None for picture in (*late, *early))
    one, other = early
    assert one is not None
    assert other is not None
    # Both set out from the same weights, and came to different answers.
    assert one.tobytes() == other.tobytes()
    assert len({picture.tobytes() for picture in late if picture is not None}) == 2
    with session.display.hold(exclusive=True):
        assert session.travel.step == 30


def test_gradients_are_compared_layer_by_layer_at_the_same_step(shown: Shown, qtbot: QtBot) -> None:
    _, view = shown
    QTest.mouseClick(view.pages.buttons["gradients"], LEFT)
    qtbot.waitUntil(lambda: [tile.step for tile in view.answers.tiles] == [60, 60])
    late = [tile.plot.lines[0].y.tolist() for tile in view.answers.tiles]
    assert [len(lengths) for lengths in late] == [3, 3]
    assert late[0] != late[1]
    assert len({tile.plot.ranges for tile in view.answers.tiles}) == 1
    view.slider.setFocus()
    QTest.keyClick(view.slider, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: [tile.step for tile in view.answers.tiles] == [0, 0])
    one, other = (tile.plot.lines[0].y.tolist() for tile in view.answers.tiles)
    # Both set out from the same weights.
    assert one == other
    assert view.answers.tiles[0].isVisible()
    assert "of layer 3" in view.answers.tiles[0].toolTip()


def test_the_table_lists_only_what_differs_and_how_it_came_out(shown: Shown) -> None:
    session, view = shown
    QTest.mouseClick(view.pages.buttons["settings"], LEFT)
    table = view.table
    names = [table.verticalHeaderItem(row).text() for row in range(table.rowCount())]
    assert names[:2] == ["Learning rate", "Steps"]
    texts = [[table.item(row, column).text() for column in range(3)] for row in range(2)]
    assert texts == [["0.1", "0.01", "0.1"], ["30", "60", "60"]]
    assert view.table.same
    assert view.reading.text() == "Same data, same seed"
    assert session.shelf.runs[0].document.data == session.document.data


def test_other_data_are_not_passed_over(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    with qtbot.waitSignal(session.problem_loaded):
        session.edit(SetData((("seed", 7),)))
    qtbot.waitUntil(lambda: "differ" in view.reading.text())
    assert len(session.shelf.runs) == 3


def test_the_run_in_hand_can_be_kept_and_taken_off_again(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    QTest.mouseClick(view.keep, LEFT)
    qtbot.waitUntil(lambda: len(session.shelf.runs) == 3)
    assert session.shelf.runs[-1].step == 30
    steps(session, qtbot, 5)
    QTest.mouseClick(view.keep, LEFT)
    # The same run again: it takes its own place.
    qtbot.waitUntil(lambda: session.shelf.runs[-1].step == 35)
    assert len(session.shelf.runs) == 3
    view.list.setFocus()
    view.list.setCurrentRow(3)
    QTest.keyClick(view.list, Qt.Key.Key_Delete)
    assert len(session.shelf.runs) == 2


def test_a_kept_run_can_be_gone_back_to(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    view.list.setCurrentRow(1)
    assert view.go.isEnabled()
    QTest.mouseClick(view.go, LEFT)
    qtbot.waitUntil(lambda: (session.travel.run, session.travel.step) == (1, 60))
    assert session.curves.run == 1


def test_pointing_reads_every_run_at_that_epoch(shown: Shown, qtbot: QtBot) -> None:
    _, view = shown
    qtbot.waitUntil(lambda: len(view.plot.lines) == 3)
    axes = view.plot.axes()
    place = axes.area.center().toPoint()
    QTest.mouseMove(view.plot, place)
    qtbot.waitUntil(lambda: view.reading.text().startswith("epoch "))
    epoch = axes.data(axes.area.center())[0]
    for run in view.runs()[1:]:
        shown_value = run.value_at("validation_loss", epoch)
        assert f"{run.mark} {shown_value:.3g}"[:5] in view.reading.text()


def test_answers_between_two_kept_steps_are_made_again(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    QTest.mouseClick(view.pages.buttons["answers"], LEFT)
    qtbot.waitUntil(lambda: len(view.answers.tiles) == 2)
    here = session.travel.run, session.travel.step
    first, _ = session.shelf.runs
    step = next((step for step in range(59, 0, -1) if step not in first.snapshots.steps.tolist()), 37)
    view.slider.setValue(round(step * view.slider.maximum() / 60))
    qtbot.waitUntil(lambda: [tile.answers.step for tile in view.answers.tiles] == [step, step])
    assert view.reading.text().startswith(f"Answers at step {step}, ")
    assert (session.travel.run, session.travel.step) == here, "the run in hand stays where it is"
    made = view.moments.at(first, step)
    session.travel.seek(step, first.run)
    qtbot.waitUntil(lambda: (session.travel.run, session.travel.step) == (first.run, step))
    with session.display.hold(exclusive=True) as frame:
        assert frame is not None
        assert made[0] == frame.step
        assert made[1].tobytes() == frame.program.theta.tobytes()


def test_of_large_runs_fewer_are_kept_and_always_the_latest(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    session, _view = shown
    first, second = session.shelf.runs
    theta = first.snapshots.theta.nbytes
    assert first.nbytes > theta + 3 * 8 * 1024, "its weights and, beside them, its curves"
    monkeypatch.setattr(shelf, "MOST_BYTES", 2 * second.nbytes)
    session.shelf.put(replace(second, run=0))
    assert [run.run for run in session.shelf.runs] == [second.run, 0]
    monkeypatch.setattr(shelf, "MOST_BYTES", 1)
    third = replace(first, run=0)
    session.shelf.put(third)
    assert session.shelf.runs == (third,)


def test_a_run_without_a_record_keeps_to_its_kept_steps(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    first = session.shelf.runs[0]
    steps_kept = np.array([0, 60])
    session.shelf.put(
        replace(first, run=0, snapshots=Snapshots(steps_kept, first.snapshots.theta[[0, -1]], np.zeros((2, 0))))
    )
    QTest.mouseClick(view.pages.buttons["answers"], LEFT)
    view.slider.setValue(view.slider.maximum() // 2)
    qtbot.waitUntil(lambda: [tile.answers.step for tile in view.answers.tiles] == [30, 30, 0])
    assert "without a record" in view.reading.text()


def test_the_plot_is_whole_in_the_low_pane_of_a_projector(opened: Opened, qtbot: QtBot) -> None:
    # What a pane of Train leaves at 1024×768 while the diagnosis is open: the tools take two rows.
    _, made = opened(CompareView, "circles", (377, 247))
    view = cast(CompareView, made)
    qtbot.waitUntil(lambda: view.list.count() > 0)
    for part in (view.plot, view.list):
        qtbot.waitUntil(lambda part=part: part.visibleRegion().boundingRect().contains(part.rect()))
