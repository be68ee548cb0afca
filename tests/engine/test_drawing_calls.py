"""Which calls draw at random is told without looking at what they read and write."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnstudio.engine import Graph, Program
from nnstudio.engine.operands import draws, operands, span
from nnstudio.engine.shadow import drawing, drawn, still_calls


def test_it_is_what_the_operands_say(branched: Callable[..., Graph], compiled: Callable[..., Program]) -> None:
    plan = compiled(branched(), dtype="float32", seed=3).plan(6)
    told = [operands(call) for call in plan.calls]
    assert [draws(call) for call in plan.calls] == [each.draws for each in told]
    assert any(each.draws for each in told)
    spans = {span(array) for array in drawn(plan)}
    random = {number for number, each in enumerate(told) if each.writes is not None and span(each.writes) in spans}
    assert drawing(plan) == random
    assert len(random) >= sum(each.draws for each in told)


def test_a_run_of_the_still_calls_keeps_the_mask(
    branched: Callable[..., Graph], compiled: Callable[..., Program]
) -> None:
    plan = compiled(branched(), dtype="float32", seed=3).plan(6)
    random = np.random.default_rng(1)
    plan.load(random.normal(size=(3, 6)), random.normal(size=(2, 6)))
    plan.forward()
    before = [array.copy() for array in drawn(plan)]
    # Asked for twice: the second answer is the one that was kept.
    for _ in range(2):
        for function, arguments in (call for call, _ in still_calls(plan, "forward", "loss")):
            function(*arguments)
    assert all(np.array_equal(array, kept) for array, kept in zip(drawn(plan), before, strict=True))
