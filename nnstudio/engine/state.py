"""What a program's next step reads, as arrays and plain values, and back, bit for bit."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, SupportsIndex

import numpy as np

from nnstudio.engine.errors import DataError
from nnstudio.engine.layer import shape_text
from nnstudio.engine.typing import Array
from nnstudio.engine.update import Update
from nnstudio.text import Message, msg

if TYPE_CHECKING:
    from nnstudio.engine.program import Program

_MOST_STEPS = 1 << 62
_RESET = msg("These weights belong to another network; reset to start anew.")
_DAMAGED = msg("It is no saved state, or a damaged one; reset to start anew.")


def fingerprint(program: Program) -> str:
    """Return what tells whether weights belong to a network: names and shapes of all parameters, in order."""
    return ", ".join(f"{key.layer}.{key.name} {shape_text(key.shape)}" for key in program.parameters())


def save(program: Program, update: Update, into: Mapping[str, Any]) -> dict[str, Any]:
    """Return copies of ``theta``, ``grad``, ``state.<name>``, ``memory.<name>``; ``step``; ``random``, the generator's
    state; ``schedule``, where it stands; ``network`` and ``optimizer``, to which all that belongs.

    ``into`` : a state that is given up; its arrays are written over where they fit.
    """
    arrays = {name: _copied(array, into.get(name)) for name, array in _arrays(program).items()}
    schedule = update.timetable.save_state()
    return {
        **arrays,
        "network": program.fingerprint,
        "optimizer": program.optimizer.declaration.id,
        "step": update.step_number,
        "schedule": schedule,
        "random": program.random.bit_generator.state,
    }


def _copied(array: Array, into: object) -> Array:
    if not isinstance(into, np.ndarray) or into.shape != array.shape or into.dtype != array.dtype:
        return array.copy()
    into[...] = array
    return into


def load(program: Program, update: Update, saved: Mapping[str, Any], finite: bool) -> None:
    """Take over what :func:`save` gave. States without ``network``, ``optimizer`` or ``schedule`` are older ones.

    Raises
    ------
    DataError : it belongs to another network or optimiser, something is missing or makes no sense, or (if ``finite``) a
        weight is NaN or infinite. Nothing has changed then.
    """
    if not isinstance(saved, Mapping):
        raise _refused("state", msg("a state that was saved"), _described(saved), _DAMAGED)
    _check_owner(program, saved)
    own = _arrays(program)
    for name, array in own.items():
        _check_array(name, saved.get(name), array)
    for name in ("theta", "carried") if finite else ():
        _check_finite(name, saved.get(name))
    step = _step(saved.get("step"))
    standing = update.timetable.read(saved.get("schedule"))
    _set_generator(np.random.default_rng(0), saved.get("random"))
    _set_generator(program.random, saved["random"])
    update.timetable.resume(step, standing)
    for name, array in own.items():
        array[...] = saved[name]


def _check_owner(program: Program, saved: Mapping[str, Any]) -> None:
    own, given = program.fingerprint, saved.get("network", program.fingerprint)
    if given != own:
        raise _refused("network", *_difference(own, str(given)), _RESET)
    rule, other = program.optimizer.declaration.id, saved.get("optimizer", program.optimizer.declaration.id)
    kept = {name for name in saved if name.startswith(("state.", "memory."))} - _arrays(program).keys()
    if other != rule or kept:
        received = msg("{value}", value=", ".join(sorted(kept)) if other == rule else repr(other))
        advice = msg("Choose the optimiser that it was saved with, or reset to start anew.")
        raise _refused("optimizer", msg("the state of {name}", name=rule), received, advice)


def _difference(own: str, given: str) -> tuple[Message, Message]:
    """Return the first parameters that differ."""
    ours, theirs = own.split(", "), given.split(", ")
    place = next(k for k in range(len(ours) + 1) if ours[k : k + 1] != theirs[k : k + 1])
    ends = (each[place] if place < len(each) else "—" for each in (ours, theirs))
    expected, received = (msg("{value}", value=end[:80]) for end in ends)
    return expected, received


def _check_array(name: str, given: object, array: Array) -> None:
    if not isinstance(given, np.ndarray) or given.shape != array.shape or given.dtype != array.dtype:
        expected = msg("{count} numbers of type {dtype}", count=array.size, dtype=array.dtype.name)
        raise _refused(name, expected, _described(given), _RESET)


def _check_finite(name: str, given: object) -> None:
    if isinstance(given, np.ndarray) and not np.isfinite(given).all():
        count = given.size - int(np.isfinite(given).sum())
        received = msg("{count} that are NaN or infinite", count=count)
        raise _refused(name, msg("finite numbers"), received, msg("Save a state before it came to that."))


def _step(given: object) -> int:
    if isinstance(given, SupportsIndex) and not isinstance(given, bool) and 0 <= operator.index(given) < _MOST_STEPS:
        return operator.index(given)
    raise _refused("step", msg("a whole number in {interval}", interval="[0, ∞)"), _described(given), _DAMAGED)


def _set_generator(random: np.random.Generator, given: Any) -> None:
    try:
        random.bit_generator.state = given
    except (LookupError, TypeError, ValueError, OverflowError):
        expected = msg("the state of a random generator")
        raise _refused("random", expected, _described(given), _DAMAGED) from None


def _arrays(program: Program) -> dict[str, Array]:
    states = {f"state.{name}": array for name, array in program.state.items()}
    memory = {f"memory.{name}": array for name, array in program.memory.items()}
    carried = {"carried": program.carried} if program.carried.size else {}
    return {"theta": program.theta, "grad": program.grad, **carried, **states, **memory}


def _described(given: object) -> Message:
    if isinstance(given, np.ndarray):
        return msg("{count} numbers of type {dtype}", count=given.size, dtype=given.dtype.name)
    return msg("nothing") if given is None else msg("{value}", value=repr(given)[:80])


def _refused(name: str, expected: Message, received: Message, advice: Message) -> DataError:
    return DataError(name, expected, received, advice)
