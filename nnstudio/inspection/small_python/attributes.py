"""``x.name``: fields and methods of a program's own objects, members of math and random, methods of lists and texts."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from nnstudio.inspection.small_python.fault import WrongError
from nnstudio.inspection.small_python.methods import METHODS, bound
from nnstudio.inspection.small_python.things import (
    NOTHING,
    Builtin,
    Class,
    Frame,
    Function,
    Instance,
    Method,
    Module,
    Thing,
    kind_of,
)
from nnstudio.text import msg

if TYPE_CHECKING:
    from nnstudio.inspection.small_python.machine import Machine


def load(machine: Machine, frame: Frame, owner: Thing, name: str) -> Thing:
    """Return ``owner.name``."""
    if type(owner) is Instance:
        found = owner.fields.get(name, NOTHING)
        if found is not NOTHING:
            if machine.watch is not None:
                machine.watch.read(frame, owner, name)
            return found
        found = owner.kind.find(name)
        if found is not NOTHING:
            return Method(owner, found) if isinstance(found, Function) else found
        raise _missing(owner, name, (*owner.fields, *owner.kind.fields))
    if isinstance(owner, Class):
        found = owner.find(name)
        if found is NOTHING:
            raise _missing(owner, name, tuple(owner.fields))
        return found
    if isinstance(owner, Module):
        if name not in owner.members:
            raise _missing(owner, name, tuple(owner.members))
        return owner.members[name]
    return _method(owner, name)


def _method(owner: Thing, name: str) -> Builtin:
    known = METHODS.get(type(owner), {})
    if name not in known:
        raise _missing(owner, name, tuple(known))
    return bound(owner, name)


def _missing(owner: Thing, name: str, known: tuple[str, ...]) -> WrongError:
    said = owner.name if isinstance(owner, Class | Module) else kind_of(owner)
    near = difflib.get_close_matches(name, [each for each in known if not each.startswith("__")], 2)
    problem = msg("{kind} has no {name}", kind=said, name=f"“{name}”")
    if near:
        return WrongError(problem, msg("Did you mean {choices}?", choices=", ".join(near)))
    if isinstance(owner, Instance):
        return WrongError(problem, msg("Set it in __init__, or look at its spelling."))
    return WrongError(problem, msg("Look at where it comes from."))


def store(machine: Machine, frame: Frame, owner: Thing, name: str, value: Thing) -> None:
    """Set ``owner.name``, of a program's own object or class."""
    if not isinstance(owner, Instance | Class):
        problem = msg("{kind} takes no field {name}", kind=kind_of(owner), name=f"“{name}”")
        raise WrongError(problem, msg("Only objects of your own classes do."))
    machine.take(1)
    before = owner.fields.get(name, NOTHING)
    owner.fields[name] = value
    if machine.watch is not None and isinstance(owner, Instance):
        machine.watch.wrote(frame, owner, name, before, value)
