"""Kernels and maps are the network's own numbers at the moment; a click on one leads to it in Inspect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hovering import hover
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.text import set_language
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.feature_maps import FeatureMapsView

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SMALLEST = (377, 290)


@pytest.fixture
def opened(show_view: Callable[..., tuple[Session, QWidget]]) -> Callable[..., Any]:
    def open_(name: str = "lenet5", size: tuple[int, int] = SMALLEST) -> Any:
        return show_view(FeatureMapsView, name, size)

    return open_


def bands(view: FeatureMapsView) -> dict[str, Any]:
    return {band.stage.node: band for band in view.board.bands}


def test_maps_and_kernels_are_those_of_the_network(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    scene = view.board.scene
    with session.display.hold() as frame:
        row = int(frame.rows[frame.sample])
        assert view.row == row
        for node in ("n2", "n4", "n6"):
            # Nothing in this network acts otherwise in training, so the batch's own numbers are the same.
            own = np.moveaxis(frame.quantity(node, "a")[frame.sample], 2, 0)
            np.testing.assert_allclose(scene.maps[node].values, own, atol=1e-5)
        weight = frame.parameter("n2", "weight")
        np.testing.assert_allclose(scene.kernels["n2"].values, weight.mean(axis=2).transpose(2, 0, 1), atol=1e-6)
    spot = bands(view)["n2"].cells[2].map.center().toPoint()
    hover(view.board, spot)
    found = view.board.pointed
    value = float(scene.maps["n2"].values[2, found.row, found.column])
    assert theme.number(value) in view.reading.text()
    assert "map 3" in view.reading.text()


def test_a_kernel_is_shown_for_the_map_that_is_chosen(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    with session.display.hold() as frame:
        weight, layer = frame.parameter("n4", "weight"), frame.program.graph["n4"].layer
        shape = frame.program.shapes[frame.program.graph["n4"].inputs[0]]
        pairs = list(layer.links(layer.geometry(shape)).pairs)
    view.channel.setCurrentIndex(1)
    view.channel.activated.emit(1)
    qtbot.waitUntil(lambda: bool(np.isnan(view.board.scene.kernels["n4"].values).any()))
    shown = view.board.scene.kernels["n4"].values
    for number in range(16):
        if (0, number) in pairs:
            np.testing.assert_allclose(shown[number], weight[:, :, pairs.index((0, number))], atol=1e-6)
        else:
            assert np.isnan(shown[number]).all()


def test_the_maps_move_while_the_run_goes_on_and_the_sample_stays(opened: Any, qtbot: QtBot) -> None:
    session, view = opened("lenet5")
    row, before = view.row, view.board.scene.maps["n2"].values
    session.run()
    qtbot.waitUntil(lambda: not np.array_equal(view.board.scene.maps["n2"].values, before))
    qtbot.waitUntil(lambda: session.status is Status.RUNNING)
    assert view.row == row
    session.pause()
    settle(qtbot, session)


def test_the_buttons_walk_through_the_samples(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    row = view.row
    QTest.mouseClick(view.next, LEFT)
    assert not view.follow.isChecked()
    raw, own = session.prepared.raw.x, session.prepared.measured(session.prepared.training)[row + 1].mean(axis=-1)
    ink = (own - raw.min()) / np.ptp(raw)
    qtbot.waitUntil(lambda: np.allclose(view.board.scene.maps["n1"].values[0], ink, atol=1e-6))
    QTest.mouseClick(view.follow, LEFT)
    qtbot.waitUntil(lambda: view.row == row)


@pytest.mark.parametrize("walked", [0, 1])
def test_a_click_leads_to_that_number_in_inspect(opened: Any, qtbot: QtBot, walked: int) -> None:
    session, view = opened()
    for _ in range(walked):
        QTest.mouseClick(view.next, LEFT)
    qtbot.waitUntil(lambda: view.follow.isChecked() or view.row > 0)
    settle(qtbot, session)
    row = view.row
    # At the smallest size the board is scrolled; the event goes to the board itself.
    box = bands(view)["n2"].cells[1].map
    with qtbot.waitSignal(view.inspect_requested) as asked:
        QTest.mouseClick(view.board, LEFT, NONE, box.center().toPoint())
    layer, index = asked.args
    assert layer == "n2"
    assert index[2] == 1
    x = session.prepared.training.x[row]

    def there() -> bool:
        with session.display.hold() as frame:
            if frame is None:
                return False
            return np.allclose(frame.quantity("n1", "a")[frame.sample], x, atol=1e-5)

    qtbot.waitUntil(there)


def test_tab_goes_to_the_first_map_and_shows_it(opened: Any, qtbot: QtBot) -> None:
    _, view = opened()
    view.board.clearFocus()
    view.board.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.board.current is not None
    assert view.board.current.stage.kind == "input"
    assert view.area.rect().contains(view.board.box_of(view.board.current).toRect())


def test_the_keys_go_from_map_to_map_and_from_layer_to_layer(opened: Any, qtbot: QtBot) -> None:
    _, view = opened()
    view.board.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(view.board, key)
    assert (view.board.current.stage.node, view.board.current.channel) == ("n2", 1)
    assert "map 2" in view.board.accessibleDescription()
    for _ in range(4):
        QTest.keyClick(view.board, Qt.Key.Key_Down)
    box = view.board.box_of(view.board.current)
    top = view.board.mapTo(view.area, box.topLeft().toPoint())
    assert view.area.rect().contains(top)
    with qtbot.waitSignal(view.inspect_requested) as asked:
        QTest.keyClick(view.board, Qt.Key.Key_Return)
    assert asked.args[0] == view.board.current.stage.node


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_nothing_is_wider_than_the_smallest_window(opened: Any, language: str) -> None:
    set_language(language)
    _, view = opened("resnet")
    assert view.minimumSizeHint().width() <= SMALLEST[0]
    right = max(cell.map.right() for band in view.board.bands for cell in band.cells)
    assert right <= view.board.width()
