"""Random networks of every kind of layer: each card, copied and calculated by another evaluator, gives the number."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inspected import FUNCTIONS, calculate, primed

from nnstudio import engine
from nnstudio.engine import Plan
from nnstudio.inspection import Line, Step, Trace, describe, operations, steps
from nnstudio.inspection.expression import Call, operands
from nnstudio.inspection.writing import text

MOST = 40
"""Steps of one network that are looked at, spread over its whole line."""
NAMED = re.compile(r"([^\W\d_]+′?|√)\(")
"""A function's name before its bracket."""


def chain(shape: tuple[int, ...], parts: list[tuple[str, dict[str, object]]], optimizer: str, dtype: str) -> Plan:
    """Return a primed plan of these layers in a row, with a dense layer of two at the end."""
    nodes = [engine.GraphNode("x", engine.layers.make("input", shape=shape))]
    for number, (kind, values) in enumerate([*parts, ("dense", {"units": 2, "activation": "tanh"})]):
        nodes.append(engine.GraphNode(f"l{number}", engine.layers.make(kind, **values), (nodes[-1].name,)))
    nodes.append(engine.GraphNode("y", engine.layers.make("output"), (nodes[-1].name,)))
    made = engine.losses.make("half_mse"), engine.optimizers.make(optimizer)
    program = engine.compile(engine.Graph(tuple(nodes)), *made, learning_rate=0.1, dtype=dtype, seed=3)
    rng = np.random.default_rng(7)
    out = program.plan(3).sites["y"].output.shape
    return primed(program, rng.normal(size=(3, *shape)), rng.normal(size=(3, *out)), 2)


ACTIVATIONS = st.sampled_from(["tanh", "logistic", "relu", "identity", "softplus"])
LISTS = st.sampled_from(
    [
        ("maxout", {"units": 3}),
        ("dropout", {"rate": 0.3}),
        ("layer_normalization", {}),
        ("rms_normalization", {}),
        ("batch_normalization", {}),
    ]
)
STEPPED = st.sampled_from(
    [
        ("simple_rnn", {"units": 2, "output": "sequence"}),
        ("lstm", {"units": 2, "output": "sequence"}),
        ("gru", {"units": 2, "output": "sequence"}),
        ("multi_head_attention", {"heads": 1}),
        ("positional_encoding", {}),
        ("convolution1d", {"filters": 2}),
        ("layer_normalization", {}),
    ]
)
IMAGES = st.sampled_from(
    [
        ("convolution2d", {"filters": 2, "activation": "relu"}),
        ("max_pooling2d", {}),
        ("average_pooling2d", {}),
        ("batch_normalization", {}),
        ("group_normalization", {"groups": 1}),
        ("transposed_convolution2d", {"filters": 2}),
    ]
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Draw a small network: of lists, sequences or images."""
    optimizer = draw(st.sampled_from(["sgd", "momentum", "adam", "rmsprop", "adagrad"]))
    dtype = draw(st.sampled_from(["float32", "float64"]))
    kind = draw(st.sampled_from(["list", "sequence", "image"]))
    if kind == "list":
        widths = draw(st.lists(st.integers(1, 4), min_size=1, max_size=2))
        parts = [("dense", {"units": units, "activation": draw(ACTIVATIONS)}) for units in widths]
        return chain((3,), [*parts, draw(LISTS)], optimizer, dtype)
    if kind == "sequence":
        last = draw(st.sampled_from(["simple_rnn", "lstm", "gru"]))
        return chain((4, 2), [draw(STEPPED), (last, {"units": 2, "output": "last"})], optimizer, dtype)
    return chain((4, 4, 1), [draw(IMAGES), draw(IMAGES), ("flatten", {})], optimizer, dtype)


def some(line: tuple[Step, ...], seed: int) -> list[Step]:
    if len(line) <= MOST:
        return list(line)
    return [line[int(place)] for place in sorted(np.random.default_rng(seed).choice(len(line), MOST, replace=False))]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plans(), st.booleans(), st.integers(0, 99))
def test_every_card_calculates_to_its_number(plan: Plan, batch: bool, seed: int) -> None:
    trace = Trace(plan, 1, batch)
    for step in some(tuple(steps(plan)), seed):
        described = describe(trace, step)
        for line in described.lines:
            check_line(line, trace.eps)
        found = operations(described)
        assert len(found) == 0 or found[-1].value == described.lines[-1].result


def check_line(line: Line, eps: float) -> None:
    """Calculate a line as it is copied, with numbers to the last digit, by nothing of the program."""
    written = text(line.expression)
    if not set(NAMED.findall(written)) <= set(FUNCTIONS):
        return  # A function that the evaluator does not know, such as f of an activation of one's own.
    got = calculate(written)
    size = sum(abs(operand.value) for operand in operands(line.expression)) + abs(line.result) + 1
    slack = max(line.bound, 64 * eps * size if isinstance(line.expression, Call) else 0.0)
    assert got == pytest.approx(line.result, rel=0, abs=slack + 1e-300), (line.symbol, written, line.result)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plans(), st.integers(0, 99))
def test_the_batchs_gradient_is_the_mean_of_the_samples(plan: Plan, seed: int) -> None:
    if Trace(plan).mixes_samples:
        return
    kinds = [step for step in steps(plan) if step.phase == "backward" and step.quantity.endswith("_grad")]
    for step in some(tuple(kinds), seed)[:10]:
        whole = describe(Trace(plan, 0, True), step).main
        parts = [describe(Trace(plan, sample), step).main for sample in range(plan.batch_size)]
        assert whole is not None
        if not all(part is not None and part.symbol.startswith("∂ℓ") for part in parts):
            continue  # What an activation learns has the batch's gradient alone.
        mean = sum(part.result for part in parts if part is not None) / plan.batch_size
        bound = whole.bound + sum(part.bound for part in parts if part is not None)
        assert mean == pytest.approx(whole.result, rel=0, abs=bound + 1e-12)
