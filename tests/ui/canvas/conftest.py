"""A real Build panel over a real session, its trainer's thread not started."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.document import AddLayer, Document, Edit, apply
from nnstudio.document.grouping import around, layers_in, notes_in
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
        assert self.scene_faults() == []

    def scene_faults(self) -> list[str]:
        """Return in what the scene is not the document: nothing, if all is well."""
        network, stage = self.document.network, self.canvas.stage
        pairs = {
            "places": (
                {k: (i.pos().x(), i.pos().y()) for k, i in stage.nodes.items()},
                {n.id: (n.x, n.y) for n in network.nodes},
            ),
            "names": ({k: i.face.name for k, i in stage.nodes.items()}, {n.id: n.name for n in network.nodes}),
            "wires": (set(stage.wires), set(network.wires)),
            "gestures' items": ((stage.loose.scene(), stage.hint.isVisible()), (None, False)),
        }
        faults = [f"{what}: {shown}, not {wanted}" for what, (shown, wanted) in pairs.items() if shown != wanted]
        # Within a folded group a wire need not follow until it is seen again.
        for wire in [each for each, item in stage.wires.items() if item.isVisible()]:
            ends = stage.port_point(Port(wire.source, OUTPUT)), stage.port_point(Port(wire.target, wire.port))
            path = stage.wires[wire].path
            if (path.pointAtPercent(0), path.pointAtPercent(1)) != ends:
                faults.append(f"{wire} does not lead from port to port")
        return faults + self._group_faults()

    def _group_faults(self) -> list[str]:
        """What is folded away is hidden, frames lie around what is in them, and notes lie where they should."""
        network, stage = self.document.network, self.canvas.stage
        groups = network.groups_by_id
        folded = {k for k, group in groups.items() if group.folded}
        hidden = {n.id for n in network.nodes if folded.intersection(around(network, n.id))}
        shown = {k for k in groups if not folded.intersection(around(network, k))}
        boxes = {k: (box.face.name, box.face.layers) for k, box in stage.groups.boxes.items()}
        notes = {k: (item.pos().x(), item.pos().y(), item.note) for k, item in stage.groups.notes.items()}
        pairs = {
            "hidden": ({k for k, item in stage.nodes.items() if not item.isVisible()}, hidden),
            "frames": (set(stage.groups.frames), shown - folded),
            "boxes": (boxes, {k: (groups[k].name, layers_in(network)[k]) for k in shown & folded}),
            "in frames": (
                {k: frame.face.layers for k, frame in stage.groups.frames.items()},
                {k: layers_in(network)[k] for k in shown - folded},
            ),
            "notes folded away": (
                {k for k, item in stage.groups.notes.items() if not item.isVisible()},
                {n.id for n in network.notes if folded.intersection(around(network, n.id))},
            ),
            "lit frames": ([k for k, frame in stage.groups.frames.items() if frame.lit], []),
            "notes": (notes, {note.id: (note.x, note.y, note) for note in network.notes}),
        }
        faults = [f"{what}: {there}, not {wanted}" for what, (there, wanted) in pairs.items() if there != wanted]
        for k, frame in stage.groups.frames.items():
            out = set(frame.face.layers) - hidden
            faults += [f"{n} out of {k}" for n in out if not frame.rect.contains(stage.nodes[n].scene_box())]
            papers = {note: stage.groups.notes[note] for note in notes_in(network, (k,))}
            astray = (n for n, it in papers.items() if it.isVisible() and not frame.rect.contains(it.scene_box()))
            faults += [f"{n} out of {k}" for n in astray]
        return faults


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
