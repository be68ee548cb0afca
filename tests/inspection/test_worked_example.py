"""The example that everyone calculates by hand, read from the descriptions."""

from __future__ import annotations

import pytest

from nnstudio.engine import Plan
from nnstudio.inspection import Description, Step, Trace, as_text, check, describe

BACK, FORTH, UPDATE = "backward", "forward", "update"
REFERENCE = {
    Step(FORTH, "h1", "a", (0,)): 0.593269992,
    Step(FORTH, "h1", "a", (1,)): 0.596884378,
    Step(FORTH, "h2", "a", (0,)): 0.751365070,
    Step(FORTH, "h2", "a", (1,)): 0.772928465,
    Step("loss", "y", "loss", ()): 0.298371109,
    Step(BACK, "h2", "weight_grad", (0, 0)): 0.082167041,
    Step(BACK, "h1", "weight_grad", (0, 0)): 0.000438568,
    Step(UPDATE, "h1", "weight_update", (0, 0)): 0.149780716,
    Step(UPDATE, "h1", "weight_update", (1, 0)): 0.199561432,
    Step(UPDATE, "h1", "weight_update", (0, 1)): 0.249751144,
    Step(UPDATE, "h1", "weight_update", (1, 1)): 0.299502287,
    Step(UPDATE, "h2", "weight_update", (0, 0)): 0.358916480,
    Step(UPDATE, "h2", "weight_update", (1, 0)): 0.408666186,
    Step(UPDATE, "h2", "weight_update", (0, 1)): 0.511301270,
    Step(UPDATE, "h2", "weight_update", (1, 1)): 0.561370121,
}


def result(description: Description) -> float:
    assert description.main is not None
    return description.main.result


@pytest.mark.parametrize("step", REFERENCE, ids=lambda step: f"{step.layer}-{step.quantity}-{step.index}")
@pytest.mark.parametrize("batch", [False, True], ids=["sample", "batch"])
def test_number(worked_example: Plan, step: Step, batch: bool) -> None:
    assert result(describe(Trace(worked_example, 0, batch), step)) == pytest.approx(REFERENCE[step], abs=1e-9)


def test_output_delta_is_the_curriculums(worked_example: Plan) -> None:
    described = describe(Trace(worked_example), Step(BACK, "h2", "grad_z", (0,)))
    assert described.formula == r"\delta_k = (a_k - y_k)\,f'(z_k)"
    assert [operand.symbol for operand in described.operands] == ["a_{1}", "y_{1}", "f'(z_{1})"]


def test_hidden_delta_names_weights_and_deltas(worked_example: Plan) -> None:
    described = describe(Trace(worked_example), Step(BACK, "h1", "grad_z", (0,)))
    symbols = [operand.symbol for operand in described.operands]
    assert symbols == ["f'(z_{1})", "w_{11}", "δ_{1}", "w_{12}", "δ_{2}"]
    assert described.highlight.target == ("h1", (0,))
    assert set(described.highlight.links) == {(("h1", (0,)), ("h2", (0,))), (("h1", (0,)), ("h2", (1,)))}


def test_every_operand_leads_to_the_step_that_made_it(worked_example: Plan) -> None:
    trace = Trace(worked_example)
    for step in trace.fine:
        for operand in describe(trace, step).operands:
            if operand.step is not None:
                assert trace.fine.find(operand.step) >= 0
                assert result(describe(trace, operand.step)) == pytest.approx(operand.value, abs=1e-15)


def test_the_wrong_value_is_nowhere(worked_example: Plan) -> None:
    trace = Trace(worked_example)
    written = "\n".join(as_text(describe(trace, step)) for step in trace.fine)
    assert "0.291027924" not in written
    assert "0.29837110876" in written


@pytest.mark.parametrize("batch", [False, True], ids=["sample", "batch"])
def test_every_gradient_passes_its_check(worked_example: Plan, batch: bool) -> None:
    trace = Trace(worked_example, 0, batch)
    checked = [
        check(trace, step) for step in trace.fine if step.quantity.endswith("_grad") or step.quantity == "grad_z"
    ]
    assert len(checked) == 16
    assert max(one.error for one in checked) < 1e-7
