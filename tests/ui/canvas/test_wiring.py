"""Cutting, rewiring, and layers that fit: wires by mouse and by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.document import AddLayer, Connect, Document, RemoveLayers, SetData

Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def steps(hand) -> int:
    return len(hand.session.history.done)


def branches(built) -> Document:
    """Two layers that feed an add, one of them twice on the way."""
    return built(
        SetData((("dataset", "iris"),)),
        AddLayer("input", 0, 0),
        AddLayer("dense", 200, -60, (("units", 4),), connect_from="n1"),
        AddLayer("dense", 200, 60, (("units", 4),)),
        Connect("n1", "n3", 0),
        AddLayer("add", 400, 0),
        Connect("n2", "n4", 0),
        Connect("n3", "n4", 1),
        Connect("n1", "n4", 2),
    )


def stroke(hand, start: QPoint, end: QPoint, button: Qt.MouseButton, modifier: Qt.KeyboardModifier) -> None:
    """Draw a line with a button and a key held, as far as the last move."""
    viewport = hand.canvas.viewport()
    QTest.mousePress(viewport, button, modifier, start)
    for share in range(1, 9):
        hand.move(start + (end - start) * share / 8)


@pytest.mark.parametrize(("button", "modifier"), [(RIGHT, CTRL), (LEFT, ALT)])
def test_a_stroke_cuts_every_wire_it_crosses_in_one_step(make_hand, built, button, modifier):
    hand = make_hand(branches(built))
    top, bottom = hand.pixel(310, -110), hand.pixel(310, 110)
    stroke(hand, top, bottom, button, modifier)
    assert hand.canvas.stage.hint.text == "Cut 3 wires"
    assert sum(item.faded for item in hand.canvas.stage.wires.values()) == 3
    QTest.mouseRelease(hand.canvas.viewport(), button, modifier, bottom)
    assert hand.wires() == {("n1", "n2", 0), ("n1", "n3", 0)}
    assert steps(hand) == 1
    hand.assert_scene_is_document()
    hand.session.undo()
    assert len(hand.wires()) == 5
    hand.assert_scene_is_document()


def test_a_stroke_given_up_cuts_nothing(make_hand, built):
    hand = make_hand(branches(built))
    stroke(hand, hand.pixel(310, -110), hand.pixel(310, 110), RIGHT, CTRL)
    hand.key(Key.Key_Escape)
    assert not any(item.faded for item in hand.canvas.stage.wires.values())
    QTest.mouseRelease(hand.canvas.viewport(), RIGHT, CTRL, hand.pixel(310, 110))
    assert steps(hand) == 0
    hand.assert_scene_is_document()


def test_x_cuts_by_keys(make_hand, built):
    hand = make_hand(branches(built))
    hand.click(hand.at("n4"))
    hand.key(Key.Key_X)
    assert "from Dense to Add" in hand.canvas.stage.hint.text
    hand.key(Key.Key_Space)
    hand.key(Key.Key_Right)
    hand.key(Key.Key_Right)
    hand.key(Key.Key_Space)
    hand.key(Key.Key_Return)
    assert hand.wires() == {("n1", "n2", 0), ("n1", "n3", 0), ("n3", "n4", 0)}
    assert steps(hand) == 1
    assert hand.canvas.gesture is None
    hand.assert_scene_is_document()
    hand.key(Key.Key_X)
    hand.key(Key.Key_Escape)
    hand.assert_scene_is_document()
    assert steps(hand) == 1


def test_either_end_of_a_wire_can_be_dragged_elsewhere(make_hand, built):
    hand = make_hand(branches(built))
    # Its end: the wire from n3 goes to n2 instead of the add.
    hand.drag(hand.port("n4", 1), hand.port("n2", 0))
    assert ("n3", "n2", 0) in hand.wires()
    assert ("n1", "n2", 0) not in hand.wires()
    assert steps(hand) == 1
    hand.session.undo()
    # Its beginning: taken a little way from the port, led to the other layer.
    path = hand.canvas.stage.wires[next(w for w in hand.document.network.wires if w.source == "n2")].path
    hand.drag(hand.canvas.mapFromScene(path.pointAtPercent(0.2)), hand.port("n3"))
    assert ("n2", "n4", 0) not in hand.wires()
    assert steps(hand) == 0 or hand.document.network.outgoing["n3"]
    hand.assert_scene_is_document()


def test_the_snap_is_fifteen_pixels_of_the_screen(make_hand, built):
    hand = make_hand(built(AddLayer("input", 0, 0), AddLayer("dense", 240, 0)))
    hand.canvas.zooming.zoom_to(0.5)
    goal = hand.port("n2", 0)
    hand.press(hand.port("n1"))
    hand.move(goal + QPoint(-18, 0))
    assert hand.canvas.gesture.goal is None
    hand.move(goal + QPoint(-13, 0))
    assert hand.canvas.gesture.goal is not None
    hand.key(Key.Key_Escape)
    hand.assert_scene_is_document()


def picture(built, *more) -> Document:
    return built(
        SetData((("dataset", "digits"),)),
        AddLayer("input", 0, 0),
        AddLayer("convolution2d", 160, 0, connect_from="n1"),
        AddLayer("flatten", 320, 0, connect_from="n2"),
        *more,
    )


def test_the_cursor_says_why_a_layer_cannot_take_a_shape(make_hand, built):
    """The shape that would come of the layer once it is mended is no answer here."""
    hand = make_hand(picture(built, AddLayer("dense", 320, 160)))
    hint = hand.canvas.stage.hint
    hand.press(hand.port("n2"))
    hand.move(hand.port("n4", 0))
    assert hint.text.startswith("▲")
    assert "8×8×8" in hint.text
    hand.key(Key.Key_Escape)
    hand.press(hand.port("n3"))
    hand.move(hand.port("n4", 0))
    assert hint.text == "shape 4"
    hand.key(Key.Key_Escape)


def test_the_cursor_says_that_the_inputs_of_a_sum_differ_though_nothing_follows_it_yet(make_hand, built):
    hand = make_hand(picture(built, AddLayer("add", 480, 160)))
    hint = hand.canvas.stage.hint
    hand.drag(hand.port("n3"), hand.port("n4", 0))
    hand.press(hand.port("n2"))
    hand.move(hand.port("n4", 1))
    assert hint.text.startswith("▲")
    hand.release(hand.port("n4", 1))
    assert ("n2", "n4", 1) in hand.wires()
    # What would take the layer away is not the first thing that is offered.
    assert not isinstance(hand.session.analysis.problems_of("n4")[0].fix, RemoveLayers)


def test_a_wire_let_go_offers_a_second_output(make_hand, built):
    hand = make_hand(picture(built, AddLayer("output", 480, 0, connect_from="n3")))
    hand.drag(hand.port("n3"), hand.pixel(400, 140))
    QTest.keyClicks(QApplication.focusWidget(), "output")
    hand.key(Key.Key_Return)
    assert [node.kind for node in hand.document.network.nodes].count("output") == 2
    assert ("n3", "n5", 0) in hand.wires()


def test_a_wire_let_go_offers_only_what_fits_its_shape(make_hand, built):
    hand = make_hand(picture(built))
    hand.drag(hand.port("n2"), hand.pixel(200, 140))
    of_picture = set(hand.panel.quick_add.list.kinds())
    assert {"convolution2d", "max_pooling2d", "flatten", "add"} <= of_picture
    assert not {"input", "lstm", "last_step", "embedding"} & of_picture
    hand.key(Key.Key_Escape)
    hand.drag(hand.port("n3"), hand.pixel(400, 140))
    of_list = set(hand.panel.quick_add.list.kinds())
    assert {"dense", "dropout", "output"} <= of_list
    assert not {"convolution2d", "max_pooling2d", "lstm"} & of_list


def test_what_is_offered_makes_no_new_error(make_hand, built):
    """Every kind offered at a wire of a picture is added, wired, and works or waits for another input."""
    hand = make_hand(picture(built))
    hand.drag(hand.port("n2"), hand.pixel(200, 140))
    kinds = hand.panel.quick_add.list.kinds()
    hand.key(Key.Key_Escape)
    for kind in kinds:
        hand.panel.quick_adding.open(
            hand.canvas.mapToScene(hand.pixel(200, 140)),
            hand.canvas.stage.port_at(hand.canvas.stage.nodes["n2"].output_point()),
        )
        hand.panel.quick_add.chosen.emit(kind)
        hand.panel.quick_add.close_card()
        new = hand.session.selection[0]
        assert (("n2", new, 0)) in hand.wires()
        errors = [p for p in hand.session.analysis.problems_of(new) if p.is_error]
        layer = hand.document.network.by_id[new].kind
        waits = hand.canvas.stage.nodes[new].face.inputs > 1
        assert waits or new in hand.session.analysis.shapes, (layer, [str(p.message) for p in errors])
        hand.session.undo()


def test_a_wire_dragged_out_of_an_input_offers_what_could_feed_it(make_hand, built):
    hand = make_hand(picture(built, AddLayer("convolution2d", 480, 160), AddLayer("dense", 160, 260)))
    hand.drag(hand.port("n4", 0), hand.pixel(330, 170))
    assert hand.panel.quick_add.isVisible()
    offered = set(hand.panel.quick_add.list.kinds())
    assert {"convolution2d", "max_pooling2d"} <= offered
    assert not {"output", "input", "flatten"} & offered
    QTest.keyClicks(QApplication.focusWidget(), "max pool")
    hand.key(Key.Key_Return)
    assert {wire for wire in hand.wires() if wire[1] == "n4"} == {("n6", "n4", 0)}
    assert steps(hand) == 1
    hand.assert_scene_is_document()
