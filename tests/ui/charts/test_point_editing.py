"""Points put and taken by clicks and keys while the run goes on; undo takes them back, a replay knows of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.data import Column, ImportedTable
from nnstudio.document import SetData, SetTable
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


def test_over_a_plane_of_values_the_value_is_chosen_and_shift_adds_the_other_end(opened: Any, qtbot: QtBot) -> None:
    session, view = opened("plane")
    low, high = float(session.prepared.raw.y.min()), float(session.prepared.raw.y.max())
    assert view.editing.value.isVisible()
    assert view.editing.classes.isHidden()
    assert view.editing.value.value() == high
    where = pixel(view, 0.25, -0.25)
    QTest.mouseClick(view.picture, LEFT, SHIFT, where)
    view.editing.value.setFocus()
    view.editing.value.selectAll()
    QTest.keyClicks(view.editing.value, "0.125")
    # Without Enter: what was typed counts as it stands.
    QTest.mouseClick(view.picture, LEFT, NONE, where)
    first, second = session.document.data.points
    np.testing.assert_allclose(first[:2], (0.25, -0.25), atol=0.05)
    assert first[2] == pytest.approx(low)
    assert second[2] == 0.125
    assert "0.125" in view.editing.advice()
    training = session.prepared.training
    assert session.prepared.unscaled_target(training.y)[-1, 0] == pytest.approx(0.125)
    qtbot.waitUntil(lambda: shown(session, view))
    QTest.mouseClick(view.picture, LEFT, CONTROL, pixel(view, *first[:2]))
    assert len(session.document.data.points) == 1


def table(columns: int, classes: bool = True) -> ImportedTable:
    random = np.random.default_rng(0)
    x = random.normal(size=(columns, 60))
    made = [Column(f"x{number}", x[number]) for number in range(columns)]
    target = Column("kind", texts=tuple("ab"[int(v > 0)] for v in x[0])) if classes else Column("y", x[0] * 3)
    return ImportedTable("mine.csv", (*made, target))


def take_up(session: Session, view: BoundaryView, made: ImportedTable, qtbot: QtBot) -> None:
    """Learn from a table, and switch the points on."""
    session.edit(SetTable(made))
    qtbot.waitUntil(lambda: shown(session, view) and not session.trainer.pending, timeout=60_000)
    if not view.editing.on:
        QTest.mouseClick(view.editing.button, LEFT)


def test_a_table_takes_points_and_a_run_goes_on_with_them(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    take_up(session, view, table(2), qtbot)
    count, run = len(session.prepared.training), session.travel.run
    session.run()
    qtbot.waitUntil(lambda: session.travel.step > 20, timeout=60_000)
    run = session.travel.run
    QTest.mouseClick(view.picture, LEFT, SHIFT, pixel(view, 0.5, -0.5))
    ((x, y, kind),) = session.document.data.points
    np.testing.assert_allclose((x, y), (0.5, -0.5), atol=0.05)
    assert kind == 1.0
    assert len(session.prepared.training) == count + 1
    before = session.travel.step
    qtbot.waitUntil(lambda: session.travel.step > before + 20 and not session.trainer.pending, timeout=60_000)
    assert session.travel.run == run
    session.pause()
    settle(qtbot, session)
    # Other columns are other samples: the points are no part of them.
    session.edit(SetData((("features", ("x1",)),)))
    assert session.document.data.points == ()


def test_features_that_are_not_shown_are_at_their_mean(opened: Any, qtbot: QtBot) -> None:
    session, view = opened("iris")
    assert view.editing.on
    mean = session.prepared.measured(session.prepared.training).mean(axis=0)
    axes = view.picture.axes()
    middle = ((axes.low + axes.high) / 2).tolist()
    QTest.mouseClick(view.picture, LEFT, NONE, pixel(view, *middle))
    (point,) = session.document.data.points
    shown_features = {view.across.currentIndex(), view.up.currentIndex()}
    for place in set(range(4)) - shown_features:
        assert point[place] == pytest.approx(mean[place])
    np.testing.assert_allclose([point[place] for place in sorted(shown_features)], middle, atol=0.1)


def test_one_feature_and_classes_take_points_of_the_chosen_class(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    take_up(session, view, table(1), qtbot)
    assert view.editing.classes.isVisible()
    assert view.editing.value.isHidden()
    for modifier in (NONE, SHIFT):
        QTest.mouseClick(view.picture, LEFT, modifier, pixel(view, 0.5, 0.5))
    (first, zero), (second, one) = session.document.data.points
    assert first == pytest.approx(0.5, abs=0.05)
    assert second == pytest.approx(0.5, abs=0.05)
    assert (zero, one) == (0.0, 1.0)


def test_a_table_with_texts_takes_none(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    made = table(2)
    texts = Column("colour", texts=tuple("rgb"[number % 3] for number in range(60)))
    session.edit(SetTable(replace(made, columns=(texts, *made.columns))))
    qtbot.waitUntil(lambda: shown(session, view), timeout=60_000)
    assert view.editing.button.isHidden()


def test_switched_off_a_click_picks(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    QTest.mouseClick(view.editing.button, LEFT)
    QTest.mouseClick(view.picture, LEFT, NONE, pixel(view, 0.5, -0.5))
    assert session.document.data.points == ()
    assert view.editing.classes.isHidden()
