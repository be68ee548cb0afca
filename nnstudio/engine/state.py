"""What a program's next step reads, as arrays and plain values, and back, bit for bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nnstudio.engine.errors import DataError
from nnstudio.engine.typing import Array
from nnstudio.engine.update import Update
from nnstudio.text import msg

if TYPE_CHECKING:
    from nnstudio.engine.program import Program


def save(program: Program, update: Update) -> dict[str, Any]:
    """Return copies of ``theta``, ``grad``, ``state.<name>``, ``memory.<name>``; ``step``; ``random``, the generator's
    state; ``schedule``, where it stands.
    """
    arrays = {name: array.copy() for name, array in _arrays(program).items()}
    schedule = update.timetable.save_state()
    return {
        **arrays,
        "step": update.step_number,
        "schedule": schedule,
        "random": program.random.bit_generator.state,
    }


def load(program: Program, update: Update, saved: dict[str, Any]) -> None:
    """Take over what :func:`save` gave.

    Raises
    ------
    DataError : an array is missing, or of another length or dtype. Nothing has changed then.
    """
    own = _arrays(program)
    for name, array in own.items():
        given = saved.get(name)
        if not isinstance(given, np.ndarray) or given.shape != array.shape or given.dtype != array.dtype:
            raise DataError(
                name,
                msg("{count} numbers of type {dtype}", count=array.size, dtype=array.dtype.name),
                _described(given),
                msg("These weights belong to another network; reset to start anew."),
            )
    program.random.bit_generator.state = saved["random"]
    update.timetable.load_state(int(saved["step"]), saved.get("schedule"))
    for name, array in own.items():
        array[...] = saved[name]


def _arrays(program: Program) -> dict[str, Array]:
    states = {f"state.{name}": array for name, array in program.state.items()}
    memory = {f"memory.{name}": array for name, array in program.memory.items()}
    carried = {"carried": program.carried} if program.carried.size else {}
    return {"theta": program.theta, "grad": program.grad, **carried, **states, **memory}


def _described(given: object) -> Any:
    if isinstance(given, np.ndarray):
        return msg("{count} numbers of type {dtype}", count=given.size, dtype=given.dtype.name)
    return msg("nothing")
