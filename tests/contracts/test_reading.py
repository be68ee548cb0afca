"""Every layer can be read to the bottom: scalar graph, trace and each sample's gradients are the plan's own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from at_work import primed, primed_plan

from nnstudio.engine import Plan, chain, expand_graph, layers, losses, optimizers, per_sample_gradients
from nnstudio.engine.operands import operands, overlap, span
from nnstudio.engine.shadow import arenas, drawn
from nnstudio.engine.trace import Recorder
from nnstudio.engine.typing import Array

KINDS = [kind for kind in layers if not (layers[kind].is_source or layers[kind].is_sink)]
TRUNCATED = [
    (kind, {"units": 3, "truncation": every, **options})
    for kind in ("simple_rnn", "lstm", "gru")
    for every in (1, 2, 3)
    for options in ({}, {"bidirectional": True, "output": "sequence"}, {"initial_state": "learned"})
]
TRUNCATED += [("lstm", {"units": 2, "truncation": 2, "variant": variant}) for variant in ("peephole", "coupled")]
TRUNCATED += [("gru", {"units": 2, "truncation": 2, "reset": "before"})]


def assert_the_plans_gradients(plan: Plan) -> None:
    root = expand_graph(plan, "loss", "loss", largest=200_000)
    assert root.complete, root.folded_leaves()[:5]
    layout, flat = arenas(plan).layout, arenas(plan).grad
    found = np.zeros(flat.size)
    root.backward()
    for node in root.topological_order():
        if node.is_leaf and node.place and (node.place.layer, node.place.quantity) in layout.entries:
            layout.view(found, node.place.layer, node.place.quantity)[node.place.index] += node.grad
    np.testing.assert_allclose(found, flat, rtol=0, atol=1e-12 * max(1.0, float(np.abs(flat).max())))


@pytest.mark.parametrize("kind", KINDS)
def test_the_scalar_graph_goes_down_to_the_weights(kind: str) -> None:
    assert_the_plans_gradients(primed_plan(kind))


@pytest.mark.parametrize(("kind", "options"), TRUNCATED)
def test_the_scalar_graph_is_cut_where_time_is(kind: str, options: dict[str, Any]) -> None:
    parts = layers.make(kind, **options), layers.make("flatten"), layers.make("dense", units=2)
    made = losses.make("mse"), optimizers.make("sgd")
    random = np.random.default_rng(3)
    x, y = random.normal(size=(2, 6, 2)), random.normal(size=(2, 2))
    assert_the_plans_gradients(primed(chain((6, 2), *parts), *made, x, y))


@pytest.mark.parametrize("kind", KINDS)
def test_the_mean_of_the_samples_gradients(kind: str) -> None:
    plan = primed_plan(kind)
    for layer, name in arenas(plan).layout.entries:
        found = per_sample_gradients(plan, layer, name).mean(axis=0)
        np.testing.assert_allclose(found, plan.sites[layer].gradient(name), rtol=1e-10, atol=1e-14)


def watched(plan: Plan) -> list[tuple[list[Array], Array | None]]:
    """Run forward and backward by hand, with copies of what each call reads and has written."""
    seen = []
    for call, about in zip(plan.calls, plan.info, strict=True):
        if about.phase == "update":
            break
        reads, writes, _ = operands(call)
        before = [array.copy() for array in reads]
        call[0](*call[1])
        seen.append((before, None if writes is None else writes.copy()))
    return seen


@pytest.mark.parametrize("kind", KINDS)
def test_the_trace_is_the_run_to_the_bit(kind: str) -> None:
    plan = primed_plan(kind, "float32")
    recorder = Recorder(plan)
    seen = watched(plan)
    recorder.take()
    trace = recorder.trace()
    plan.update()
    plan.step()
    # Of what is drawn the trace has the outcome, of what is carried along the state after the step.
    left_out = [span(array) for array in (*drawn(plan), arenas(plan).running) if array.size]
    for number, (reads, written) in enumerate(seen):
        own = recorder.operands[number]
        found = trace[number]
        shown = [*zip(own.reads, found.inputs, reads, strict=True)]
        shown += [(own.writes, found.output, written)] if own.writes is not None else []
        for array, operand, value in shown:
            if not any(overlap(span(array), other) for other in left_out):
                assert np.array_equal(operand.value, value, equal_nan=True), (found.instruction, operand)


@pytest.mark.parametrize("kind", KINDS)
def test_one_samples_trace_is_its_column_to_the_bit(kind: str) -> None:
    plan = primed_plan(kind, "float32")
    wanted = {
        (layer, name): plan.quantity(layer, name)[2:3].copy()
        for layer, site in plan.sites.items()
        for name in site.quantities
    }
    recorder = Recorder(plan, sample=2)
    recorder.take()
    trace = recorder.trace()
    plan.step()
    # What is taken over the whole batch is another number for one sample alone.
    mixed = any(site.layer.mixes_samples for site in plan.sites.values())
    for (layer, name), value in wanted.items():
        if not mixed or name in ("z", "grad_z"):
            assert np.array_equal(trace.quantity(layer, name), value, equal_nan=True), (layer, name)
