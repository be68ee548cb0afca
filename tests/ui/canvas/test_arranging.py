"""Lines to snap to, align and distribute, a loose layer let go over a wire, pasting with inputs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.document import AddLayer, Connect, Document, MoveLayers

Key = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def steps(hand) -> int:
    return len(hand.session.history.done)


def loose(built) -> Document:
    """A chain with a loose dropout below it."""
    return built(
        AddLayer("input", 0, 0),
        AddLayer("dense", 240, 0, (("units", 6),), connect_from="n1"),
        AddLayer("output", 480, 0, connect_from="n2"),
        AddLayer("dropout", 160, 160),
    )


def test_a_loose_layer_over_a_wire_lights_it_and_is_inserted(make_hand, built):
    hand = make_hand(loose(built))
    goal = (hand.port("n2") + hand.port("n3", 0)) / 2
    hand.press(hand.at("n4"))
    hand.move(hand.at("n4") + QPoint(20, -20))
    hand.move(goal)
    lit = [(wire.source, wire.target) for wire, item in hand.canvas.stage.wires.items() if item.lit]
    assert lit == [("n2", "n3")]
    assert hand.canvas.stage.hint.text == "insert here: shape 6"
    hand.release(goal)
    assert hand.wires() == {("n1", "n2", 0), ("n2", "n4", 0), ("n4", "n3", 0)}
    nodes = hand.document.network.by_id
    assert nodes["n2"].x < nodes["n4"].x < nodes["n3"].x
    assert nodes["n4"].y == 0
    assert steps(hand) == 1
    hand.assert_scene_is_document()
    hand.session.undo()
    assert hand.document == loose(built)
    hand.assert_scene_is_document()


def test_a_wired_layer_over_another_wire_only_moves(hand):
    goal = (hand.port("n3") + hand.port("n4", 0)) / 2
    before = hand.wires()
    hand.press(hand.at("n2"))
    hand.move(goal)
    assert not any(item.lit for item in hand.canvas.stage.wires.values())
    hand.release(goal)
    assert hand.wires() == before
    hand.assert_scene_is_document()


def test_a_dragged_layer_jumps_into_line_and_the_line_is_drawn(make_hand, built):
    hand = make_hand(
        built(
            AddLayer("dense", 0, 0), AddLayer("dense", 300, 3), AddLayer("dense", 3, 203), AddLayer("dense", 301, 400)
        )
    )
    hand.press(hand.at("n4"))
    hand.move(hand.at("n4") + QPoint(10, -40))
    goal = hand.pixel(298, 205)
    hand.move(goal)
    there = hand.canvas.stage.nodes["n4"].pos()
    assert (there.x(), there.y()) == (300, 203)
    guides = hand.canvas.gesture.guides.guides
    assert any(guide.start.x() == guide.end.x() == 300 for guide in guides)
    assert any(guide.start.y() == guide.end.y() == 203 for guide in guides)
    hand.release(goal)
    node = hand.document.network.by_id["n4"]
    assert (node.x, node.y) == (300, 203)
    assert steps(hand) == 1
    hand.assert_scene_is_document()


PLACES = (("n1", 0.0, 0.0), ("n2", 200.0, 40.0), ("n3", 430.0, 130.0), ("n4", 700.0, -60.0))
CASES = {
    (Key.Key_Left, ALT | SHIFT): lambda n: {n[k].x - (48 if k in ("n1", "n4") else 64) for k in n},
    (Key.Key_Right, ALT | SHIFT): lambda n: {n[k].x + (48 if k in ("n1", "n4") else 64) for k in n},
    (Key.Key_C, CTRL | ALT): lambda n: {n[k].x for k in n},
    (Key.Key_Up, ALT | SHIFT): lambda n: {n[k].y for k in n},
    (Key.Key_Down, ALT | SHIFT): lambda n: {n[k].y for k in n},
    (Key.Key_M, CTRL | ALT): lambda n: {n[k].y for k in n},
}


@pytest.mark.parametrize(("key", "modifiers"), CASES)
def test_the_selection_is_aligned_by_keys_in_one_step(hand, key, modifiers):
    hand.session.edit(MoveLayers(PLACES))
    hand.key(Key.Key_A, CTRL)
    hand.key(key, modifiers)
    assert len(CASES[key, modifiers](hand.document.network.by_id)) == 1
    assert steps(hand) == 2
    hand.assert_scene_is_document()
    hand.key(key, modifiers)
    assert steps(hand) == 2
    hand.key(Key.Key_Z, CTRL)
    assert tuple((n.id, n.x, n.y) for n in hand.document.network.nodes) == PLACES


@pytest.mark.parametrize(("key", "axis"), [(Key.Key_H, 0), (Key.Key_V, 1)])
def test_the_selection_is_distributed_with_equal_gaps(hand, key, axis):
    hand.session.edit(MoveLayers(PLACES))
    hand.key(Key.Key_A, CTRL)
    hand.key(key, CTRL | ALT)
    boxes = [item.scene_box() for item in hand.canvas.stage.nodes.values()]
    spans = sorted((b.top(), b.bottom()) if axis else (b.left(), b.right()) for b in boxes)
    gaps = [after[0] - before[1] for before, after in pairwise(spans)]
    assert max(gaps) - min(gaps) <= 1
    assert steps(hand) == 2
    hand.assert_scene_is_document()


def test_too_few_to_align_says_so(hand):
    hand.click(hand.at("n2"))
    hand.key(Key.Key_Left, ALT | SHIFT)
    assert hand.panel.status.remark.text() == "Select 2 layers or more."
    assert steps(hand) == 0


def test_pasting_with_inputs_wires_from_the_same_sources(make_hand, built, hand):
    hand.session.edit(Connect("n1", "n3", 0))
    hand.session.undo()
    hand.click(hand.at("n2"))
    hand.click(hand.at("n3"), CTRL)
    hand.key(Key.Key_C, CTRL)
    hand.key(Key.Key_V, CTRL | SHIFT)
    assert {wire for wire in hand.wires() if wire[1] in ("n5", "n6")} == {("n1", "n5", 0), ("n5", "n6", 0)}
    assert steps(hand) == 1
    hand.key(Key.Key_V, CTRL)
    assert {wire for wire in hand.wires() if wire[1] in ("n7", "n8")} == {("n7", "n8", 0)}
    hand.assert_scene_is_document()
    # In another window a layer of the same id is another layer.
    other = make_hand(built(AddLayer("input", 0, 0, title="Elsewhere"), AddLayer("dense", 160, 0)))
    other.key(Key.Key_V, CTRL | SHIFT)
    assert other.wires() == {("n3", "n4", 0)}
    other.assert_scene_is_document()


def test_ctrl_period_adds_after_the_selection(hand):
    hand.click(hand.at("n2"))
    hand.key(Key.Key_Period, CTRL)
    assert hand.panel.quick_add.isVisible()
    assert "convolution2d" not in hand.panel.quick_add.list.kinds()
    QTest.keyClicks(QApplication.focusWidget(), "dropout")
    hand.key(Key.Key_Return)
    assert {("n2", "n5", 0), ("n5", "n3", 0)} <= hand.wires()
    assert steps(hand) == 1
    hand.assert_scene_is_document()


def test_tab_searches_where_the_mouse_points_at_nothing_and_walks_otherwise(hand):
    free = hand.at("n2") + QPoint(0, 140)
    QCursor.setPos(hand.canvas.viewport().mapToGlobal(free))
    hand.move(free)
    hand.key(Key.Key_Tab)
    assert hand.panel.quick_add.isVisible()
    hand.key(Key.Key_Escape)
    # The hand is at the keys now.
    hand.key(Key.Key_Tab)
    assert not hand.panel.quick_add.isVisible()
    assert hand.session.selection == ("n1",)
