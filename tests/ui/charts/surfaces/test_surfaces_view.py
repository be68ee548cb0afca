"""Test surfaces in their window: racing, dragging the start, choosing racers; every number is the racer's."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.document import opening_document
from nnstudio.inspection.surfaces import Racer, surfaces
from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.surfaces import SurfacesView

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def view(qtbot: QtBot, qapp: QApplication) -> Iterator[SurfacesView]:
    """Return the view at a size of Train's area."""
    set_language("en")
    theme.apply(qapp, "light")
    session = Session(opening_document())
    made = SurfacesView(session)
    qtbot.addWidget(made)
    made.resize(420, 340)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    assert session.close()
    set_language("en")


def test_a_step_moves_each_racer_as_the_engine_moves_it(view: SurfacesView) -> None:
    for _ in range(7):
        QTest.mouseClick(view.step_button, LEFT)
    for lane, racer in zip(view.lanes, view.racers.values(), strict=True):
        own = Racer(surfaces.make("ravine"), lane.id, lane.rate.value(), surfaces.make("ravine").start)
        for _ in range(7):
            own.step()
        np.testing.assert_array_equal(racer.way, own.way)
    assert [len(way.places) for way in view.map.ways] == [8, 8, 8, 8]


def test_the_numbers_written_are_the_chosen_racers(view: SurfacesView) -> None:
    QTest.mouseClick(view.step_button, LEFT)
    QTest.mouseClick(view.lanes[1].badge, LEFT)
    assert view.chosen == 1
    assert view.lanes[1].races
    move = view.racers[1].moves[-1]
    said = view.reading.text()
    assert "2 Momentum, step 1" in said
    for number in (move.loss, *move.place, *move.slope, *move.state["v"]):
        assert theme.number(number) in said


def test_a_racer_leaves_by_a_second_click_and_comes_back_by_a_third(view: SurfacesView) -> None:
    badge = view.lanes[3].badge
    QTest.mouseClick(badge, LEFT)
    assert set(view.racers) == {0, 1, 2}
    QTest.mouseClick(badge, LEFT)
    assert set(view.racers) == {0, 1, 2, 3}


def test_the_start_is_dragged_and_moved_by_keys_and_all_begin_there(view: SurfacesView) -> None:
    QTest.mouseClick(view.step_button, LEFT)
    axes = view.map.axes()
    assert axes is not None
    place = (axes.area.center() + QPointF(30, 10)).toPoint()
    QTest.mouseClick(view.map, LEFT, NONE, place)
    wanted = axes.data(QPointF(place))
    np.testing.assert_allclose(view.map.start, wanted)
    for racer in view.racers.values():
        np.testing.assert_allclose(racer.way, [wanted])
    view.map.setFocus()
    QTest.keyClick(view.map, Qt.Key.Key_Left)
    assert view.map.start[0] < wanted[0]
    assert view.map.start[1] == wanted[1]


def test_another_learning_rate_goes_on_from_where_the_racer_is(view: SurfacesView) -> None:
    QTest.mouseClick(view.step_button, LEFT)
    field = view.lanes[3].rate
    field.selectAll()
    QTest.keyClicks(field, "0.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert len(view.racers[3].moves) == 2
    assert view.racers[3].rate == 0.5


def test_another_optimiser_lines_all_up_anew(view: SurfacesView) -> None:
    QTest.mouseClick(view.step_button, LEFT)
    box = view.lanes[3].optimizer
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert view.racers[3].id == view.lanes[3].id != "adam"
    assert all(len(racer.moves) == 1 for racer in view.racers.values())


def test_they_race_by_themselves_until_stopped(view: SurfacesView, qtbot: QtBot) -> None:
    QTest.mouseClick(view.play_button, LEFT)
    qtbot.waitUntil(lambda: len(view.racers[0].moves) > 3)
    QTest.mouseClick(view.play_button, LEFT)
    stood = len(view.racers[0].moves)
    QTest.mouseClick(view.step_button, LEFT)
    assert len(view.racers[0].moves) == stood + 1
    QTest.mouseClick(view.restart_button, LEFT)
    assert len(view.racers[0].moves) == 1


def test_every_surface_is_drawn_with_its_own_start(view: SurfacesView, qtbot: QtBot) -> None:
    view.choice.setFocus()
    QTest.keyClick(view.choice, Qt.Key.Key_Home)
    seen = []
    for _ in view.ids:
        surface, terrain = view.surface, view.map.terrain
        assert terrain is not None
        seen.append(surface.declaration.id)
        assert view.map.start == surface.start
        across, up = np.meshgrid(terrain.xs, terrain.ys)
        np.testing.assert_array_equal(terrain.losses, surface.loss(across, up))
        painted = view.map.painted
        qtbot.waitUntil(lambda painted=painted: view.map.painted > painted)
        QTest.keyClick(view.choice, Qt.Key.Key_Down)
    assert seen == view.ids


def test_in_another_language_the_surfaces_have_other_names(view: SurfacesView) -> None:
    set_language("zh_CN")
    assert view.choice.currentText() == str(surfaces["ravine"].declaration.name) == "狭长的峡谷"
