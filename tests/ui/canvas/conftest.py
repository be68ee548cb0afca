"""A real Build panel over a real session, its trainer's thread not started."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.document import AddLayer, Document, Edit, apply
from nnstudio.document.grouping import around, layers_in
from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.canvas import BuildPanel
from nnstudio.ui.canvas.scene import OUTPUT, Port

LEFT = Qt.MouseButton.LeftButton


def _built(*edits: Edit) -> Document:
    """Return an empty document with edits made."""
    document = Document()
    for edit in edits:
        document = apply(document, edit)
    return document


def chain() -> Document:
    """Return input → dense → dense → output: n1 to n4."""
    return _built(
        AddLayer("input", 0, 0),
        AddLayer("dense", 160, 0, (("units", 6),), connect_from="n1"),
        AddLayer("dense", 320, 0, (("units", 1),), connect_from="n2"),
        AddLayer("output", 480, 0, connect_from="n3"),
    )


class Hand:
    """Moves the mouse and presses keys over a panel, in the terms of the network."""

    def __init__(self, panel: BuildPanel) -> None:
        self.panel = panel
        self.canvas = panel.canvas
        self.session = panel.session

    @property
    def document(self) -> Document:
        return self.session.document

    def at(self, node: str) -> QPoint:
        return self.canvas.mapFromScene(self.canvas.stage.nodes[node].pos())

    def port(self, node: str, number: int = OUTPUT) -> QPoint:
        return self.canvas.mapFromScene(self.canvas.stage.port_point(Port(node, number)))

    def pixel(self, x: float, y: float) -> QPoint:
        return self.canvas.mapFromScene(QPointF(x, y))

    def press(self, place: QPoint, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mousePress(self.canvas.viewport(), LEFT, modifiers, place)

    def move(self, place: QPoint) -> None:
        QTest.mouseMove(self.canvas.viewport(), place)
        QApplication.processEvents()

    def release(self, place: QPoint, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseRelease(self.canvas.viewport(), LEFT, modifiers, place)

    def click(self, place: QPoint, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.press(place, modifiers)
        self.release(place, modifiers)

    def drag(self, start: QPoint, end: QPoint) -> None:
        self.press(start)
        self.move((start + end) / 2)
        self.move(end)
        self.release(end)

    def key(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.canvas, key, modifiers)

    def wires(self) -> set[tuple[str, str, int]]:
        return {(wire.source, wire.target, wire.port) for wire in self.document.network.wires}

    def assert_scene_is_document(self) -> None:
        """The scene shows the document, no more and no less."""
        network, stage = self.document.network, self.canvas.stage
        assert {k: (i.pos().x(), i.pos().y()) for k, i in stage.nodes.items()} == {
            n.id: (n.x, n.y) for n in network.nodes
        }
        assert {k: i.face.name for k, i in stage.nodes.items()} == {n.id: n.name for n in network.nodes}
        assert set(stage.wires) == set(network.wires)
        for wire, item in stage.wires.items():
            if not item.isVisible():
                # Within a folded group: it need not follow until it is seen again.
                continue
            assert item.path.pointAtPercent(0) == stage.port_point(Port(wire.source, OUTPUT))
            assert item.path.pointAtPercent(1) == stage.port_point(Port(wire.target, wire.port))
        self._assert_groups_are_the_documents()
        assert stage.loose.scene() is None
        assert not stage.hint.isVisible()

    def _assert_groups_are_the_documents(self) -> None:
        """What is folded away is hidden, frames lie around what is in them, and notes lie where they should."""
        network, stage = self.document.network, self.canvas.stage
        groups = network.groups_by_id
        folded = {k for k, group in groups.items() if group.folded}
        hidden = {n.id for n in network.nodes if folded.intersection(around(network, n.id))}
        assert {k for k, item in stage.nodes.items() if not item.isVisible()} == hidden
        shown = {k for k in groups if not folded.intersection(around(network, k))}
        assert (set(stage.groups.frames), set(stage.groups.boxes)) == (shown - folded, shown & folded)
        for k, frame in stage.groups.frames.items():
            assert frame.face.layers == layers_in(network)[k]
            for node in set(frame.face.layers) - hidden:
                assert frame.rect.contains(stage.nodes[node].scene_box())
        for k, box in stage.groups.boxes.items():
            assert (box.face.name, box.face.layers) == (groups[k].name, layers_in(network)[k])
        notes = {k: (item.pos().x(), item.pos().y(), item.note) for k, item in stage.groups.notes.items()}
        assert notes == {note.id: (note.x, note.y, note) for note in network.notes}


@pytest.fixture
def built() -> Callable[..., Document]:
    """The function that makes a document from edits."""
    return _built


@pytest.fixture
def make_hand(qapp: QApplication) -> Iterator[Callable[[Document], Hand]]:
    """Open panels; close them and their sessions afterwards."""
    theme.set_reduced_motion(True)
    theme.apply(qapp, "light")
    set_language("en")
    opened: list[Hand] = []

    def make(document: Document) -> Hand:
        hand = Hand(BuildPanel(Session(document)))
        opened.append(hand)
        hand.panel.resize(1024, 640)
        hand.panel.show()
        hand.panel.activateWindow()
        hand.canvas.setFocus()
        QApplication.processEvents()
        return hand

    yield make
    for hand in opened:
        hand.panel.close()
        hand.panel.deleteLater()
        hand.session.close()
    # Else hundreds of widgets live on, and each change of theme polishes them all.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    set_language("en")
    theme.set_reduced_motion(False)


@pytest.fixture
def hand(make_hand: Callable[[Document], Hand]) -> Hand:
    """A panel on the chain."""
    return make_hand(chain())
