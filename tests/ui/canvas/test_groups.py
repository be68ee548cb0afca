"""Groups and notes by mouse and keys: framed, folded, moved, named, coloured, undone; the scene is the document."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu

from nnstudio.document import (
    AddLayer,
    AddNote,
    Connect,
    FoldGroups,
    GroupLayers,
    MoveLayers,
    RemoveLayers,
    templates,
)
from nnstudio.ui.canvas.geometry import GRID, STEP_X, node_rect
from nnstudio.ui.canvas.items.frame import framed
from nnstudio.ui.canvas.scene import OUTPUT, Port

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def stage(hand):
    return hand.canvas.stage.groups


def grouped(hand, *ids: str) -> None:
    """Select layers and press Ctrl+G; the name is taken as it is."""
    hand.canvas.select(ids)
    hand.key(Key.Key_G, CTRL)
    hand.key(Key.Key_Return)


def header(hand, group: str) -> QPoint:
    strip = stage(hand).frames[group].header
    return hand.canvas.mapFromScene(QPointF(strip.right() - 16, strip.center().y()))


def box(hand, group: str) -> QPoint:
    return hand.canvas.mapFromScene(stage(hand).boxes[group].pos())


def double_click(hand, place: QPoint) -> None:
    viewport = hand.canvas.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def group_names(hand) -> list[str]:
    return [group.name for group in hand.document.network.groups]


def test_ctrl_g_frames_the_selection_and_asks_for_its_name(hand):
    hand.canvas.select(("n2", "n3"))
    hand.key(Key.Key_G, CTRL)
    field = hand.panel.naming.field
    assert field.isVisible()
    QTest.keyClicks(field, "Hidden part")
    hand.key(Key.Key_Return)
    assert group_names(hand) == ["Hidden part"]
    frame = stage(hand).frames["g5"]
    for node in ("n2", "n3"):
        assert frame.rect.contains(hand.canvas.stage.nodes[node].scene_box())
    assert not frame.rect.intersects(hand.canvas.stage.nodes["n1"].scene_box())
    assert hand.session.selection == ("n2", "n3")
    assert frame.chosen
    hand.key(Key.Key_G, CTRL | SHIFT)
    assert group_names(hand) == []
    assert stage(hand).frames == {}
    hand.session.undo()
    assert group_names(hand) == ["Hidden part"]


def test_what_is_named_or_written_comes_into_sight(hand):
    """The frame's title lies above the layers, and may lie above the window, too."""
    view, naming = hand.canvas, hand.panel.naming
    view.zooming.zoom_to(2.0)
    for field, things, key in ((naming.field, ("n1", "n2"), Key.Key_G), (naming.note_field, (), Key.Key_N)):
        middle = view.stage.nodes["n2"].pos()
        view.centerOn(middle.x(), middle.y() + view.viewport().height() / 4 - 40)
        view.select(things)
        hand.key(key, CTRL if things else Qt.KeyboardModifier.NoModifier)
        assert field.isVisible()
        assert view.viewport().geometry().contains(field.geometry())
        hand.key(Key.Key_Escape)
        assert not field.isVisible()


def test_a_double_click_folds_and_opens_and_wires_go_to_the_box(hand):
    grouped(hand, "n2", "n3")
    double_click(hand, header(hand, "g5"))
    assert hand.document.network.groups[0].folded
    folded, scene = stage(hand).boxes["g5"], hand.canvas.stage
    assert stage(hand).frames == {}
    assert not scene.nodes["n2"].isVisible()
    assert folded.scene_box().left() == scene.port_point(Port("n2", 0)).x()
    assert folded.scene_box().right() == scene.port_point(Port("n3", OUTPUT)).x()
    wires = {(wire.source, wire.target): item for wire, item in scene.wires.items()}
    assert not wires["n2", "n3"].isVisible()
    assert wires["n1", "n2"].path.pointAtPercent(1) == scene.port_point(Port("n2", 0))
    assert wires["n3", "n4"].path.pointAtPercent(0) == scene.port_point(Port("n3", OUTPUT))
    assert folded.face.size == "2 layers"
    assert folded.face.parameters == 25
    assert "folded group Group" in folded.face.spoken
    hand.assert_scene_is_document()
    double_click(hand, box(hand, "g5"))
    assert not hand.document.network.groups[0].folded
    assert scene.nodes["n2"].isVisible()
    assert wires["n2", "n3"].isVisible()
    hand.assert_scene_is_document()
    hand.session.undo()
    assert hand.document.network.groups[0].folded
    hand.assert_scene_is_document()


