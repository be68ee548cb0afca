"""Whatever a notebook hands to the engine is taken or refused as an error of the engine's, with all its parts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from nnstudio.engine import (
    MLP,
    Graph,
    GraphNode,
    Neuron,
    NnstudioError,
    Objective,
    Place,
    Value,
    activations,
    chain,
    checks_over_h,
    compile,
    expand,
    expand_graph,
    foretell,
    gradient_check,
    infer_shapes,
    initializers,
    jacobian,
    layers,
    losses,
    metrics,
    numerical_check,
    optimizers,
    per_sample_gradients,
    plot,
    record,
    schedules,
)
from nnstudio.engine.measures import curvature, recurrent, statistics, surface, units

NUMBERS = (None, True, 0, -1, 3, 2.5, 1e308, float("nan"), -float("inf"), 10**30, 1j, np.float32(3), np.int8(2))
TEXTS = ("", "a", "1, 2", "x" * 5000, "\0", b"a")
SEVERAL = ([], [1], (1, 2), {}, {"a": 1}, set(), range(3))
ARRAYS = (np.array([]), np.array([1.0, np.nan]), np.zeros((2, 2)), np.array(["a"]), np.array([None, 1], object))
OTHERS = (object(), int, abs, "dense", np.datetime64("2020"))
HOSTILE = (*NUMBERS, *TEXTS, *SEVERAL, *ARRAYS, *OTHERS)

X, Y = np.array([[0.5, -1.0], [2.0, 0.3], [0.0, 1.0]]), np.array([[1.0, 0.0], [-1.0, 0.5], [0.0, 0.0]])
PLACE = Place("dense1", "weight", (0, 0))
GRAPH = chain(2, layers.make("dense", units=3, activation="tanh"), layers.make("dense", units=2))
REGISTRIES = (activations, initializers, layers, losses, metrics, optimizers, schedules)


def made() -> Any:
    return compile(GRAPH, "mse", "adam", learning_rate=0.1)


P = made()
PLAN = P.plan(3)
PLAN.load(*P.arrange(X, Y))
PLAN.step()
PLAN.forward()
PLAN.backward()
OBJECTIVE = Objective(P, X, Y)
DIRECTION = surface.random_direction(P, np.random.default_rng(0))
ENDS = layers["input"](shape=(2,)), layers.make("output")

CALLS: dict[str, Callable[[Any], object]] = {
    "chain shape": lambda h: chain(h, "dense"),
    "chain layer": lambda h: chain(2, h),
    "graph": lambda h: Graph(h),
    "nodes": lambda h: Graph((h,)),
    "node's name": lambda h: GraphNode(h, ENDS[0]),
    "node's layer": lambda h: GraphNode("x", h),
    "node's inputs": lambda h: Graph((GraphNode("x", ENDS[0]), GraphNode("y", ENDS[1], h))),
    "shapes": infer_shapes,
    "input": lambda h: layers["input"](shape=h),
    "compile": lambda h: compile(h, "mse", "sgd", learning_rate=0.1),
    "loss": lambda h: compile(GRAPH, h, "sgd", learning_rate=0.1),
    "optimiser": lambda h: compile(GRAPH, "mse", h, learning_rate=0.1),
    **{
        name: lambda h, name=name: compile(GRAPH, "mse", "sgd", **{"learning_rate": 0.1, name: h})
        for name in ("learning_rate", "l1", "l2", "dtype", "seed", "schedule", "clip_norm", "clip_value")
    },
    "plan": lambda h: made().plan(h),
    "mode": lambda h: P.plan(3, h),
    "x": lambda h: P.arrange(h, Y),
    "y": lambda h: P.arrange(X, h),
    "predict": P.predict,
    "load": lambda h: PLAN.load(h, h),
    "parameter's layer": lambda h: P.parameter(h, "weight"),
    "parameter": lambda h: P.parameter("dense1", h),
    "gradient": lambda h: P.gradient(h, h),
    "norm": P.gradient_norm,
    "state": lambda h: P.optimizer_state("dense1", "weight", h),
    "new values": lambda h: made().set_parameter("dense1", "weight", h),
    "saved": lambda h: made().load_state(h),
    "node": lambda h: GRAPH[h],
    **{
        f"{call.__name__} {number}": lambda h, call=call, number=number: call(
            *(h if place == number else given for place, given in enumerate((PLAN, "dense1", "z", 0, 0)))
        )
        for call in (expand, expand_graph)
        for number in range(5)
    },
    "largest": lambda h: expand_graph(PLAN, "loss", "loss", largest=h),
    "foretell plan": lambda h: foretell(h, "dense1", "weight", (0, 0)),
    "foretell layer": lambda h: foretell(PLAN, h, "weight", (0, 0)),
    "foretell index": lambda h: foretell(PLAN, "dense1", "weight", h),
    "checked program": lambda h: numerical_check(h, X, Y, PLACE),
    "checked place": lambda h: numerical_check(P, X, Y, h),
    "checked layer": lambda h: numerical_check(P, X, Y, Place(h, "weight", (0, 0))),
    "checked quantity": lambda h: numerical_check(P, X, Y, Place("dense1", h, (0, 0))),
    "checked index": lambda h: numerical_check(P, X, Y, Place("dense1", "weight", h)),
    "checked x": lambda h: checks_over_h(P, h, Y, PLACE),
    "checked y": lambda h: checks_over_h(P, X, h, PLACE),
    "nudges": lambda h: checks_over_h(P, X, Y, PLACE, h),
    "gradient check": lambda h: gradient_check(GRAPH, "mse", X, h),
    "per sample": lambda h: per_sample_gradients(h, "dense1", "weight"),
    "per sample layer": lambda h: per_sample_gradients(PLAN, h, "weight"),
    "per sample name": lambda h: per_sample_gradients(PLAN, "dense1", h),
    "record": record,
    "record sample": lambda h: record(PLAN, sample=h),
    "plot": lambda h: plot(h, np.zeros(3)),
    "plot z": lambda h: plot(activations.make("tanh"), h),
    "jacobian": lambda h: jacobian(h, np.zeros(3)),
    "jacobian z": lambda h: jacobian(activations.make("softmax"), h),
    "value": Value,
    "sum": lambda h: Value(1.0) + h,
    "power": lambda h: Value(2.0) ** h,
    "forward": lambda h: (Value(2.0) * 3).forward(h),
    "neuron": Neuron,
    "neuron of": lambda h: Neuron(2)(h),
    "perceptron": lambda h: MLP(2, h),
    "perceptron of": lambda h: MLP(2, (2, 1))(h),
    "objective": lambda h: Objective(h, X, Y),
    "objective y": lambda h: Objective(P, X, h),
    "theta": OBJECTIVE.loss,
    "along": lambda h: surface.along(h, DIRECTION, (0.0, 1.0)),
    "direction": lambda h: surface.along(OBJECTIVE, h, (0.0, 1.0)),
    "steps": lambda h: surface.along(OBJECTIVE, DIRECTION, h),
    "random direction": lambda h: surface.random_direction(h, np.random.default_rng(0)),
    "generator": lambda h: surface.random_direction(P, h),
    "vector": lambda h: curvature.hessian_vector_product(OBJECTIVE, h),
    "verdict": curvature.verdict,
    "norms": statistics.gradient_norms,
    "spreads": lambda h: statistics.layer_spreads(h, "z"),
    "units": units.units,
    "singular values": lambda h: recurrent.singular_values(P, h),
    "influence": lambda h: recurrent.influence(PLAN, h, 0),
}


def refusal(action: Callable[[], object]) -> NnstudioError | None:
    try:
        action()
    except NnstudioError as error:
        return error
    return None


def complete(error: NnstudioError) -> bool:
    parts = (error.place, error.expected, error.received, error.advice)
    return all(str(part).strip() for part in parts) and str(error.advice).endswith(".")


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.filterwarnings("ignore:overflow encountered", "ignore:invalid value encountered")
def test_it_is_taken_or_refused_with_all_parts(name: str) -> None:
    errors = [error for hostile in HOSTILE if (error := refusal(partial(CALLS[name], hostile))) is not None]
    assert len(errors) > len(HOSTILE) / 5
    assert [str(error) for error in errors if not complete(error)] == []


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.package)
def test_every_parameter_is_checked(registry: Any) -> None:
    for key in registry:
        for name in (parameter.id for parameter in registry[key].declaration.parameters):
            made = [refusal(partial(registry.make, key, **{name: hostile})) for hostile in HOSTILE]
            errors = [error for error in made if error is not None]
            assert len(errors) > len(HOSTILE) / 5, (key, name)
            assert [str(error) for error in errors if not complete(error) or not error.place.startswith(key)] == []


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.package)
def test_an_id_that_there_is_not(registry: Any) -> None:
    for hostile in HOSTILE:
        if hostile is not OTHERS[3] or registry is not layers:
            for look in (registry.make, registry.__getitem__):
                error = refusal(partial(look, hostile))
                assert error is not None
                assert complete(error)
    for key in registry:
        with pytest.raises(NnstudioError, match="nonsense"):
            registry.make(key, nonsense=3)
    assert "nonsense" not in registry
    assert [] not in registry
