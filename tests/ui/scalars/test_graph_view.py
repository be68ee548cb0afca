"""The graph behind a step: read from its boxes, against the worked example and the plan."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from resting import lay_out

from nnstudio.document import SetParameters
from nnstudio.engine import Place
from nnstudio.ui import theme
from nnstudio.ui.scalars.faces import faces_of
from nnstudio.ui.scalars.painting import note_box

LEFT = Qt.MouseButton.LeftButton


def number(text: str) -> float:
    return float(text.replace("−", "-").replace("\u202f", ""))


def to_step(hand, phase: str, layer: str, quantity: str) -> None:
    place = next(
        place
        for place in range(len(hand.line))
        if (hand.line[place].phase, hand.line[place].layer, hand.line[place].quantity) == (phase, layer, quantity)
    )
    hand.inspection.go(place)


def test_the_worked_example_s_numbers_stand_in_the_boxes(worked) -> None:
    view = worked.graph
    to_step(worked, "backward", "n3", "grad_z")
    worked.click(view.fold.buttons["none"])
    canvas = view.pane.canvas
    assert worked.box(canvas, "ℓ").text("data") == "0.298371109"
    w5, w1 = "w_{11}^{[2]}", "w_{11}^{[1]}"
    assert worked.box(canvas, w5).text("data") == "0.4"
    assert worked.box(canvas, w5).text("grad") == "0.0821670406"
    assert number(worked.box(canvas, w1).text("grad")) == pytest.approx(0.000438568, abs=5e-10)
    assert worked.box(canvas, "a_{1}^{[1]}").text("data") == "0.593269992"


def test_forward_it_is_the_step_s_own_number(worked) -> None:
    view = worked.graph
    to_step(worked, "forward", "n2", "z")
    canvas = view.pane.canvas
    assert canvas.faces[-1].label == "z_{1}"
    assert number(canvas.faces[-1].text("data")) == pytest.approx(0.3775)
    assert worked.box(canvas, "w_{21}").text("grad") == "0.1"
    worked.click(view.of.buttons["loss"])
    assert canvas.faces[-1].label == "ℓ"
    worked.click(view.of.buttons["number"])
    assert canvas.faces[-1].label == "z_{1}"


def test_forward_mode_has_one_pass_for_each_input(worked) -> None:
    view = worked.graph
    to_step(worked, "backward", "n3", "grad_z")
    worked.click(view.fold.buttons["none"])
    worked.click(view.mode.buttons["forward"])
    canvas = view.pane.canvas
    worked.click_box(canvas, "w_{11}^{[2]}")
    assert number(worked.box(canvas, "ℓ").text("tangent")) == pytest.approx(0.082167041, abs=5e-10)
    assert "forward mode 16 passes, reverse mode 1" in view.note.text()


def test_the_two_mistakes_are_shown(worked) -> None:
    view = worked.graph
    to_step(worked, "backward", "n3", "grad_z")
    worked.click(view.fold.buttons["none"])
    canvas = view.pane.canvas
    label = "a_{1}^{[1]}"
    right = number(worked.box(canvas, label).text("grad"))
    view.twice.setFocus()
    QTest.keyClick(view.twice, Qt.Key.Key_Space)
    assert number(worked.box(canvas, label).text("grad")) == pytest.approx(2 * right, rel=1e-7)
    QTest.keyClick(view.twice, Qt.Key.Key_Space)
    view.overwrite.setFocus()
    QTest.keyClick(view.overwrite, Qt.Key.Key_Space)
    assert number(worked.box(canvas, label).text("grad")) != pytest.approx(right, rel=1e-3)


def test_neurons_are_folded_but_the_step_s_own(hand) -> None:
    view = hand.graph
    layer = hand.session.document.network.nodes[2].id
    to_step(hand, "forward", layer, "z")
    canvas = view.pane.canvas
    groups = [face for face in canvas.faces if face.count > 1]
    assert len(groups) == 6
    place = canvas.faces.index(groups[0])
    canvas.viewport.reveal(canvas.drawing.boxes[place], 2)
    QTest.mouseDClick(canvas, LEFT, pos=canvas.point_of(place).toPoint())
    assert len([face for face in canvas.faces if face.count > 1]) == 5


def test_what_is_chosen_leads_to_its_step(hand) -> None:
    view = hand.graph
    layer = hand.session.document.network.nodes[2].id
    to_step(hand, "forward", layer, "z")
    canvas = view.pane.canvas
    place = next(place for place, face in enumerate(canvas.faces) if face.count > 1)
    canvas.choose((place,))
    hand.click(view.there)
    assert hand.step.layer == hand.session.document.network.nodes[1].id


def test_a_whole_layer_has_no_graph_but_says_so(hand) -> None:
    view = hand.graph
    hand.inspection.set_grain("layer")
    assert view.graph is None
    assert view.pane.empty.isVisible()
    hand.inspection.set_grain("neuron")
    assert view.graph is not None
    assert not view.pane.empty.isVisible()


def test_pointing_lights_up_the_same_number_elsewhere(hand) -> None:
    view = hand.graph
    layer = hand.session.document.network.nodes[2].id
    to_step(hand, "forward", layer, "z")
    canvas = view.pane.canvas
    canvas.pointed.emit(len(canvas.faces) - 1)
    lit = hand.inspection.lit
    assert {place.layer for place in lit.places} == {layer}
    hand.inspection.light(lit.places, "elsewhere")
    assert len(canvas.faces) - 1 in canvas.marks.lit


def test_every_step_has_a_graph_or_says_why(hand) -> None:
    view = hand.graph
    for place in range(0, len(hand.line), 5):
        hand.inspection.go(place)
        assert view.graph is not None or view.pane.empty.isVisible()
        if view.graph is not None:
            assert view.pane.canvas.faces


def test_the_note_on_a_wire_hides_no_number(hand) -> None:
    layer = hand.session.document.network.nodes[1].id
    to_step(hand, "forward", layer, "z")
    canvas = hand.graph.pane.canvas
    wires = list(canvas.drawing.wires)
    assert len(wires) > 4
    for wire in wires:
        box = note_box(canvas.drawing, canvas.faces, wire, "× −0.1125")
        for place, face in enumerate(canvas.faces):
            hidden = box & canvas.drawing.boxes[place]
            assert not face.shown or min(hidden.width(), hidden.height()) <= theme.tokens().space(0.75)


class Painted(QObject):
    """Keeps the regions in which a widget is asked to paint."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.regions: list[QRegion] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.regions.append(event.region())
        return False


