"""My blocks: saved from a group, found in the palette, clicked, dragged, renamed and deleted; broken files named."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox

from nnstudio.document import AddLayer, FoldGroups, GroupLayers
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.settings import Settings
from nnstudio.ui.canvas import BuildPanel
from nnstudio.ui.canvas.adding.layer_list import HEADING, KIND
from nnstudio.ui.canvas.dropping import block_mime

Key = Qt.Key


def rows(hand) -> list[str]:
    listed = hand.panel.palette_column.list
    texts = [listed.item(row).text() for row in range(listed.count())]
    return texts[texts.index("My blocks") + 1 :] if "My blocks" in texts else []


def row_of(hand, name: str):
    listed = hand.panel.palette_column.list
    return next(listed.item(row) for row in range(listed.count()) if listed.item(row).text() == name)


def dialog_of(hand, kind):
    return next(dialog for dialog in hand.panel.findChildren(kind) if dialog.isVisible())


def saved(hand, name: str) -> None:
    """Make a group of n2 and n3, and save it through the dialog."""
    hand.session.edit(GroupLayers(("n2", "n3"), "Body"))
    hand.canvas.select_group("g5")
    hand.panel.save_block()
    dialog = dialog_of(hand, QInputDialog)
    assert dialog.textValue() == "Body"
    dialog.setTextValue(name)
    dialog.accept()
    # The window manager gives the keyboard back; there is none here.
    hand.panel.activateWindow()
    hand.canvas.setFocus()
    QApplication.processEvents()


@pytest.fixture
def at_home(make_hand, hand, tmp_path: Path):
    """The panel on the chain, with a settings folder of its own."""
    hand.session.settings = Settings(tmp_path / "settings.ini")
    hand.panel.blocks._folder = hand.session.settings.folder / "blocks"
    return hand


def test_saved_under_a_name_it_is_in_the_palette_and_in_a_file(at_home, tmp_path):
    saved(at_home, "Two dense")
    assert rows(at_home) == ["Two dense"]
    assert [path.name for path in (tmp_path / "blocks").iterdir()] == ["block-1.json"]
    search = at_home.panel.palette_column.search
    QTest.keyClicks(search, "two den")
    assert rows(at_home) == ["Two dense"]
    QTest.keyClick(search, Key.Key_Return)
    assert len(at_home.document.network.nodes) == 6
    search.clear()
    QTest.keyClicks(search, "lstm")
    assert rows(at_home) == []


def test_a_new_window_finds_it(at_home, tmp_path):
    saved(at_home, "Two dense")
    session = Session(settings=Settings(tmp_path / "settings.ini"))
    panel = BuildPanel(session)
    panel.blocks.read()
    assert [block.name for block in panel.blocks.blocks.values()] == ["Two dense"]
    panel.deleteLater()
    session.close()


def test_a_click_puts_it_after_the_selection_as_one_step(at_home):
    saved(at_home, "Two dense")
    before = at_home.document
    at_home.canvas.select(("n3",))
    item = row_of(at_home, "Two dense")
    listed = at_home.panel.palette_column.list
    listed.scrollToItem(item)
    place = listed.visualItemRect(item).center()
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    network = at_home.document.network
    assert [group.name for group in network.groups] == ["Body", "Body 2"]
    assert ("n3", "n6", 0) in at_home.wires()
    assert ("n7", "n4", 0) in at_home.wires()
    assert at_home.session.selection == ("n6", "n7")
    at_home.assert_scene_is_document()
    at_home.session.undo()
    assert at_home.document == before


def test_a_drag_puts_it_where_it_is_dropped(at_home):
    saved(at_home, "Two dense")
    data = block_mime(next(iter(at_home.panel.blocks.blocks.values())))
    place = QPoint(300, 120)
    viewport = at_home.canvas.viewport()
    rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(viewport, QDragEnterEvent(place, *rest))
    QApplication.sendEvent(viewport, QDropEvent(place.toPointF(), *rest))
    assert len(at_home.document.network.groups) == 2
    assert len(at_home.document.network.wires) == 4
    at_home.assert_scene_is_document()
    other = QMimeData()
    other.setData("application/x-nnstudio-block", b"{}")
    rest = (Qt.DropAction.CopyAction, other, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(place, *rest)
    QApplication.sendEvent(viewport, enter)
    assert not enter.isAccepted()


def test_a_drag_over_a_wire_lights_it_and_puts_the_block_into_it(at_home):
    saved(at_home, "Two dense")
    before = at_home.document
    data = block_mime(next(iter(at_home.panel.blocks.blocks.values())))
    place = (at_home.port("n3") + at_home.port("n4", 0)) / 2
    viewport = at_home.canvas.viewport()
    rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(viewport, QDragEnterEvent(place, *rest))
    lit = [(wire.source, wire.target) for wire, item in at_home.canvas.stage.wires.items() if item.lit]
    assert lit == [("n3", "n4")]
    assert at_home.canvas.stage.hint.text.startswith("insert here")
    QApplication.sendEvent(viewport, QDropEvent(place.toPointF(), *rest))
    network = at_home.document.network
    assert at_home.wires() >= {("n3", "n6", 0), ("n6", "n7", 0), ("n7", "n4", 0)}
    assert ("n3", "n4", 0) not in at_home.wires()
    assert [network.by_id[k].x for k in ("n3", "n6", "n7", "n4")] == [320, 480, 640, 800]
    assert not any(item.lit for item in at_home.canvas.stage.wires.values())
    at_home.assert_scene_is_document()
    at_home.session.undo()
    assert at_home.document == before
    at_home.session.redo()
    assert at_home.document.network == network


def test_renamed_and_deleted_by_keys(at_home, tmp_path):
    saved(at_home, "Two dense")
    listed = at_home.panel.palette_column.list
    listed.setCurrentItem(row_of(at_home, "Two dense"))
    QTest.keyClick(listed, Key.Key_F2)
    dialog = dialog_of(at_home, QInputDialog)
    dialog.setTextValue("Pair")
    dialog.accept()
    assert rows(at_home) == ["Pair"]
    listed.setCurrentItem(row_of(at_home, "Pair"))
    QTest.keyClick(listed, Key.Key_Delete)
    question = dialog_of(at_home, QMessageBox)
    next(button for button in question.buttons() if button.text() == "Delete").click()
    assert rows(at_home) == []
    assert list((tmp_path / "blocks").iterdir()) == []


def test_a_broken_file_is_named_and_nothing_is_lost(at_home, tmp_path):
    saved(at_home, "Two dense")
    broken = tmp_path / "blocks" / "mine.json"
    broken.write_text("{")
    at_home.panel.blocks.read()
    assert rows(at_home) == ["Two dense", "Unreadable: mine.json"]
    item = row_of(at_home, "Unreadable: mine.json")
    assert item.toolTip()
    assert item.data(HEADING)
    assert not item.data(KIND)
    assert broken.read_text() == "{"


def test_a_folder_that_cannot_be_written_is_said(at_home, tmp_path):
    (tmp_path / "blocks").write_text("in the way")
    saved(at_home, "Two dense")
    assert rows(at_home) == []
    assert at_home.panel.status.remark.text()


def test_a_folded_group_comes_folded(at_home):
    at_home.session.edit(GroupLayers(("n2", "n3"), "Body"))
    at_home.session.edit(FoldGroups(("g5",)))
    at_home.canvas.select_group("g5")
    at_home.panel.save_block()
    dialog_of(at_home, QInputDialog).accept()
    at_home.canvas.select(())
    at_home.panel.keeping.place(next(iter(at_home.panel.blocks.blocks)))
    assert [group.folded for group in at_home.document.network.groups] == [True, True]
    at_home.assert_scene_is_document()


def listed_in_search(hand) -> list[str]:
    listed = hand.panel.quick_add.list
    texts = [listed.item(row).text() for row in range(listed.count())]
    return texts[texts.index("My blocks") + 1 :] if "My blocks" in texts else []


def test_space_search_lists_blocks_and_puts_one_at_the_end_of_the_chain(at_home):
    saved(at_home, "Two dense")
    at_home.canvas.select(("n3",))
    at_home.key(Key.Key_Space)
    assert listed_in_search(at_home) == ["Two dense"]
    QTest.keyClicks(at_home.panel.quick_add.field, "two den")
    assert at_home.panel.quick_add.preview.families() == ("neurons", "neurons")
    steps = len(at_home.session.history.done)
    at_home.key(Key.Key_Return)
    assert {("n3", "n6", 0), ("n6", "n7", 0), ("n7", "n4", 0)} <= at_home.wires()
    assert at_home.session.selection == ("n6", "n7")
    assert len(at_home.session.history.done) == steps + 1
    at_home.assert_scene_is_document()


def test_the_search_at_the_mouse_puts_a_block_where_it_was_opened(at_home):
    saved(at_home, "Two dense")
    place = at_home.at("n2") + QPoint(0, 160)
    viewport = at_home.canvas.viewport()
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QTest.keyClicks(at_home.panel.quick_add.field, "two den")
    at_home.key(Key.Key_Return)
    nodes = at_home.document.network.by_id
    middle = at_home.canvas.mapToScene(place)
    assert abs((nodes["n6"].x + nodes["n7"].x) / 2 - middle.x()) <= 8
    assert abs(nodes["n6"].y - middle.y()) <= 8
    at_home.assert_scene_is_document()


def test_a_wire_dropped_on_empty_canvas_offers_blocks_that_take_its_shape(at_home):
    saved(at_home, "Two dense")
    at_home.drag(at_home.port("n2"), at_home.at("n2") + QPoint(60, 160))
    assert listed_in_search(at_home) == ["Two dense"]
    QTest.keyClicks(at_home.panel.quick_add.field, "two den")
    at_home.key(Key.Key_Return)
    assert ("n2", "n6", 0) in at_home.wires()
    assert ("n2", "n3", 0) in at_home.wires()
    at_home.assert_scene_is_document()
    at_home.session.undo()
    assert len(at_home.document.network.nodes) == 4
    # What feeds an input has to be one layer: a block is not offered there.
    at_home.session.edit(AddLayer("dense", 320, 160))
    at_home.drag(at_home.port("n6", 0), at_home.at("n6") + QPoint(-160, 40))
    assert at_home.panel.quick_add.isVisible()
    assert listed_in_search(at_home) == []