def test_the_mark_in_the_header_and_the_key_fold(hand):
    grouped(hand, "n2", "n3")
    mark = stage(hand).frames["g5"].toggle.center()
    hand.click(hand.canvas.mapFromScene(mark))
    assert hand.document.network.groups[0].folded
    hand.key(Key.Key_F)
    assert not hand.document.network.groups[0].folded
    assert hand.session.selection == ("n2", "n3")


def test_a_drag_of_the_header_or_the_box_moves_all_by_one_edit(hand):
    grouped(hand, "n2", "n3")
    steps = len(hand.session.history.done)
    hand.drag(header(hand, "g5"), header(hand, "g5") + QPoint(0, 96))
    nodes = hand.document.network.by_id
    assert nodes["n2"].y == nodes["n3"].y > 0
    assert nodes["n1"].y == 0
    assert stage(hand).frames["g5"].rect.contains(hand.canvas.stage.nodes["n3"].scene_box())
    hand.key(Key.Key_F)
    hand.drag(box(hand, "g5"), box(hand, "g5") - QPoint(0, 96))
    assert hand.document.network.by_id["n2"].y < nodes["n2"].y
    assert len(hand.session.history.done) == steps + 3
    hand.assert_scene_is_document()
    assert stage(hand).boxes["g5"].pos().y() == hand.document.network.by_id["n2"].y


def test_a_wire_can_be_drawn_from_and_to_a_folded_group(hand):
    grouped(hand, "n2", "n3")
    hand.key(Key.Key_F)
    hand.session.edit(AddLayer("add", 320, 192))
    hand.drag(hand.port("n3"), hand.port("n6", 0))
    assert ("n3", "n6", 0) in hand.wires()
    hand.assert_scene_is_document()


def test_delete_takes_the_whole_group_and_copies_bring_it_back(hand):
    grouped(hand, "n2", "n3")
    hand.key(Key.Key_F)
    hand.click(box(hand, "g5"))
    hand.key(Key.Key_C, CTRL)
    hand.key(Key.Key_Delete)
    assert group_names(hand) == []
    assert [node.id for node in hand.document.network.nodes] == ["n1", "n4"]
    assert stage(hand).boxes == {}
    hand.key(Key.Key_V, CTRL)
    assert group_names(hand) == ["Group"]
    assert hand.document.network.groups[0].folded
    hand.key(Key.Key_D, CTRL)
    assert group_names(hand) == ["Group", "Group 2"]
    hand.assert_scene_is_document()


def test_a_problem_inside_shows_on_the_box_and_opens_it(make_hand, built):
    hand = make_hand(
        built(
            AddLayer("input", 0, 0),
            AddLayer("dense", 160, 0, connect_from="n1"),
            AddLayer("add", 320, 0),
            Connect("n2", "n3"),
            GroupLayers(("n2", "n3")),
            FoldGroups(("g4",)),
        )
    )
    folded = stage(hand).boxes["g4"]
    assert folded.face.problem
    badge = folded.scene_box().topRight() + QPointF(-4, 0)
    assert folded.badge_at(badge)
    hand.click(hand.canvas.mapFromScene(badge))
    assert not hand.document.network.groups[0].folded
    assert hand.panel.bubble.isVisible()
    assert hand.session.selection == ("n3",)


