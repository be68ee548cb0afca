"""Random networks of every kind of layer: each card, copied and calculated by another evaluator, gives the number."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_kinds import ENDS, SETTINGS, plans_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inspected import calculate

from nnstudio.engine import layers, losses
from nnstudio.inspection import Line, Step, Trace, as_text, describe, operations

MOST = 24
"""Steps of one network that are looked at besides one of each quantity, spread over its whole line."""
TINY = 1e-38
"""Below this a float32 has fewer digits."""

few = settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
every_kind = pytest.mark.parametrize("kind", layers)


def test_every_kind_is_drawn() -> None:
    assert sorted(SETTINGS) == sorted(layers)


def test_every_loss_is_drawn() -> None:
    assert {loss for _, loss in ENDS} == set(losses)


def some(trace: Trace, seed: int) -> list[Step]:
    """Return steps of a walk: one of each quantity of each layer, and others at random."""
    line, rng = trace.fine, np.random.default_rng(seed)
    places = {int(place) for place in rng.integers(0, len(line), MOST)}
    for block, start in zip(line.blocks, line.starts, strict=False):
        stop = min(start + 2 * len(block.quantities), len(line))
        places.update(range(start, stop))
    return [line[place] for place in sorted(places)]


@every_kind
@few
@given(data=st.data(), batch=st.booleans(), seed=st.integers(0, 99))
def test_every_card_calculates_to_its_number(kind: str, data: st.DataObject, batch: bool, seed: int) -> None:
    plan = data.draw(plans_of(kind))
    trace = Trace(plan, seed % plan.batch_size, batch)
    for step in some(trace, seed):
        described = describe(trace, step)
        copied = as_text(described).splitlines()[2:]
        assert len(copied) == 2 * len(described.lines) > 0
        for line, formula, shown in zip(described.lines, copied[::2], copied[1::2], strict=True):
            assert float(shown.removeprefix("  = ")) == line.result
            check_line(step, line, formula.partition("<-" if line.arrow else "=")[2].strip())
        found = operations(described)
        assert len(found) == 0 or found[-1].value == described.lines[-1].result


def check_line(step: Step, line: Line, written: str) -> None:
    """Calculate a line as it is copied, with numbers to the last digit, by nothing of the program."""
    got = calculate(written)
    assert abs(got - line.result) <= max(line.bound, TINY), (step, line.symbol, written, line.result, got)


@every_kind
@few
@given(data=st.data(), seed=st.integers(0, 99))
def test_the_batchs_gradient_is_the_mean_of_the_samples(kind: str, data: st.DataObject, seed: int) -> None:
    plan = data.draw(plans_of(kind))
    whole = Trace(plan, 0, True)
    if whole.mixes_samples:
        return
    for step in [step for step in some(whole, seed) if step.phase == "backward" and step.quantity.endswith("_grad")]:
        mean = describe(whole, step).main
        parts = [describe(Trace(plan, sample), step).main for sample in range(plan.batch_size)]
        assert mean is not None
        own = [part for part in parts if part is not None]
        assert len(own) == plan.batch_size
        if not all(part.symbol.startswith("∂ℓ") for part in own):
            continue  # What an activation learns has the batch's gradient alone.
        found = sum(part.result for part in own) / plan.batch_size
        assert found == pytest.approx(mean.result, rel=0, abs=mean.bound + sum(part.bound for part in own) + TINY)
