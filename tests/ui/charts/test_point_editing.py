"""Points put and taken by clicks and keys while the run goes on; undo takes them back, a replay knows of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.training.frame import Status
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts import BoundaryView

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(show_view: Callable[..., tuple[Session, QWidget]], qtbot: QtBot) -> Callable[..., Any]:
    def open_(name: str = "circles") -> Any:
        session, view = show_view(BoundaryView, name, (420, 330))
        QTest.mouseClick(view.editing.button, LEFT)
        return session, view

    return open_


def pixel(view: BoundaryView, x: float, y: float) -> QPoint:
    place = view.picture.axes().pixels(np.array([[x, y]]))[0]
    return QPoint(round(place[0]), round(place[1]))


def shown(session: Session, view: BoundaryView) -> bool:
    """Whether the view draws the data that are in force."""
    return view._prepared is session.prepared


def test_a_click_adds_shift_adds_the_next_class_and_ctrl_takes_out(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    count = len(session.prepared.training)
    where = pixel(view, 0.5, -0.5)
    QTest.mouseClick(view.picture, LEFT, NONE, where)
    QTest.mouseClick(view.picture, LEFT, SHIFT, where)
    first, second = session.document.data.points
    np.testing.assert_allclose(first[:2], (0.5, -0.5), atol=0.03)
    assert (first[2], second[2]) == (0.0, 1.0)
    assert len(session.prepared.training) == count + 2
    qtbot.waitUntil(lambda: shown(session, view))
    # The nearest of what is drawn: one of the two that lie there.
    QTest.mouseClick(view.picture, LEFT, CONTROL, pixel(view, *first[:2]))
    assert len(session.document.data.points) == 1
    for _ in range(3):
        session.undo()
    assert session.document.data.points == ()
    assert len(session.prepared.training) == count


def test_the_run_goes_on_and_knows_its_steps_afterwards(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    run = session.travel.run
    session.step_run("batch", 30)
    qtbot.waitUntil(lambda: session.travel.step == 30)
    settle(qtbot, session)
    session.run()
    qtbot.waitUntil(lambda: session.travel.step > 60)
    QTest.mouseClick(view.picture, LEFT, NONE, pixel(view, 0.5, -0.5))

    def trained_on() -> bool:
        with session.display.hold() as frame:
            return (
                frame is not None
                and frame.program is not None
                and frame.rows.max() == len(session.prepared.training) - 1
            )

    qtbot.waitUntil(trained_on)
    qtbot.waitUntil(lambda: session.status is Status.RUNNING)
    session.pause()
    settle(qtbot, session)
    assert session.travel.run == run
    end = session.travel.step
    assert end > 60
    with session.display.hold() as frame:
        before = frame.program.theta.copy()
    session.travel.seek(30)
    qtbot.waitUntil(lambda: session.travel.step == 30)
    session.travel.seek(end)
    qtbot.waitUntil(lambda: session.travel.step == end)
    settle(qtbot, session)
    with session.display.hold() as frame:
        assert np.array_equal(frame.program.theta, before)


def test_the_keys_lead_a_pen_and_put_points(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    view.picture.setFocus()
    start = view.picture.pen
    QTest.keyClick(view.picture, Qt.Key.Key_Right)
    QTest.keyClick(view.picture, Qt.Key.Key_Up)
    assert view.picture.pen[0] > start[0]
    assert view.picture.pen[1] > start[1]
    QTest.keyClick(view.picture, Qt.Key.Key_Space)
    QTest.keyClick(view.picture, Qt.Key.Key_Space, SHIFT)
    assert [point[2] for point in session.document.data.points] == [0.0, 1.0]
    np.testing.assert_allclose(session.document.data.points[0][:2], view.picture.pen)
    qtbot.waitUntil(lambda: shown(session, view))
    QTest.keyClick(view.picture, Qt.Key.Key_Delete)
    assert len(session.document.data.points) == 1


def test_a_sample_of_the_data_is_taken_out(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    points = view.picture.backdrop.points[0]
    QTest.mouseClick(view.picture, LEFT, CONTROL, pixel(view, *points.places[0].tolist()))
    (gone,) = session.document.data.left_out
    for name in ("training", "validation", "test"):
        assert gone not in getattr(session.prepared, name).rows


def test_a_click_on_a_curve_adds_a_value(opened: Any, qtbot: QtBot) -> None:
    session, view = opened("sine")
    axes = view.picture.axes()
    x, y = ((axes.low + axes.high) / 2).tolist()
    QTest.mouseClick(view.picture, LEFT, NONE, pixel(view, x, y))
    ((at, value),) = session.document.data.points
    assert at == pytest.approx(x, abs=0.1)
    assert value == pytest.approx(y, abs=0.1)
    assert session.prepared.unscaled_target(session.prepared.training.y.reshape(-1, 1))[-1, 0] == pytest.approx(value)


def test_switched_off_a_click_picks_and_four_features_have_no_points(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    QTest.mouseClick(view.editing.button, LEFT)
    QTest.mouseClick(view.picture, LEFT, NONE, pixel(view, 0.5, -0.5))
    assert session.document.data.points == ()
    assert view.editing.classes.isHidden()


def test_four_features_take_no_points(show_view: Any) -> None:
    _, view = show_view(BoundaryView, "iris", (420, 330))
    assert view.editing.button.isHidden()