def test_tab_goes_through_groups_and_f2_renames(hand):
    hand.session.edit(GroupLayers(("n2", "n3"), "Block"))
    hand.session.edit(FoldGroups(("g5",)))
    hand.session.edit(AddNote("Look", 700, 0))
    seen = []
    hand.canvas.announced.connect(seen.append)
    visited = []
    for _ in range(4):
        hand.key(Key.Key_Tab)
        visited.append(hand.canvas.current)
    assert visited == ["n1", "g5", "n4", "t6"]
    assert seen[1].startswith("folded group Block; 2 layers; 25 parameters")
    assert seen[3] == "note: Look"
    hand.key(Key.Key_Backtab, SHIFT)
    hand.key(Key.Key_Backtab, SHIFT)
    assert hand.session.selection == ("n2", "n3")
    hand.key(Key.Key_F2)
    QTest.keyClicks(hand.panel.naming.field, "Body")
    hand.key(Key.Key_Return)
    assert group_names(hand) == ["Body"]
    hand.key(Key.Key_Down)
    assert hand.document.network.by_id["n3"].y == 8


def test_groups_in_groups_fold_by_themselves(hand):
    hand.session.edit(GroupLayers(("n2", "n3"), "Inner"))
    hand.session.edit(GroupLayers(("n1", "n2", "n3"), "Outer"))
    inner, outer = stage(hand).frames["g5"], stage(hand).frames["g6"]
    assert outer.rect.contains(inner.rect)
    hand.session.edit(FoldGroups(("g5",)))
    assert stage(hand).frames["g6"].rect.contains(stage(hand).boxes["g5"].scene_box())
    hand.session.edit(FoldGroups(("g6",)))
    assert set(stage(hand).boxes) == {"g6"}
    assert stage(hand).hidden == dict.fromkeys(("n1", "n2", "n3"), "g6")
    hand.assert_scene_is_document()
    hand.panel.show_problem("n2")
    assert stage(hand).hidden == {}


def test_a_note_is_added_written_moved_resized_and_deleted_by_keys(hand):
    hand.key(Key.Key_N)
    field = hand.panel.naming.note_field
    assert field.isVisible()
    QTest.keyClicks(field, "Why two layers?")
    hand.key(Key.Key_Return, CTRL)
    assert not field.isVisible()
    note = hand.document.network.notes[0]
    assert note.text == "Why two layers?"
    hand.key(Key.Key_Right)
    hand.key(Key.Key_Down, CTRL | SHIFT)
    moved = hand.document.network.notes[0]
    assert (moved.x, moved.height) == (note.x + 8, note.height + 80)
    hand.key(Key.Key_F2)
    hand.key("x")
    hand.key(Key.Key_Escape)
    assert hand.document.network.notes[0].text == "Why two layers?"
    hand.key(Key.Key_Delete)
    assert hand.document.network.notes == ()
    while hand.session.history.can_undo:
        hand.session.undo()
    assert stage(hand).notes == {}
    while hand.session.history.can_redo:
        hand.session.redo()
    assert stage(hand).notes == {}


def test_a_note_is_moved_resized_and_written_by_the_mouse(hand):
    hand.session.edit(AddNote("Here", 0, 160))
    paper = stage(hand).notes["t5"]
    start = hand.canvas.mapFromScene(paper.scene_box().center())
    hand.drag(start, start + QPoint(40, 40))
    note = hand.document.network.notes[0]
    assert (note.x, note.y) != (0, 160)
    assert note.x % 8 == note.y % 8 == 0
    corner = hand.canvas.mapFromScene(paper.scene_box().bottomRight() - QPointF(6, 6))
    hand.drag(corner, corner + QPoint(48, 24))
    assert hand.document.network.notes[0].width > note.width
    assert (paper.size.width(), paper.size.height()) == (
        hand.document.network.notes[0].width,
        hand.document.network.notes[0].height,
    )
    double_click(hand, hand.canvas.mapFromScene(paper.scene_box().center()))
    QTest.keyClicks(hand.panel.naming.note_field, " and there")
    hand.canvas.setFocus()
    assert hand.document.network.notes[0].text == "Here and there"
    hand.press(start)
    hand.session.edit(RemoveLayers(("n4",)))
    hand.release(start + QPoint(80, 80))
    assert paper.pos() == QPointF(hand.document.network.notes[0].x, hand.document.network.notes[0].y)


