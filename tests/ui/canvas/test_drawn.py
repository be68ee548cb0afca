"""What stands on the screen is what would be painted now: no trace is left of what was moved, removed or renamed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from nnstudio.document import AddLayer, AddNote, Connect, Document, GroupLayers, RemoveLayers, RemoveNote, Ungroup
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.canvas import BuildPanel
from nnstudio.ui.canvas.geometry import round_path
from nnstudio.ui.canvas.items.along import pieces


def settle() -> None:
    """Let all that is to be painted be painted: a paint may ask for another."""
    for _ in range(6):
        QApplication.processEvents()


def on_screen(hand) -> QImage:
    """Return the canvas as it stands there, painted bit by bit."""
    settle()
    canvas, window = hand.canvas, hand.canvas.window()
    whole = window.screen().grabWindow(window.winId()).toImage()
    place = QRect(canvas.mapTo(window, QPoint()), canvas.size())
    return whole.copy(place).convertToFormat(QImage.Format.Format_RGB32)


def painted_anew(hand) -> QImage:
    """Return the canvas painted from nothing."""
    hand.canvas.painting.forget()
    return hand.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def drag(hand) -> None:
    start = hand.at("n2")
    hand.press(start)
    for share in range(1, 12):
        hand.move(start + QPoint(3 * share, 8 * share))
        settle()
    hand.release(start + QPoint(33, 88))


def pull_a_wire(hand) -> None:
    hand.press(hand.port("n1"))
    for end in (hand.port("n4", 0), hand.at("n4") + QPoint(0, 90), hand.at("n2") + QPoint(0, 90)):
        hand.move(end)
        settle()
    hand.canvas.cancel_gesture()


def group_and_back(hand) -> None:
    hand.session.edit(GroupLayers(("n2", "n3"), ""))
    settle()
    hand.session.edit(Ungroup((hand.document.network.groups[0].id,)))


def note_and_back(hand) -> None:
    hand.session.edit(AddNote("Look", 40, 80))
    settle()
    hand.session.edit(RemoveNote(hand.document.network.notes[0].id))


WAYS: dict[str, Callable] = {
    "a layer is dragged": drag,
    "a layer is removed": lambda hand: hand.session.edit(RemoveLayers(("n2",))),
    "a wire is pulled and let go": pull_a_wire,
    "a group comes and goes": group_and_back,
    "a note comes and goes": note_and_back,
}


@pytest.mark.parametrize("way", WAYS)
def test_no_trace_is_left(hand, way):
    settle()
    before = on_screen(hand)
    # Painted for a while: only then does Qt know the items in its own order.
    for _ in range(3):
        hand.canvas.viewport().repaint()
        settle()
    assert on_screen(hand) == before
    WAYS[way](hand)
    assert on_screen(hand) == painted_anew(hand)


def skipping(built: Callable[..., Document]) -> Document:
    """Return a network with a wire that passes over three layers, the middle one in a row with them."""
    return built(
        AddLayer("input", 0, 0),
        AddLayer("dense", 192, 0, connect_from="n1"),
        AddLayer("dense", 384, 0, connect_from="n2"),
        AddLayer("dense", 576, 0, connect_from="n3"),
        AddLayer("add", 768, 0, connect_from="n4"),
        Connect("n2", "n5", 1),
    )


def test_in_the_midst_of_a_drag_what_stands_there_is_right(make_hand, built):
    hand = make_hand(skipping(built))
    settle()
    painted_anew(hand)
    start = hand.at("n2")
    hand.press(start)
    faults = []
    for way in ((6, 30), (2, 60), (-8, 100), (-40, 60), (0, 1), (20, -70)):
        hand.move(start + QPoint(*way))
        # Only what lies along the wires and guides was painted, …
        shown = on_screen(hand)
        # … and that is what would be there if all were.
        if shown != painted_anew(hand):
            faults.append(way)
    assert not faults
    hand.canvas.cancel_gesture()
    assert on_screen(hand) == painted_anew(hand)


def test_the_boxes_along_a_wire_hold_all_of_it_and_little_else():
    corners = ((16.0, 0.0), (16.0, -300.0), (900.0, -300.0), (900.0, 0.0))
    path = round_path(QPointF(0, 0), corners, QPointF(916, 0), (48.0, 48.0))
    boxes = [box.adjusted(-1, -1, 1, 1) for box in pieces(path)]
    points = [path.pointAtPercent(share / 200) for share in range(201)]
    assert all(any(box.contains(point) for box in boxes) for point in points)
    bounds = path.boundingRect()
    assert sum(box.width() * box.height() for box in boxes) < 0.1 * bounds.width() * bounds.height()


def test_another_network_with_the_same_ids_is_not_painted_from_the_old_ones_pictures(make_hand, built):
    def named(title: str) -> Document:
        middle = AddLayer("dense", 160, 0, connect_from="n1", title=title)
        return built(AddLayer("input", 0, 0), middle, AddLayer("output", 320, 0, connect_from="n2"))

    hand = make_hand(named("Before"))
    on_screen(hand)
    hand.session.new(Document())
    hand.session.new(named("After"))
    shown = on_screen(hand)
    assert shown == painted_anew(hand)


def test_the_scene_lives_as_long_as_its_view(hand):
    assert hand.canvas.stage.parent() is hand.canvas


def test_a_panel_that_is_gone_hears_no_more_of_its_session(qapp, built):
    session = Session(built(AddLayer("input", 0, 0)))
    panel = BuildPanel(session)
    gone: list[bool] = []
    panel.destroyed.connect(lambda: gone.append(True))
    panel.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert gone
    assert session.edit(AddLayer("dense", 160, 0, connect_from="n1"))
    QApplication.processEvents()
    session.close()
    assert [node.id for node in session.document.network.nodes] == ["n1", "n2"]
