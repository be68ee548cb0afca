"""Palette, drops, the search at the cursor."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.document import AddLayer, Document
from nnstudio.text import set_language
from nnstudio.ui.canvas.adding import search
from nnstudio.ui.canvas.dropping import layer_mime

COPY, LEFT, PLAIN = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def enter(hand, place: QPoint, data: QMimeData) -> None:
    viewport = hand.canvas.viewport()
    QApplication.sendEvent(viewport, QDragEnterEvent(place, COPY, data, LEFT, PLAIN))
    QApplication.sendEvent(viewport, QDragMoveEvent(place, COPY, data, LEFT, PLAIN))


def drop(hand, place: QPoint, kind: str) -> None:
    data = layer_mime(kind)
    enter(hand, place, data)
    QApplication.sendEvent(hand.canvas.viewport(), QDropEvent(QPointF(place), COPY, data, LEFT, PLAIN))


@pytest.mark.parametrize("text", ["dense", "全连接", "全連接", "fully connected", "Perceptron", "dens"])
def test_the_search_finds_every_language_and_alias(text):
    assert search.best(text) == "dense"
    assert search.best("nothing of the kind") == ""


def test_a_layer_dropped_on_empty_canvas_stands_on_the_grid(hand):
    drop(hand, hand.pixel(163, 150), "dropout")
    node = hand.document.network.by_id["n5"]
    assert (node.kind, node.x, node.y) == ("dropout", 160, 152)
    assert hand.session.selection == ("n5",)
    hand.assert_scene_is_document()


def test_a_layer_dragged_over_a_wire_lights_it_and_is_inserted(hand):
    middle = (hand.port("n2") + hand.port("n3", 0)) / 2
    data = layer_mime("dropout")
    enter(hand, middle, data)
    lit = [wire for wire, item in hand.canvas.stage.wires.items() if item.lit]
    assert [(wire.source, wire.target) for wire in lit] == [("n2", "n3")]
    assert hand.canvas.stage.hint.text == "insert here: shape 6"
    QApplication.sendEvent(hand.canvas.viewport(), QDropEvent(QPointF(middle), COPY, data, LEFT, PLAIN))
    assert {("n2", "n5", 0), ("n5", "n3", 0)} <= hand.wires()
    hand.assert_scene_is_document()
    hand.session.undo()
    assert hand.wires() == {("n1", "n2", 0), ("n2", "n3", 0), ("n3", "n4", 0)}
    assert not hand.session.history.can_undo


def test_a_drag_that_leaves_changes_nothing(hand):
    enter(hand, QPoint(100, 100), layer_mime("dense"))
    items = len(hand.canvas.stage.items())
    QApplication.sendEvent(hand.canvas.viewport(), QDragLeaveEvent())
    assert len(hand.canvas.stage.items()) < items
    hand.assert_scene_is_document()
    assert not hand.session.history.can_undo


def test_other_drags_are_not_taken(hand):
    data = QMimeData()
    data.setText("dense")
    event = QDragEnterEvent(QPoint(50, 50), COPY, data, LEFT, PLAIN)
    QApplication.sendEvent(hand.canvas.viewport(), event)
    assert not event.isAccepted()
    drop(hand, QPoint(50, 50), "no such layer")
    assert len(hand.document.network.nodes) == 4


def test_a_click_in_the_palette_adds_after_the_selection(hand):
    hand.click(hand.at("n2"))
    listed = hand.panel.palette_column.list
    row = next(i for i in range(listed.count()) if listed.item(i).data(Qt.ItemDataRole.UserRole) == "dropout")
    QTest.mouseClick(listed.viewport(), LEFT, PLAIN, listed.visualItemRect(listed.item(row)).center())
    assert {("n2", "n5", 0), ("n5", "n3", 0)} <= hand.wires()
    nodes = hand.document.network.by_id
    assert nodes["n2"].x < nodes["n5"].x < nodes["n3"].x < nodes["n4"].x


def test_enter_in_the_palette_adds_the_best_match(hand):
    field = hand.panel.palette_column.search
    field.setFocus()
    QTest.keyClicks(field, "flat")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert hand.document.network.by_id["n5"].kind == "flatten"


def test_double_click_opens_the_search_and_escape_closes_it(hand):
    place = hand.at("n2") + QPoint(0, 150)
    QTest.mouseDClick(hand.canvas.viewport(), LEFT, PLAIN, place)
    assert hand.panel.quick_add.isVisible()
    QTest.keyClick(hand.panel.quick_add.field, Qt.Key.Key_Escape)
    assert not hand.panel.quick_add.isVisible()
    assert QApplication.focusWidget() is hand.canvas
    assert len(hand.document.network.nodes) == 4


def test_the_empty_canvas_says_what_to_do(make_hand):
    hand = make_hand(Document())
    assert hand.panel.empty.isVisible()
    assert "Space" in hand.panel.empty.title.text()
    over = hand.canvas.viewport().childAt(hand.canvas.viewport().rect().center() - QPoint(0, 60))
    assert over is not None
    while not over.acceptDrops():
        over = over.parentWidget()
    assert over is hand.canvas.viewport()
    QTest.mouseDClick(hand.panel.empty, LEFT, PLAIN, QPoint(20, 20))
    assert hand.panel.quick_add.isVisible()
    hand.session.edit(AddLayer("input"))
    assert not hand.panel.empty.isVisible()


def test_the_palette_speaks_the_language_in_force(hand):
    before = hand.panel.palette_column.search.placeholderText()
    set_language("zh_CN")
    hand.session.language_changed.emit()
    assert hand.panel.palette_column.search.placeholderText() != before
