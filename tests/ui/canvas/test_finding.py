"""Find in the network: by name, kind or setting, by real keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.document import AddLayer, AddNote, FoldGroups, GroupLayers, RenameLayer
from nnstudio.ui.canvas.adding import search

Key, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def found(hand) -> list[str]:
    listed = hand.panel.finder.list
    return [listed.item(row).text() for row in range(listed.count())]


def test_ctrl_shift_f_finds_a_layer_and_enter_goes_to_it(hand):
    hand.session.edit(RenameLayer("n3", "Decision"))
    hand.key(Key.Key_F, CTRL | SHIFT)
    finder = hand.panel.finder
    assert QApplication.focusWidget() is finder.field
    assert found(hand) == ["Input", "Dense", "Decision", "Output"]
    QTest.keyClicks(finder.field, "deci")
    assert found(hand) == ["Decision"]
    hand.key(Key.Key_Return)
    assert not finder.isVisible()
    assert QApplication.focusWidget() is hand.canvas
    assert hand.session.selection == ("n3",)
    assert hand.canvas.current == "n3"


def test_ctrl_f_does_the_same_and_escape_leaves_all_as_it_was(hand):
    hand.canvas.select(("n1",))
    hand.key(Key.Key_F, CTRL)
    QTest.keyClicks(hand.panel.finder.field, "qqq")
    assert found(hand) == []
    assert hand.panel.finder.nothing.isVisible()
    hand.key(Key.Key_Return)
    assert hand.panel.finder.isVisible()
    hand.key(Key.Key_Escape)
    assert not hand.panel.finder.isVisible()
    assert hand.session.selection == ("n1",)
    assert not hand.session.history.can_undo


def test_layers_are_found_by_kind_in_every_language_and_by_setting(hand):
    hand.key(Key.Key_F, CTRL)
    field = hand.panel.finder.field
    field.insert("全连接")
    assert found(hand) == ["Dense", "Dense 2"]
    field.clear()
    field.insert("dense 6")
    assert found(hand) == ["Dense"]


def test_a_name_comes_before_what_is_also_called_so(make_hand, built):
    """A sum is found by "residual", too, and stands before the projection."""
    hand = make_hand(built(AddLayer("input", 0, 0), AddLayer("add", 160, 0), AddLayer("projection", 320, 0)))
    hand.key(Key.Key_F, CTRL)
    QTest.keyClicks(hand.panel.finder.field, "resid")
    assert found(hand) == ["Residual projection", "Add"]
    assert search.best("resid") == "projection"


def test_a_layer_in_a_folded_group_is_found_and_the_group_opens(hand):
    hand.session.edit(GroupLayers(("n2", "n3"), "Body"))
    hand.session.edit(FoldGroups(("g5",)))
    hand.session.edit(AddNote("Why so few?", 0, 200))
    hand.key(Key.Key_F, CTRL)
    assert set(found(hand)) == {"Input", "Body", "Output", "Why so few?", "Dense", "Dense 2"}
    field = hand.panel.finder.field
    field.insert("dense 2")
    hand.key(Key.Key_Return)
    assert not hand.document.network.groups[0].folded
    assert hand.session.selection == ("n3",)
    hand.key(Key.Key_F, CTRL)
    field.insert("body")
    hand.key(Key.Key_Return)
    assert hand.canvas.current == "g5"
    hand.key(Key.Key_F, CTRL)
    field.insert("few")
    hand.key(Key.Key_Return)
    assert hand.canvas.note == "t6"
    hand.assert_scene_is_document()
