"""After any sequence of gestures the scene is the document; undo leads to the start and redo to the end.

Five hundred of them: ``pytest --soak -k five_hundred tests/ui/canvas/test_random_gestures.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nnstudio.document import AddLayer, Document

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
KEYS = (
    (Key.Key_Left, ALT | SHIFT),
    (Key.Key_M, ALT | CTRL),
    (Key.Key_H, ALT | CTRL),
    (Key.Key_C, CTRL),
    (Key.Key_V, CTRL),
    (Key.Key_V, CTRL | SHIFT),
    (Key.Key_G, CTRL),
)
number = st.integers(0, 50)
offset = st.tuples(st.integers(-200, 200), st.integers(-150, 150))
action = st.one_of(
    st.tuples(st.just("move"), number, offset),
    st.tuples(st.just("connect"), number, number),
    st.tuples(st.just("end"), number, number),
    st.tuples(st.just("click"), number, st.booleans()),
    st.tuples(st.just("band"), offset, offset),
    st.tuples(st.just("add"), number, st.sampled_from(("dense", "add", "dropout", "flatten", "input"))),
    st.tuples(st.just("key"), st.sampled_from((Key.Key_Delete, Key.Key_Down, Key.Key_Escape, Key.Key_Tab)), number),
    st.tuples(st.just("control"), st.sampled_from((Key.Key_D, Key.Key_Z, Key.Key_Y, Key.Key_L, Key.Key_A)), number),
    st.tuples(st.just("broken off"), number, offset),
    st.tuples(st.just("cut"), offset, offset),
    st.tuples(st.just("onto a wire"), number, number),
    st.tuples(st.just("keys"), st.sampled_from(KEYS), number),
    st.tuples(st.just("cut by keys"), number, number),
    st.tuples(st.just("focus lost"), number, offset),
    st.tuples(st.just("group"), number, number),
    st.tuples(st.just("key"), st.sampled_from((Key.Key_F, Key.Key_N, Key.Key_F2)), number),
    st.tuples(st.just("control"), st.just("ungroup"), number),
    st.tuples(st.just("move group"), number, offset),
    st.tuples(st.just("move note"), number, offset),
)


class Acts:
    """Does what an action says, to some of what is there."""

    def __init__(self, hand) -> None:
        self.hand = hand

    def node(self, place: int) -> str:
        nodes = self.hand.document.network.nodes
        return nodes[place % len(nodes)].id if nodes else ""

    def do(self, kind: str, first, second) -> None:
        hand = self.hand
        hand.panel.fit()
        if kind == "key":
            hand.key(first)
        elif first == "ungroup":
            hand.key(Key.Key_G, CTRL | Qt.KeyboardModifier.ShiftModifier)
        elif kind == "control":
            hand.key(first, CTRL)
        elif kind == "keys":
            hand.key(*first)
        elif kind == "cut by keys":
            for key in (Key.Key_X, Key.Key_Right, Key.Key_Return):
                hand.key(key)
        elif kind == "cut":
            self.cut(QPoint(*first), QPoint(*second))
        elif kind == "band":
            middle = hand.canvas.viewport().rect().center()
            hand.drag(middle + QPoint(*first), middle + QPoint(*second))
        elif kind == "add":
            hand.panel._on_palette_chosen(second)
        elif self.node(first):
            self.at_node(kind, self.node(first), second)

    def cut(self, first: QPoint, second: QPoint) -> None:
        viewport = self.hand.canvas.viewport()
        middle = viewport.rect().center()
        QTest.mousePress(viewport, Qt.MouseButton.RightButton, CTRL, middle + first)
        for share in range(1, 5):
            self.hand.move(middle + first + (second - first) * share / 4)
        QTest.mouseRelease(viewport, Qt.MouseButton.RightButton, CTRL, middle + second)

    def onto_a_wire(self, start: QPoint, pick: int) -> None:
        if wires := list(self.hand.canvas.stage.wires.values()):
            middle = wires[pick % len(wires)].path.pointAtPercent(0.5)
            self.hand.drag(start, self.hand.canvas.mapFromScene(middle))

    def at_node(self, kind: str, node: str, second) -> None:
        hand = self.hand
        start = hand.at(node)
        if kind == "group":
            hand.canvas.select(tuple({node: None, self.node(second): None}))
            hand.key(Key.Key_G, CTRL)
            hand.key(Key.Key_Escape)
        elif kind == "move group":
            boxes = hand.canvas.stage.groups.boxes
            for box in list(boxes.values())[:1]:
                place = hand.canvas.mapFromScene(box.pos())
                hand.drag(place, place + QPoint(*second))
        elif kind == "move note":
            papers = (paper for paper in hand.canvas.stage.groups.notes.values() if paper.isVisible())
            for paper in list(papers)[:1]:
                place = hand.canvas.mapFromScene(paper.scene_box().center())
                hand.drag(place, place + QPoint(*second))
        elif kind == "move":
            hand.drag(start, start + QPoint(*second))
        elif kind == "click":
            hand.click(start, CTRL if second else Qt.KeyboardModifier.NoModifier)
        elif kind == "connect" and hand.canvas.stage.nodes[node].face.has_output:
            hand.drag(hand.port(node), hand.at(self.node(second)))
        elif kind == "end" and hand.canvas.stage.nodes[node].face.inputs:
            hand.drag(hand.port(node, 0), hand.at(self.node(second)) + QPoint(0, 60))
        elif kind == "onto a wire":
            self.onto_a_wire(start, second)
        elif kind == "focus lost":
            hand.press(start)
            hand.move(start + QPoint(*second))
            hand.panel.palette_column.search.setFocus()
            hand.release(start + QPoint(*second))
        elif kind == "broken off":
            hand.press(start)
            hand.move(start + QPoint(*second))
            hand.session.undo()
            hand.release(start + QPoint(*second))
        hand.panel.quick_add.close_card()
        hand.canvas.setFocus()


@dataclass(frozen=True)
class Life:
    """What became of the gestures: the documents before, after, with all undone and with all redone.

    ``faults`` says where the scene was not the document, after each gesture and each step back; ``branched`` that
    something was undone among the gestures, so that what was done before cannot be redone.
    """

    start: Document
    end: Document
    undone: Document
    redone: Document
    faults: list[str]
    branched: bool


def live(make_hand, built, actions) -> Life:
    """Do the actions on a panel of its own, then undo all, redo all."""
    start = built(AddLayer("input", 0, 0), AddLayer("dense", 160, 0, connect_from="n1"), AddLayer("add", 320, 96))
    hand, faults = make_hand(start), []
    acts = Acts(hand)
    for step in actions:
        acts.do(*step)
        hand.canvas.cancel_gesture()
        faults += [f"after {step}: {fault}" for fault in hand.scene_faults()]
    # What is being written into a note or a name is an edit when the field is left, and not before.
    hand.canvas.setFocus()
    end = hand.document
    while hand.session.history.can_undo:
        hand.session.undo()
        faults += [f"undoing: {fault}" for fault in hand.scene_faults()]
    undone = hand.document
    while hand.session.history.can_redo:
        hand.session.redo()
    faults += [f"redone: {fault}" for fault in hand.scene_faults()]
    hand.panel.hide()
    branched = any(step[:2] == ("control", Key.Key_Z) or step[0] == "broken off" for step in actions)
    return Life(start, end, undone, hand.document, faults, branched)


@example(actions=[("key", Key.Key_N, 0), ("key", Key.Key_F, 0)])
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(actions=st.lists(action, min_size=3, max_size=12))
def test_the_scene_is_the_document_after_any_gestures(make_hand, built, actions):
    life = live(make_hand, built, actions)
    assert life.faults == []
    assert life.undone == life.start
    assert life.redone == life.end or life.branched


@pytest.mark.soak
@pytest.mark.parametrize("share", range(10))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(actions=st.lists(action, min_size=3, max_size=20))
def test_five_hundred_sequences_of_gestures(make_hand, built, share, actions):
    life = live(make_hand, built, actions)
    assert life.faults == []
    assert life.undone == life.start
    assert life.redone == life.end or life.branched
