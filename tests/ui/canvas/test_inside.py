"""Layers drawn as what they give: as many neurons as the shape says, linked as the layer links them."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from nnstudio.ui.canvas.items.inside import links, neurons
from nnstudio.ui.canvas.seeing.options import INSIDE

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
