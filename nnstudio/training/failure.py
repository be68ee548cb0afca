"""When a number is no longer finite: find the step and the layer, go back to the last moment that was sound."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nnstudio.engine import Program
from nnstudio.engine.plan import Plan
from nnstudio.engine.typing import Array
from nnstudio.text import Message, msg
from nnstudio.training.run import Run, RunState

_ORDER = ("x", "z", "a")
_WORDS: dict[str, Message] = {
    "weight": msg("the weights"),
    "bias": msg("the biases"),
    "x": msg("the input x"),
    "z": msg("the net input z"),
    "a": msg("the activation a"),
    "loss": msg("the loss"),
}
_SIGNS = {"slope": "f′(z)", "grad_z": "∂L/∂z", "grad_a": "∂L/∂a", "grad_weight": "∂L/∂w", "grad_bias": "∂L/∂b"}


@dataclass(frozen=True)
class Failure:
    """Where the first number stands that is not finite: ``quantity`` of ``layer``, after update ``step``.

    ``parameter`` : the name of what is learned, where it is one of its numbers or of their gradients; else empty.
    ``index`` : the number's place, without the sample. ``sound`` : the last step that was sound, where the run stands.
    """

    layer: str
    quantity: str
    step: int
    index: tuple[int, ...] = ()
    parameter: str = ""
    sound: int = -1


def recover(run: Run) -> Failure:
    """Find the failure by retracing from the last snapshot; leave the run at the last sound step before it.

    Steps are retraced bit for bit, so the failure comes again; this time each step is looked at.
    """
    failed_by = run.step
    base = _return_to_sound(run, run.snapshots)
    if base is None:
        return replace(find(run.program, run.plan, run.step), sound=run.step)
    sound = run.step
    while run.step < failed_by:
        run.step_slowly()
        if not np.isfinite(run.losses[-1]) or not np.isfinite(run.program.theta).all():
            break
        if np.isfinite(run.program.grad).all():
            sound = run.step
    failure = find(run.program, run.plan, run.step)
    run.load_state(base)
    while run.step < sound:
        run.step_slowly()
    return replace(failure, sound=sound)


def _return_to_sound(run: Run, snapshots: tuple[RunState, ...]) -> RunState | None:
    """Go back to the latest snapshot that led to finite numbers; None (and to the oldest) where none did."""
    for base in snapshots:
        run.load_state(base)
        if _sound(run):
            return base
    return None


def _sound(run: Run) -> bool:
    arrays = (run.program.theta, run.plan.losses)
    return all(bool(np.isfinite(array).all()) for array in arrays)


def find(program: Program, plan: Plan, step: int) -> Failure:
    """Walk through the network in the order of computation and name the first quantity that is not finite.

    A layer's weights come before what it computes from them; gradients last, from the output backwards.
    """
    names: dict[str, list[str]] = {}
    for key in program.parameters():
        names.setdefault(key.layer, []).append(key.name)
    for layer in program.graph.order:
        for name in names.get(layer, ()):
            index = _first(program.parameter(layer, name))
            if index is not None:
                return Failure(layer, name, step, index, name)
        shown = plan.quantities(layer)
        for name in (*_ORDER, *(q for q in shown if q not in _ORDER and not q.startswith(("grad", "slope")))):
            index = _first(plan.quantity(layer, name)) if name in shown else None
            if index is not None:
                return Failure(layer, name, step, index[1:])
    if not np.isfinite(plan.losses).all():
        return Failure(program.graph.sinks[0], "loss", step)
    return _find_backwards(program, plan, step)


def _find_backwards(program: Program, plan: Plan, step: int) -> Failure:
    for layer in reversed(program.graph.order):
        for name in ("grad_a", "slope", "grad_z"):
            index = _first(plan.quantity(layer, name)) if name in plan.quantities(layer) else None
            if index is not None:
                return Failure(layer, name, step, index[1:])
    for key in program.parameters():
        index = _first(program.gradient(key.layer, key.name))
        if index is not None:
            return Failure(key.layer, f"grad_{key.name}", step, index, key.name)
    return Failure(program.graph.sinks[0], "loss", step)


def _first(numbers: Array) -> tuple[int, ...] | None:
    """Return where the first number stands that is not finite; None where all are."""
    finite = np.isfinite(numbers)
    return None if finite.all() else tuple(int(part) for part in np.unravel_index(finite.argmin(), finite.shape))


def explain(failure: Failure, layer: str, learning_rate: float) -> Message:
    """Return what happened and what to try, in plain words; ``layer`` is what the student calls it."""
    return msg(
        "A number became infinite or undefined at step {step}, first in {quantity} of layer “{layer}”. "
        "Training has stopped and the last sound weights are back. "
        "Try a smaller learning rate (now {rate}), scaled data, or another weight initialiser.",
        step=failure.step,
        quantity=_WORDS.get(failure.quantity) or _SIGNS.get(failure.quantity, failure.quantity),
        layer=layer,
        rate=f"{learning_rate:g}",
    )
