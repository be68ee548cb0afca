"""Learned numbers that are no link have a tile: the plan's numbers, the right one marked."""

from __future__ import annotations

import numpy as np
import pytest
from inspected import primed

from nnstudio import engine
from nnstudio.engine import Graph, GraphNode, Place, Plan, layers, losses, optimizers
from nnstudio.inspection import Trace
from nnstudio.inspection.picture.inset import MOST, inset_of


def plan_of(kind: str, shape: tuple[int, ...], **options: object) -> Plan:
    nodes = (
        GraphNode("x", layers.make("input", shape=shape)),
        GraphNode("l", layers.make(kind, **options), ("x",)),
        GraphNode("f", layers.make("flatten"), ("l",)),
        GraphNode("d", layers.make("dense", units=2), ("f",)),
        GraphNode("y", layers.make("output"), ("d",)),
    )
    random = np.random.default_rng(5)
    program = engine.compile(Graph(nodes), losses.make("half_mse"), optimizers.make("sgd"), learning_rate=0.1, seed=1)
    return primed(program, random.normal(size=(3, *shape)), random.normal(size=(3, 2)))


@pytest.mark.parametrize(
    ("kind", "shape", "options"),
    [
        ("convolution2d", (6, 6, 2), {"filters": 3}),
        ("convolution1d", (9, 2), {"filters": 3}),
        ("lstm", (5, 3), {"units": 12}),
        ("layer_normalization", (4, 3), {}),
    ],
)
@pytest.mark.parametrize("suffix", ["", "_grad"])
def test_the_marked_cell_is_the_number(kind: str, shape: tuple[int, ...], options: dict[str, int], suffix: str) -> None:
    plan = plan_of(kind, shape, **options)
    trace = Trace(plan, 0)
    for (layer, name), placed in plan.update_rule.layout.entries.items():
        if layer != "l":
            continue
        for index in list(np.ndindex(*placed.key.shape))[::5]:
            found = inset_of(trace, Place(layer, f"{name}{suffix}", index))
            if found is None:
                assert trace.neuron(Place(layer, name, index)) is not None
                continue
            whole = plan.sites[layer].parameter(name)
            assert found.values[found.cell] == whole[index]
            assert max(found.values.shape) <= MOST
            assert str(found.words)


def test_links_and_neurons_need_no_tile() -> None:
    trace = Trace(plan_of("convolution2d", (6, 6, 2), filters=3), 0)
    assert inset_of(trace, Place("d", "weight", (0, 1))) is None
    assert inset_of(trace, Place("d", "bias_grad", (1,))) is None
    assert inset_of(trace, Place("l", "z", (0, 0, 1), 0)) is None