def test_a_step_makes_and_paints_only_what_it_changes(hand) -> None:
    pane = hand.graph.pane
    to_step(hand, "backward", hand.session.document.network.nodes[2].id, "grad_z")
    hand.click(hand.graph.fold.buttons["none"])
    canvas = pane.canvas
    canvas.zoom_fit()
    hand.settle()
    painted, count = Painted(canvas), len(pane.moment.story.events)
    partly = 0
    for place in range(count // 2, count // 2 + 12):
        pane.go(place)
        painted.regions.clear()
        before = list(canvas.faces)
        pane.go(place + 1)
        told = pane.told
        assert canvas.faces == faces_of(pane.folded, pane.moment, told.fields, told.naming, told.numbers)
        lay_out()
        assert painted.regions
        shown = painted.regions[0].boundingRect()
        for number, face in enumerate(canvas.faces):
            if face != before[number]:
                box = canvas.viewport.transform().mapRect(canvas.drawing.whole(number)).toAlignedRect()
                assert shown.contains(box.intersected(canvas.rect()))
        partly += shown != canvas.rect()
    assert partly > 0


def test_one_stands_where_one_stood_when_the_step_is_shown_again(hand) -> None:
    pane, layer = hand.graph.pane, hand.session.document.network.nodes[2].id
    to_step(hand, "backward", layer, "grad_z")
    hand.settle()
    end = len(pane.moment.story.events)
    assert pane.bar.place == end > 8
    hand.click(pane.bar.first)
    for _ in range(5):
        hand.click(pane.bar.next)
    assert pane.bar.place > 0
    here, said = pane.bar.place, pane.sentence.text()
    hand.inspection.refresh()
    hand.settle()
    assert (pane.bar.place, pane.sentence.text()) == (here, said)
    # A weight turned by hand brings other numbers: the walk over them is as long.
    place = Place(layer, "weight", (0, 0))
    hand.session.what_if.set(place, 1.5)

    def turned() -> bool:
        with hand.inspection.hold() as moment:
            return moment is not None and moment.trace.value(place) == 1.5

    hand.until(turned)
    hand.settle()
    assert pane.bar.place == here
    to_step(hand, "backward", hand.session.document.network.nodes[1].id, "grad_z")
    hand.settle()
    assert pane.bar.place == len(pane.moment.story.events)


def test_a_cut_graph_says_so_and_shows_the_rest(hand) -> None:
    document = hand.session.document
    view, nodes = hand.graph, document.network.nodes
    assert hand.session.edit(SetParameters(nodes[1].id, (("units", 40),)))
    hand.until(lambda: hand.line is not None and len(hand.line) > 150)
    to_step(hand, "backward", nodes[2].id, "grad_z")
    hand.click(view.fold.buttons["none"])
    assert view.graph is not None
    assert view.graph.cut > 0
    # A large graph is drawn a frame after it is made.
    hand.until(view.rest.isVisible)
    assert str(view.graph.cut) in view.rest.text()
    canvas = view.pane.canvas
    place = next(
        place for place, face in enumerate(canvas.faces) if face.cut and view.pane.node_at(place).place.quantity == "z"
    )
    node = view.pane.node_at(place)
    canvas.viewport.reveal(canvas.drawing.boxes[place], 2)
    QTest.mouseDClick(canvas, LEFT, pos=canvas.point_of(place).toPoint())
    assert (hand.step.layer, hand.step.quantity, hand.step.index) == (node.place.layer, "z", node.place.index)
    assert view.graph.root.place == node.place
    assert not view.graph.root.folded
    assert not view.rest.isVisible()


def test_another_number_of_the_same_graph_is_only_marked(hand) -> None:
    view = hand.graph
    layer = hand.session.document.network.nodes[2].id
    to_step(hand, "backward", layer, "grad_z")
    hand.click(view.fold.buttons["none"])
    hand.inspection.go(hand.inspection.cursor.place + 1)
    drawing, first = view.pane.canvas.drawing, view.pane.about
    hand.inspection.go(hand.inspection.cursor.place + 1)
    assert view.pane.canvas.drawing is drawing, "nothing is laid out anew"
    assert view.pane.about is not first or view.graph.own is first
    assert view.pane.about is view.graph.own
