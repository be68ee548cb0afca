"""Two outputs in Inspect: from each one's loss to the whole, and to δ with its weight, by keys and clicks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from inspecting import Hand
from PySide6.QtCore import Qt

from nnstudio.document import SetLossWeight
from nnstudio.document.templates import templates
from nnstudio.inspection import Step
from nnstudio.ui.bridge.session import Session


@pytest.fixture
def hand(show: Callable[[Session], Hand]) -> Hand:
    """A network with an early answer, n11, whose loss counts 0.3."""
    return show(Session(templates["auxiliary"]().document()))


def test_the_loss_is_walked_output_by_output(hand: Hand) -> None:
    assert hand.inspection.go_to(Step("loss", "n8", "loss", ()))
    assert hand.result.startswith("ℓ₁")
    hand.key(Qt.Key.Key_Right)
    assert hand.step == Step("loss", "n11", "loss", ())
    assert hand.result.startswith("ℓ₂")
    hand.key(Qt.Key.Key_Right)
    assert hand.step == Step("loss", "n8", "whole_loss", ())
    assert "0.3" in hand.calculation
    hand.click(hand.card.expression, hand.operand("ℓ_{2}"))
    assert hand.step == Step("loss", "n11", "loss", ())


def test_the_early_answers_slope_has_its_weight(hand: Hand) -> None:
    assert hand.inspection.go_to(Step("backward", "n10", "grad_z", (0,)))
    assert "λ_{2}" in [piece.symbol for piece in hand.card.expression.pieces]
    assert "0.3" in hand.calculation


def test_a_weight_that_is_changed_is_seen_at_once(hand: Hand) -> None:
    assert hand.inspection.go_to(Step("loss", "n8", "whole_loss", ()))
    before = hand.result
    hand.session.edit(SetLossWeight("n11", 0.75))
    hand.until(lambda: "0.75" in hand.calculation)
    assert hand.result != before
    assert hand.session.trainer.step == 0


def test_the_picture_names_both_answers_targets(hand: Hand) -> None:
    scene = hand.map.places.scene
    assert scene is not None
    assert set(scene.targets) == {"n7", "n10"}
    assert scene.targets["n7"] == scene.targets["n10"]
