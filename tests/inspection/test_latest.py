"""Where things stand is found once for a plan, and anew for another place or plan."""

from __future__ import annotations

import numpy as np
from inspected import network, primed

from nnstudio.engine import Plan
from nnstudio.inspection import Step, Trace, describe
from nnstudio.inspection.latest import Latest


def plan_of(width: int) -> Plan:
    rng = np.random.default_rng(4)
    return primed(network((3, width, 2), ("tanh", "tanh")), rng.normal(size=(3, 3)), rng.normal(size=(3, 2)), 2)


def test_is_made_again_only_for_another_question_or_plan() -> None:
    first, second, made = plan_of(4), plan_of(4), []
    latest: Latest[int, int] = Latest()

    def ask(plan: Plan, key: int) -> int:
        return latest.get(plan, key, lambda: made.append(key) or 10 * key)

    assert [ask(first, 1), ask(first, 1), ask(second, 1), ask(first, 2), ask(first, 1)] == [10, 10, 10, 20, 10]
    assert made == [1, 1, 2, 1]


def test_what_lights_up_is_the_step_s_own_whatever_was_asked_before() -> None:
    plan = plan_of(4)
    steps = [Step("forward", "h1", "z", (number,)) for number in range(4)]
    once = [describe(Trace(plan, 1), step).highlight for step in steps]
    again = [describe(Trace(plan, 1), step).highlight for step in reversed(steps)]
    assert once == list(reversed(again))
    assert len({highlight.links for highlight in once}) == 4
    assert describe(Trace(plan, 2), steps[0]).highlight == once[0]
