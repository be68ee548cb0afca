"""The operations of a scalar graph: what each computes, and its derivative by each of its operands, side by side."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from nnstudio.engine.errors import DataError
from nnstudio.text import Message, msg


@dataclass(frozen=True)
class Operation:
    """``evaluate(*operands)`` is the result; ``slopes(result, *operands)`` are ∂result/∂operand, one for each.

    ``name`` is what stands in the node: ``+``, ``×``, ``tanh``.
    """

    name: str
    evaluate: Callable[..., float]
    slopes: Callable[..., tuple[float, ...]]


def refuse(name: str, expected: Message, received: float) -> DataError:
    """Return the error of an operation that has no result there."""
    advice = msg("Change the numbers that lead there, or use another operation.")
    return DataError(name, expected, msg("{value}", value=repr(received)), advice)


def _divide(x: float, y: float) -> float:
    if y == 0:
        raise refuse("/", msg("a divisor that is not 0"), y)
    return x / y


def _power(x: float, y: float) -> float:
    if x < 0 and not y.is_integer():
        raise refuse("**", msg("a base of 0 or more under a fractional exponent"), x)
    if x == 0 and y < 0:
        raise refuse("**", msg("a base that is not 0 under a negative exponent"), x)
    try:
        return float(x**y)
    except OverflowError:
        raise refuse("**", msg("a result that floating point can hold"), x) from None


def _power_slopes(a: float, x: float, y: float) -> tuple[float, float]:
    # For a base of 0 or less the result has no derivative by the exponent: it exists at whole numbers only.
    by_base = 0.0 if y == 0 else y * _power(x, y - 1) if x or y >= 1 else math.inf
    return by_base, a * math.log(x) if x > 0 else math.nan


def _exp(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        raise refuse("exp", msg("an exponent below 709.78"), x) from None


def _log(x: float) -> float:
    if x <= 0:
        raise refuse("log", msg("a number above 0"), x)
    return math.log(x)


def logistic(x: float) -> float:
    """Return ``1 / (1 + e⁻ˣ)`` without overflow on either side."""
    small = math.exp(-abs(x))
    return (1.0 if x >= 0 else small) / (1.0 + small)


def _logistic_slope(a: float, x: float) -> tuple[float]:
    small = math.exp(-abs(x))
    return (small / (1.0 + small) ** 2,)


def _product_slopes(_: float, *factors: float) -> tuple[float, ...]:
    """Return for each factor the product of the others, without a division (a factor may be 0)."""
    before = [1.0]
    for factor in factors[:-1]:
        before.append(before[-1] * factor)
    after = 1.0
    found = []
    for place in range(len(factors) - 1, -1, -1):
        found.append(before[place] * after)
        after *= factors[place]
    return tuple(reversed(found))


def _larger_slopes(_: float, x: float, y: float) -> tuple[float, float]:
    share = 0.5 if x == y else float(x > y)
    return share, 1.0 - share


def _sign(x: float) -> float:
    return float((x > 0) - (x < 0))


ADD = Operation("+", lambda *terms: math.fsum(terms), lambda _, *terms: (1.0,) * len(terms))
SUBTRACT = Operation("−", lambda x, y: x - y, lambda a, x, y: (1.0, -1.0))
MULTIPLY = Operation("×", lambda *factors: math.prod(factors, start=1.0), _product_slopes)
DIVIDE = Operation("/", _divide, lambda a, x, y: (1.0 / y, -a / y))
POWER = Operation("**", _power, _power_slopes)
CUT = Operation("cut", lambda x: x, lambda a, x: (0.0,))
"""The number itself, through which nothing flows back: where truncation cuts time."""
NEGATE = Operation("neg", lambda x: -x, lambda a, x: (-1.0,))
EXP = Operation("exp", _exp, lambda a, x: (a,))
LOG = Operation("log", _log, lambda a, x: (1.0 / x,))
TANH = Operation("tanh", math.tanh, lambda a, x: (1.0 - a * a,))
LOGISTIC = Operation("logistic", logistic, _logistic_slope)
RELU = Operation("relu", lambda x: max(x, 0.0), lambda a, x: (float(x > 0),))
SIN = Operation("sin", math.sin, lambda a, x: (math.cos(x),))
COS = Operation("cos", math.cos, lambda a, x: (-math.sin(x),))
ABS = Operation("abs", abs, lambda a, x: (_sign(x),))
MAXIMUM = Operation("max", max, _larger_slopes)
MINIMUM = Operation("min", min, lambda _, x, y: _larger_slopes(_, -x, -y))

FUNCTIONS: dict[str, Operation] = {op.name: op for op in (EXP, LOG, TANH, LOGISTIC, RELU, SIN, COS, ABS)}
"""The functions of one operand by their name, such as an activation's id."""
