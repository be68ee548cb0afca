"""A tape as calls of a plan: one buffer for each entry, NumPy functions with their output bound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnstudio.engine.elementary import emit_logistic, emit_maximum, emit_minimum, emit_softplus
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.erf import emit_normal
from nnstudio.engine.formulas.tape import NUMBER, VARIABLE, Entry, Tape
from nnstudio.engine.typing import Array

_UFUNCS: dict[str, Callable[..., object]] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "power": np.power,
    "negative": np.negative,
    **{name: getattr(np, name) for name in ("exp", "log", "sin", "cos", "tan", "arctan")},
    **{name: getattr(np, name) for name in ("tanh", "sinh", "cosh", "sqrt", "abs", "sign")},
    "greater": np.greater,
    "greater_equal": np.greater_equal,
}
_SPECIAL_POWERS: dict[float | None, Callable[..., object]] = {2.0: np.square, -1.0: np.reciprocal, 0.5: np.sqrt}


@dataclass(frozen=True, eq=False)
class Store:
    """Where the entries' values are kept in an emitter, under names that begin with ``prefix``."""

    emit: Emitter
    prefix: str

    def buffer(self, place: int, shape: tuple[int, ...]) -> Array:
        """Return the buffer of an entry."""
        return self.emit.keep(self._name(place), shape)

    def found(self, place: int) -> Array | None:
        """Return the buffer of an entry that has been emitted already, or None."""
        return self.emit.left(self._name(place))

    def _name(self, place: int) -> str:
        return f"{self.prefix} {place}"


def emit_tape(
    store: Store, tape: Tape, value: int, variables: Mapping[str, Array], out: Array, known: Mapping[int, Array]
) -> None:
    """Emit ``out =`` the value of an entry.

    ``variables`` gives each variable's array, all of the shape of ``out``. ``known`` are the entries whose values
    stand somewhere when these calls run; the others are emitted, each into a buffer of the store.
    """
    emit, values = store.emit, dict(known)
    for place in tape.needed(value):
        entry = tape.entries[place]
        if place in values:
            continue
        if entry.operation == VARIABLE:
            values[place] = variables[entry.name]
        elif entry.operation == NUMBER:
            values[place] = emit.constant(entry.value)
        else:
            operands = [values[below] for below in entry.arguments]
            # An operation on constants alone is one number: no need for a buffer of the full size.
            shape = out.shape if any(operand.ndim for operand in operands) else ()
            mask = entry.operation.startswith("greater")
            whole = place == value and shape == out.shape
            values[place] = np.zeros(shape, bool) if mask else out if whole else store.buffer(place, shape)
            _emit_entry(emit, tape, entry, operands, values[place])
    if values[value] is not out:
        emit.call(np.copyto, out, values[value])


def _emit_entry(emit: Emitter, tape: Tape, entry: Entry, operands: list[Array], out: Array) -> None:
    exponent = tape.constant(entry.arguments[-1]) if entry.operation == "power" else None
    if exponent in _SPECIAL_POWERS:
        emit.call(_SPECIAL_POWERS[exponent], operands[0], out)
    elif entry.operation in _UFUNCS:
        emit.call(_UFUNCS[entry.operation], *operands, out)
    else:
        _OWN[entry.operation](emit, *operands, out)


def _emit_choice(emit: Emitter, mask: Array, yes: Array, no: Array, out: Array) -> None:
    emit.call(np.copyto, out, no)
    emit.call(partial(np.copyto, where=mask), out, yes)


def _emit_defined(emit: Emitter, slope: Array, value: Array, out: Array) -> None:
    mask = np.zeros(out.shape, bool)
    emit.call(np.isnan, value, mask)
    emit.call(np.copyto, out, slope)
    emit.call(partial(np.copyto, where=mask), out, emit.constant(np.nan))


def _emit_relu(emit: Emitter, u: Array, out: Array) -> None:
    emit_maximum(emit, u, emit.scratch(u.shape), out)


def _emit_erf(emit: Emitter, u: Array, out: Array) -> None:
    """Emit ``erf(u) = 2 Φ(√2 u) − 1``; near 0 it cancels, which costs digits relative to 1, not to erf."""
    normal, density = emit.scratch(u.shape), emit.scratch(u.shape)
    emit.call(np.multiply, u, emit.constant(2.0**0.5), normal)
    emit_normal(emit, normal, out, density)
    emit.call(np.add, out, out, out)
    emit.call(np.subtract, out, emit.constant(1.0), out)


_OWN: dict[str, Callable[..., None]] = {
    "where": _emit_choice,
    "defined": _emit_defined,
    "max": emit_maximum,
    "min": emit_minimum,
    "relu": _emit_relu,
    "sigmoid": emit_logistic,
    "softplus": emit_softplus,
    "erf": _emit_erf,
}
