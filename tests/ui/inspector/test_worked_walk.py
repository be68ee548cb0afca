"""The worked example walked by real clicks: what the widgets show is what everyone calculates."""

from __future__ import annotations

from inspecting import Hand, set_weights
from PySide6.QtCore import Qt

SHOWN = {
    ("n2", "a", (0,)): "a₁ ≈ 0.593269992",
    ("n2", "a", (1,)): "a₂ ≈ 0.596884378",
    ("n3", "a", (0,)): "a₁ ≈ 0.751365070",
    ("n3", "a", (1,)): "a₂ ≈ 0.772928465",
    ("n4", "loss", ()): "ℓ ≈ 0.298371109",
    ("n4", "mean_loss", ()): "L ≈ 0.298371109",
    ("n3", "weight_grad", (0, 0)): "∂ℓ/∂w₁₁ ≈ 0.0821670406",
    ("n2", "weight_grad", (0, 0)): "∂ℓ/∂w₁₁ ≈ 0.000438567734",
    ("n2", "weight_update", (0, 0)): "w₁₁  0.15 → 0.149780716",
    ("n2", "weight_update", (1, 0)): "w₂₁  0.2 → 0.199561432",
    ("n2", "weight_update", (0, 1)): "w₁₂  0.25 → 0.249751144",
    ("n2", "weight_update", (1, 1)): "w₂₂  0.3 → 0.299502287",
    ("n3", "weight_update", (0, 0)): "w₁₁  0.4 → 0.358916480",
    ("n3", "weight_update", (1, 0)): "w₂₁  0.45 → 0.408666186",
    ("n3", "weight_update", (0, 1)): "w₁₂  0.5 → 0.511301270",
    ("n3", "weight_update", (1, 1)): "w₂₂  0.55 → 0.561370121",
}


def test_walked_by_clicks(worked: Hand) -> None:
    seen: dict[tuple[str, str, object], str] = {}
    everything = []
    for number in range(len(worked.line)):
        if number:
            worked.click(worked.panel.stepper.next)
        assert worked.place == number
        seen[worked.step.layer, worked.step.quantity, worked.step.index] = worked.result
        everything += [worked.result, worked.calculation]
    assert {key: seen[key] for key in SHOWN} == SHOWN
    assert not worked.panel.stepper.next.isEnabled(), "the walk is over"
    assert ".291027924" not in "".join(everything)


def test_the_calculation_is_written_out(worked: Hand) -> None:
    assert worked.calculation == "z₁ = 0.15 × 0.05 + 0.2 × 0.1 + 0.35 = 0.3775"


def test_after_the_update_the_loss_is_the_right_one(worked: Hand) -> None:
    worked.click(worked.map, worked.map.places.loss.center().toPoint())
    assert worked.step.quantity == "loss"
    worked.session.step_batch()
    worked.until(lambda: "0.298371109" not in worked.result)
    # The example keeps its biases.
    set_weights(worked.session, ("bias",))
    worked.until(lambda: worked.result == "ℓ ≈ 0.291027774")
    assert worked.step.quantity == "loss", "the same step of the new moment"


def test_a_weights_check_agrees(worked: Hand) -> None:
    worked.key(Qt.Key.Key_Home)
    while worked.step.quantity != "weight_grad":
        worked.key(Qt.Key.Key_Right)
    worked.click(worked.card.check_button)
    said = worked.card.checked.text()
    assert worked.card.checked.isVisible()
    assert "0.0821670406" in said
