"""Zoom and pan by every device, at the cursor, with the events that the devices send."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.ui import theme
from nnstudio.ui.bridge.seeing import DOWN
from nnstudio.ui.canvas.zooming import Zooming

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
PLACE = QPointF(311, 97)


def wheel(hand, x: int, y: int, modifiers: Qt.KeyboardModifier = NONE, pixels: QPoint | None = None) -> None:
    viewport = hand.canvas.viewport()
    event = QWheelEvent(
        *(PLACE, viewport.mapToGlobal(PLACE), pixels or QPoint(), QPoint(x, y)),
        *(Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False),
    )
    QApplication.sendEvent(viewport, event)


def pinch(hand, value: float) -> None:
    viewport = hand.canvas.viewport()
    whole = viewport.mapToGlobal(PLACE)
    event = QNativeGestureEvent(
        *(Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice(), 2),
        *(PLACE, PLACE, whole, value, QPointF()),
    )
    QApplication.sendEvent(viewport, event)


def under_cursor(hand) -> QPointF:
    return hand.canvas.viewportTransform().inverted()[0].map(PLACE)


@pytest.mark.parametrize(
    "turn", [lambda hand, way: wheel(hand, 0, 120 * way, CTRL), lambda hand, way: pinch(hand, 0.1 * way)]
)
def test_what_is_under_the_cursor_stays_there_from_ten_to_eight_hundred_percent(hand, turn):
    hand.canvas.zooming.zoom_to(1.0)
    seen = [1.0]
    for way, end in ((1, 8.0), (-1, 0.1)):
        while seen[-1] != end and len(seen) < 100:
            before = under_cursor(hand)
            turn(hand, way)
            seen.append(hand.canvas.zoom)
            drift = (under_cursor(hand) - before) * hand.canvas.zoom
            # Qt scrolls by whole pixels.
            assert max(abs(drift.x()), abs(drift.y())) <= 1
        assert seen[-1] == end
        turn(hand, way)
        assert hand.canvas.zoom == end
    assert not hand.session.history.can_undo


def test_two_fingers_on_a_screen_zoom_between_them_and_edit_nothing(hand):
    """The first one comes down on a layer, as if to drag it."""
    viewport, device = hand.canvas.viewport(), QTest.createTouchDevice()
    hand.canvas.zooming.zoom_to(1.0)
    before, start = hand.document, hand.at("n2")
    other = start + QPoint(60, 0)
    QTest.touchEvent(viewport, device).press(0, start, viewport).press(1, other, viewport).commit()
    middle = hand.canvas.mapToScene((start + other) / 2)
    for step in range(1, 9):
        apart = QPoint(10 * step, 0)
        event = QTest.touchEvent(viewport, device)
        event.move(0, start - apart, viewport).move(1, other + apart, viewport).commit()
    QTest.touchEvent(viewport, device).release(0, start, viewport).release(1, other, viewport).commit()
    # Their distance grows from 60 to 220; Qt has seen that it is a pinch when it has grown to 80.
    assert hand.canvas.zoom == pytest.approx(220 / 80, rel=0.1)
    drift = hand.canvas.mapFromScene(middle) - (start + other) / 2
    assert max(abs(drift.x()), abs(drift.y())) <= 4
    assert hand.canvas.gesture is None
    assert hand.document == before
    hand.assert_scene_is_document()


def test_the_wheel_pans_down_sideways_and_by_pixels(hand):
    hand.canvas.zooming.zoom_to(1.0)
    start = under_cursor(hand)
    wheel(hand, 0, -120)
    down = under_cursor(hand) - start
    assert (down.x(), down.y() > 0) == (0, True)
    wheel(hand, 0, -120, SHIFT)
    across = under_cursor(hand) - start - down
    assert (across.x() > 0, across.y()) == (True, 0)
    here = under_cursor(hand)
    wheel(hand, 0, 0, pixels=QPoint(7, -11))
    assert under_cursor(hand) - here == QPointF(-7, 11)
    assert hand.canvas.zoom == 1.0


@pytest.mark.parametrize("button", [Qt.MouseButton.MiddleButton, Qt.MouseButton.LeftButton])
def test_the_middle_button_and_space_with_a_drag_move_the_paper_with_the_mouse(hand, button):
    canvas, port = hand.canvas, hand.canvas.viewport()
    canvas.zooming.zoom_to(2.0)
    held = button is Qt.MouseButton.LeftButton
    # On a layer: even there the paper moves, and nothing else.
    start = hand.at("n2")
    grabbed, places = canvas.mapToScene(start), {n.id: (n.x, n.y) for n in hand.document.network.nodes}
    if held:
        QTest.keyPress(canvas, Qt.Key.Key_Space)
    QTest.mousePress(port, button, NONE, start)
    hand.move(start + QPoint(20, 10))
    hand.move(start + QPoint(60, -45))
    QTest.mouseRelease(port, button, NONE, start + QPoint(60, -45))
    if held:
        QTest.keyRelease(canvas, Qt.Key.Key_Space)
    moved = canvas.mapToScene(start + QPoint(60, -45)) - grabbed
    assert abs(moved.x()) <= 1
    assert abs(moved.y()) <= 1
    assert {n.id: (n.x, n.y) for n in hand.document.network.nodes} == places
    assert not hand.panel.quick_add.isVisible()
    assert not hand.session.history.can_undo


@pytest.mark.parametrize("down", [False, True])
def test_layers_glide_to_their_places_and_back(hand, qtbot, down):
    theme.set_reduced_motion(False)
    stage, before = hand.canvas.stage, hand.document
    hand.canvas.seeing.set(DOWN, True)
    hand.key(Qt.Key.Key_L, CTRL)
    if not down:
        stage.settle()
        hand.canvas.seeing.set(DOWN, False)
        hand.key(Qt.Key.Key_L, CTRL)
    nodes = hand.document.network.by_id
    # The document is there at once; what is seen comes after it.
    assert stage.nodes["n1"].pos() != QPointF(nodes["n1"].x, nodes["n1"].y)
    qtbot.waitUntil(lambda: all(item.pos() == QPointF(nodes[k].x, nodes[k].y) for k, item in stage.nodes.items()))
    hand.session.undo()
    if not down:
        hand.session.undo()
    stage.settle()
    assert hand.document == before
    hand.assert_scene_is_document()


def test_a_zoom_made_before_the_network_is_fitted_stays(hand, qtbot, monkeypatch):
    zooming, looked, resized = hand.canvas.zooming, [], Zooming.resized

    def watched(self):
        resized(self)
        looked.append(hand.canvas.zoom)

    monkeypatch.setattr(Zooming, "resized", watched)
    zooming.fit_later()
    zooming.zoom_to(2.0)
    qtbot.waitUntil(lambda: bool(looked))
    assert hand.canvas.zoom == 2.0
    zooming.fit_later()
    qtbot.waitUntil(lambda: hand.canvas.zoom < 2.0)
    assert looked[-1] < 2.0
