"""The loss landscape in its window: what is surveyed, the run's way across it, map and relief."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.document.edits import SetParameters
from nnstudio.engine.measures.objective import Objective
from nnstudio.inspection.landscape.survey import FINEST
from nnstudio.training.frame import Status
from nnstudio.training.headless import make_problem
from nnstudio.training.problem import targets_of
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.landscape import LandscapeView
from nnstudio.ui.charts.landscape.asking import Asked, rows_of
from nnstudio.ui.charts.landscape.terrain import Terrain

LEFT = Qt.MouseButton.LeftButton
Opened = Callable[..., tuple[Session, QWidget]]
Shown = tuple[Session, LandscapeView]


@pytest.fixture(autouse=True)
def _finest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the finest grid surveyed also on a machine so busy that the network seems slow."""
    monkeypatch.setattr("nnstudio.ui.charts.landscape.asking.side_for", lambda seconds: FINEST)


@pytest.fixture
def shown(opened: Opened, qtbot: QtBot) -> Shown:
    """The view on circles, trained for some steps and paused."""
    session, made = opened(LandscapeView, "circles")
    view = cast(LandscapeView, made)
    qtbot.waitUntil(lambda: view.empty.isVisible())
    session.step_run("batch", 60)
    qtbot.waitUntil(lambda: session.travel.step == 60 and session.status is Status.PAUSED)
    return session, view


def surveyed(view: LandscapeView, qtbot: QtBot, kind: str) -> tuple[Asked, Terrain]:
    """Choose a kind of plane by the mouse and wait until its survey is done."""
    QTest.mouseClick(view.kinds.buttons[kind] if kind != view.kinds.value() else view.survey_button, LEFT)
    qtbot.waitUntil(lambda: view.asked is not None and not view.aside.running)
    assert view.asked is not None
    assert view.map.terrain is not None
    return view.asked, view.map.terrain


def kept(session: Session) -> int:
    """How many steps of the run so far are kept."""
    with session.display.hold(exclusive=True):
        path = session.trainer.path(60)
    return len(path[0]) if path is not None else 0


def loss_of(session: Session, weights: np.ndarray | None = None) -> float:
    """Binary cross-entropy of the training samples, by NumPy from the network's answers."""
    with session.display.hold(exclusive=True) as frame:
        assert frame is not None
        assert session.prepared is not None
        training, program = session.prepared.training, frame.program
        kept = program.theta.copy()
        if weights is not None:
            program.theta[:] = weights
        p = program.predict(training.x)[:, 0].astype(np.float64)
        program.theta[:] = kept
    y = training.y.astype(np.float64)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


def test_without_a_path_it_says_what_to_do(opened: Opened, qtbot: QtBot) -> None:
    _, made = opened(LandscapeView, "circles")
    view = cast(LandscapeView, made)
    qtbot.waitUntil(lambda: view.empty.isVisible() and "Train for longer" in view.empty.advice.text())
    assert view.asked is None


