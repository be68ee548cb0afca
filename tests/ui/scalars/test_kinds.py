"""Every family of layers: each kind of step has its graph, whose root is the card's number, or says why it has none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kinds import KINDS, document_of

from nnstudio.inspection.cursor import offered
from nnstudio.ui.bridge.session import Session


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_step_has_a_graph(kind: str, show: Callable[[Session], object]) -> None:
    hand = show(Session(document_of(kind)))
    view = hand.graph
    line, without = hand.line, set()
    for block, start in zip(line.blocks, line.starts, strict=False):
        several = len(block.quantities) if block.fan_in < 0 else 1
        for number in range(several):
            hand.inspection.go(start + block.size // 2 * several + number if block.fan_in < 0 else start)
            with hand.inspection.hold() as moment:
                assert moment is not None
                assert view.step == moment.step
                if view.graph is None:
                    without.add(moment.step.quantity)
                    assert view.pane.empty.isVisible()
                elif moment.step.phase == "forward":
                    step, trace = moment.step, moment.trace
                    expected = trace.value(trace.here(step.layer, step.quantity, step.index))
                    assert view.graph.root.data == pytest.approx(expected, rel=1e-6, abs=1e-12)
                    assert view.pane.empty.isVisible() or view.pane.canvas.faces[-1].rows
    assert not without - {"mean", "variance"}, without
    assert not view.grab().isNull()


@pytest.mark.parametrize("kind", ["images", "a target at every step"])
def test_groups_of_numbers_say_that_they_are_many(kind: str, show: Callable[[Session], object]) -> None:
    hand = show(Session(document_of(kind)))
    view = hand.graph
    with hand.inspection.hold() as moment:
        grains = [grain for grain in offered(moment.trace.plan) if grain in ("window", "time", "layer")]
    assert len(grains) > 1
    for grain in grains:
        hand.inspection.set_grain(grain)
        assert view.graph is None
        assert "many numbers" in view.pane.empty.title.text()
