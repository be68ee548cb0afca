"""Commands that wait: what a later one makes pointless is never obeyed, and holds nothing any more."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pytest
from training_networks import document, loading

from nnstudio.training import commands as c
from nnstudio.training.commands import Start
from nnstudio.training.trainer import Trainer
from nnstudio.training.waiting import Waiting


def obeyed(*commands: c.Command) -> list[c.Command]:
    """Return what a trainer that wakes up now would obey."""
    waiting = Waiting()
    for command in commands:
        waiting.put(command)
    found = []
    while (command := waiting.take(lambda first: True)) is not None:
        found.append(command)
    assert len(waiting) == 0
    return found


def load(start: Start, **changes: object) -> c.LoadProblem:
    return replace(loading(document()), start=start, **changes)


def test_projects_opened_one_after_the_other_leave_only_the_last_in_the_queue() -> None:
    trainer = Trainer()
    documents = []
    for seed in range(20):
        made = replace(document(), title=f"project {seed}")
        documents.append(weakref.ref(made))
        trainer.submit(load(Start.FRESH, seed=seed, document=made))
        del made
    gc.collect()
    assert [known() is not None for known in documents] == [False] * 19 + [True]


def test_a_project_overtakes_the_edits_of_the_one_before() -> None:
    first, edited, last = load(Start.FRESH), load(Start.KEEP), load(Start.FRESH)
    pause = c.WithdrawProblem()
    assert obeyed(first, edited, pause, load(Start.CONTINUE), last) == [pause, last]


@pytest.mark.parametrize(
    "deed", [c.Run(), c.StepBatch(), c.SetLearningRate(0.5), c.KeepRun(), c.CaptureState(), c.Reset(1)]
)
def test_what_was_done_with_a_run_is_done_to_that_run(deed: c.Command) -> None:
    before, first, second, last = (load(Start.FRESH) for _ in range(4))
    assert obeyed(before, first, deed, second, last) == [first, deed, last]


def test_edits_overtake_one_another_but_not_the_project_they_are_of() -> None:
    project, saved = load(Start.FRESH), load(Start.KEEP, keep={"step": 3})
    edits = [load(Start.KEEP) for _ in range(3)]
    assert obeyed(project, edits[0], c.Run(), edits[1], saved, edits[2])[0] is project
    assert [each for each in obeyed(*edits, saved, edits[2]) if isinstance(each, c.LoadProblem)] == [saved, edits[2]]


def test_an_undo_overtakes_edits_and_undos_and_is_overtaken_by_no_edit() -> None:
    edits, undos = [load(Start.KEEP) for _ in range(3)], [load(Start.RETURN) for _ in range(3)]
    assert obeyed(*edits[:2], undos[0], undos[1]) == [undos[1]]
    # What it brings back must be there for the edit to keep.
    assert obeyed(undos[0], edits[0], edits[1], undos[2]) == [undos[2]]
    assert obeyed(undos[0], edits[0], edits[1]) == [undos[0], edits[1]]


def test_of_steps_gone_to_in_a_row_only_the_last_is() -> None:
    seeks = [c.Seek(step) for step in range(5)]
    pause = c.Pause()
    assert obeyed(*seeks[:3], pause, *seeks[3:]) == [seeks[2], pause, seeks[4]]


def test_what_is_not_wanted_yet_stays_first() -> None:
    waiting = Waiting()
    run, pause = c.Run(), c.Pause()
    waiting.put(run)
    waiting.put(pause)
    assert waiting.take(lambda first: isinstance(first, c.Pause)) is None
    assert waiting.any((c.Pause,))
    assert not waiting.any((c.Seek,))
    assert waiting.take(lambda first: True) is run