def test_the_centre_of_random_directions_has_the_networks_own_loss(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    asked, terrain = surveyed(view, qtbot, "random")
    assert session.prepared is not None
    assert asked.samples == len(session.prepared.training)
    x, y, loss = terrain.nearest(0.0, 0.0)
    assert (x, y) == (0.0, 0.0)
    assert loss == pytest.approx(loss_of(session), rel=1e-4)
    assert np.isfinite(terrain.losses).all()


def test_it_says_what_kind_of_point_the_run_is_at(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    surveyed(view, qtbot, "random")
    qtbot.waitUntil(lambda: view.standing.standing is not None)
    found = view.standing.standing
    assert found is not None
    with session.display.hold(exclusive=True) as frame:
        assert frame is not None
        assert session.prepared is not None
        training, program = session.prepared.training, frame.program
        objective = Objective(program, training.x, targets_of(program, session.prepared, training.y))
    norm = float(np.linalg.norm(objective.gradient(objective.theta)))
    assert found.verdict.gradient_norm == pytest.approx(norm, rel=1e-6)
    assert view.standing.text().startswith(f"On a slope · ‖∂L/∂θ‖ {theme.number(norm, 3)} · curvature ")
    assert view.standing.isVisible()
    assert "eigenvalue" in view.standing.explained()
    assert view.standing.accessibleName() == view.standing.text()
    view.standing.clear()
    assert "On a slope" not in view.standing.accessibleName() + view.standing.accessibleDescription()
    QTest.mouseClick(view.survey_button, LEFT)
    # The same numbers, found anew.
    qtbot.waitUntil(lambda: view.standing.standing is not None and view.standing.standing is not found)


def test_two_weights_are_shown_as_they_are(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    view.kinds.setFocus()
    _, terrain = surveyed(view, qtbot, "weights")
    assert terrain.names == (view.first.currentText(), view.second.currentText())
    assert terrain.names[0].endswith("w(1, 1)")
    with session.display.hold(exclusive=True) as frame:
        assert frame is not None
        theta = frame.program.theta.astype(np.float64)
        layer = frame.program.graph.order[1]
        weight = frame.parameter(layer, "weight")
        assert terrain.path[-1] == pytest.approx(weight[0, :2])
    column, row = 5, 40
    places = [np.flatnonzero(theta == weight[0, number])[0] for number in (0, 1)]
    theta[places] = terrain.xs[column], terrain.ys[row]
    assert terrain.losses[row, column] == pytest.approx(loss_of(session, theta), rel=1e-4)


def test_the_path_ends_where_the_run_is_and_goes_on_with_it(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    session.run()
    qtbot.waitUntil(lambda: kept(session) > 4)
    session.pause()
    settle(qtbot, session)
    # By itself, now that there is a path.
    qtbot.waitUntil(lambda: view.asked is not None and not view.aside.running)
    asked, terrain = surveyed(view, qtbot, "path")
    np.testing.assert_allclose(terrain.path[-1], 0.0, atol=1e-9)
    assert len(terrain.path) >= 3
    step = session.travel.step
    session.step_run("batch", 5)
    qtbot.waitUntil(lambda: session.travel.step == step + 5 and len(terrain.trail) > 0)
    with session.display.hold(exclusive=True) as frame:
        assert frame is not None
        here = asked.survey.plane.coordinates(frame.program.theta)
    qtbot.waitUntil(lambda: np.allclose(terrain.trail[-1], here))
    assert view.asked is asked, "the run going on is no reason to survey anew"


def test_the_point_under_the_mouse_is_read(shown: Shown, qtbot: QtBot) -> None:
    _, view = shown
    _, terrain = surveyed(view, qtbot, "random")
    axes = view.map.axes()
    assert axes is not None
    spot = axes.pixels(np.array([[terrain.xs[30], terrain.ys[12]]]))[0]
    QTest.mouseMove(view.map, QPoint(*np.rint(spot).astype(int).tolist()))
    qtbot.waitUntil(lambda: view.reading.text().endswith(f"→ {theme.number(float(terrain.losses[12, 30]))}"))


def test_what_a_hand_has_chosen_is_surveyed_once(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    settle(qtbot, session)
    # A paint that finds no survey asks for one as soon as the paint is over; by then a hand has asked.
    view.asked, view._tried = None, -1
    with session.display.hold() as frame:
        assert frame is not None
        view.paint(frame)
    asked, _ = surveyed(view, qtbot, "random")
    settle(qtbot, session)
    assert view.asked is asked


def test_the_relief_is_turned_by_mouse_and_keys(shown: Shown, qtbot: QtBot) -> None:
    _, view = shown
    surveyed(view, qtbot, "random")
    QTest.mouseClick(view.relief_button, LEFT)
    qtbot.waitUntil(view.relief.isVisible)
    before, steep = view.relief.azimuth, view.relief.elevation
    QTest.mousePress(view.relief, LEFT, pos=QPoint(100, 100))
    QTest.mouseMove(view.relief, QPoint(150, 100))
    QTest.mouseRelease(view.relief, LEFT, pos=QPoint(150, 100))
    assert view.relief.azimuth != before
    view.relief.setFocus()
    QTest.keyClick(view.relief, Qt.Key.Key_Up)
    assert view.relief.elevation < steep
    picture = view.relief.grab().toImage()
    QTest.keyClick(view.relief, Qt.Key.Key_Right)
    assert view.relief.grab().toImage() != picture


def test_the_relief_stands_on_the_losses() -> None:
    side = np.linspace(-1, 1, 9)
    losses = side[None, :] ** 2 + 3 * side[:, None]
    terrain = Terrain(side, side, losses, ("", ""), np.zeros((1, 2)))
    assert not terrain.logarithmic
    points = np.array([[-1.0, -1.0], [0.25, 0.5], [1.0, 1.0]])
    heights = terrain.height_at(points)
    span = np.ptp(losses)
    np.testing.assert_allclose(heights, (points[:, 0] ** 2 + 3 * points[:, 1] - losses.min()) / span, atol=1e-12)


def test_a_wide_range_is_drawn_in_logarithms_and_infinity_as_a_peak() -> None:
    side = np.linspace(0, 1, 9)
    losses = np.full((9, 9), 1e-3)
    losses[4, 4], losses[8, 8] = 10.0, math.inf
    terrain = Terrain(side, side, losses, ("", ""), np.zeros((1, 2)))
    assert terrain.logarithmic
    assert terrain.heights[0, 0] == 0.0
    assert terrain.heights[4, 4] == terrain.heights[8, 8] == 1.0


def test_the_button_stops_a_survey_that_takes_long(shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnstudio.ui.bridge.aside.WAIT", 0.0)
    gate, own = threading.Event(), Objective.loss
    calls: list[np.ndarray] = []

    def slow(objective: Objective, theta: np.ndarray) -> float:
        # It is timed before, in the window's thread: how often depends on the machine.
        if threading.current_thread() is not threading.main_thread():
            calls.append(theta)
            if len(calls) > 3:
                gate.wait(60)
        return own(objective, theta)

    monkeypatch.setattr(Objective, "loss", slow)
    _, view = shown
    QTest.mouseClick(view.kinds.buttons["random"], LEFT)
    qtbot.waitUntil(lambda: len(calls) > 3)
    assert view.aside.running
    QTest.mouseClick(view.survey_button, LEFT)
    gate.set()
    qtbot.waitUntil(lambda: not view.aside.running)
    assert view.asked is not None
    assert 0 < view.asked.survey.share < 1


def test_several_outputs_have_one_landscape_of_their_weighted_sum(
    opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its centre is known without the survey, which is long: nobody waits for that.
    monkeypatch.setattr("nnstudio.ui.bridge.aside.WAIT", 0.0)
    session, made = opened(LandscapeView, "auxiliary")
    view = cast(LandscapeView, made)
    QTest.mouseClick(view.kinds.buttons["weights"], LEFT)

    def is_called_off() -> bool:
        view._call_off()
        return view.asked is not None and not view.aside.running

    qtbot.waitUntil(is_called_off)
    asked = view.asked
    assert asked is not None
    with session.display.hold(exclusive=True) as frame:
        assert frame is not None
        assert session.prepared is not None
        problem = make_problem(session.document)
        problem.program.theta[:] = frame.program.theta
        plan = problem.program.plan(asked.samples, "evaluate")
        rows = rows_of(frame.program, session.prepared)
        training = session.prepared.training
        targets = targets_of(problem.program, session.prepared, training.y[rows])
        plan.load(*problem.program.arrange(training.x[rows], targets))
        plan.forward()
    assert asked.survey.centre_loss == pytest.approx(float(plan.loss), rel=1e-4)


def rerun(session: Session, qtbot: QtBot, rate: float) -> None:
    """Leave the run in hand to the shelf, and make sixty steps of another with its own rate."""
    number = session.travel.run
    session.set_learning_rate(rate)
    session.reset()
    qtbot.waitUntil(lambda: session.travel.run > number and session.travel.step == 0)
    session.step_run("batch", 60)
    qtbot.waitUntil(lambda: session.travel.step == 60 and session.status is Status.PAUSED)


def traced(shown: Shown, qtbot: QtBot) -> list[QAction]:
    """Have two other runs drawn; return what takes each of them away again."""
    session, view = shown
    for rate in (0.1, 0.03):
        rerun(session, qtbot, rate)
    settle(qtbot, session)
    assert not view.kinds.buttons["together"].isVisible()
    view.ways_button.fill()
    first, second, *_ = view.ways_button.menu_of_runs.actions()
    first.trigger()
    second.trigger()
    qtbot.waitUntil(lambda: view.asked is not None and not view.aside.running)
    return [first, second]


def test_ways_of_kept_runs_are_drawn_in_the_plane_of_all(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    first, second = traced(shown, qtbot)
    asked, terrain = view.asked, view.map.terrain
    assert asked is not None
    assert terrain is not None
    assert view.kinds.value() == "together"
    assert view.kinds.buttons["together"].isVisible()
    assert [way.number for way in terrain.ways] == [1, 2]
    for way, run in zip(terrain.ways, session.shelf.runs, strict=True):
        assert way.steps.tolist() == run.snapshots.steps.tolist()
        here = asked.survey.plane.coordinates(run.snapshots.theta)
        np.testing.assert_allclose(way.places, here, atol=1e-9)
        # Each of them is made room for.
        assert (terrain.low <= here).all()
        assert (here <= terrain.high).all()
    assert view.legend.isVisible()
    assert len(view.legend.boxes()) == 2
    second.trigger()
    first.trigger()
    assert session.shelf.traced == ()
    qtbot.waitUntil(lambda: not view.aside.running and view.kinds.value() == "path")
    assert not view.legend.isVisible()


def test_a_step_of_a_kept_run_is_told_where_the_mouse_is(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    traced(shown, qtbot)
    terrain = view.map.terrain
    assert terrain is not None
    # The one that goes farthest; how dense its steps lie there depends on the machine.
    way = terrain.ways[1]

    def is_at_the_end() -> bool:
        # The legend may take its row from the map between a look and the mouse.
        axes = view.map.axes()
        assert axes is not None
        spot = np.rint(axes.pixels(way.places[-1:])[0]).astype(int)
        QTest.mouseMove(view.map, QPoint(*spot.tolist()))
        return view.reading.text().startswith(f"{way.name} · step ")

    qtbot.waitUntil(is_at_the_end)
    assert view.legend.lit == way.number
    # Whatever else is heard of the shelf, the mouse is still there.
    session.shelf.changed.emit()
    assert view.reading.text().startswith(f"{way.name} · step ")
    assert view.legend.lit == way.number


def test_a_run_of_another_network_has_no_way_here(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    rerun(session, qtbot, 0.1)
    hidden = session.document.network.of_kind("dense")[0]
    assert session.edit(SetParameters(hidden.id, (("units", 5),)))
    settle(qtbot, session)
    view.ways_button.fill()
    # The run that was in hand has given way, too.
    *runs, _, every, _ = view.ways_button.menu_of_runs.actions()
    assert [action.isEnabled() for action in runs] == [False] * len(session.shelf.runs)
    every.trigger()
    assert session.shelf.traced == ()
    session.undo()
    settle(qtbot, session)
    view.ways_button.fill()
    assert all(action.isEnabled() for action in view.ways_button.menu_of_runs.actions()[: len(session.shelf.runs)])
