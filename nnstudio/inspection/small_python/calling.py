"""Calls: arguments find their parameters, and a function of the program gets a frame of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstudio.inspection.small_python.fault import WrongError
from nnstudio.inspection.small_python.limits import DEEPEST_CALLS
from nnstudio.inspection.small_python.things import (
    NOTHING,
    Builtin,
    Class,
    Frame,
    Function,
    Instance,
    Method,
    Scope,
    Thing,
    kind_of,
)
from nnstudio.text import msg

if TYPE_CHECKING:
    from nnstudio.inspection.small_python.machine import Machine


def invoke(machine: Machine, frame: Frame, callee: Thing, given: list[Thing], named: dict[str, Thing]) -> bool:
    """Call; the result comes on the frame's stack, at once (False) or when the frame entered ends (True)."""
    if isinstance(callee, Method):
        given = [callee.receiver, *given]
        callee = callee.function
    if isinstance(callee, Function):
        enter(machine, Frame(callee.code, _bound(callee, given, named)))
        return True
    if isinstance(callee, Builtin):
        frame.stack.append(_built_in(machine, callee, given, named))
        return False
    if isinstance(callee, Class):
        return _create(machine, frame, callee, given, named)
    method = callee.kind.find("__call__") if isinstance(callee, Instance) else NOTHING
    if method is NOTHING:
        problem = msg("{kind} cannot be called", kind=kind_of(callee))
        raise WrongError(problem, msg("Look at where it comes from, or define __call__ in its class."))
    return invoke(machine, frame, method, [callee, *given], named)


def enter(machine: Machine, frame: Frame) -> None:
    """Put a frame on top; WrongError where there are too many."""
    if len(machine.frames) > DEEPEST_CALLS:
        problem = msg("more than {count} calls within one another", count=DEEPEST_CALLS)
        raise WrongError(problem, msg("A function that calls itself must end somewhere."))
    machine.take(8)
    machine.frames.append(frame)


def _create(machine: Machine, frame: Frame, kind: Class, given: list[Thing], named: dict[str, Thing]) -> bool:
    machine.take(16)
    made, start = Instance(kind), kind.find("__init__")
    if start is NOTHING:
        if given or named:
            problem = msg("{name} takes no values", name=kind.name)
            raise WrongError(problem, msg("Define __init__ in the class {name}.", name=kind.name))
        frame.stack.append(made)
        return False
    if not isinstance(start, Function):
        raise WrongError(msg("{kind} cannot be called", kind=kind_of(start)), msg("Define __init__ with def."))
    enter(machine, Frame(start.code, _bound(start, [made, *given], named), made))
    return True


def _bound(function: Function, given: list[Thing], named: dict[str, Thing]) -> Scope:
    """Return the names of a call: each parameter with its value."""
    code, scope = function.code, Scope(function.scope)
    names = code.parameters
    if len(given) > len(names):
        raise _miscounted(code.name, names, len(given))
    found = scope.names
    found.update(zip(names, given, strict=False))
    for name, value in named.items():
        if name not in names or name in found:
            problem = msg("{function} does not take {name} here", function=code.name, name=f"“{name}”")
            raise WrongError(problem, msg("It takes: {names}.", names=", ".join(names)))
        found[name] = value
    if len(found) < len(names):
        first = len(names) - len(function.defaults)
        for place, name in enumerate(names):
            if name not in found:
                if place < first:
                    raise _miscounted(code.name, names, len(given))
                found[name] = function.defaults[place - first]
    return scope


def _miscounted(name: str, names: tuple[str, ...], count: int) -> WrongError:
    problem = msg("{name} takes {wanted}, not {count}", name=name, wanted=len(names), count=count)
    return WrongError(problem, msg("It takes: {names}.", names=", ".join(names) or "–"))


def _built_in(machine: Machine, callee: Builtin, given: list[Thing], named: dict[str, Thing]) -> Thing:
    try:
        return callee.run(machine, *given, **named)
    except TypeError:
        kinds = ", ".join(kind_of(each) for each in given) or "–"
        problem = msg("{function} does not go with: {kinds}", function=f"{callee.name}()", kinds=kinds)
        raise WrongError(problem, msg("Look at how many values it takes, and which.")) from None
