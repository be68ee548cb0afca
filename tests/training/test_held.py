"""A run whose network is broken by an edit waits, and goes on to the bit where undo brings the network back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from trainer_window import Window
from training_networks import document, loading

from nnstudio.training import commands as c
from nnstudio.training.commands import Start
from nnstudio.training.events import ProblemLoaded, ProblemWithdrawn, TrainerCrashed
from nnstudio.training.frame import Status


@pytest.fixture
def window() -> Iterator[Window]:
    made = Window()
    yield made
    assert made.trainer.close(60.0)
    made.read()
    assert not [event for event in made.events if isinstance(event, TrainerCrashed)]


def again(command: c.LoadProblem, **changes: object) -> c.LoadProblem:
    """Return what the window sends when the same network comes back."""
    return replace(command, start=Start.KEEP, **changes)


def test_the_same_network_goes_on_to_the_bit(window: Window) -> None:
    command = loading(document(dropout=0.3))
    window.send(command, *[c.StepBatch()] * 10)
    whole = window.frame().program.theta.copy()
    window.trainer.give_back(0)
    broken = loading(document(dropout=0.3))
    window.send(broken, *[c.StepBatch()] * 5, c.WithdrawProblem(), c.WithdrawProblem())
    assert [event.step for event in window.events if isinstance(event, ProblemWithdrawn)] == [5, 0]
    assert window.trainer.status is Status.EMPTY
    window.send(again(broken))
    assert window.wait(ProblemLoaded).continued
    frame = window.frame()
    assert (frame.run_id, frame.step, frame.status) == (2, 5, Status.PAUSED)
    window.trainer.give_back(0)
    window.send(*[c.StepBatch()] * 5)
    assert np.array_equal(window.frame().program.theta, whole)
    window.trainer.give_back(0)
    # Its past is there too.
    window.send(c.Seek(3), c.Seek(10))
    assert np.array_equal(window.frame().program.theta, whole)


def test_it_trains_on_if_it_did_unless_it_was_paused_meanwhile(window: Window) -> None:
    command = loading(document())
    window.send(command, c.Run())
    window.until(lambda: window.trainer.step > 20)
    window.send(c.WithdrawProblem())
    step = window.wait(ProblemWithdrawn).step
    window.send(again(command))
    window.until(lambda: window.trainer.step > step + 20)
    assert window.trainer.status is Status.RUNNING
    window.send(c.WithdrawProblem(), c.Pause(), again(command))
    assert window.trainer.status is Status.PAUSED


def test_an_epoch_under_way_ends_where_it_would_have(window: Window) -> None:
    command = loading(document())
    window.send(command, c.StepEpoch(400))
    window.until(lambda: window.trainer.step > 20)
    window.send(c.WithdrawProblem(), again(command))
    window.until(lambda: window.trainer.status is Status.PAUSED)
    frame = window.frame()
    assert (frame.epoch, frame.batch_position) == (400, 0)


@pytest.mark.parametrize("change", ["network", "settings", "afresh"])
def test_another_problem_takes_its_place(window: Window, change: str) -> None:
    command = loading(document())
    window.send(command, *[c.StepBatch()] * 5, c.WithdrawProblem())
    other = {
        "network": loading(document(8), Start.KEEP),
        "settings": again(command, settings=replace(command.settings, learning_rate=0.125)),
        "afresh": replace(command, start=Start.FRESH),
    }[change]
    window.send(other)
    frame = window.frame()
    assert (frame.run_id, frame.step, frame.status) == (2, 0, Status.PAUSED)
