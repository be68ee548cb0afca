"""The line of steps: every number once, in the plan's order, found again at both grains."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.engine import Plan
from nnstudio.inspection import PHASES, Step, steps


def test_every_step_is_found_where_it_stands(worked_example: Plan) -> None:
    line = steps(worked_example)
    assert [line.find(step) for step in line] == list(range(len(line)))
    assert len(set(line)) == len(line)


def test_phases_follow_one_another(worked_example: Plan) -> None:
    line = steps(worked_example)
    assert [phase for phase, _, _ in line.phases()] == list(PHASES)
    order = [PHASES.index(step.phase) for step in line]
    assert order == sorted(order)


def test_forward_goes_neuron_by_neuron_and_backward_from_the_loss(worked_example: Plan) -> None:
    line = steps(worked_example)
    assert line[0:4] == (
        Step("forward", "h1", "z", (0,)),
        Step("forward", "h1", "a", (0,)),
        Step("forward", "h1", "z", (1,)),
        Step("forward", "h1", "a", (1,)),
    )
    layers = [step.layer for step in line if step.phase == "backward"]
    assert layers.index("y") < layers.index("h2") < layers.index("h1")


def test_every_weight_has_a_gradient_and_an_update(worked_example: Plan) -> None:
    line = steps(worked_example)
    weights = [step.index for step in line if step.quantity == "weight_grad" and step.layer == "h1"]
    assert sorted(index for index in weights if index is not None) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert sum(step.phase == "update" for step in line) == 12


def test_layer_grain_contains_the_neurons(worked_example: Plan) -> None:
    coarse = steps(worked_example, "layer")
    assert coarse[coarse.find(Step("backward", "h1", "slope", (1,)))] == Step("backward", "h1", "grad_z")
    assert [len(coarse)] == [len(coarse.blocks)]


def test_turning_pages_goes_by_layers(worked_example: Plan) -> None:
    line = steps(worked_example)
    assert line.turn(0, 1) == 4
    assert line.turn(6, -1) == 4
    assert line.turn(4, -1) == 0
    assert line.turn(len(line) - 1, 1) == line.starts[-2]


def test_steps_out_of_range_are_refused(worked_example: Plan) -> None:
    line = steps(worked_example)
    assert line[-1] == line[len(line) - 1]
    with pytest.raises(IndexError):
        line[len(line)]
    assert line.find(Step("forward", "nowhere", "z", (0,))) == -1


def test_progress_counts_what_is_known(worked_example: Plan) -> None:
    line = steps(worked_example)
    assert [line.progress(place, "forward", "h1", "a") for place in range(5)] == [0, 1, 1, 2, 2]
    assert np.all([line.progress(len(line) - 1, "backward", name, "grad_z") == 2 for name in ("h1", "h2")])


@pytest.mark.parametrize(
    "step",
    [
        Step("forward", "h1", "z", (2,)),
        Step("forward", "h1", "z", (0, 0)),
        Step("backward", "h1", "weight_grad", (2, 0)),
        Step("backward", "h1", "bias_grad", (2,)),
        Step("update", "h2", "weight_update", (0, 2)),
    ],
)
def test_an_index_beyond_the_layer_is_nowhere(worked_example: Plan, step: Step) -> None:
    assert steps(worked_example).find(step) == -1
