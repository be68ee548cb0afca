"""Every layer kind can be walked: joins, images, activations on their own, functions that learn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from inspected import primed

from nnstudio import engine
from nnstudio.engine import GraphNode, Plan
from nnstudio.inspection import Step, Trace, as_text, check, describe, steps
from nnstudio.inspection.checking import checkable
from nnstudio.inspection.picture import scene_of

make = engine.layers.make


def planned(nodes: Sequence[GraphNode], x: tuple[int, ...], outputs: int, loss: str = "mse", count: int = 3) -> Plan:
    rule = engine.optimizers.make("adam")
    graph = engine.Graph(tuple(nodes))
    program = engine.compile(graph, engine.losses.make(loss), rule, learning_rate=0.01, dtype="float64", seed=3)
    random = np.random.default_rng(5)
    return primed(program, random.normal(size=(count, *x)), random.uniform(0.1, 0.9, size=(count, outputs)), 1)


def residual() -> Plan:
    nodes = (
        GraphNode("x", make("input", shape=(3,))),
        GraphNode("h", make("dense", units=3, activation="tanh"), ("x",)),
        GraphNode("g", make("dense", units=3, activation="gelu"), ("h",)),
        GraphNode("s", make("add"), ("h", "g")),
        GraphNode("c", make("concatenate"), ("s", "x")),
        GraphNode("o", make("dense", units=2), ("c",)),
        GraphNode("y", make("output"), ("o",)),
    )
    return planned(nodes, (3,), 2)


def image() -> Plan:
    nodes = (
        GraphNode("x", make("input", shape=(3, 2, 1))),
        GraphNode("f", make("flatten"), ("x",)),
        GraphNode("h", make("dense", units=4, bias=False), ("f",)),
        GraphNode("b", make("activation", function="prelu"), ("h",)),
        GraphNode("d", make("dropout", rate=0.3), ("b",)),
        GraphNode("o", make("dense", units=2), ("d",)),
        GraphNode("p", make("activation", function="softmax"), ("o",)),
        GraphNode("y", make("output"), ("p",)),
    )
    return planned(nodes, (3, 2, 1), 2, "half_mse")


@pytest.mark.parametrize("build", [residual, image])
@pytest.mark.parametrize("batch", [False, True], ids=["sample", "batch"])
def test_each_line_holds_and_each_gradient_checks(build: object, batch: bool) -> None:
    plan = residual() if build is residual else image()
    trace = Trace(plan, 1, batch)
    for place, step in enumerate(trace.fine):
        described = describe(trace, step)
        assert described.lines
        assert all(line.holds for line in described.lines), (step, described.main)
        assert described.formula
        scene = scene_of(trace, trace.fine, place, described)
        assert {name for name, _ in scene.highlight.neurons} <= set(scene.by_layer)
        if checkable(step):
            found = check(trace, step)
            assert found.numeric == pytest.approx(found.analytic, rel=1e-5, abs=1e-9), step


@pytest.mark.parametrize("build", [residual, image])
def test_whole_layers_too(build: object) -> None:
    plan = residual() if build is residual else image()
    trace = Trace(plan)
    for step in steps(plan, "layer"):
        assert describe(trace, step).rows or step.phase == "loss"


def test_a_pixel_is_found_behind_the_flatten_layer() -> None:
    trace = Trace(image())
    described = describe(trace, Step("forward", "h", "z", (2,)))
    inputs = [operand for operand in described.operands if operand.symbol.startswith("x")]
    pixels = [trace.neuron(operand.place) for operand in inputs if operand.place is not None]
    assert {layer for layer, _ in filter(None, pixels)} == {"x"}
    values = [float(trace.plan.quantity("x", "a")[(0, *index)]) for _, index in filter(None, pixels)]
    assert values == [operand.value for operand in inputs]
    assert "row" in str(inputs[0].name)


def test_a_run_that_came_to_infinity_is_shown_as_it_is() -> None:
    plan = residual()
    plan.sites["h"].parameter("weight")[...] = 1e200
    plan.sites["o"].parameter("weight")[...] = -1e200
    with np.errstate(all="ignore"):
        plan.forward()
        plan.backward()
        trace = Trace(plan, 0, True)
        written = [as_text(describe(trace, step)) for step in trace.fine]
    assert any("inf" in text or "nan" in text for text in written)
