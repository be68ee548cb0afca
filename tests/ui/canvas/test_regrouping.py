"""Layers and notes dragged into a group and out of it, and sent there by keys; notes that go with their group."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QInputDialog

from nnstudio.document import AddLayer, AddNote, FoldGroups, GroupLayers, MoveLayers, Regroup
from nnstudio.ui.canvas.dropping import layer_mime

Key = Qt.Key
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def members(hand) -> dict[str, tuple[str, ...]]:
    return {group.name: group.members for group in hand.document.network.groups}


def frames(hand):
    return hand.canvas.stage.groups.frames


def within(hand, group: str) -> QPoint:
    """Return a free place in a frame, below its header."""
    rect = frames(hand)[group].rect
    return hand.canvas.mapFromScene(QPointF(rect.center().x(), rect.top() + 40))


@pytest.fixture
def body(hand):
    """The chain with n2 and n3 in the group g5, and a lonely layer n6 far below."""
    hand.session.edit(GroupLayers(("n2", "n3"), "Body"))
    hand.session.edit(AddLayer("dropout", 240, 320))
    hand.panel.fit()
    return hand


def test_a_layer_dragged_into_a_frame_is_in_the_group(body):
    steps = len(body.session.history.done)
    start, goal = body.at("n6"), within(body, "g5")
    body.press(start)
    body.move(start + QPoint(0, -40))
    assert not frames(body)["g5"].lit
    body.move(goal)
    assert frames(body)["g5"].lit
    assert body.canvas.stage.hint.text == "into Body"
    body.release(goal)
    assert members(body) == {"Body": ("n2", "n3", "n6")}
    assert not frames(body)["g5"].lit
    assert len(body.session.history.done) == steps + 1
    body.assert_scene_is_document()
    body.session.undo()
    assert members(body) == {"Body": ("n2", "n3")}
    assert body.document.network.by_id["n6"].y == 320
    body.assert_scene_is_document()


def test_a_frame_stretches_after_a_layer_and_then_lets_it_go(body):
    start = body.at("n3")
    zoom = body.canvas.zoom
    body.drag(start, start + QPoint(0, round(64 * zoom)))
    assert members(body) == {"Body": ("n2", "n3")}
    assert body.document.network.by_id["n3"].y > 0
    body.session.undo()
    before = frames(body)["g5"].rect
    body.press(start)
    body.move(start + QPoint(0, round(100 * zoom)))
    far = start + QPoint(0, round(260 * zoom))
    body.move(far)
    assert body.canvas.stage.hint.text == "out of Body"
    assert frames(body)["g5"].rect.width() < before.width()
    body.release(far)
    assert members(body) == {"Body": ("n2",)}
    assert body.session.history.undo_name is not None
    assert str(body.session.history.undo_name) == "Take out of group"
    body.assert_scene_is_document()
    body.session.undo()
    assert members(body) == {"Body": ("n2", "n3")}
    body.assert_scene_is_document()


def test_a_drag_given_up_leaves_the_group_as_it_was(body):
    before = frames(body)["g5"].rect
    start = body.at("n3")
    body.press(start)
    body.move(start + QPoint(0, 60))
    body.move(start + QPoint(0, 220))
    body.key(Key.Key_Escape)
    body.release(start + QPoint(0, 220))
    assert members(body) == {"Body": ("n2", "n3")}
    assert frames(body)["g5"].rect == before
    body.assert_scene_is_document()
    body.press(start)
    body.move(start + QPoint(0, 220))
    body.session.undo()
    body.release(start + QPoint(0, 220))
    body.assert_scene_is_document()


def test_onto_a_folded_group(body):
    body.session.edit(FoldGroups(("g5",)))
    box = body.canvas.stage.groups.boxes["g5"]
    body.drag(body.at("n6"), body.canvas.mapFromScene(box.pos()))
    assert members(body) == {"Body": ("n2", "n3", "n6")}
    assert not body.canvas.stage.nodes["n6"].isVisible()
    body.assert_scene_is_document()


def test_a_group_goes_into_a_group_and_several_layers_at_once(body):
    body.session.edit(AddLayer("flatten", 400, 320))
    body.canvas.select(("n6", "n7"))
    held, goal = body.at("n6"), within(body, "g5")
    body.press(held)
    body.move((held + goal) / 2)
    body.move(goal)
    body.release(goal)
    assert members(body) == {"Body": ("n2", "n3", "n6", "n7")}
    body.session.undo()
    body.session.edit(GroupLayers(("n6", "n7"), "Pair"))
    strip = frames(body)["g8"].header
    start = body.canvas.mapFromScene(QPointF(strip.right() - 16, strip.center().y()))
    goal = within(body, "g5")
    body.press(start)
    body.move((start + goal) / 2)
    body.move(goal)
    body.release(goal)
    assert members(body) == {"Body": ("n2", "n3", "g8"), "Pair": ("n6", "n7")}
    assert frames(body)["g5"].rect.contains(frames(body)["g8"].rect)
    body.assert_scene_is_document()


def test_what_is_dropped_from_the_palette_into_a_frame_is_in_the_group(body):
    viewport, place = body.canvas.viewport(), within(body, "g5") + QPoint(0, 10)
    data, action = layer_mime("dropout"), Qt.DropAction.CopyAction
    rest = (data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(viewport, QDragEnterEvent(place, action, *rest))
    QApplication.sendEvent(viewport, QDragMoveEvent(place, action, *rest))
    QApplication.sendEvent(viewport, QDropEvent(QPointF(place), action, *rest))
    assert members(body) == {"Body": ("n2", "n3", "n7")}
    body.session.undo()
    assert members(body) == {"Body": ("n2", "n3")}
    assert len(body.document.network.nodes) == 5
    body.assert_scene_is_document()


def test_a_key_asks_for_the_group(body):
    body.session.edit(GroupLayers(("n2",), "Inner"))
    body.canvas.select(("n6",))
    body.key(Key.Key_G, CTRL | ALT)
    dialog = next(each for each in body.panel.findChildren(QInputDialog) if each.isVisible())
    combo = dialog.findChild(QComboBox)
    assert [combo.itemText(row) for row in range(combo.count())] == ["Body", "Body › Inner"]
    QTest.keyClick(combo, Key.Key_Down)
    QTest.keyClick(combo, Key.Key_Return)
    assert members(body) == {"Body": ("g7", "n3"), "Inner": ("n2", "n6")}
    body.panel.activateWindow()
    body.canvas.setFocus()
    body.key(Key.Key_G, CTRL | ALT)
    dialog = next(each for each in body.panel.findChildren(QInputDialog) if each.isVisible())
    assert dialog.comboBoxItems() == ["No group", "Body"]
    dialog.accept()
    assert members(body) == {"Body": ("g7", "n3"), "Inner": ("n2",)}
    body.assert_scene_is_document()
    body.canvas.select(())
    assert not body.panel.can("regroup")


def test_notes_go_into_a_group_move_and_fold_with_it(body):
    body.session.edit(AddNote("Here", 80, 320, 96, 48))
    paper = body.canvas.stage.groups.notes["t7"]
    start, goal = body.canvas.mapFromScene(paper.scene_box().center()), within(body, "g5")
    body.press(start)
    body.move((start + goal) / 2)
    body.move(goal)
    assert frames(body)["g5"].lit
    body.release(goal)
    assert members(body) == {"Body": ("n2", "n3", "t7")}
    assert frames(body)["g5"].rect.contains(paper.scene_box())
    note = body.document.network.notes_by_id["t7"]
    strip = frames(body)["g5"].header
    grip = body.canvas.mapFromScene(QPointF(strip.right() - 16, strip.center().y()))
    body.press(grip)
    body.move(grip + QPoint(0, 20))
    body.move(grip + QPoint(0, 40))
    dragged = paper.pos()
    body.release(grip + QPoint(0, 40))
    moved = body.document.network.notes_by_id["t7"]
    assert moved.y > note.y
    assert (dragged.x(), dragged.y()) == (moved.x, moved.y)
    body.assert_scene_is_document()
    body.key(Key.Key_F)
    assert not paper.isVisible()
    body.assert_scene_is_document()
    body.session.edit(MoveLayers((("n2", 160, 200), ("n3", 320, 200))))
    body.key(Key.Key_F)
    assert paper.isVisible()
    body.key(Key.Key_D, CTRL)
    assert len(body.document.network.notes) == 2
    body.assert_scene_is_document()
    body.key(Key.Key_Delete)
    assert len(body.document.network.notes) == 1
    body.session.edit(Regroup(("t7",)))
    assert "t7" not in members(body)["Body"]
    body.assert_scene_is_document()


def test_neighbours_in_groups_within_groups_do_not_cover_each_other(make_hand, built):
    layers = [AddLayer("dense", 160 * k, 0, connect_from=f"n{k}") for k in range(1, 5)]
    groups = [GroupLayers(ids, name) for name, ids in {"A": ("n3",), "B": ("n4",)}.items()]
    outer = [GroupLayers(("n2", "n3"), "AA"), GroupLayers(("n4", "n5"), "BB")]
    hand = make_hand(built(AddLayer("input", 0, 0), *layers, *groups, *outer))
    rect = {frame.face.name: frame.rect for frame in frames(hand).values()}
    assert rect["AA"].contains(rect["A"])
    assert rect["BB"].contains(rect["B"])
    assert rect["A"].right() < rect["AA"].right() < rect["BB"].left() < rect["B"].left()


def test_the_group_that_has_the_keyboard_folds_though_nothing_is_selected(hand):
    hand.canvas.select(("n2", "n3"))
    hand.key(Key.Key_G, CTRL)
    hand.key(Key.Key_Return)
    hand.key(Key.Key_F)
    hand.key(Key.Key_Escape)
    assert not hand.session.selection
    hand.key(Key.Key_F)
    assert not hand.document.network.groups[0].folded
    hand.assert_scene_is_document()
