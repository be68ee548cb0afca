"""A network laid out from top to bottom: ports above and below, wires that lead down, what is added stands below."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication

from nnstudio.document import AddLayer, FoldGroups, GroupLayers, RemoveLayers, SetDirection, templates
from nnstudio.document.format import from_json, to_json
from nnstudio.ui.bridge.seeing import DOWN
from nnstudio.ui.canvas import edits
from nnstudio.ui.canvas.items.look import advance
from nnstudio.ui.canvas.routes import path_of
from nnstudio.ui.canvas.routing import Ends, enters, turned, ways
from nnstudio.ui.canvas.scene import OUTPUT, Port
from tests.ui.canvas.test_routing import PLACES, box, crosses


def downwards(hand) -> None:
    hand.canvas.seeing.set(DOWN, True)
    hand.panel.auto_layout()
    QApplication.processEvents()


def port_points(hand) -> dict[tuple[str, int], tuple[float, float]]:
    stage = hand.canvas.stage
    ports = [(key, n) for key, i in stage.nodes.items() for n in range(-1 if i.face.has_output else 0, i.face.inputs)]
    return {port: stage.port_point(Port(*port)).toTuple() for port in ports}


def under_another(boxes):
    return ((boxes[0][0] + boxes[0][2]) / 2, boxes[0][3]), ((boxes[1][0] + boxes[1][2]) / 2, boxes[1][1])


@settings(max_examples=60, deadline=None)
@given(boxes=PLACES)
def test_no_wire_that_leaves_below_crosses_a_box(boxes):
    start, end = under_another(boxes)
    [way] = ways([Ends(start, end, (0, 1))], np.asarray(boxes), down=True)
    path = path_of(way)
    assert way.down
    assert not crosses(path, boxes)
    assert path.pointAtPercent(0) == QPointF(*start)
    assert path.currentPosition() == QPointF(*end)
    assert path.angleAtPercent(0) == pytest.approx(270, abs=1)
    assert turned(turned(way)) == way


def test_a_box_that_comes_into_a_wire_that_leads_down_is_told():
    boxes = [box(0, 0), box(0, 400), box(300, 200)]
    [way] = ways([Ends(*under_another(boxes), (0, 1))], np.asarray(boxes), down=True)
    assert not enters(way, np.asarray([boxes[2]]))
    assert enters(way, np.asarray([box(20, 200)]))


@pytest.mark.parametrize("name", ["mlp", "inception", "resnet"])
def test_ports_are_above_and_below_and_undo_brings_them_back_to_the_sides(make_hand, name):
    hand = make_hand(templates[name]().document())
    before, points = hand.document, port_points(hand)
    downwards(hand)
    assert hand.document.network.down
    for node, item in hand.canvas.stage.nodes.items():
        for number in range(OUTPUT if item.face.has_output else 0, item.face.inputs):
            y = hand.canvas.stage.port_point(Port(node, number)).y()
            assert y == (item.scene_box().bottom() if number == OUTPUT else item.scene_box().top())
    hand.assert_scene_is_document()
    boxes = [item.sides() for item in hand.canvas.stage.nodes.values()]
    assert not any(crosses(item.path, boxes) for item in hand.canvas.stage.wires.values())
    laid, after = port_points(hand), hand.document
    hand.session.undo()
    assert hand.document is before
    assert port_points(hand) == points
    hand.assert_scene_is_document()
    hand.session.redo()
    assert hand.document is after
    assert port_points(hand) == laid
    hand.assert_scene_is_document()


def test_what_enters_a_layer_is_laid_out_in_the_order_of_its_ports(make_hand):
    hand = make_hand(templates["inception"]().document())
    downwards(hand)
    network = hand.document.network
    for join in network.of_kind("concatenate"):
        across = [network.by_id[wire.source].x for wire in network.incoming[join.id]]
        assert across == sorted(across)


def test_the_shape_stands_on_a_wire_that_leads_straight_down(make_hand):
    hand = make_hand(templates["lenet5"]().document())
    downwards(hand)
    straight = [item for item in hand.canvas.stage.wires.values() if item.path.boundingRect().width() < 1]
    assert straight
    for item in straight:
        assert item.labelled
        assert item.steep
        assert item.words.height() < item.path.boundingRect().height()
        assert item.words.width() >= advance(item.face.shape, "caption")


def test_a_wire_is_drawn_from_below_a_box_to_above_another(hand):
    hand.session.edit(RemoveLayers(("n3",)))
    downwards(hand)
    wires = hand.wires()
    hand.session.edit(AddLayer("dense", 320, 0))
    new = hand.document.network.nodes[-1].id
    start = hand.port("n1")
    assert start.y() > hand.at("n1").y()
    hand.press(start)
    hand.move((start + hand.port(new, 0)) / 2)
    loose = hand.canvas.stage.loose.path()
    assert loose.angleAtPercent(0) == pytest.approx(270, abs=1)
    hand.move(hand.port(new, 0))
    hand.release(hand.port(new, 0))
    assert hand.wires() == wires | {("n1", new, 0)}
    hand.assert_scene_is_document()


def test_where_a_port_was_at_the_side_the_layer_is_dragged(hand):
    downwards(hand)
    wires, item = hand.wires(), hand.canvas.stage.nodes["n2"]
    side = QPointF(item.scene_box().right() - 3, item.pos().y())
    place, x = hand.canvas.mapFromScene(side), item.pos().x()
    hand.drag(place, place + hand.pixel(64, 0) - hand.pixel(0, 0))
    assert hand.wires() == wires
    assert hand.document.network.by_id["n2"].x > x


def test_what_comes_after_stands_below_and_what_is_put_in_moves_the_others_down(hand):
    downwards(hand)
    network = hand.document.network
    at = {node.id: (node.x, node.y) for node in network.nodes}
    wire = network.outgoing["n2"][0]
    assert hand.session.edit(edits.insert_on_wire(hand.canvas.snapshot, wire, "dropout"))
    new = hand.document.network.nodes[-1]
    assert new.x == at["n2"][0]
    after = hand.document.network.by_id
    assert at["n2"][1] < new.y < after["n3"].y
    assert {key: after[key].x for key in at} == {key: x for key, (x, _y) in at.items()}
    hand.session.select(("n3",))
    hand.canvas.setFocus()
    hand.key(Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert hand.panel.canvas.mapFromScene(QPointF(after["n3"].x, after["n3"].y)).y() > 0
    hand.assert_scene_is_document()


def test_a_folded_group_has_its_ports_above_and_below(make_hand):
    hand = make_hand(templates["resnet"]().document())
    downwards(hand)
    network = hand.document.network
    hand.session.edit(GroupLayers(tuple(node.id for node in network.nodes[2:6])))
    made = hand.document.network.groups[-1].id
    hand.session.edit(FoldGroups((made,), True))
    folded = hand.canvas.stage.groups.boxes[made]
    rect = folded.scene_box()
    assert len(folded.face.inputs) == 2
    assert {folded.input_point(*port).y() for port in folded.face.inputs} == {rect.top()}
    assert {folded.output_point(node).y() for node in folded.face.outputs} == {rect.bottom()}
    hand.assert_scene_is_document()
    hand.session.edit(SetDirection(False))
    assert {folded.input_point(*port).x() for port in folded.face.inputs} == {folded.scene_box().left()}
    hand.assert_scene_is_document()


def test_the_direction_is_kept_in_the_file_and_older_files_have_none(hand):
    downwards(hand)
    text = to_json(hand.document)
    assert from_json(text).network.down
    assert not from_json(text.replace(', "down": true', "")).network.down


def test_a_remark_over_a_box_leaves_the_port_free_and_is_within_its_bounds(hand):
    downwards(hand)
    item = hand.canvas.stage.nodes["n2"]
    above = item.scene_box().top() - item.mapRectToScene(item.boundingRect()).top()
    assert above >= 29
    assert item.boundingRect().contains(QRectF(item.rect))
