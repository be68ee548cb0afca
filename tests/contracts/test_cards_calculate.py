"""What a card writes of anything registered, calculated by an evaluator of the tests' own, comes to its number.

Whoever registers another layer, activation, loss, optimiser or schedule is looked at here without a line more; a
function that the evaluator does not know has to be told to it (``tests/inspection/inspected.py``).
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from at_work import around, at_work, dense, inputs
from inspected import calculate

from nnstudio import engine
from nnstudio.engine import Graph, Plan, activations, layers, losses, optimizers, schedules
from nnstudio.engine.loss import Target
from nnstudio.engine.typing import Array
from nnstudio.inspection import Line, Step, Trace, as_latex, as_text, describe, operations
from nnstudio.inspection.making import MOST_RIVALS

EACH = 3
"""Numbers of each quantity that are looked at, the first of them and others spread over all."""
TINY = 1e-38
"""Below this a float32 has fewer digits."""
KINDS = [kind for kind in layers if not (layers[kind].is_source or layers[kind].is_sink)]


def looked_at(trace: Trace) -> list[Step]:
    by_kind: dict[tuple[str, str, str], list[Step]] = {}
    for step in trace.fine:
        by_kind.setdefault((step.phase, step.layer, step.quantity), []).append(step)
    return [step for kind in by_kind.values() for step in kind[:: max(1, len(kind) // EACH)]]


def calculated(plan: Plan, sample: int = 1) -> Counter[tuple[str, str]]:
    """Calculate what cards say, of a sample and of the batch; return how many lines of each quantity there were."""
    seen: Counter[tuple[str, str]] = Counter()
    for batch in (False, True):
        trace = Trace(plan, sample, batch)
        for step in looked_at(trace):
            described = describe(trace, step)
            copied = as_text(described).splitlines()[2:]
            assert len(copied) == 2 * len(described.lines) > 0, step
            for line, formula, shown in zip(described.lines, copied[::2], copied[1::2], strict=True):
                assert float(shown.removeprefix("  = ")) == line.result, step
                check_line(step, line, formula.partition("<-" if line.arrow else "=")[2].strip())
            seen[step.phase, step.quantity] += len(described.lines)
    return seen


def check_line(step: Step, line: Line, written: str) -> None:
    got = calculate(written)
    assert abs(got - line.result) <= max(line.bound, TINY), (step, line.symbol, written, line.result, got)


def primed(
    graph: Graph,
    x: Array,
    y: Array,
    *,
    loss: str = "mse",
    optimizer: str = "sgd",
    dtype: str = "float32",
    more: int = 0,
    schedule: str = "",
) -> Plan:
    """Return a plan after some updates, with penalties and clipping if ``more`` of them, then forward and backward."""
    made = engine.losses.make(loss), engine.optimizers.make(optimizer)
    given = {"l1": 0.01, "l2": 0.02} if more else {}
    program = engine.compile(graph, *made, learning_rate=0.05, dtype=dtype, seed=3, **given)
    program.set_clipping(0.05 if more else 0.0, 0.02 if more else 0.0)
    program.set_schedule(schedules.make(schedule) if schedule else None)
    plan = program.plan(len(x))
    plan.load(*program.arrange(x, y))
    for _ in range(1 + more):
        plan.step()
    plan.forward()
    plan.backward()
    return plan


def values(*shape: int) -> Array:
    return np.random.default_rng(5).normal(size=(6, *shape))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_layer(kind: str, dtype: str) -> None:
    graph, x = at_work(kind)
    seen = calculated(primed(graph, x, values(2), dtype=dtype))
    assert {phase for phase, _ in seen} == {"forward", "loss", "backward", "update"}


@pytest.mark.parametrize("name", activations)
def test_every_activation(name: str) -> None:
    graph = around(("a", dense(4, name), ("x",)), ("b", dense(2, "tanh"), ("a",)), last="b")
    seen = calculated(primed(graph, 3 * inputs(3), values(2)))
    assert seen["forward", "a"] > 0
    assert seen["backward", "grad_z"] > 0


@pytest.mark.parametrize("width", [1, 3])
@pytest.mark.parametrize("name", losses)
def test_every_loss(name: str, width: int) -> None:
    loss = losses.make(name)
    if width == 1 and loss.targets == {Target.DISTRIBUTION}:
        pytest.skip("a distribution over one class has no gradient")
    own = loss.fuses or loss.expects
    graph = around(("a", dense(3, "tanh"), ("x",)), ("b", dense(width, own or "identity"), ("a",)), last="b")
    y = values(width)
    if Target.VALUES not in loss.targets:
        y = np.eye(max(width, 2))[np.arange(6) % max(width, 2)][:, :width]
    assert calculated(primed(graph, inputs(3), y, loss=name))["loss", "loss"] > 0


@pytest.mark.parametrize("more", [0, 3], ids=["first", "penalised and clipped"])
@pytest.mark.parametrize("name", optimizers)
def test_every_optimizer(name: str, more: int) -> None:
    graph = around(("a", dense(2, "tanh"), ("x",)), ("b", dense(1), ("a",)), last="b")
    seen = calculated(primed(graph, inputs(3), values(1), optimizer=name, more=more))
    assert seen["update", "weight_update"] > 0


@pytest.mark.parametrize("name", schedules)
def test_every_schedule(name: str) -> None:
    graph = around(("a", dense(2, "tanh"), ("x",)), ("b", dense(1), ("a",)), last="b")
    plan = primed(graph, inputs(3), values(1), optimizer="adam", schedule=name)
    assert calculated(plan)["update", "weight_update"] > 0


@pytest.mark.parametrize("kind", ["max_pooling1d", "max_pooling2d", "global_max_pooling", "maxout"])
def test_a_maximum_is_written_with_all_that_it_is_the_largest_of(kind: str) -> None:
    graph, x = at_work(kind)
    trace = Trace(primed(graph, x, values(2)), 1)
    own = next(name for name in trace.graph.order if trace.layer(name).declaration.id == kind)
    described = describe(
        trace, Step("forward", own, "a", next(s.index for s in trace.fine if (s.layer, s.quantity) == (own, "a")))
    )
    site = trace.plan.sites[own]
    rivals = site.layer.rivals(site, "a", described.step.index, 1)
    written = as_text(described).splitlines()[2]
    if len(rivals) > MOST_RIVALS:
        assert "max(" not in written
        return
    assert len(rivals) > 1
    assert written.endswith(f"= max({', '.join(repr(each.value) for each in rivals)})")
    assert [operand.value for operand in described.operands] == [each.value for each in rivals]
    (operation,) = operations(described)
    assert (operation.mark, operation.value) == ("max(", described.lines[0].result)
    assert "\\max\\left(" in as_latex(described)
