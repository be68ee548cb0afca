"""Palette, drops, the search at the cursor."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.document import AddLayer, Document
from nnstudio.document.kinds import value_of
from nnstudio.text import set_language
from nnstudio.ui.canvas.adding import search
from nnstudio.ui.canvas.dropping import layer_mime
from nnstudio.ui.canvas.scene import OUTPUT

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
    assert (hand.canvas.stage.nodes["n2"].hot_port, hand.canvas.stage.nodes["n3"].hot_port) == (OUTPUT, 0)
    QApplication.sendEvent(hand.canvas.viewport(), QDropEvent(QPointF(middle), COPY, data, LEFT, PLAIN))
    assert {("n2", "n5", 0), ("n5", "n3", 0)} <= hand.wires()
    assert {item.hot_port for item in hand.canvas.stage.nodes.values()} == {None}
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


@pytest.mark.parametrize(("text", "function"), [("relu", "relu"), ("softm", "softmax"), ("双曲正切", "tanh")])
def test_who_looks_for_a_function_adds_an_activation_with_it(hand, text, function):
    assert search.best(text) == f"activation:{function}"
    hand.click(hand.at("n2"))
    hand.key(Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    card = hand.panel.quick_add
    card.field.setText(text)
    assert card.list.currentItem().data(Qt.ItemDataRole.UserRole) == f"activation:{function}"
    assert not card.preview.picture.grab().isNull()
    QTest.keyClick(card.field, Qt.Key.Key_Return)
    added = hand.document.network.by_id["n5"]
    assert (added.kind, value_of(added, "function")) == ("activation", function)
    assert {("n2", "n5", 0), ("n5", "n3", 0)} <= hand.wires()


def test_a_function_is_dragged_from_the_palette_like_a_layer(hand):
    middle = (hand.port("n2") + hand.port("n3", 0)) / 2
    drop(hand, middle, "activation:softmax")
    assert hand.document.network.by_id["n5"].value("function") == "softmax"
    drop(hand, hand.pixel(163, 250), "activation:no such function")
    assert len(hand.document.network.nodes) == 5


def test_functions_are_listed_where_they_are_searched_and_may_stand(hand):
    assert not any(":" in kind for _group, kinds in search.groups("") for kind in kinds)
    assert search.groups("relu", frozenset({"dense"})) == []


def test_the_search_at_the_cursor_says_where_it_finds_nothing(hand):
    QTest.mouseDClick(hand.canvas.viewport(), LEFT, PLAIN, hand.at("n2") + QPoint(0, 150))
    card = hand.panel.quick_add
    assert not card.nothing.isVisible()
    QTest.keyClicks(card.field, "xyz")
    assert card.nothing.isVisible()
    assert not card.preview.isVisible()
    QTest.keyClick(card.field, Qt.Key.Key_Return)
    assert len(hand.document.network.nodes) == 4
