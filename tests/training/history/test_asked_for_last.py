"""What follows from a step behind a change of settings is made with those asked for last, not with that step's."""

from __future__ import annotations

from dataclasses import replace

from desk_alone import DeskAlone, fingerprint
from training_networks import Endless, document

from nnstudio.document import SetTraining, apply
from nnstudio.training import commands as c
from nnstudio.training.events import Branched, ProblemLoaded
from nnstudio.training.headless import make_problem

OTHERS = (("optimizer", "adam"), ("batch_size", 9), ("learning_rate", 0.1))


def changed_at(step: int) -> tuple[DeskAlone, c.LoadProblem]:
    """Return a run that goes on with other settings from a step on, and the problem asked for last."""
    made = document()
    alone = DeskAlone(made)
    alone.train(step)
    first = alone.desk.newest
    assert first is not None
    last = replace(first, settings=apply(made, SetTraining(OTHERS)).training, start=c.Start.CONTINUE)
    alone.do(last)
    alone.train(10)
    return alone, last


def branched(alone: DeskAlone) -> list[Branched]:
    return [event for event in alone.events if isinstance(event, Branched)]


def in_force(alone: DeskAlone) -> tuple[str, int, float]:
    assert alone.desk.loaded is not None
    settings = alone.desk.loaded.settings
    return settings.optimizer, settings.batch_size, alone.desk.learning_rate


def test_a_branch_from_before_another_optimiser_asks_for_that() -> None:
    alone, last = changed_at(20)
    alone.do(c.Seek(12), c.Branch())
    assert branched(alone)[-1].outdated
    alone.do(last)
    assert (alone.step, in_force(alone)) == (12, ("adam", 9, 0.1))
    alone.do(c.Seek(30, 1), c.Branch())
    assert not branched(alone)[-1].outdated, "the end has it already"


def test_a_setting_that_was_in_force_there_holds_from_there_on() -> None:
    alone = DeskAlone(document())
    alone.train(10)
    alone.do(c.SetLearningRate(0.5))
    alone.train(10)
    alone.do(c.Seek(5), c.SetLearningRate(0.02))
    alone.train(15)
    assert (alone.desk.run_id, alone.step, alone.desk.learning_rate) == (2, 20, 0.02)


def test_a_reset_begins_with_the_settings_asked_for_last() -> None:
    alone, last = changed_at(20)
    alone.do(c.Seek(3))
    alone.events.clear()
    alone.do(c.Reset(5, last.settings))
    assert in_force(alone) == ("adam", 9, 0.1)
    assert [event.continued for event in alone.events if isinstance(event, ProblemLoaded)] == [True]
    fresh = make_problem(apply(document(seed=5), SetTraining(OTHERS)))
    assert alone.seen() == fingerprint(fresh)
    alone.train(30)
    fresh.run.advance(30, Endless())
    assert alone.seen() == fingerprint(fresh)


def test_a_reset_behind_a_change_of_the_rate_begins_with_the_later_one() -> None:
    alone = DeskAlone(document())
    alone.train(10)
    alone.do(c.SetLearningRate(0.5), c.Seek(5), c.Reset(3, document(learning_rate=0.5).training))
    assert alone.desk.learning_rate == 0.5
    fresh = make_problem(document(learning_rate=0.5))
    alone.train(12)
    fresh.run.advance(12, Endless())
    assert alone.seen() == fingerprint(fresh)


def test_a_problem_that_is_in_force_already_begins_nothing() -> None:
    alone, last = changed_at(21)
    alone.train(3)
    before, eras = alone.seen(), len(alone.past.record.eras)
    again = replace(last)
    alone.do(again)
    assert (alone.seen(), len(alone.past.record.eras)) == (before, eras)
    assert alone.desk.holds(again)
