"""Layers drawn as what they give: as many neurons as the shape says, linked as the layer links them."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from nnstudio.document import AddLayer
from nnstudio.ui.bridge.seeing import DOWN, INSIDE
from nnstudio.ui.canvas.items.inside import beside_name, links, neurons
from nnstudio.ui.canvas.items.node import DETAIL_FROM

BOX = QRectF(-64, -36, 128, 72)


def test_a_small_layer_shows_all_of_its_neurons_and_a_large_one_both_ends():
    assert list(neurons(BOX, (6,))) == [0, 1, 2, 3, 4, 5]
    assert list(neurons(BOX, (100,))) == [0, 1, 2, 3, 97, 98, 99]
    assert neurons(BOX, (8, 8, 1)) == {}
    assert all(BOX.contains(place) for place in neurons(BOX, (8,)).values())


def _joined(stage, source: str, target: str) -> int:
    before, after = stage.nodes[source], stage.nodes[target]
    return len(links(before.neurons(), after.neurons(), before.face, after.face))


def test_the_switch_draws_neurons_and_links(hand):
    stage = hand.canvas.stage
    before = hand.canvas.viewport().grab().toImage()
    hand.panel.status.buttons["seeing"].actions_of[INSIDE].trigger()
    assert stage.inside
    assert all(item.inside for item in stage.nodes.values())
    assert len(stage.nodes["n2"].neurons()) == 6
    assert _joined(stage, "n2", "n3") == 6
    assert _joined(stage, "n3", "n4") == 1
    assert hand.canvas.viewport().grab().toImage() != before
    hand.panel.status.buttons["seeing"].actions_of[INSIDE].trigger()
    assert hand.canvas.viewport().grab().toImage() == before


def test_where_wires_lead_down_the_neurons_stand_in_a_row_and_links_pass_behind_the_name(hand):
    hand.canvas.seeing.set(DOWN, True)
    hand.panel.auto_layout()
    before = hand.canvas.viewport().grab().toImage()
    hand.canvas.seeing.set(INSIDE, True)
    stage = hand.canvas.stage
    source, target = stage.nodes["n2"], stage.nodes["n3"]
    places = [*source.neurons().values()]
    assert len({place.y() for place in places}) == 1
    assert sum(place.x() for place in places) / len(places) == source.pos().x()
    assert all(source.scene_box().contains(place) for place in places)
    parts = beside_name(links(source.neurons(), target.neurons(), source.face, target.face), target.scene_box())
    assert len(parts) == 2 * 6
    name = target.scene_box().adjusted(0, 1, 0, -44)
    assert not any(name.contains(part.pointAt(share)) for part in parts for share in (0, 0.5, 1))
    assert hand.canvas.viewport().grab().toImage() != before


def test_where_nothing_could_be_seen_of_it_that_is_said_and_a_layout_makes_room(make_hand, built):
    layers = [AddLayer("dense", 160 * k, 0, (("units", 4),), connect_from=f"n{k}") for k in range(1, 9)]
    hand = make_hand(built(AddLayer("input", 0, 0), *layers))
    canvas = hand.canvas
    hand.panel.auto_layout()
    assert len({node.y for node in hand.document.network.nodes}) == 1
    assert canvas.zoom < DETAIL_FROM
    canvas.seeing.set(INSIDE, True)
    assert "55 %" in hand.panel.status.remark.text()
    hand.panel.auto_layout()
    assert len({node.y for node in hand.document.network.nodes}) > 1
    assert canvas.zoom >= DETAIL_FROM
