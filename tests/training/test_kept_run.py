"""Runs that are kept: their weights at their steps, and what tells their documents apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnstudio.data import prepare
from nnstudio.document import opening_document, templates
from nnstudio.document.edits import RepeatBlock, SetParameters
from nnstudio.training import commands
from nnstudio.training.comparison import differences
from nnstudio.training.desk import Desk
from nnstudio.training.events import RunKept
from nnstudio.training.headless import make_problem
from nnstudio.training.kept_run import MOST_BYTES, SNAPSHOTS, Looks, snapshots_of
from nnstudio.training.mailbox import Mailbox
from nnstudio.training.obeying import obey

NOTHING = np.zeros(0)


def moment(step: int, size: int = 4) -> tuple[int, np.ndarray, np.ndarray]:
    """Weights that tell their step."""
    return step, np.full(size, float(step)), NOTHING


def test_looks_stay_few_and_spread_over_the_whole_run() -> None:
    looks = Looks()
    for step in range(1, 2000):
        looks.add(moment(step))
    steps = [step for step, *_ in looks.moments]
    assert len(steps) <= 2 * SNAPSHOTS
    assert steps[0] == 1
    assert max(np.diff([*steps, 1999])) <= 4 * 1999 / SNAPSHOTS
    found = snapshots_of(looks.moments)
    assert len(found.steps) <= SNAPSHOTS
    last = steps[-1]
    assert found.steps[-1] == last
    assert [found.theta[found.at(step)][0] for step in (0, 1, last, 10**6)] == [1.0, 1.0, last, last]


def test_of_a_large_network_the_last_weights_at_least_are_kept() -> None:
    size = MOST_BYTES // 8 + 1
    found = snapshots_of([moment(0, size), moment(5, size)])
    assert found.steps.tolist() == [5]


def desk_with_circles() -> Desk:
    """A desk with the opening problem in hand."""
    document = opening_document()
    problem = make_problem(document)
    desk = Desk(Mailbox(), lambda: 0.0, lambda: False)
    prepared = prepare(document.data)
    load = commands.LoadProblem(problem.program.graph, prepared, document.training, document=document)
    obey(load, desk)
    return desk


def kept_of(desk: Desk) -> list[RunKept]:
    """The runs that the desk has told of since the last call."""
    return [event for event in desk.mailbox.drain().events if isinstance(event, RunKept)]


def test_a_reset_keeps_the_run_before_it_with_the_settings_at_its_end() -> None:
    desk = desk_with_circles()
    for _ in range(30):
        desk.step()
    obey(commands.SetLearningRate(0.2), desk)
    desk.step()
    theta = desk.require().program.theta.copy()
    obey(commands.Reset(), desk)
    (kept,) = kept_of(desk)
    assert (kept.run, kept.step, kept.asked) == (1, 31, False)
    assert kept.loaded.settings.learning_rate == 0.2
    assert kept.snapshots.steps.tolist()[-1] == 31
    np.testing.assert_array_equal(kept.snapshots.theta[-1], theta)
    assert kept.unread is not None
    assert kept.unread.run == 1


def test_a_run_takes_along_the_losses_that_were_not_published_yet() -> None:
    desk = desk_with_circles()
    obey(commands.StepBatch(30), desk)
    desk.gather()
    obey(commands.Reset(), desk)
    (kept,) = kept_of(desk)
    assert kept.unread is not None
    assert kept.unread.steps.tolist() == list(range(31))
    for _ in range(20):
        desk.step()
    obey(commands.WithdrawProblem(), desk)
    left = desk.mailbox.drain()
    assert [event.step for event in left.events if isinstance(event, RunKept)] == [20]
    assert left.scalars.steps[-1] == 20


def test_a_run_of_a_few_steps_is_kept_only_when_asked_for() -> None:
    desk = desk_with_circles()
    desk.step()
    obey(commands.Reset(), desk)
    assert kept_of(desk) == []
    desk.step()
    obey(commands.KeepRun(), desk)
    (kept,) = kept_of(desk)
    assert (kept.run, kept.step, kept.asked) == (2, 1, True)


def test_only_what_differs_is_listed() -> None:
    base = opening_document()
    assert differences([base, base]) == ()
    other = replace(base, training=replace(base.training, optimizer="sgd", learning_rate=0.5))
    rows = {str(row.name): [str(value) for value in row.values] for row in differences([base, other])}
    assert rows["Optimiser"] == ["Adam", "Gradient descent"]
    assert rows["Learning rate"] == ["0.01", "0.5"]
    # What only one of the optimisers has at all.
    assert [values[1] for name, values in rows.items() if name not in ("Optimiser", "Learning rate")] == ["—"] * 3


def test_layers_that_differ_are_named() -> None:
    base = templates["circles"]().document()
    first = base.network.of_kind("dense")[0]
    wider = SetParameters(first.id, (("units", 9), ("activation", "relu"))).applied(base)
    rows = {str(row.name): [str(value) for value in row.values] for row in differences([base, wider])}
    assert rows == {
        f"{first.name} · Neurons": ["6", "9"],
        f"{first.name} · Activation": ["Tanh", "ReLU"],
    }
    deeper = RepeatBlock((base.network.of_kind("dense")[1].id,), 3).applied(base)
    rows = {str(row.name): [str(value) for value in row.values] for row in differences([base, deeper])}
    assert rows == {"Layers on the canvas": [str(len(base.network.nodes)), str(len(base.network.nodes) + 2)]}
