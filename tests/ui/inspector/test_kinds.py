"""Every family of layers in a real panel: each kind of step is shown, and pixels lead to their steps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from inspecting import Hand
from kinds import KINDS, document_of
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.inspection import Step
from nnstudio.inspection.cursor import offered
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls.tiling import around

HIGHEST = 90.0
"""Pixels of a formula in the card: some brackets were set a hundred times too tall."""


def go(hand: Hand, place: int) -> None:
    """Have a step shown; the trainer may still be on its way to rest: then there is nothing to read yet."""
    hand.inspection.go(place)

    def shown() -> bool:
        found = hand.inspection.description
        return found is not None and found.step == hand.step

    hand.until(shown)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_step_is_shown(kind: str, show: Callable[[Session], Hand]) -> None:
    hand = show(Session(document_of(kind)))
    line = hand.line
    for block, start in zip(line.blocks, line.starts, strict=False):
        several = len(block.quantities) if block.fan_in < 0 else 1
        for number in range(several):
            go(hand, start + block.size // 2 * several + number if block.fan_in < 0 else start)
            assert hand.card.title.text()
            view = hand.card.formula
            assert view.sizeHint().height() < HIGHEST, view.latex()
            assert all(
                box.width() > 4 and view.rect().adjusted(-4, -4, 4, 4).contains(box.toRect()) for _, box in view.boxes()
            )
        assert not hand.panel.grab().isNull()


@pytest.mark.parametrize("kind", KINDS)
def test_every_view_shows_groups_of_numbers(kind: str, show: Callable[[Session], Hand]) -> None:
    hand = show(Session(document_of(kind)))
    with hand.inspection.hold() as moment:
        assert moment is not None
        grains = [grain for grain in offered(moment.trace.plan) if grain in ("window", "time", "layer")]
    hand.inspection.set_options(batch=True)
    for grain in grains:
        hand.inspection.set_grain(grain)
        for place in range(0, len(hand.line), max(1, len(hand.line) // 12)):
            hand.panel.left.show_group("network")
            go(hand, place)
            for group in ("layer", "graph", "neuron"):
                hand.panel.left.show_group(group)


def test_a_click_on_a_pixel_leads_to_its_step(show: Callable[[Session], Hand]) -> None:
    hand = show(Session(document_of("the last step")))
    scene = hand.map.places.scene
    layer = next(column.layer for column in scene.columns if column.shape == (20, 4))
    point = hand.map.places.point((layer, (7, 2)))
    QTest.mouseClick(hand.map, Qt.MouseButton.LeftButton, pos=point.toPoint())
    assert hand.step == Step("forward", layer, "h", (7, 2))
    assert hand.inspection.description.highlight.target == (layer, (7, 2))


def test_while_scores_are_computed_they_are_what_is_drawn(show: Callable[[Session], Hand]) -> None:
    hand = show(Session(document_of("attention")))
    layer = next(step.layer for step in hand.line if step.quantity == "scores")
    go(hand, hand.line.find(Step("forward", layer, "weights", (3, 2, 1))))
    column = hand.map.places.scene.by_layer[layer]
    assert column.shape == (20, 20, 2)
    assert column.known[(3, 2, 1)]
    assert not column.known[(3, 3, 0)]
    box = around(hand.map.places.tiles[layer])
    assert box.contains(hand.map.places.point((layer, (3, 2, 1))))
    point = hand.map.places.point((layer, (0, 0, 0)))
    QTest.mouseClick(hand.map, Qt.MouseButton.LeftButton, pos=point.toPoint())
    assert hand.step == Step("forward", layer, "weights", (0, 0, 0))
