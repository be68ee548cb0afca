"""What an exercise declares: what to do, the code to begin with, hints, checks, and a solution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nnstudio.engine.scalars import Value
from nnstudio.engine.scalars.scratch import read, run
from nnstudio.text import Message

Answer = float | int | bool | str
Wanted = Mapping[str, Answer]
"""What expressions of a program must come to, by the expression."""


@dataclass(frozen=True)
class Check:
    """``program`` runs after the student's; then each expression that ``wanted`` names is held against its number.

    ``wanted`` asks the engine, if it is ``of_engine``; else it is known. ``advice`` : said where something comes out
    otherwise.
    """

    name: Message
    program: str
    wanted: Callable[[], Wanted]
    advice: Message
    of_engine: bool = True


@dataclass(frozen=True)
class Exercise:
    """``given`` : what runs before the student's code and may be used by it; ``start`` : the code to begin with."""

    id: str
    name: Message
    task: tuple[Message, ...]
    start: str
    hints: tuple[Message, ...]
    checks: tuple[Check, ...]
    solution: str
    given: str = ""


def by_engine(program: str, *expressions: str) -> Callable[[], Wanted]:
    """Return what the engine's own scalars make of a program, by expressions such as ``a.grad``."""
    return lambda: _engine(program, expressions)


def _engine(program: str, expressions: tuple[str, ...]) -> Wanted:
    scratch = run(read(program))
    assert scratch.error is None, scratch.error
    found: dict[str, Answer] = {}
    for expression in expressions:
        name, _, field = expression.partition(".")
        node = scratch.names[name]
        assert isinstance(node, Value)
        found[expression] = float(getattr(node, field))
    return found


def against_engine(name: Message, program: str, engine: str, expressions: tuple[str, ...], advice: Message) -> Check:
    """Return the check of a program against the same one of the engine."""
    return Check(name, program, by_engine(engine, *expressions), advice)


def holds(name: Message, program: str, wanted: Wanted, advice: Message) -> Check:
    """Return the check of what is known without calculating."""
    return Check(name, program, lambda: wanted, advice, of_engine=False)
