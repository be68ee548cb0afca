"""The worked example walked by real clicks: what the widgets show is what everyone calculates."""

from __future__ import annotations

from inspecting import Hand, set_weights
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

SHOWN = {
    ("n2", "a", (0,)): "a₁ ≈ 0.593269992",
    ("n2", "a", (1,)): "a₂ ≈ 0.596884378",
    ("n3", "a", (0,)): "a₁ ≈ 0.751365070",
    ("n3", "a", (1,)): "a₂ ≈ 0.772928465",
    ("n4", "loss", ()): "ℓ ≈ 0.298371109",
    ("n4", "mean_loss", ()): "L ≈ 0.298371109",
    ("n3", "weight_grad", (0, 0)): "∂ℓ/∂w₁₁ ≈ 0.0821670406",
    ("n2", "weight_grad", (0, 0)): "∂ℓ/∂w₁₁ ≈ 0.000438567734",
    ("n2", "weight_update", (0, 0)): "w₁₁  0.15 → ≈ 0.149780716",
    ("n2", "weight_update", (1, 0)): "w₂₁  0.2 → ≈ 0.199561432",
    ("n2", "weight_update", (0, 1)): "w₁₂  0.25 → ≈ 0.249751144",
    ("n2", "weight_update", (1, 1)): "w₂₂  0.3 → ≈ 0.299502287",
    ("n3", "weight_update", (0, 0)): "w₁₁  0.4 → ≈ 0.358916480",
    ("n3", "weight_update", (1, 0)): "w₂₁  0.45 → ≈ 0.408666186",
    ("n3", "weight_update", (0, 1)): "w₁₂  0.5 → ≈ 0.511301270",
    ("n3", "weight_update", (1, 1)): "w₂₂  0.55 → ≈ 0.561370121",
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
    assert worked.place == len(worked.line) - 1, "the walk is over"
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
    worked.key(Qt.Key.Key_Home)
    worked.until(lambda: worked.place == 0)
    said = [worked.result, worked.calculation]
    for number in range(1, len(worked.line)):
        worked.click(worked.panel.stepper.next)
        assert worked.place == number
        said += [worked.result, worked.calculation]
    assert sum("0.291027774" in each for each in said) >= 1
    assert not any(".291027924" in each for each in said)


def test_a_weights_check_agrees(worked: Hand) -> None:
    worked.key(Qt.Key.Key_Home)
    while worked.step.quantity != "weight_grad":
        worked.key(Qt.Key.Key_Right)
    worked.click(worked.card.check_button)
    said = worked.card.checked.text()
    assert worked.card.checked.isVisible()
    assert "0.0821670406" in said


def test_every_operation_walked_by_clicks(worked: Hand) -> None:
    worked.grain("Operation")
    bar, seen = worked.card.operation, []
    stations = 0
    while worked.place < len(worked.line) - 1 or bar.slider.value() < bar.slider.maximum():
        assert bar.isVisible()
        seen.append(bar.equation.text())
        stations += worked.inspection.cursor.operation == 0
        worked.click(worked.panel.stepper.next)
    seen.append(bar.equation.text())
    assert stations == len(worked.line)
    # z₁ of the example, product by product, as everyone calculates it.
    assert seen[:5] == [
        "0.15 × 0.05 = 0.0075",
        "0.2 × 0.1 = 0.02",
        "0.0075 + 0.02 = 0.0275",
        "0.0275 + 0.35 = 0.3775",
        "σ(0.3775) ≈ 0.593269992",
    ]
    assert not any("0.291027924" in each for each in seen)


def test_the_result_appears_with_the_last_operation(worked: Hand) -> None:
    worked.key(Qt.Key.Key_Down)
    shown = []
    for _ in range(4):
        shown.append(worked.result)
        worked.key(Qt.Key.Key_Right)
    assert shown == ["z₁", "z₁", "z₁", "z₁ = 0.3775"]
    assert worked.place == 1
    worked.key(Qt.Key.Key_Left)
    assert (worked.place, worked.inspection.cursor.operation) == (0, 3)


def test_an_operation_lights_up_where_its_numbers_stand(worked: Hand) -> None:
    worked.key(Qt.Key.Key_Down)
    assert worked.map._lit == {("n1", (0,)), (("n1", (0,)), ("n2", (0,)))}
    worked.key(Qt.Key.Key_Right)
    assert worked.map._lit == {("n1", (1,)), (("n1", (1,)), ("n2", (0,)))}
    worked.key(Qt.Key.Key_Up)
    assert worked.inspection.cursor.grain == "neuron"
    assert worked.place == 1
    assert not worked.map._lit


def test_the_slider_goes_through_the_operations(worked: Hand) -> None:
    worked.key(Qt.Key.Key_Down)
    slider = worked.card.operation.slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert worked.inspection.cursor.operation == 1
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert worked.result == "z₁ = 0.3775"
