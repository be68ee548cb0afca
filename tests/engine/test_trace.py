"""A trace tells of each instruction what it read and wrote, to the bit, and costs a few copies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, GraphNode, Plan, Program, layers
from nnstudio.engine.errors import DataError
from nnstudio.engine.operands import batch_axis, operands
from nnstudio.engine.samples import per_sample_gradients
from nnstudio.engine.trace import Recorder, record
from nnstudio.engine.typing import Array

Build = Callable[..., Graph]
Compile = Callable[..., Program]
Seen = tuple[list[Array], Array | None]


def watched(plan: Plan) -> list[Seen]:
    """Run forward and backward by hand and copy what each call reads before it, and what it has written after it."""
    seen = []
    for call, about in zip(plan.calls, plan.info, strict=True):
        if about.phase == "update":
            break
        reads, writes, _ = operands(call)
        before = [array.copy() for array in reads]
        call[0](*call[1])
        seen.append((before, None if writes is None else writes.copy()))
    return seen


def loaded(program: Program, shape: tuple[int, ...] = (3,), outputs: int = 2, count: int = 5) -> Plan:
    random = np.random.default_rng(0)
    plan = program.plan(count)
    plan.load(
        *program.arrange(random.normal(size=(count, *shape)), np.eye(outputs)[random.integers(0, outputs, count)])
    )
    plan.step()
    return plan


GRAPHS = {
    "tanh": lambda chain, branched: chain((3,), dense(4, "tanh"), dense(3, "tanh"), dense(2, "softmax")),
    "in place": lambda chain, branched: chain((3,), dense(4, "logistic"), dense(4, "gelu"), dense(2, "softmax")),
    "branches": lambda chain, branched: branched(),
    "drawn": lambda chain, branched: chain((3,), dense(4, "rrelu"), layers.make("dropout"), dense(2)),
    "image": lambda chain, branched: chain((4, 3, 2), layers.make("activation"), layers.make("flatten"), dense(2)),
}


def dense(units: int, activation: str = "identity") -> object:
    return layers.make("dense", units=units, activation=activation)


@pytest.mark.parametrize("kind", GRAPHS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("sample", [None, 3])
def test_every_operand_to_the_bit(
    chain: Build, branched: Build, compiled: Compile, kind: str, dtype: str, sample: int | None
) -> None:
    loss = "cross_entropy" if kind in ("tanh", "in place") else "mse"
    program = compiled(GRAPHS[kind](chain, branched), loss=loss, dtype=dtype, seed=1)
    plan = loaded(program, (4, 3, 2) if kind == "image" else (3,))
    recorder = Recorder(plan, sample)
    seen = watched(plan)
    recorder.take()
    trace = recorder.trace()
    # The run goes on: the trace must not notice.
    plan.update()
    plan.step()
    assert len(trace) == len(seen)
    # Backwards too: what was overwritten is replayed from the beginning.
    for number in [*range(len(trace)), *reversed(range(len(trace)))]:
        reads, written = seen[number]
        found = trace[number]
        assert len(found.inputs) == len(reads)
        if touches_drawn(recorder, number):
            continue
        if sample is not None and of_the_batch(recorder, number):
            continue
        for operand, value in zip(found.inputs, reads, strict=True):
            same(operand.value, value, sample, plan.batch_size, recorder, operand)
        if written is not None:
            assert found.output is not None
            same(found.output.value, written, sample, plan.batch_size, recorder, found.output)


def touches_drawn(recorder: Recorder, number: int) -> bool:
    """The calls that make a mask out of random numbers are not told apart: the trace has the outcome."""
    own = recorder.operands[number].writes
    drawn = [each.writes for each in recorder.operands if each.draws]
    return own is not None and any(np.shares_memory(own, array) for array in drawn if array is not None)


def of_the_batch(recorder: Recorder, number: int) -> bool:
    """Sums over the samples: the mean loss and the gradients of weights are the sample's own in its trace."""
    own = recorder.operands[number].writes
    return own is not None and (recorder.naming.is_flat(own) or own.ndim == 0)


