"""Everything by keyboard alone."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.document import AddLayer, Connect, Document, SetData
from nnstudio.document.size import NODE_HEIGHT, NODE_WIDTH

Key, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def add(hand, text: str) -> None:
    """Space, a search, Enter."""
    hand.key(Key.Key_Space)
    assert hand.panel.quick_add.isVisible()
    QTest.keyClicks(QApplication.focusWidget(), text)
    hand.key(Key.Key_Return)
    assert QApplication.focusWidget() is hand.canvas


def set_first_parameter(hand, text: str) -> None:
    """Enter opens the properties at the first parameter."""
    hand.key(Key.Key_Return)
    field = QApplication.focusWidget()
    assert hand.panel.properties.isAncestorOf(field)
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Key.Key_Return)
    hand.canvas.setFocus()


def test_iris_4_16_3_is_built_by_keys_alone(make_hand):
    hand = make_hand(Document())
    hand.session.edit(SetData((("dataset", "iris"),)))
    for name in ("input", "dense", "dense", "output"):
        add(hand, name)
    assert hand.wires() == {("n1", "n2", 0), ("n2", "n3", 0), ("n3", "n4", 0)}
    hand.key(Key.Key_Backtab)
    assert hand.session.selection == ("n3",)
    set_first_parameter(hand, "3")
    hand.key(Key.Key_Backtab)
    set_first_parameter(hand, "16")
    analysis = hand.session.analysis
    assert [analysis.shapes[f"n{i}"] for i in (1, 2, 3, 4)] == [(4,), (16,), (3,), (3,)]
    assert analysis.total == 4 * 16 + 16 + 16 * 3 + 3
    hand.assert_scene_is_document()


@pytest.mark.parametrize("led", [False, True])
def test_space_means_the_wire_below_only_where_the_mouse_was_led_to_it(hand, monkeypatch, led):
    wire = hand.document.network.wires[0]
    middle = hand.canvas.stage.wires[wire].path.pointAtPercent(0.5)
    assert hand.canvas.stage.wire_at(middle) == wire
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Tab)
    assert hand.session.selection == ("n3",)
    if led:
        hand.move(hand.canvas.mapFromScene(middle))
    monkeypatch.setattr(hand.canvas, "pointer", lambda: middle)
    add(hand, "activation")
    (added,) = hand.document.network.of_kind("activation")
    before = {source for source, target, _ in hand.wires() if target == added.id}
    assert before == ({"n1"} if led else {"n3"})


def test_tab_goes_through_the_nodes_and_then_leaves(hand):
    seen = []
    for _ in range(4):
        hand.key(Key.Key_Tab)
        seen.append(hand.session.selection)
    assert seen == [("n1",), ("n2",), ("n3",), ("n4",)]
    hand.key(Key.Key_Tab)
    assert QApplication.focusWidget() is not hand.canvas


def test_c_and_arrows_connect(hand):
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_C)
    assert hand.canvas.gesture is not None
    hand.key(Key.Key_Right)
    assert hand.canvas.stage.hint.text
    hand.key(Key.Key_Return)
    assert ("n1", "n3", 0) in hand.wires()
    hand.assert_scene_is_document()


def test_escape_leaves_connecting(hand):
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_C)
    hand.key(Key.Key_Escape)
    assert hand.canvas.gesture is None
    hand.assert_scene_is_document()


def test_arrows_move_by_the_grid_as_one_step_of_undo(hand):
    hand.key(Key.Key_Tab)
    for _ in range(3):
        hand.key(Key.Key_Down)
    hand.key(Key.Key_Down, SHIFT)
    assert hand.document.network.by_id["n1"].y == 24 + 80
    hand.key(Key.Key_Z, CTRL)
    assert hand.document.network.by_id["n1"].y == 0


def test_f2_renames(hand):
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_F2)
    assert hand.panel.naming.field.isVisible()
    QTest.keyClicks(hand.panel.naming.field, "Pixels")
    QTest.keyClick(hand.panel.naming.field, Key.Key_Return)
    assert hand.document.network.by_id["n1"].name == "Pixels"
    assert hand.canvas.stage.nodes["n1"].face.name == "Pixels"
    assert QApplication.focusWidget() is hand.canvas


def test_delete_heals_and_undo_brings_back(hand):
    hand.click(hand.at("n2"))
    hand.key(Key.Key_Delete)
    assert hand.wires() == {("n1", "n3", 0), ("n3", "n4", 0)}
    hand.assert_scene_is_document()
    hand.key(Key.Key_Z, CTRL)
    assert hand.wires() == {("n1", "n2", 0), ("n2", "n3", 0), ("n3", "n4", 0)}
    hand.assert_scene_is_document()


def test_a_selected_wire_is_deleted(hand):
    hand.click((hand.port("n1") + hand.port("n2", 0)) / 2)
    assert hand.canvas.wire is not None
    hand.key(Key.Key_Delete)
    assert hand.wires() == {("n2", "n3", 0), ("n3", "n4", 0)}


def test_copy_paste_duplicate_cut_keep_the_inner_wires(hand):
    hand.key(Key.Key_A, CTRL)
    assert len(hand.session.selection) == 4
    hand.click(hand.at("n2"))
    hand.click(hand.at("n3"), CTRL)
    hand.key(Key.Key_C, CTRL)
    hand.key(Key.Key_V, CTRL)
    assert ("n5", "n6", 0) in hand.wires()
    assert hand.session.selection == ("n5", "n6")
    hand.key(Key.Key_D, CTRL)
    assert ("n7", "n8", 0) in hand.wires()
    hand.key(Key.Key_X, CTRL)
    assert "n7" not in hand.document.network.by_id
    hand.assert_scene_is_document()


def test_what_is_pasted_covers_nothing(hand):
    hand.click(hand.at("n2"))
    hand.click(hand.at("n3"), CTRL)
    hand.key(Key.Key_D, CTRL)
    hand.key(Key.Key_C, CTRL)
    hand.key(Key.Key_V, CTRL)
    nodes = hand.document.network.nodes
    assert [node.x for node in nodes[4:]] == [160, 320] * 2
    for one, other in combinations(nodes, 2):
        assert abs(one.x - other.x) >= NODE_WIDTH or abs(one.y - other.y) >= NODE_HEIGHT


def test_a_copied_group_stands_clear_of_the_first(hand):
    hand.click(hand.at("n2"))
    hand.key(Key.Key_G, CTRL)
    hand.key(Key.Key_Return)
    hand.key(Key.Key_D, CTRL)
    first, second = (frame.rect for frame in hand.canvas.stage.groups.frames.values())
    assert not first.intersects(second)


def test_pasting_between_windows(hand, make_hand):
    hand.click(hand.at("n2"))
    hand.panel.copy()
    other = make_hand(Document())
    other.panel.paste()
    assert [node.kind for node in other.document.network.nodes] == ["dense"]
    assert other.document.network.nodes[0].value("units") == 6
    other.assert_scene_is_document()


def test_pasting_other_text_says_so(hand):
    QApplication.clipboard().setText('{"format": "nnstudio/layers", "version": 1, "nodes": [1], "wires": []}')
    hand.panel.paste()
    assert len(hand.document.network.nodes) == 4
    assert "clipboard" in hand.panel.status.remark.text()


def test_auto_layout_is_one_undoable_edit(hand):
    before = hand.document
    hand.session.edit(hand_move("n2", 800, 400))
    hand.key(Key.Key_L, CTRL)
    xs = [hand.document.network.by_id[f"n{i}"].x for i in (1, 2, 3, 4)]
    assert xs == sorted(xs)
    assert len({b - a for a, b in pairwise(xs)}) == 1
    hand.assert_scene_is_document()
    hand.session.undo()
    assert hand.document.network.by_id["n2"].x == 800
    hand.session.undo()
    assert hand.document == before


def hand_move(node: str, x: float, y: float):
    from nnstudio.document import MoveLayers

    return MoveLayers(((node, x, y),))


def test_another_network_begins_with_no_ring_and_nothing_said_of_the_last(hand, built):
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Tab)
    assert hand.canvas.stage.nodes["n2"].focused
    assert hand.panel.status.remark.text()
    hand.session.new(built(AddLayer("input"), AddLayer("dense", 160, 0, connect_from="n1")))
    assert not any(item.focused for item in hand.canvas.stage.nodes.values())
    assert not hand.panel.status.remark.text()
    assert hand.panel.status.total.isVisibleTo(hand.panel)


def test_paste_says_so_where_the_clipboard_is_empty(hand):
    QApplication.clipboard().clear()
    before = hand.document
    hand.key(Key.Key_V, CTRL)
    assert hand.document == before
    assert hand.panel.status.remark.text() == "There are no layers on the clipboard."


def test_c_and_space_begin_a_branch_at_a_free_place(hand):
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_C)
    hand.key(Key.Key_Space)
    assert hand.canvas.gesture is None
    QTest.keyClicks(QApplication.focusWidget(), "dropout")
    hand.key(Key.Key_Return)
    (new,) = hand.document.network.of_kind("dropout")
    assert ("n1", new.id, 0) in hand.wires()
    assert ("n1", "n2", 0) in hand.wires()
    assert (new.x, new.y) not in {(node.x, node.y) for node in hand.document.network.nodes if node is not new}
    hand.assert_scene_is_document()


def test_connecting_by_keys_offers_no_layer_that_leads_here(make_hand, built):
    """Two branches: from the end of one the wire goes to where they meet, though a free input lies on the way here."""
    hand = make_hand(
        built(
            AddLayer("input", 0, 0),
            AddLayer("add", 160, 0, connect_from="n1"),
            AddLayer("dense", 320, 0, connect_from="n2"),
            AddLayer("add", 160, 96),
            Connect("n1", "n4"),
        )
    )
    hand.click(hand.at("n3"))
    hand.key(Key.Key_C)
    hand.key(Key.Key_Return)
    assert ("n3", "n4", 1) in hand.wires()


def test_a_fix_by_key_leaves_the_keyboard_in_the_list(make_hand, built):
    hand = make_hand(built(AddLayer("input", 0, 0), AddLayer("dense", 160, 0, (("units", 3),), connect_from="n1")))
    hand.session.edit(AddLayer("output", 320, 0, connect_from="n2"))
    hand.panel.show_problems()
    problems = hand.panel.drawer.problems
    while any(problems.fixes):
        before = problems.shown
        fix = next(button for button in problems.fixes if button is not None)
        fix.setFocus()
        QTest.keyClick(fix, Key.Key_Space)
        hand.panel.drawer.refresh()
        assert problems.shown != before
        focused = QApplication.focusWidget()
        assert focused is problems or problems.isAncestorOf(focused)
    hand.key(Key.Key_Escape)
    assert QApplication.focusWidget() is hand.canvas


def test_s_keeps_the_selection_while_tab_goes_on(hand):
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Tab)
    hand.key("s")
    assert "1 kept" in hand.panel.status.remark.text()
    hand.key(Key.Key_Tab)
    assert hand.session.selection == ("n2", "n3")
    hand.key(Key.Key_Tab)
    assert hand.session.selection == ("n2", "n4")
    hand.key(Key.Key_Backtab, SHIFT)
    hand.key("s")
    hand.key(Key.Key_Backtab, SHIFT)
    hand.key(Key.Key_Backtab, SHIFT)
    assert hand.session.selection == ("n2", "n3", "n1")
    hand.key(Key.Key_G, CTRL)
    hand.key(Key.Key_Return)
    assert len(hand.document.network.groups[0].members) == 3
    hand.key(Key.Key_Escape)
    assert hand.session.selection == ()
    hand.key(Key.Key_Tab)
    assert hand.session.selection == ("n1",)


def test_what_was_kept_is_forgotten_with_a_click(hand):
    hand.key(Key.Key_Tab)
    hand.key("s")
    hand.click(hand.at("n3"))
    hand.key(Key.Key_Tab)
    assert hand.session.selection == ("n4",)
