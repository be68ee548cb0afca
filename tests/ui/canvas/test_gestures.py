"""Mouse gestures: each makes one edit at most, can be given up, and survives an undo in its middle."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from nnstudio.document import AddLayer

CTRL = Qt.KeyboardModifier.ControlModifier


def steps(hand):
    """Return how often undo can be pressed."""
    session, count = hand.session, 0
    history = session.history
    while history.can_undo:
        history, _document = history.undo()
        count += 1
    return count


def test_a_drag_moves_on_the_grid_by_one_edit(hand):
    start = hand.at("n2")
    hand.drag(start, start + QPoint(37, 61))
    node = hand.document.network.by_id["n2"]
    assert (node.x, node.y) != (160, 0)
    assert node.x % 8 == 0
    assert node.y % 8 == 0
    assert steps(hand) == 1
    hand.assert_scene_is_document()
    hand.session.undo()
    assert hand.document.network.by_id["n2"].x == 160
    hand.assert_scene_is_document()


def test_several_move_together(hand):
    hand.click(hand.at("n2"))
    hand.click(hand.at("n3"), CTRL)
    assert hand.session.selection == ("n2", "n3")
    hand.drag(hand.at("n3"), hand.at("n3") + QPoint(0, 80))
    nodes = hand.document.network.by_id
    assert nodes["n2"].y == nodes["n3"].y > 0
    assert nodes["n1"].y == 0
    assert steps(hand) == 1


def test_escape_gives_a_move_up(hand):
    start = hand.at("n2")
    hand.press(start)
    hand.move(start + QPoint(60, 60))
    assert hand.canvas.stage.nodes["n2"].pos().y() > 0
    hand.key(Qt.Key.Key_Escape)
    hand.assert_scene_is_document()
    hand.release(start + QPoint(60, 60))
    assert steps(hand) == 0


def test_undo_in_the_middle_of_a_drag_ends_it(hand):
    hand.drag(hand.at("n3"), hand.at("n3") + QPoint(0, 80))
    start = hand.at("n2")
    hand.press(start)
    hand.move(start + QPoint(60, 60))
    hand.session.undo()
    assert hand.canvas.gesture is None
    hand.move(start + QPoint(70, 70))
    hand.release(start + QPoint(70, 70))
    hand.assert_scene_is_document()
    assert hand.document.network.by_id["n2"].y == 0
    assert steps(hand) == 0


def test_the_band_selects_and_ctrl_adds(hand):
    top, bottom = hand.at("n1") - QPoint(60, 60), hand.at("n2") + QPoint(10, 60)
    hand.drag(top, bottom)
    assert set(hand.session.selection) == {"n1", "n2"}
    hand.click(hand.at("n4"), CTRL)
    assert set(hand.session.selection) == {"n1", "n2", "n4"}
    hand.click(hand.at("n4"), CTRL)
    assert set(hand.session.selection) == {"n1", "n2"}
    hand.click(top)
    assert hand.session.selection == ()
    assert steps(hand) == 0


def test_a_drag_from_port_to_port_connects_and_says_the_shape(make_hand, built):
    hand = make_hand(built(AddLayer("input", 0, 0), AddLayer("dense", 200, 0, (("units", 5),))))
    hand.press(hand.port("n1"))
    near = hand.port("n2", 0) - QPoint(14, 2)
    hand.move(near)
    assert hand.canvas.stage.hint.text == "shape 5"
    hand.release(near)
    assert hand.wires() == {("n1", "n2", 0)}
    assert steps(hand) == 1
    hand.assert_scene_is_document()


def test_two_clicks_connect_too(hand):
    hand.drag(hand.at("n3"), hand.at("n3") + QPoint(0, 90))
    hand.click(hand.port("n1"))
    assert hand.canvas.gesture is not None
    hand.move(hand.port("n3", 0))
    hand.click(hand.port("n3", 0))
    assert ("n1", "n3", 0) in hand.wires()
    assert hand.canvas.gesture is None
    hand.assert_scene_is_document()


def test_a_wire_dropped_on_a_box_takes_its_free_input_or_says_why_not(hand):
    hand.press(hand.port("n2"))
    hand.move(hand.at("n1"))
    assert hand.canvas.stage.hint.text == "✕ Input has no input"
    hand.release(hand.at("n1"))
    hand.drag(hand.port("n2"), hand.at("n4"))
    assert ("n2", "n4", 0) in hand.wires()
    assert steps(hand) == 1
    hand.assert_scene_is_document()


def test_a_circle_is_refused_in_words_at_the_cursor(hand):
    hand.press(hand.port("n3"))
    hand.move(hand.port("n2", 0))
    said = hand.canvas.stage.hint.text
    assert said.startswith("✕")
    assert "circle" in said
    before, refused = hand.document, []
    hand.session.edit_refused.connect(refused.append)
    hand.release(hand.port("n2", 0))
    assert hand.document == before
    # No message over the window that would move the canvas: the line below says it once more.
    assert refused == []
    assert f"✕ {hand.panel.status.remark.text()}" == said
    hand.assert_scene_is_document()


def test_why_an_edit_was_refused_gives_way_to_the_total_once_another_is_made(hand):
    hand.drag(hand.port("n3"), hand.port("n2", 0))
    assert "circle" in hand.panel.status.remark.text()
    hand.drag(hand.port("n4", 0), hand.at("n2") + QPoint(0, 120))
    assert not hand.panel.status.remark.text()
    assert hand.panel.status.total.isVisibleTo(hand.panel)


def test_a_drop_on_an_occupied_port_replaces(hand):
    hand.drag(hand.port("n1"), hand.port("n3", 0))
    assert hand.wires() == {("n1", "n2", 0), ("n1", "n3", 0), ("n3", "n4", 0)}
    assert steps(hand) == 1


def test_an_end_dragged_away_rewires_or_comes_off(hand):
    hand.drag(hand.port("n4", 0), hand.at("n2") + QPoint(0, 120))
    assert ("n3", "n4", 0) not in hand.wires()
    hand.session.undo()
    hand.drag(hand.port("n3", 0), hand.port("n4", 0))
    assert ("n2", "n4", 0) in hand.wires()
    assert ("n2", "n3", 0) not in hand.wires()
    assert steps(hand) == 1
    hand.assert_scene_is_document()


def test_a_wire_dropped_on_empty_canvas_offers_layers_and_wires_them(hand):
    free = hand.at("n3") + QPoint(0, 120)
    hand.drag(hand.port("n2"), free)
    assert hand.panel.quick_add.isVisible()
    assert "input" not in hand.panel.quick_add.list.kinds()
    for letter in "flat":
        hand.key(letter)
    hand.key(Qt.Key.Key_Return)
    assert hand.document.network.by_id["n5"].kind == "flatten"
    assert ("n2", "n5", 0) in hand.wires()
    assert steps(hand) == 1


def test_the_middle_button_pans_and_the_wheel_zooms_at_the_cursor(hand):
    place = QPointF(200, 150)
    before = hand.canvas.mapToScene(place.toPoint())
    scale = hand.canvas.zoom
    event = QWheelEvent(
        place,
        hand.canvas.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        CTRL,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(hand.canvas.viewport(), event)
    assert hand.canvas.zoom > scale
    drift = hand.canvas.mapToScene(place.toPoint()) - before
    assert drift.manhattanLength() < 3
    hand.canvas.zooming.zoom_by(1000)
    assert hand.canvas.zoom == 8.0
    hand.canvas.zooming.zoom_by(1e-6)
    assert round(hand.canvas.zoom, 6) == 0.1
    assert steps(hand) == 0
