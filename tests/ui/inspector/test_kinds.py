"""Every family of layers in a real panel: each kind of step is shown, and pixels lead to their steps."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from inspecting import Hand
from kinds import KINDS, document_of
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.inspection import Step
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import formula_size
from nnstudio.ui.controls.tiling import around
from nnstudio.ui.inspector.panel import InspectorPanel

HIGHEST = 90.0
"""Pixels of a formula in the card: some brackets were set a hundred times too tall."""


def refresh(panel: InspectorPanel) -> None:
    """Have the present step shown; the trainer may still be on its way to rest: then there is nothing to read yet."""
    for _ in range(100):
        panel._refresh()
        if panel.description is not None and panel.description.step == panel.walk.step:
            return
        time.sleep(0.02)
    raise AssertionError("the step was not shown")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_step_is_shown(kind: str, show: Callable[[Session], Hand]) -> None:
    panel = show(Session(document_of(kind))).panel
    line = panel.walk.steps
    for block, start in zip(line.blocks, line.starts, strict=False):
        several = len(block.quantities) if block.fan_in < 0 else 1
        for number in range(several):
            panel.walk.go(start + block.size // 2 * several + number if block.fan_in < 0 else start)
            refresh(panel)
            assert panel.card.title.text()
            assert formula_size(panel.description.formula, 20).height() < HIGHEST, panel.description.formula
        assert not panel.grab().isNull()
    panel.walk.batch = True
    panel.walk.set_grain("layer")
    for place in range(len(panel.walk.steps)):
        panel.walk.go(place)
        panel._refresh()


def test_a_click_on_a_pixel_leads_to_its_step(show: Callable[[Session], Hand]) -> None:
    panel = show(Session(document_of("the last step"))).panel
    scene = panel.map.places.scene
    layer = next(column.layer for column in scene.columns if column.shape == (20, 4))
    point = panel.map.places.point((layer, (7, 2)))
    QTest.mouseClick(panel.map, Qt.MouseButton.LeftButton, pos=point.toPoint())
    assert panel.walk.step == Step("forward", layer, "h", (7, 2))
    assert panel.description.highlight.target == (layer, (7, 2))


def test_while_scores_are_computed_they_are_what_is_drawn(show: Callable[[Session], Hand]) -> None:
    panel = show(Session(document_of("attention"))).panel
    layer = next(step.layer for step in panel.walk.steps if step.quantity == "scores")
    panel.walk.go_to(Step("forward", layer, "weights", (3, 2, 1)))
    refresh(panel)
    column = panel.map.places.scene.by_layer[layer]
    assert column.shape == (20, 20, 2)
    assert column.known[(3, 2, 1)]
    assert not column.known[(3, 3, 0)]
    box = around(panel.map.places.tiles[layer])
    assert box.contains(panel.map.places.point((layer, (3, 2, 1))))
    point = panel.map.places.point((layer, (0, 0, 0)))
    QTest.mouseClick(panel.map, Qt.MouseButton.LeftButton, pos=point.toPoint())
    assert panel.walk.step == Step("forward", layer, "weights", (0, 0, 0))
