"""For random small networks: what is copied from a card, calculated by others, gives the number on the card."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inspected import calculate, network, primed

from nnstudio.engine import Plan, optimizers, schedules
from nnstudio.engine.foretell import foretell
from nnstudio.inspection import Step, Trace, as_text, check, describe, steps

BENDS = ("tanh", "logistic", "relu", "softplus", "identity")
OPTIMIZERS = tuple(optimizers)
ENDS = (
    ("logistic", "half_mse"),
    ("identity", "mse"),
    ("softmax", "cross_entropy"),
    ("logistic", "binary_cross_entropy"),
    ("identity", "cross_entropy_logits"),
    ("identity", "binary_cross_entropy_logits"),
    ("tanh", "mae"),
    ("softmax", "half_mse"),
    ("identity", "huber"),
    ("tanh", "log_cosh"),
    ("softmax", "kl_divergence"),
    ("identity", "hinge"),
    ("identity", "squared_hinge"),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Return a primed plan of one or two layers, one to five samples."""
    end, loss = draw(st.sampled_from(ENDS))
    hidden = draw(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(BENDS)), max_size=2))
    outputs = draw(st.integers(2, 3))
    widths = (draw(st.integers(1, 4)), *(units for units, _ in hidden), outputs)
    seed = draw(st.integers(0, 1000))
    program = network(
        widths,
        (*(bend for _, bend in hidden), end),
        loss=loss,
        optimizer=draw(st.sampled_from(OPTIMIZERS)),
        dtype=draw(st.sampled_from(["float32", "float64"])),
        seed=seed,
        penalties=draw(st.sampled_from([(0.0, 0.0), (0.0, 0.01), (0.02, 0.0), (0.02, 0.01)])),
        dropout=draw(st.sampled_from([0.0, 0.4])) if hidden else 0.0,
    )
    program.set_clipping(draw(st.sampled_from([0.0, 0.05, 1e3])), draw(st.sampled_from([0.0, 0.0, 0.02])))
    schedule = draw(st.sampled_from(["", "cosine", "warmup"]))
    program.set_schedule(schedules.make(schedule, unit="steps") if schedule else None)
    random = np.random.default_rng(seed)
    count = draw(st.integers(1, 5))
    y = np.eye(outputs)[random.integers(0, outputs, count)]
    return primed(program, random.normal(size=(count, widths[0])), y, draw(st.integers(0, 4)))


@given(plans(), st.integers(0, 4), st.booleans())
@settings(max_examples=100)
def test_each_card_calculates(plan: Plan, sample: int, batch: bool) -> None:
    trace = Trace(plan, sample % plan.batch_size, batch)
    for step in trace.fine:
        described = describe(trace, step)
        copied = as_text(described).splitlines()[2:]
        assert len(copied) == 2 * len(described.lines)
        for line, formula, shown in zip(described.lines, copied[::2], copied[1::2], strict=True):
            _, _, expression = formula.partition("<-" if line.arrow else "=")
            assert float(shown.removeprefix("  = ")) == line.result
            # Below 1e-38 a float32 has fewer digits.
            allowed = max(line.bound, 1e-38)
            assert abs(calculate(expression.strip()) - line.result) <= allowed, (step, formula, line.result)


@given(plans())
@settings(max_examples=30)
def test_samples_make_the_batch(plan: Plan) -> None:
    """The mean of the samples' own gradients is the gradient of the batch."""
    whole = Trace(plan, 0, True)
    for step in whole.fine:
        if step.quantity in ("weight_grad", "bias_grad", "grad_z"):
            main = describe(whole, step).main
            assert main is not None
            own = [describe(Trace(plan, n, False), step).main for n in range(plan.batch_size)]
            mean = sum(line.result for line in own if line is not None) / plan.batch_size
            assert mean == pytest.approx(main.result, abs=main.bound + 1e-12)


@given(plans())
@settings(max_examples=30)
def test_the_update_is_the_one_that_happens(plan: Plan) -> None:
    trace = Trace(plan)
    updates = [step for step in trace.fine if step.phase == "update" and step.index is not None]
    foreseen = {
        step: foretell(plan, step.layer, step.quantity.removesuffix("_update"), step.index or ()) for step in updates
    }
    plan.update()
    for step, seen in foreseen.items():
        assert float(plan.sites[step.layer].parameter(step.quantity.removesuffix("_update"))[step.index]) == seen.new


@given(plans())
@settings(max_examples=30)
def test_grains_agree(plan: Plan) -> None:
    trace = Trace(plan)
    for step in steps(plan, "layer"):
        for row in describe(trace, step).rows:
            assert row.step is not None
            main = describe(trace, row.step).main
            assert main is not None
            assert main.result == row.value


def test_check_keeps_dropouts_mask() -> None:
    program = network((3, 4, 2), ("tanh", "logistic"), dropout=0.5, seed=4)
    random = np.random.default_rng(1)
    plan = primed(program, random.normal(size=(4, 3)), random.uniform(size=(4, 2)))
    mask = plan.quantity("d", "mask").copy()
    assert len(np.unique(mask)) == 2
    for batch in (False, True):
        trace = Trace(plan, 2, batch)
        for step in (Step("backward", "h1", "weight_grad", (1, 2)), Step("backward", "h1", "grad_z", (2,))):
            assert check(trace, step).numeric == pytest.approx(check(trace, step).analytic, abs=2e-6)
    assert np.array_equal(plan.quantity("d", "mask"), mask), "the run itself is not touched"
