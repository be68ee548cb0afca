"""How a thing is written: by print, str, repr and in f-strings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstudio.inspection.small_python.fault import WrongError
from nnstudio.inspection.small_python.limits import LONGEST_TEXT
from nnstudio.inspection.small_python.sameness import check_depth
from nnstudio.inspection.small_python.things import NOTHING, Class, Instance, Module, Thing, kind_of
from nnstudio.text import msg

if TYPE_CHECKING:
    from nnstudio.inspection.small_python.machine import Machine

_PLAIN = (int, float, bool, type(None), range)


def written(machine: Machine, thing: Thing) -> str:
    """Return a thing as ``str`` and ``print`` do."""
    if isinstance(thing, str):
        return thing
    if isinstance(thing, Instance):
        for name in ("__str__", "__repr__"):
            method = thing.kind.find(name)
            if method is not NOTHING:
                return _said(machine.call(method, [thing]), name)
    return shown(machine, thing)


def shown(machine: Machine, thing: Thing, depth: int = 0) -> str:
    """Return a thing as ``repr`` does, and as it stands in a list."""
    machine.spend(4)
    if isinstance(thing, _PLAIN):
        return repr(thing)
    if isinstance(thing, str):
        machine.spend(len(thing))
        return repr(thing)
    if isinstance(thing, list | tuple | set | dict):
        return _several(machine, thing, depth)
    if isinstance(thing, Instance):
        method = thing.kind.find("__repr__")
        return _said(machine.call(method, [thing]), "__repr__") if method is not NOTHING else f"<{thing.kind.name}>"
    return f"<{thing.name}>" if isinstance(thing, Class | Module) else f"<{kind_of(thing)}>"


def _several(machine: Machine, thing: Thing, depth: int) -> str:
    check_depth(depth)
    if isinstance(thing, dict):
        pairs = ((shown(machine, key, depth + 1), shown(machine, value, depth + 1)) for key, value in thing.items())
        parts = [f"{key}: {value}" for key, value in pairs]
    else:
        parts = []
        for each in thing:
            parts.append(shown(machine, each, depth + 1))
            if len(parts) > LONGEST_TEXT:
                break
    inside = ", ".join(parts)
    if len(inside) > LONGEST_TEXT:
        raise WrongError(msg("a text of {count} characters", count=len(inside)), msg("Make a shorter one."))
    machine.take(len(inside) >> 3)
    if isinstance(thing, tuple):
        return f"({inside},)" if len(thing) == 1 else f"({inside})"
    if isinstance(thing, set):
        return f"{{{inside}}}" if thing else "set()"
    return f"[{inside}]" if isinstance(thing, list) else f"{{{inside}}}"


def shaped(machine: Machine, thing: Thing, conversion: str, shape: str) -> str:
    """Return a thing as it stands in an f-string; ``shape`` is one that the language has."""
    if conversion:
        thing = shown(machine, thing) if conversion == "repr" else written(machine, thing)
    if not shape:
        return written(machine, thing)
    if not isinstance(thing, int | float | str):
        problem = msg("{kind} has no shape such as {shape}", kind=kind_of(thing), shape=shape)
        raise WrongError(problem, msg("Write a number there, such as x.data."))
    try:
        return format(thing, shape)
    except (ValueError, OverflowError):
        problem = msg("{kind} has no shape such as {shape}", kind=kind_of(thing), shape=shape)
        raise WrongError(problem, msg("Write {example}.", example='f"{x:.4f}"')) from None


def _said(found: Thing, name: str) -> str:
    if not isinstance(found, str):
        problem = msg("{name} returns {kind}, not a text", name=name, kind=kind_of(found))
        raise WrongError(problem, msg("Write {example}.", example='return f"Value({self.data})"'))
    return found
