"""Every registered schedule keeps what ``Schedule`` promises."""

from __future__ import annotations

import json

import pytest

from nnstudio.engine.schedule import Schedule
from nnstudio.engine.schedules import GROUPS, schedules

every = pytest.mark.parametrize("schedule", [schedules[name]() for name in schedules], ids=lambda s: s.declaration.id)


@every
def test_it_declares_itself(schedule: Schedule) -> None:
    declared = schedule.declaration
    assert isinstance(schedule, Schedule)
    assert declared.group in GROUPS
    assert declared.formula
    assert declared.source
    assert declared.glyph
    assert str(declared.help).endswith(".")


@every
def test_a_rate_lies_between_none_and_the_whole(schedule: Schedule) -> None:
    rates = [schedule.rate(step, 7, 0.5) for step in range(4000)]
    assert all(0.0 <= rate <= 0.5 + 1e-15 for rate in rates)
    assert max(rates) == pytest.approx(0.5, rel=0.02)
    assert [schedule.rate(step, 7, 0.5) for step in range(4000)] == rates, "a pure function"


@every
def test_it_is_in_proportion_to_the_learning_rate(schedule: Schedule) -> None:
    for step in (0, 3, 100, 1234):
        assert schedule.rate(step, 7, 3.0) == pytest.approx(3.0 * schedule.rate(step, 7, 1.0))


@every
def test_a_steady_one_does_not_depend_on_time(schedule: Schedule) -> None:
    rates = {schedule.rate(step, 7, 0.5) for step in range(3000)}
    assert (len(rates) == 1) is schedule.steady


@every
def test_whole_epochs_count_as_steps_would(schedule: Schedule) -> None:
    if "unit" not in schedule.values:
        return
    steps = type(schedule)(**{**schedule.values, "unit": "steps"})
    epochs = type(schedule)(**{**schedule.values, "unit": "epochs"})
    for time in (0, 1, 5, 50, 333):
        assert epochs.rate(time * 13, 13, 1.0) == steps.rate(time, 13, 1.0)


@every
def test_what_it_keeps_can_be_written_down(schedule: Schedule) -> None:
    seen = schedule.initial()
    for loss in (1.0, 0.5, *([0.5] * 40)):
        before = dict(seen)
        later = schedule.observed(seen, loss)
        assert seen == before, "a pure function"
        seen = json.loads(json.dumps(later))
    assert bool(seen) is schedule.observes
    if schedule.observes:
        assert schedule.rate(1, 7, 1.0, seen) < 1.0
