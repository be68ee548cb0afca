"""``math`` and ``random``: functions of numbers, and a generator that draws the same numbers at every run."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Final

from nnstudio.inspection.small_python.fault import WrongError
from nnstudio.inspection.small_python.items import listed
from nnstudio.inspection.small_python.things import Builtin, Module, Thing
from nnstudio.text import msg

if TYPE_CHECKING:
    from nnstudio.inspection.small_python.machine import Machine

_MATH: Final = (
    *("exp", "log", "log2", "log10", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "atan", "fabs", "floor"),
    *("ceil", "pow", "isnan", "isinf", "isfinite", "isclose", "copysign", "erf"),
)
_RANDOM: Final = ("seed", "random", "uniform", "gauss", "randint", "choice", "shuffle")
_CONSTANTS: Final = {"pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan}

MEMBERS: Final[dict[str, frozenset[str]]] = {
    "math": frozenset({*_MATH, *_CONSTANTS}),
    "random": frozenset(_RANDOM),
}
"""What can be imported from each."""


def modules(seed: int) -> dict[str, Module]:
    """Return both modules for a run; ``seed`` is the generator's."""
    generator = Random(seed)
    numbers: dict[str, Thing] = {name: _of_numbers(f"math.{name}", getattr(math, name)) for name in _MATH}
    draws = {
        name: _of_numbers(f"random.{name}", getattr(generator, name))
        for name in ("random", "uniform", "gauss", "randint")
    }
    own: dict[str, Thing] = {
        "seed": Builtin("random.seed", lambda machine, number: generator.seed(_whole(number))),
        "choice": Builtin("random.choice", lambda machine, source: _chosen(machine, generator, source)),
        "shuffle": Builtin("random.shuffle", lambda machine, source: _shuffled(machine, generator, source)),
    }
    return {"math": Module("math", {**numbers, **_CONSTANTS}), "random": Module("random", {**draws, **own})}


def _of_numbers(name: str, run: Callable[..., Thing]) -> Builtin:
    def of(machine: Machine, *given: Thing, **named: Thing) -> Thing:
        if not all(isinstance(each, int | float) for each in (*given, *named.values())):
            raise TypeError
        return run(*given, **named)

    return Builtin(name, of)


def _whole(number: Thing) -> int:
    if not isinstance(number, int):
        raise TypeError
    return number


def _chosen(machine: Machine, generator: Random, source: Thing) -> Thing:
    found = listed(machine, source)
    if not found:
        raise WrongError(msg("there is no such item"), msg("Ask with “in” first, or look at the length with len."))
    return generator.choice(found)


def _shuffled(machine: Machine, generator: Random, source: Thing) -> None:
    if not isinstance(source, list):
        raise TypeError
    machine.spend(len(source))
    generator.shuffle(source)
