r"""The derivative by forward mode: beside each entry u of a tape stands its tangent :math:`\dot u = du/dz`.

.. math:: (u, \dot u)(v, \dot v) = (uv,\; \dot u v + u \dot v), \qquad f(u, \dot u) = (f(u),\; f'(u)\,\dot u)

The tangents are entries of the same tape, so they share what the value has computed already. Where ``max`` and ``min``
meet two equal values, a constant wins, else the first: ``max(0, z)`` has the slope 0 at 0, as ReLU has. Where the
formula has no value, neither has the slope: ``defined(slope, value)`` is NaN where the value is.

Source: Wengert, Communications of the ACM 7 (1964).
"""

from __future__ import annotations

import math
from collections.abc import Callable

from nnstudio.engine.formulas.tape import NUMBER, VARIABLE, Entry, Tape


def differentiate(tape: Tape, value: int, variable: str = "z") -> int:
    """Extend the tape by the derivative of an entry by a variable, and return the derivative's entry."""
    tangents: dict[int, int] = {}
    for place in tape.needed(value):
        entry = tape.entries[place]
        if entry.operation == VARIABLE:
            tangents[place] = tape.number(float(entry.name == variable))
        elif entry.operation == NUMBER or entry.operation.startswith("greater"):
            tangents[place] = tape.number(0)
        else:
            tangents[place] = _tangent(tape, place, entry, [tangents[below] for below in entry.arguments])
    slope = tangents[value]
    logarithms = [place for place in tape.needed(value) if tape.entries[place].operation == "log"]
    if not all(tape.is_number(tangents[place], 0) for place in logarithms):
        # 1/u has a value where ln u has none; of all operations the logarithm alone is so.
        return tape.apply("defined", slope, value)
    return slope


def _tangent(tape: Tape, place: int, entry: Entry, tangents: list[int]) -> int:
    if all(tape.is_number(tangent, 0) for tangent in tangents):
        return tape.number(0)
    if entry.operation in _SLOPES:
        slope = _SLOPES[entry.operation](tape, place, entry.arguments[0])
        return tape.apply("multiply", slope, tangents[0])
    return _JOINED[entry.operation](tape, place, entry.arguments, tangents)


_Joined = Callable[[Tape, int, tuple[int, ...], list[int]], int]


def _product(tape: Tape, place: int, of: tuple[int, ...], tangents: list[int]) -> int:
    (u, v), (du, dv) = of, tangents
    return tape.apply("add", tape.apply("multiply", du, v), tape.apply("multiply", u, dv))


def _quotient(tape: Tape, place: int, of: tuple[int, ...], tangents: list[int]) -> int:
    (_, v), (du, dv) = of, tangents
    if tape.is_number(dv, 0):
        return tape.apply("divide", du, v)
    return tape.apply("divide", tape.apply("subtract", du, tape.apply("multiply", place, dv)), v)


def _power(tape: Tape, place: int, of: tuple[int, ...], tangents: list[int]) -> int:
    (u, v), (du, dv) = of, tangents
    if tape.is_number(u, 0):
        # 0 for every exponent above 0; ln 0 would make it 0 · ∞.
        return tape.number(0)
    if tape.is_number(dv, 0):
        lower = tape.apply("power", u, tape.apply("subtract", v, tape.number(1)))
        return tape.apply("multiply", tape.apply("multiply", v, lower), du)
    grown = tape.apply("multiply", dv, tape.apply("log", u))
    if not tape.is_number(du, 0):
        grown = tape.apply("add", grown, tape.apply("divide", tape.apply("multiply", v, du), u))
    return tape.apply("multiply", place, grown)


def _larger(tape: Tape, place: int, of: tuple[int, ...], tangents: list[int]) -> int:
    (u, v), (du, dv) = of, tangents
    return _chosen(tape, u, v, du, dv)


def _smaller(tape: Tape, place: int, of: tuple[int, ...], tangents: list[int]) -> int:
    (u, v), (du, dv) = of, tangents
    return _chosen(tape, v, u, du, dv, first_below=True)


def _chosen(tape: Tape, u: int, v: int, du: int, dv: int, first_below: bool = False) -> int:
    """Return ``du`` where the first argument wins, else ``dv``; u ≥ v is how it wins."""
    second_constant = tape.is_number(dv, 0)
    condition = tape.apply("greater" if second_constant else "greater_equal", u, v)
    return tape.apply("where", condition, du, dv)


def _either(tape: Tape, place: int, of: tuple[int, ...], tangents: list[int]) -> int:
    return tape.apply("where", of[0], tangents[1], tangents[2])


_JOINED: dict[str, _Joined] = {
    "add": lambda tape, place, of, tangents: tape.apply("add", *tangents),
    "subtract": lambda tape, place, of, tangents: tape.apply("subtract", *tangents),
    "negative": lambda tape, place, of, tangents: tape.apply("negative", *tangents),
    "multiply": _product,
    "divide": _quotient,
    "power": _power,
    "max": _larger,
    "min": _smaller,
    "where": _either,
}


def _over(tape: Tape, above: int, below: int) -> int:
    return tape.apply("divide", above, below)


def _one_minus(tape: Tape, entry: int) -> int:
    return tape.apply("subtract", tape.number(1), entry)


def _squared(tape: Tape, entry: int) -> int:
    return tape.apply("power", entry, tape.number(2))


def _bell(tape: Tape, u: int) -> int:
    """Return erf's slope, ``2/√π · exp(−u²)``."""
    factor = tape.number(2.0 / math.sqrt(math.pi), "2/√π")
    return tape.apply("multiply", factor, tape.apply("exp", tape.apply("negative", _squared(tape, u))))


_Slope = Callable[[Tape, int, int], int]

_SLOPES: dict[str, _Slope] = {
    "exp": lambda tape, f, u: f,
    "log": lambda tape, f, u: _over(tape, tape.number(1), u),
    "sin": lambda tape, f, u: tape.apply("cos", u),
    "cos": lambda tape, f, u: tape.apply("negative", tape.apply("sin", u)),
    "tan": lambda tape, f, u: tape.apply("add", tape.number(1), _squared(tape, f)),
    "arctan": lambda tape, f, u: _over(tape, tape.number(1), tape.apply("add", tape.number(1), _squared(tape, u))),
    "tanh": lambda tape, f, u: _one_minus(tape, _squared(tape, f)),
    "sinh": lambda tape, f, u: tape.apply("cosh", u),
    "cosh": lambda tape, f, u: tape.apply("sinh", u),
    "sqrt": lambda tape, f, u: _over(tape, tape.number(1), tape.apply("multiply", tape.number(2), f)),
    "abs": lambda tape, f, u: tape.apply("sign", u),
    "sign": lambda tape, f, u: tape.number(0),
    "sigmoid": lambda tape, f, u: tape.apply("multiply", f, _one_minus(tape, f)),
    "relu": lambda tape, f, u: tape.apply(
        "where", tape.apply("greater", u, tape.number(0)), tape.number(1), tape.number(0)
    ),
    "softplus": lambda tape, f, u: tape.apply("sigmoid", u),
    "erf": lambda tape, f, u: _bell(tape, u),
}
