"""Gradients on the wires: read from the run, marked by colour, width and words, gone when switched off."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from nnstudio.document import AddLayer, opening_document
from nnstudio.engine.measures.statistics import Magnitude
from nnstudio.ui.bridge.seeing import HEAT
from nnstudio.ui.canvas.seeing.heat import THICK, lost


def test_wires_show_the_norm_that_the_engine_holds(make_hand, qtbot):
    hand = make_hand(opening_document())
    session, heat = hand.session, hand.canvas.heat
    session.start()
    assert not heat.isVisible()
    hand.panel.status.buttons["seeing"].actions_of[HEAT].trigger()
    assert heat.isVisible()
    session.step_batch()
    qtbot.waitUntil(lambda: heat.peak > 0)
    with session.display.hold() as frame:
        heat.read(frame)
        assert np.isclose(heat.found["n2"].norm, np.linalg.norm(frame.quantity("n2", "grad_a")))
    pens = {wire.source: item.heat for wire, item in hand.canvas.stage.wires.items()}
    assert pens["n2"] is not None
    assert pens["n1"] is None
    assert max(pen.widthF() for pen in pens.values() if pen) == THICK
    middle = next(item.middle for wire, item in hand.canvas.stage.wires.items() if wire.source == "n2")
    QTest.mouseMove(hand.canvas.viewport(), hand.canvas.mapFromScene(middle) + QPoint(1, 0))
    qtbot.waitUntil(lambda: "‖∂L/∂a‖" in hand.canvas.viewport().toolTip())
    hand.panel.status.buttons["seeing"].actions_of[HEAT].trigger()
    assert not heat.isVisible()
    assert all(item.heat is None for item in hand.canvas.stage.wires.values())


def test_lost_gradients_are_told_against_the_last_layer():
    found = {
        "first": Magnitude(1e-9, 1e-9),
        "second": Magnitude(0.1, 0.1),
        "third": Magnitude(1e6, 1e6),
        "broken": Magnitude(float("nan"), float("nan")),
        "last": Magnitude(1.0, 1.0),
    }
    assert lost(found) == {"first": "vanishing", "third": "exploding", "broken": "exploding"}
    assert lost({}) == {}


@pytest.mark.parametrize(
    ("activation", "initializer", "low", "flag"),
    [("logistic", "xavier_uniform", 0.0, "vanishing"), ("identity", "uniform", -2.0, "exploding")],
)
def test_a_run_tells_where_its_gradient_is_lost(make_hand, built, qtbot, activation, initializer, low, flag):
    """A stack of layers, one step: the first ones get next to nothing, or far too much, of what the last one gets."""
    own = (("activation", activation), ("initializer", initializer), ("units", 8))
    if low:
        own = (*own, ("initializer.high", -low), ("initializer.low", low))
    stack = [AddLayer("dense", 160 * k, 0, own, connect_from=f"n{k}") for k in range(1, 11)]
    ends = (
        AddLayer("dense", 1760, 0, (("activation", "logistic"), ("units", 1)), connect_from="n11"),
        AddLayer("output", 1920, 0, connect_from="n12"),
    )
    hand = make_hand(built(AddLayer("input", 0, 0), *stack, *ends))
    heat = hand.canvas.heat
    hand.panel.status.buttons["seeing"].actions_of[HEAT].trigger()
    hand.session.start()
    hand.session.step_batch()
    qtbot.waitUntil(lambda: heat.flags.get("n2") == flag)
    assert flag in hand.canvas.stage.nodes["n2"].flag
    assert "n11" not in heat.flags
    assert hand.canvas.stage.nodes["n11"].flag == ""
    assert flag in heat.accessibleDescription()


def test_a_remark_stands_on_the_layer(hand):
    heat = hand.canvas.heat
    heat.found = {"n2": Magnitude(1e-9, 1e-9), "n3": Magnitude(1.0, 1.0)}
    heat.flags = lost(heat.found)
    heat._mark()
    assert hand.canvas.stage.nodes["n2"].flag == "↓ vanishing"
    assert "vanishes" in heat.tip("", "n2", None)
    assert hand.canvas.stage.nodes["n3"].flag == ""
