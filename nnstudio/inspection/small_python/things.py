"""What a program handles besides Python's numbers, texts, lists, tuples, sets and dictionaries: all of it our own.

No other object of Python is ever within a program's reach.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nnstudio.inspection.small_python.fault import Place

if TYPE_CHECKING:
    from nnstudio.inspection.small_python.machine import Machine

Thing = Any
"""A value of a program: a number, text, None, list, tuple, set, dict, range, iterator, or one of the classes below."""

Handler = Callable[["Machine", "Frame", Any], bool | None]
"""Carries an instruction out; True where another frame is on top now."""


@dataclass(eq=False)
class Code:
    """A function's instructions. ``places`` and ``statements`` say of each where it stands and to which statement it
    belongs; ``owner`` : the class in which it is written, "" for none; ``origin`` : the text."""

    name: str
    origin: str
    owner: str = ""
    parameters: tuple[str, ...] = ()
    operations: list[tuple[Handler, Any]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)


class Scope:
    """The names of one call, and of the calls around the function's definition."""

    __slots__ = ("names", "parent")

    def __init__(self, parent: Scope | None) -> None:
        self.names: dict[str, Thing] = {}
        self.parent = parent


class Frame:
    """A call under way: ``at`` the next instruction. ``made`` : the object that ``__init__`` fills, if it is one."""

    __slots__ = ("at", "code", "made", "scope", "stack")

    def __init__(self, code: Code, scope: Scope, made: Instance | None = None) -> None:
        self.code, self.scope, self.made = code, scope, made
        self.at = 0
        self.stack: list[Thing] = []


class Function:
    """A function of the program; ``defaults`` are of its last parameters."""

    __slots__ = ("code", "defaults", "scope")

    def __init__(self, code: Code, defaults: tuple[Thing, ...], scope: Scope | None) -> None:
        self.code, self.defaults, self.scope = code, defaults, scope


class Class:
    """A class of the program, with what its body defines."""

    __slots__ = ("base", "fields", "name")

    def __init__(self, name: str, fields: dict[str, Thing], base: Class | None) -> None:
        self.name, self.fields, self.base = name, fields, base

    def find(self, name: str) -> Thing:
        """Return what a name means in the class or those it is made from; :data:`NOTHING` if there is none."""
        here: Class | None = self
        while here is not None:
            if name in here.fields:
                return here.fields[name]
            here = here.base
        return NOTHING

    def is_a(self, other: Class) -> bool:
        """Whether it is another class, or made from it."""
        here: Class | None = self
        while here is not None and here is not other:
            here = here.base
        return here is not None


class Instance:
    """An object of a program's class."""

    __slots__ = ("fields", "kind")

    def __init__(self, kind: Class) -> None:
        self.kind = kind
        self.fields: dict[str, Thing] = {}


class Method:
    """A function with the object before its dot."""

    __slots__ = ("function", "receiver")

    def __init__(self, receiver: Thing, function: Function) -> None:
        self.receiver, self.function = receiver, function


@dataclass(frozen=True, eq=False)
class Builtin:
    """A function of the language: ``run(machine, *arguments, **named)``. ``kinds`` : the types that it stands for."""

    name: str
    run: Callable[..., Thing]
    kinds: tuple[type, ...] = ()


@dataclass(frozen=True, eq=False)
class Module:
    """``math`` or ``random``."""

    name: str
    members: Mapping[str, Thing]


NOTHING = object()
"""No such name; no program ever gets it."""

_NAMES: dict[type, str] = {Builtin: "function", Function: "function", Method: "function", type(None): "None"}
_KNOWN = (int, float, bool, str, list, tuple, set, dict, range)


def kind_of(thing: Thing) -> str:
    """Return what a thing is called in a message."""
    if isinstance(thing, Instance):
        return thing.kind.name
    if isinstance(thing, Class):
        return "class"
    if isinstance(thing, Module):
        return "module"
    kind = type(thing)
    return _NAMES.get(kind, kind.__name__ if kind in _KNOWN else "iterator")
