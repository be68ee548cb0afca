"""A second plan beside a run's: same graph, weights and batch, on memory of its own, so that the run is untouched."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from nnstudio.engine.emitter import Call
from nnstudio.engine.instruction import Instruction
from nnstudio.engine.operands import draws, operands, span
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.plan import Plan
from nnstudio.engine.program import compile
from nnstudio.engine.site import Arenas
from nnstudio.engine.typing import Array


def shadow(plan: Plan, dtype: str = "float64", *, gradient_of_inputs: bool = False) -> Plan:
    """Return a plan of the same graph, loss, batch size and mode, with the run's weights and batch loaded.

    What layers carry along, and what has been drawn at random (dropout's mask), is the run's too.
    ``gradient_of_inputs``: its input layers have ``grad_a`` as well.
    """
    twin = empty_twin(plan, dtype, gradient_of_inputs=gradient_of_inputs)
    copy_state(plan, twin)
    return twin


def empty_twin(plan: Plan, dtype: str, *, gradient_of_inputs: bool = False) -> Plan:
    """Return such a plan with nothing loaded yet."""
    made = compile(plan.graph, plan.judges, optimizers.make("sgd"), learning_rate=0.0, dtype=dtype)
    return made.plan(plan.batch_size, plan.mode, gradient_of_inputs=gradient_of_inputs)


def copy_state(plan: Plan, twin: Plan) -> None:
    """Load weights, what is carried along, batch and drawn numbers of a plan into its twin."""
    one, other = arenas(plan), arenas(twin)
    other.theta[:], other.running[:], other.loss_weights[:] = one.theta, one.running, one.loss_weights
    twin.load([plan.sites[name].output.array for name in plan.graph.sources], list(plan.targets))
    for mine, theirs in zip(drawn(plan), drawn(twin), strict=True):
        theirs[...] = mine


def arenas(plan: Plan) -> Arenas:
    """Return the flat arrays that a plan works on."""
    return next(iter(plan.sites.values())).arenas


def drawn(plan: Plan) -> list[Array]:
    """Return the buffers that each forward pass fills at random, in the order of the calls."""
    found = [operands(call).writes for call in plan.calls if draws(call)]
    return [array for array in found if array is not None]


def drawing(plan: Plan) -> frozenset[int]:
    """Return the numbers of the calls that draw, and of those that go on to work on what was drawn in its place.

    None of them is among the update's calls, which alone may become others: they are looked for once.
    """
    if plan not in _DRAWING:
        spans = {span(array) for array in drawn(plan)}
        written = ((number, operands(call).writes) for number, call in enumerate(plan.calls)) if spans else ()
        _DRAWING[plan] = frozenset(number for number, array in written if array is not None and span(array) in spans)
    return _DRAWING[plan]


_DRAWING: WeakKeyDictionary[Plan, frozenset[int]] = WeakKeyDictionary()


def still_calls(plan: Plan, *phases: str) -> list[tuple[Call, Instruction]]:
    """Return the calls of some phases without those that draw: a twin keeps what the run has drawn."""
    random = drawing(plan)
    pairs = zip(plan.calls, plan.info, strict=True)
    return [
        (call, about) for number, (call, about) in enumerate(pairs) if about.phase in phases and number not in random
    ]
