"""The stage of Inspect with the views of scalar graphs, over a running session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from inspecting import LEFT, Hand, chain, one_sample, set_weights
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.document import to_graph
from nnstudio.training.commands import LoadProblem, Start
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.settings import Settings
from nnstudio.ui.scalars import GraphView, ScratchPad
from nnstudio.ui.scalars.canvas import GraphCanvas
from nnstudio.ui.scalars.faces import Face
from nnstudio.ui.shell.inspect_workspace import InspectWorkspace


class Drawer(Hand):
    """A hand for graphs: clicks boxes, types programs, reads what boxes say."""

    def bring(self, view_id: str) -> QWidget:
        """Choose a view of the group, as a user does in its list."""
        self.click(self.panel.left.tabs.buttons["graph"])
        group = self.panel.left.groups["graph"]
        if group.current != view_id:
            names = [view.id for view in group.views]
            group.choice.setFocus()
            for _ in names:
                QTest.keyClick(group.choice, Qt.Key.Key_Up)
            for _ in range(names.index(view_id)):
                QTest.keyClick(group.choice, Qt.Key.Key_Down)
            group.choice.activated.emit(group.choice.currentIndex())
        self.until(lambda: group.current == view_id)
        return group.widgets[view_id]

    @property
    def pad(self) -> ScratchPad:
        found = self.bring("scratch_pad")
        assert isinstance(found, ScratchPad)
        return found

    @property
    def graph(self) -> GraphView:
        found = self.bring("scalar_graph")
        assert isinstance(found, GraphView)
        return found

    def type_program(self, text: str) -> None:
        """Type a program over what is there."""
        editor = self.pad.editor
        editor.selectAll()
        QTest.keyClick(editor, Qt.Key.Key_Delete)
        for line in text.splitlines():
            QTest.keyClicks(editor, line)
            QTest.keyClick(editor, Qt.Key.Key_Return)
        self.until(lambda: not self.pad.timer.isActive())

    def box(self, canvas: GraphCanvas, label: str) -> Face:
        """Return what the last box with a label says."""
        place = canvas.box_of(label)
        assert place >= 0, [face.label for face in canvas.faces]
        return canvas.faces[place]

    def click_box(self, canvas: GraphCanvas, label: str, more: bool = False) -> None:
        """Click a box, with Ctrl for one more."""
        place = canvas.box_of(label)
        canvas.viewport.reveal(canvas.drawing.boxes[place], 2)
        modifier = Qt.KeyboardModifier.ControlModifier if more else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(canvas, LEFT, modifier, canvas.point_of(place).toPoint())

    def function(self, name: str) -> None:
        """Choose from the menu of functions."""
        # The offscreen platform gives a menu neither the mouse nor the keyboard.
        self.pad.builder.functions[name].trigger()

    def fill(self, field: QWidget, text: str) -> None:
        """Type into a field over what is there."""
        QTest.mouseClick(field, LEFT)
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, text)


@pytest.fixture
def show(open_inspect: Callable[..., InspectWorkspace], qtbot: QtBot) -> Callable[[Session], Drawer]:
    """Return a function that shows the stage of a session."""
    return lambda session: Drawer(open_inspect(session, InspectWorkspace, (1400, 900)), qtbot)


@pytest.fixture
def hand(show: Callable[[Session], Drawer], tmp_path: Path) -> Drawer:
    """The opening network: circles, 2-6-4-1."""
    return show(Session(settings=Settings(tmp_path / "settings.ini")))


@pytest.fixture
def worked(show: Callable[[Session], Drawer]) -> Drawer:
    """The two-layer worked example, in float64, with nine digits."""
    document = chain(
        (2, 2), "logistic", loss="half_mse", optimizer="sgd", learning_rate=0.5, batch_size=1, dtype="float64"
    )
    session = Session(document)
    data = one_sample([0.05, 0.10], [0.01, 0.99])
    graph = to_graph(document, data.shape)
    names = {node.id: node.name for node in document.network.nodes}
    session.trainer.submit(LoadProblem(graph, data, document.training, 0, None, Start.FRESH, names))
    set_weights(session)
    made = show(session)
    made.until(lambda: "0.15" in made.calculation)
    made.digits(9)
    return made
