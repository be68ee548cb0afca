"""Whatever happens in the middle of a gesture, nothing is half made, and undo leads as far as before."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from nnstudio.document import AddLayer, Document, RemoveLayers, ReplaceNetwork
from nnstudio.ui.canvas.dropping import layer_mime

Key = Qt.Key
CTRL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def loose(built) -> Document:
    """A chain, with a loose layer below it."""
    return built(
        AddLayer("input", 0, 0),
        AddLayer("dense", 240, 0, (("units", 6),), connect_from="n1"),
        AddLayer("output", 480, 0, connect_from="n2"),
        AddLayer("dropout", 160, 160),
    )


def drag_to(hand, start: QPoint, end: QPoint, button=LEFT, modifier=PLAIN) -> None:
    QTest.mousePress(hand.canvas.viewport(), button, modifier, start)
    hand.move((start + end) / 2)
    hand.move(end)


def palette_drag(hand) -> None:
    place, data = (hand.port("n2") + hand.port("n3", 0)) / 2, layer_mime("dense")
    action = Qt.DropAction.CopyAction
    QApplication.sendEvent(hand.canvas.viewport(), QDragEnterEvent(place, action, data, LEFT, PLAIN))
    QApplication.sendEvent(hand.canvas.viewport(), QDragMoveEvent(place, action, data, LEFT, PLAIN))


def by_keys(hand, key: Key) -> None:
    hand.click(hand.at("n2"))
    hand.key(key)
    hand.key(Key.Key_Right)


GESTURES: dict[str, Callable] = {
    "move": lambda h: drag_to(h, h.at("n2"), h.at("n2") + QPoint(40, 90)),
    "move onto a wire": lambda h: drag_to(h, h.at("n4"), (h.port("n2") + h.port("n3", 0)) / 2),
    "band": lambda h: drag_to(h, h.at("n1") - QPoint(60, 60), h.at("n2") + QPoint(0, 80)),
    "connect": lambda h: drag_to(h, h.port("n2"), h.port("n4", 0)),
    "rewire": lambda h: drag_to(h, h.port("n3", 0), h.port("n4", 0)),
    "connect backward": lambda h: drag_to(h, h.port("n4", 0), h.port("n1")),
    "cut": lambda h: drag_to(
        h, (h.port("n1") + h.port("n2", 0)) / 2 - QPoint(0, 60), h.at("n4") - QPoint(0, 50), RIGHT, CTRL
    ),
    "pan": lambda h: drag_to(h, h.at("n4") + QPoint(0, 90), h.at("n4") + QPoint(50, 120), Qt.MouseButton.MiddleButton),
    "drop": palette_drag,
    "connect by keys": lambda h: by_keys(h, Key.Key_C),
    "cut by keys": lambda h: by_keys(h, Key.Key_X),
}


def lose_focus(hand) -> None:
    QApplication.sendEvent(hand.canvas, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason))


def go_to_a_field(hand) -> None:
    hand.panel.palette_column.findChild(QLineEdit).setFocus()


DISTURBANCES: dict[str, Callable] = {
    "undo": lambda h: h.session.undo(),
    "the node is deleted": lambda h: h.session.edit(RemoveLayers(("n2",))),
    "another node is deleted": lambda h: h.session.edit(RemoveLayers(("n4",))),
    "another network": lambda h: h.session.edit(ReplaceNetwork(Document().network)),
    "another document": lambda h: h.session.new(Document()),
    "Escape": lambda h: h.key(Key.Key_Escape),
    "the window is switched": lose_focus,
    "the keyboard goes elsewhere": go_to_a_field,
    "the panel is hidden": lambda h: h.panel.hide(),
    "another button": lambda h: QTest.mousePress(h.canvas.viewport(), RIGHT, PLAIN, QPoint(5, 5)),
}


@pytest.mark.parametrize("gesture", GESTURES)
def test_nothing_is_half_made(make_hand, built, gesture):
    hand = make_hand(loose(built))
    for disturbance, disturb in DISTURBANCES.items():
        hand.session.new(loose(built))
        hand.session.edit(AddLayer("dense", 320, 240))
        hand.panel.show()
        hand.canvas.setFocus()
        hand.panel.fit()
        GESTURES[gesture](hand)
        assert hand.canvas.gesture is not None, disturbance
        disturb(hand)
        after, steps = hand.document, len(hand.session.history.done)
        if disturbance != "another button" and gesture not in ("pan", "drop"):
            assert hand.canvas.gesture is None, disturbance
        if hand.canvas.gesture is None:
            hand.assert_scene_is_document()
            let_go(hand)
            assert hand.document == after, disturbance
            assert len(hand.session.history.done) == steps, disturbance
        hand.canvas.cancel_gesture()
        hand.assert_scene_is_document()
        assert not any(item.lit or item.faded for item in hand.canvas.stage.wires.values())


def let_go(hand) -> None:
    """The mouse goes on, and its buttons come up."""
    hand.move(QPoint(300, 200))
    for button in (LEFT, RIGHT, Qt.MouseButton.MiddleButton):
        QTest.mouseRelease(hand.canvas.viewport(), button, PLAIN, QPoint(300, 200))


def test_only_the_button_that_began_a_gesture_ends_it(hand):
    start = hand.at("n2")
    hand.press(start)
    hand.move(start + QPoint(0, 80))
    QTest.mouseRelease(hand.canvas.viewport(), RIGHT, PLAIN, start + QPoint(0, 80))
    assert hand.canvas.gesture is not None
    assert not hand.session.history.can_undo
    hand.release(start + QPoint(0, 80))
    assert hand.document.network.by_id["n2"].y > 0
    hand.assert_scene_is_document()