def menu_of(hand, place: QPoint) -> QMenu:
    viewport = hand.canvas.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def chosen(menu: QMenu, *texts: str) -> None:
    for text in texts:
        action = next(action for action in menu.actions() if action.text() == text)
        if action.menu() is not None:
            menu = action.menu()
        else:
            action.trigger()
    top = QApplication.activePopupWidget()
    if top is not None:
        top.close()


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)", extend=True)
def test_the_context_menu_groups_and_colours_and_the_tooltip_names_the_colour(hand):
    chosen(menu_of(hand, hand.at("n2")), "Colour", "Teal")
    assert hand.document.network.by_id["n2"].color == "teal"
    assert hand.canvas.stage.nodes["n2"].face.color == "teal"
    assert hand.canvas.stage.nodes["n2"].face.spoken.endswith("colour: Teal")
    hand.move(hand.at("n2"))
    assert hand.canvas.viewport().toolTip() == "Dense · colour: Teal"
    hand.canvas.select(("n2", "n3"))
    chosen(menu_of(hand, hand.at("n2")), "&Group")
    hand.key(Key.Key_Escape)
    assert group_names(hand) == ["Group"]
    chosen(menu_of(hand, header(hand, "g5")), "Colour", "Red")
    assert hand.document.network.groups[0].color == "red"
    hand.move(header(hand, "g5"))
    assert hand.canvas.viewport().toolTip() == "Group: 2 layers, 25 parameters · colour: Red"


def test_a_block_is_repeated_as_often_as_asked(hand):
    hand.session.edit(GroupLayers(("n2", "n3"), "Block"))
    hand.canvas.select_group("g5")
    hand.key(Key.Key_D, CTRL | SHIFT)
    dialog = hand.panel.findChild(QInputDialog)
    assert dialog.isVisible()
    dialog.setIntValue(4)
    dialog.accept()
    assert group_names(hand) == ["Block", "Block 2", "Block 3", "Block 4"]
    assert len(hand.document.network.nodes) == 10
    assert set(hand.session.selection) == {node.id for node in hand.document.network.nodes} - {"n1", "n4"}
    hand.assert_scene_is_document()
    hand.session.undo()
    assert group_names(hand) == ["Block"]


def test_the_header_makes_way_for_a_row_above_it(make_hand):
    hand = make_hand(templates["inception"]().document())
    assert hand.session.edit(GroupLayers(("n6", "n7")))
    (frame,) = stage(hand).frames.values()
    nodes = hand.canvas.stage.nodes

    def covered() -> list[str]:
        return [k for k, i in nodes.items() if k not in frame.face.layers and i.scene_box().intersects(frame.rect)]

    crowded = frame.rect
    assert covered() == []
    # What stood above goes, and comes back.
    assert hand.session.edit(MoveLayers((("n4", -800.0, 0.0), ("n5", -600.0, 0.0))))
    assert frame.rect.top() < crowded.top()
    free = frame.rect
    hand.session.undo()
    assert frame.rect == crowded
    hand.session.redo()
    assert frame.rect == free
    hand.session.undo()
    assert hand.session.edit(RemoveLayers(("n4", "n5")))
    assert frame.rect == free
    hand.assert_scene_is_document()


def test_neighbours_each_in_groups_three_deep_keep_a_gap_between_their_frames():
    def rim(box: QRectF) -> QRectF:
        within = framed(box, QRectF()).rect
        for _ in range(2):
            within = framed(QRectF(), within).rect
        return within

    left, right = node_rect(False), node_rect(False).translated(STEP_X, 0)
    assert rim(right).left() - rim(left).right() >= GRID / 2