def same(value: Array, whole: Array, sample: int | None, batch: int, recorder: Recorder, operand: object) -> None:
    if sample is not None and value.shape != whole.shape:
        axis = batch_axis(whole, batch)
        axis = next(a for a in range(whole.ndim) if whole.shape[a] == batch) if axis is None else axis
        whole = np.take(whole, sample, axis)
    assert np.array_equal(value, whole), operand


def test_names_upstream_and_local(chain: Build, compiled: Compile) -> None:
    program = compiled(chain((3,), dense(4, "tanh"), dense(2, "tanh")), loss="half_mse")
    plan = loaded(program)
    plan.forward()
    plan.backward()
    trace = record(plan)
    (number,) = trace.find("2", "z")
    z = trace[number]
    assert [(each.layer, each.quantity) for each in z.inputs] == [("2", "weight+bias"), ("2", "x")]
    assert z.output is not None
    assert (z.output.layer, z.output.quantity) == ("2", "z")
    (number,) = trace.find("2", "weight_grad")
    grad = trace[number]
    assert grad.upstream is not None
    assert grad.local is not None
    assert (grad.upstream.quantity, grad.local.quantity) == ("grad_z", "x")
    assert np.array_equal(grad.result[:-1], program.gradient("2", "weight"))
    (number,) = trace.find("1", "grad_z")
    delta = trace[number]
    assert delta.upstream is not None
    assert delta.local is not None
    assert (delta.upstream.quantity, delta.local.quantity) == ("grad_a", "slope")
    assert np.array_equal(delta.result, delta.upstream.value * delta.local.value)
    assert np.array_equal(trace.quantity("1", "z"), plan.quantity("1", "z"))
    assert [each.instruction.index for each in trace[:3]] == [0, 1, 2]
    with pytest.raises(KeyError):
        trace.quantity("1", "mask")
    with pytest.raises(IndexError):
        trace[len(trace)]


def test_one_sample_is_the_batchs_own_column(chain: Build, compiled: Compile) -> None:
    program = compiled(chain((3,), dense(4, "tanh"), dense(2, "softmax")), loss="cross_entropy", dtype="float32")
    plan = loaded(program)
    plan.forward()
    plan.backward()
    kept = {name: plan.quantity("1", name)[2:3].copy() for name in plan.quantities("1")}
    trace = record(plan, sample=2)
    own = per_sample_gradients(plan, "1", "weight")[2]
    plan.step()
    for name, value in kept.items():
        assert np.array_equal(trace.quantity("1", name), value), name
    (number,) = trace.find("1", "weight_grad")
    grad = trace[number]
    assert np.allclose(grad.result[:-1], own, rtol=1e-5, atol=1e-7), "the sample's own gradient"


def test_a_samples_trace_is_asked_for_before_the_update(chain: Build, compiled: Compile) -> None:
    program = compiled(chain((3,), dense(4, "tanh"), dense(2)), loss="mse")
    plan = loaded(program)
    recorder = Recorder(plan, sample=1)
    plan.forward()
    plan.backward()
    recorder.take()
    first = recorder.trace()
    plan.update()
    with pytest.raises(DataError):
        recorder.trace()
    weights = next(first[number].inputs[0].value for number in first.find("1", "z"))
    assert not np.array_equal(weights, program.theta[:16].reshape(4, 4).T), "the weights before the update"


def test_a_recorder_keeps_going(chain: Build, compiled: Compile) -> None:
    program = compiled(chain((3,), dense(4, "tanh"), dense(2)), loss="mse")
    plan = loaded(program)
    recorder = Recorder(plan)
    traces, losses = [], []
    for _ in range(3):
        plan.forward()
        plan.backward()
        for function, arguments in recorder.calls:
            function(*arguments)
        traces.append(recorder.trace())
        losses.append(float(plan.loss))
        plan.update()
    for trace, loss in zip(traces, losses, strict=True):
        (number,) = trace.find("loss", "loss")
        assert float(trace[number].result) == loss
    assert len(set(losses)) == 3


def test_a_plan_that_is_not_recorded_is_unchanged(chain: Build, compiled: Compile) -> None:
    program = compiled(chain((3,), dense(4, "tanh"), dense(2)), loss="mse")
    plan = loaded(program)
    before = list(plan.calls)
    record(plan)[3]
    assert plan.calls == before
    node = GraphNode("x", layers.make("input", shape=(3,)))
    assert node.name == "x"
