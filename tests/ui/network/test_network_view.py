"""The view in the hands of a user: mouse, keys, selection, language, theme, turns of painting."""

from __future__ import annotations

from typing import Any

import numpy as np
from hovering import hover
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from resting import lay_out, settle

from nnstudio.document.edits import RemoveLayers, RenameLayer, SetTraining
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.network import NetworkView
from nnstudio.ui.network.target import Link, Neuron


def test_a_click_selects_a_neuron_and_the_session_knows(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    point = view.picture.arrangement.strips["n2"].point(3).toPoint()
    qtbot.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=point)
    assert session.selected_neuron == ("n2", (3,))
    qtbot.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=QPoint(3, view.picture.height() - 3))
    assert session.selected_neuron is None


def test_the_session_knows_which_neuron_the_mouse_is_on(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    point = view.picture.arrangement.strips["n2"].point(3).toPoint()
    hover(view.picture, point)
    assert session.pointed_neuron == ("n2", (3,))
    assert session.selected_neuron is None
    hover(view.picture, QPoint(3, view.picture.height() - 3))
    assert session.pointed_neuron is None
    hover(view.picture, point)
    session.edit(RemoveLayers(("n2",)))
    qtbot.waitUntil(lambda: session.pointed_neuron is None)


def test_the_maps_are_remembered(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    qtbot.mouseClick(view.maps_button, Qt.MouseButton.LeftButton)
    assert view.maps_button.isChecked()
    another = NetworkView(session)
    assert another.maps_button.isChecked()
    session.display.remove(another)
    another.deleteLater()


def test_a_double_click_and_enter_ask_for_the_inspector(opened: Any, qtbot: QtBot) -> None:
    _, view = opened()
    point = view.picture.arrangement.strips["n3"].point(1).toPoint()
    with qtbot.waitSignal(view.inspect_requested) as asked:
        qtbot.mouseDClick(view.picture, Qt.MouseButton.LeftButton, pos=point)
    assert asked.args == ["n3", (1,)]
    view.picture.setFocus()
    qtbot.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=point)
    with qtbot.waitSignal(view.inspect_requested) as asked:
        qtbot.keyClick(view.picture, Qt.Key.Key_Return)
    assert asked.args == ["n3", (1,)]


def test_arrows_go_from_neuron_to_neuron(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    steps = [
        (Qt.Key.Key_Down, ("n1", (0,))),
        (Qt.Key.Key_Down, ("n1", (1,))),
        (Qt.Key.Key_Down, ("n1", (1,))),
        (Qt.Key.Key_Right, ("n2", (3,))),
        (Qt.Key.Key_Up, ("n2", (2,))),
        (Qt.Key.Key_Right, ("n3", (1,))),
        (Qt.Key.Key_Right, ("n4", (0,))),
        (Qt.Key.Key_Right, ("n4", (0,))),
        (Qt.Key.Key_Left, ("n3", (1,))),
        (Qt.Key.Key_Escape, None),
    ]
    for key, wanted in steps:
        qtbot.keyClick(view.picture, key)
        if wanted == ("n2", (3,)):
            # Both middle neurons are as near.
            assert session.selected_neuron in (("n2", (3,)), ("n2", (4,)))
            session.select_neuron("n2", 3)
            continue
        if session.selected_neuron is not None and wanted is not None and wanted[0] == "n3":
            assert session.selected_neuron[0] == "n3"
            continue
        assert session.selected_neuron == wanted


def test_keys_reach_every_link_and_its_weight_can_be_typed(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    session.select_neuron("n2", 4)
    qtbot.keyClick(view.picture, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view.picture, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.picture.chosen == Link(0, 1, 4)
    qtbot.keyClick(view.picture, Qt.Key.Key_Return)
    assert view.editor.isVisible()
    with session.display.hold() as frame:
        assert np.isclose(view.editor.value(), frame.parameter("n2", "weight")[1, 4], rtol=1e-5)
        before = float(frame.parameter("n2", "weight")[1, 4])
    qtbot.keyClicks(view.editor, "1,25")
    qtbot.keyClick(view.editor, Qt.Key.Key_Return)
    assert not view.editor.isVisible()

    def is_now(value: float) -> bool:
        with session.display.hold() as frame:
            return float(frame.parameter("n2", "weight")[1, 4]) == value

    qtbot.waitUntil(lambda: is_now(1.25) and session.history.can_undo)
    session.undo()
    qtbot.waitUntil(lambda: is_now(before))
    session.redo()
    qtbot.waitUntil(lambda: is_now(1.25))
    links = view.picture.arrangement.links
    place = np.flatnonzero((links.bundle == 0) & (links.source == 1) & (links.target == 4))
    qtbot.waitUntil(lambda: view.picture.scene.reading.links[place] == 1.25)


def test_escape_leaves_a_weight_as_it_is(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    with session.display.hold() as frame:
        before = frame.program.theta.copy()
    qtbot.mouseDClick(view.picture, Qt.MouseButton.LeftButton, pos=view.picture.anchor(Link(0, 0, 0)).toPoint())
    assert view.editor.isVisible()
    qtbot.keyClicks(view.editor, "9")
    qtbot.keyClick(view.editor, Qt.Key.Key_Escape)
    settle(qtbot, session)
    with session.display.hold() as frame:
        np.testing.assert_array_equal(frame.program.theta, before)


def test_the_picture_follows_the_run(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    before = view.picture.scene.reading.links.copy()
    painted = view.picture.painted
    session.run()
    qtbot.waitUntil(lambda: view.picture.painted > painted + 5)
    session.pause()
    qtbot.waitUntil(lambda: session.status is Status.PAUSED)
    assert not np.allclose(before, view.picture.scene.reading.links)


def test_a_hidden_view_is_not_painted(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    view.hide()
    drawn = session.display.draws[view]
    session.step_epoch()
    settle(qtbot, session)
    assert session.display.draws[view] == drawn
    view.show()
    qtbot.waitUntil(lambda: session.display.draws[view] == drawn + 1)


def test_maps_are_the_activations_over_the_plane(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    qtbot.mouseClick(view.maps_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(view.picture.scene.maps))
    maps = view.picture.scene.maps
    assert {node: len(values) for node, values in maps.items()} == {"n1": 2, "n2": 6, "n3": 4, "n4": 1}
    answer = session.predict(view._grid)
    np.testing.assert_allclose(maps["n4"].ravel(), answer.ravel(), atol=1e-6)
    # The first input grows to the right, the second upward.
    assert (np.diff(maps["n1"][0], axis=1) > 0).all()
    assert (np.diff(maps["n1"][1], axis=0) < 0).all()


def test_no_maps_where_there_are_four_inputs(opened: Any) -> None:
    _, view = opened("iris")
    assert not view.maps_button.isVisible()
    assert [view.picture.names.end_label(view.picture.structure.columns[-1], i) for i in range(3)] == [
        "setosa",
        "versicolor",
        "virginica",
    ]


def test_without_a_network_it_says_what_to_do(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    session.edit(RemoveLayers(("n5",)))
    qtbot.waitUntil(view.empty.isVisible)
    with qtbot.waitSignal(view.workspace_wanted) as wanted:
        qtbot.mouseClick(view.empty.button, Qt.MouseButton.LeftButton)
    assert wanted.args == ["build"]
    session.undo()
    qtbot.waitUntil(lambda: view.picture.isVisible() and view.picture.scene is not None)


def test_language_and_theme_change_at_once(opened: Any, qtbot: QtBot, qapp: QApplication) -> None:
    session, view = opened()
    light = view.grab().toImage()
    session.set_language("zh_CN")
    assert view.modes.buttons["weights"].text() == "权重"
    theme.apply(qapp, "dark")
    lay_out()
    dark = view.grab().toImage()
    assert dark.pixelColor(2, 2) == theme.tokens().panel != light.pixelColor(2, 2)


def test_nothing_is_clipped_at_the_smallest_size(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(size=(380, 330))
    for code in ("en", "zh_CN", "zh_TW"):
        session.set_language(code)
        lay_out()
        for button in (*view.modes.buttons.values(), *view.scopes.buttons.values(), view.maps_button):
            assert button.width() >= button.sizeHint().width()
            assert view.rect().contains(button.geometry().translated(button.parentWidget().mapTo(view, QPoint(0, 0))))


def test_the_whole_neuron_is_the_target(opened: Any, qtbot: QtBot) -> None:
    _, view = opened("digits", (420, 330))
    strip = view.picture.arrangement.strips[view.picture.structure.bundles[0].target]
    hover(view.picture, strip.point(0).toPoint() + QPoint(5, 0))
    assert view.picture.pointed == Neuron(strip.column.node, 0)


def test_only_an_edit_of_network_or_data_lays_the_picture_out_anew(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    settle(qtbot, session)
    arrangement, draws = view.picture.arrangement, session.display.draws[view]
    assert session.edit(SetTraining((("learning_rate", 0.5),)))
    qtbot.waitUntil(lambda: session.display.draws[view] > draws)
    settle(qtbot, session)
    assert view.picture.arrangement is arrangement
    assert session.edit(RenameLayer("n2", "Another name"))
    qtbot.waitUntil(lambda: view.picture.arrangement is not arrangement)
    assert view.picture.names.titles["n2"][0] == "Another name"
