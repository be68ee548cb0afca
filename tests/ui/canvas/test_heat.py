"""Gradients on the wires: read from the run, marked by colour, width and words, gone when switched off."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from nnstudio.document import opening_document
from nnstudio.engine.measures.statistics import Magnitude
from nnstudio.ui.canvas.seeing.heat import THICK, lost
from nnstudio.ui.canvas.seeing.options import HEAT


def test_wires_show_the_norm_that_the_engine_holds(make_hand, qtbot):
    hand = make_hand(opening_document())
    session, heat = hand.session, hand.canvas.heat
    session.start()
    assert not heat.isVisible()
    hand.panel.status.buttons["seeing"].actions_of[HEAT].trigger()
    assert heat.isVisible()
    session.step_batch()
    qtbot.waitUntil(lambda: heat.peak > 0)
    with session.display.hold(1.0) as frame:
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


def test_a_remark_stands_on_the_layer(hand):
    heat = hand.canvas.heat
    heat.found = {"n2": Magnitude(1e-9, 1e-9), "n3": Magnitude(1.0, 1.0)}
    heat.flags = lost(heat.found)
    heat._mark()
    assert hand.canvas.stage.nodes["n2"].flag == "↓ vanishing"
    assert "vanishes" in heat.tip("", "n2", None)
    assert hand.canvas.stage.nodes["n3"].flag == ""
