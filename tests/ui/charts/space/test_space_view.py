"""Space through the layers in its window: places, play, reading, picking; every number is the engine's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.space import SpaceView
from nnstudio.ui.charts.space.scene import Place

Opened = Callable[..., tuple[Session, QWidget]]


@pytest.fixture
def still() -> Iterator[None]:
    """Reduced motion."""
    theme.set_reduced_motion(True)
    yield
    theme.set_reduced_motion(False)


def show(opened: Opened, name: str = "circles") -> tuple[Session, SpaceView]:
    session, view = opened(SpaceView, name)
    return session, cast(SpaceView, view)


def at(view: SpaceView, qtbot: QtBot, stop: int) -> Place:
    """Go to a stop by the buttons and return it as it is drawn there."""
    steps = stop - round(view.position)
    for _ in range(abs(steps)):
        QTest.mouseClick(view.next if steps > 0 else view.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.picture.share is not None and shown(view).stop == view.stops[stop])
    return shown(view)


def shown(view: SpaceView) -> Place:
    assert view.picture.share in (0.0, 1.0)
    return view.picture.places[round(view.picture.share or 0.0)]


def test_the_places_are_the_inputs_and_every_z_and_a(opened: Opened) -> None:
    _, view = show(opened)
    found = [(stop.quantity, stop.width) for stop in view.stops]
    assert found == [("a", 2), ("z", 6), ("a", 6), ("z", 4), ("a", 4), ("z", 1), ("a", 1)]


def test_the_buttons_go_from_place_to_place_and_the_numbers_are_the_networks(opened: Opened, qtbot: QtBot) -> None:
    session, view = show(opened)
    place = at(view, qtbot, 2)
    with session.display.hold() as frame:
        assert frame is not None
        layer = frame.program.graph.order[1]
        x = place_x(view)
        z = x @ frame.parameter(layer, "weight") + frame.parameter(layer, "bias")
    np.testing.assert_allclose(place.values, np.tanh(z), atol=1e-5)
    assert "tanh" in view.title.text().lower()
    at(view, qtbot, 0)
    assert not view.slider.value()


def place_x(view: SpaceView) -> np.ndarray:
    subject = view.picture.subject
    assert subject is not None
    return np.asarray(subject.x, np.float64)


def test_between_two_places_everything_is_on_its_straight_way(opened: Opened, qtbot: QtBot) -> None:
    _, view = show(opened)
    (first,) = view.picture.pixels()
    second_place = at(view, qtbot, 1)
    (second,) = view.picture.pixels()
    assert second_place.stop == view.stops[1]
    view.slider.setFocus()
    for _ in range(5):
        QTest.keyClick(view.slider, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: view.picture.share == 0.5)
    (half,) = view.picture.pixels()
    np.testing.assert_allclose(half, (first + second) / 2, atol=1e-6)
    assert "→" in view.title.text()


def test_a_unit_is_as_long_upward_as_rightward_where_both_are_numbers(opened: Opened, qtbot: QtBot) -> None:
    _, view = show(opened)
    place = shown(view)
    (pixels,) = view.picture.pixels()
    for axis in (0, 1):
        moved = np.abs(np.ptp(pixels[:, axis])) / np.ptp(place.flat[:, axis])
        assert moved == pytest.approx(np.abs(np.ptp(pixels[:, 0])) / np.ptp(place.flat[:, 0]), rel=1e-6)


def test_play_ends_at_the_answer(opened: Opened, qtbot: QtBot, still: None) -> None:
    _, view = show(opened)
    seen: list[int] = []
    view.slider.valueChanged.connect(seen.append)
    QTest.mouseClick(view.play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not view.play.isChecked())
    assert view.slider.value() == view.slider.maximum()
    assert len(seen) == len(view.stops) - 1, "under reduced motion nothing is shown on the way"


def test_side_by_side_every_place_has_its_plane(opened: Opened, qtbot: QtBot) -> None:
    _, view = show(opened)
    QTest.mouseClick(view.all, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(view.picture.places) == len(view.stops))
    planes = view.picture.pixels()
    ends = [(pixels[:, 0].min(), pixels[:, 0].max()) for pixels in planes]
    assert all(right < left for (_, right), (left, _) in pairwise(ends)), "planes overlap"
    assert not view.slider.isEnabled()
    QTest.mouseClick(view.all, Qt.MouseButton.LeftButton)
    assert view.slider.isEnabled()


def test_the_planes_are_turned_by_dragging_and_by_keys_and_turned_back(opened: Opened, qtbot: QtBot) -> None:
    session, view = show(opened)
    QTest.mouseClick(view.all, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(view.picture.places) == len(view.stops))
    picture, sample = view.picture, session.sample
    begun = picture.pixels()
    pixels = begun[0][: picture.subject.count]
    # Where a sample lies: a way with the mouse picks none.
    start = QPoint(*np.rint(pixels[0]).astype(int).tolist())
    QTest.mousePress(picture, Qt.MouseButton.LeftButton, pos=start)
    for way in range(1, 11):
        QTest.mouseMove(picture, start + QPoint(6 * way, 6 * way))
    QTest.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=start + QPoint(60, 60))
    assert session.sample == sample
    turned = picture.pixels()
    assert np.ptp(turned[0][:, 0]) > np.ptp(begun[0][:, 0]), "seen more from the front"
    for _ in range(30):
        QTest.keyClick(picture, Qt.Key.Key_Down)
        QTest.keyClick(picture, Qt.Key.Key_Left)
    ends = np.concatenate(picture.pixels())
    assert ends.min() >= 0
    assert (ends <= [picture.width(), picture.height()]).all()
    assert np.ptp(picture.pixels()[0][:, 0]) < np.ptp(begun[0][:, 0])
    QTest.keyClick(picture, Qt.Key.Key_Home)
    for before, after in zip(begun, picture.pixels(), strict=True):
        np.testing.assert_allclose(after, before)


def test_the_sample_under_the_mouse_is_read_and_a_click_picks_it(opened: Opened, qtbot: QtBot) -> None:
    session, view = show(opened)
    subject = view.picture.subject
    assert subject is not None
    with session.display.hold() as frame:
        assert frame is not None
        assert session.prepared is not None
        batch = session.prepared.training.rows[frame.rows].tolist()
    carried = subject.rows[subject.kinds == 0].tolist()
    # Of a large set not every sample is carried.
    sample = next(place for place, row in enumerate(batch) if row in carried and place != session.sample)
    number = carried.index(batch[sample])
    (pixels,) = view.picture.pixels()
    spot = QPoint(*np.rint(pixels[number]).astype(int).tolist())
    QTest.mouseMove(view.picture, spot)
    value = theme.number(float(shown(view).values[number, 0]))
    qtbot.waitUntil(lambda: f"({value}, " in view.reading.text())
    QTest.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=spot)
    qtbot.waitUntil(lambda: session.sample == sample)
    assert view.picture.subject is subject
    qtbot.waitUntil(lambda: np.array_equal(subject.x[-1], subject.x[number]))
    np.testing.assert_array_equal(subject.x[-1], subject.x[number])


@pytest.mark.parametrize(
    "name", ["sine", "iris", "digits", "lenet5", "lstm", "characters", "transformer", "autoencoder", "auxiliary"]
)
def test_every_kind_of_problem_is_carried(opened: Opened, qtbot: QtBot, name: str) -> None:
    _, view = show(opened, name)
    QTest.mouseClick(view.all, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(view.picture.places) == len(view.stops))
    assert all(np.isfinite(pixels).all() for pixels in view.picture.pixels())
    assert view.picture.grab().toImage().size() == view.picture.size()


def test_it_follows_the_run(opened: Opened, qtbot: QtBot) -> None:
    session, view = show(opened)
    before = at(view, qtbot, 1).values.copy()
    session.run()
    qtbot.waitUntil(lambda: not np.array_equal(shown(view).values, before))
    session.pause()
    assert shown(view).stop == view.stops[1]
