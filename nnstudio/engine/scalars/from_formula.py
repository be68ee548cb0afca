"""A typed formula as a graph of scalars: every operation of its tape a node, every name a leaf."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from nnstudio.engine.formulas import Tape
from nnstudio.engine.formulas.tape import NUMBER, VARIABLE, Entry
from nnstudio.engine.scalars import operation as op
from nnstudio.engine.scalars.operation import Operation
from nnstudio.engine.scalars.value import Value
from nnstudio.text import msg


def graph_of_tape(tape: Tape, value: int, numbers: Mapping[str, float]) -> tuple[Value, dict[str, Value]]:
    """Return the graph of an entry of a tape, and its leaves by their names; what is used twice is one node.

    Raises
    ------
    DataError : an operation has no result there, such as the logarithm of 0.
    """
    made: dict[int, Value] = {}
    leaves: dict[str, Value] = {}
    for place in tape.needed(value):
        entry = tape.entries[place]
        if entry.operation == NUMBER:
            made[place] = Value(entry.value, f"{entry.value:g}")
        elif entry.operation == VARIABLE:
            made[place] = leaves[entry.name] = Value(numbers[entry.name], entry.name)
        elif not entry.operation.startswith("greater"):
            made[place] = _node(tape, entry, made)
    return made[value], leaves


def _node(tape: Tape, entry: Entry, made: Mapping[int, Value]) -> Value:
    if entry.operation == "where":
        condition, yes, no = entry.arguments
        test = tape.entries[condition]
        return Value.made(_CHOICES[test.operation], [made[place] for place in (*test.arguments, yes, no)])
    if entry.operation == "defined":
        # Where the second has no value it was refused above.
        return made[entry.arguments[0]]
    operands = [made[place] for place in entry.arguments]
    fixed = tape.constant(entry.arguments[1]) if entry.operation == "power" else None
    if fixed is not None:
        return operands[0] ** fixed
    return Value.made(OPERATIONS[entry.operation], operands)


def _choice(name: str, holds: Callable[[float, float], bool]) -> Operation:
    """Return ``where(x > y, yes, no)``: what is compared has no slope."""
    return Operation(
        name,
        lambda x, y, yes, no: yes if holds(x, y) else no,
        lambda _, x, y, yes, no: (0.0, 0.0, 1.0, 0.0) if holds(x, y) else (0.0, 0.0, 0.0, 1.0),
    )


def _sqrt(x: float) -> float:
    if x < 0:
        raise op.refuse("sqrt", msg("a number of 0 or more"), x)
    return math.sqrt(x)


def _within(name: str, function: Callable[[float], float]) -> Callable[[float], float]:
    """Return a function that refuses what floating point cannot hold."""

    def bounded(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            raise op.refuse(name, msg("a result that floating point can hold"), x) from None

    return bounded


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


_CHOICES = {
    "greater": _choice("where", lambda x, y: x > y),
    "greater_equal": _choice("where", lambda x, y: x >= y),
}
OPERATIONS: dict[str, Operation] = {
    "add": op.ADD,
    "subtract": op.SUBTRACT,
    "multiply": op.MULTIPLY,
    "divide": op.DIVIDE,
    "power": op.POWER,
    "negative": op.NEGATE,
    "exp": op.EXP,
    "log": op.LOG,
    "sin": op.SIN,
    "cos": op.COS,
    "tanh": op.TANH,
    "sigmoid": op.LOGISTIC,
    "relu": op.RELU,
    "abs": op.ABS,
    "max": op.MAXIMUM,
    "min": op.MINIMUM,
    "sqrt": Operation("sqrt", _sqrt, lambda a, x: (0.5 / a if a else math.inf,)),
    "tan": Operation("tan", math.tan, lambda a, x: (1.0 + a * a,)),
    "sinh": Operation("sinh", _within("sinh", math.sinh), lambda a, x: (math.cosh(x),)),
    "cosh": Operation("cosh", _within("cosh", math.cosh), lambda a, x: (math.sinh(x),)),
    "arctan": Operation("arctan", math.atan, lambda a, x: (1.0 / (1.0 + x * x),)),
    "softplus": Operation("softplus", _softplus, lambda a, x: (op.logistic(x),)),
    "erf": Operation("erf", math.erf, lambda a, x: (2.0 / math.sqrt(math.pi) * math.exp(-x * x),)),
    "sign": Operation("sign", lambda x: float((x > 0) - (x < 0)), lambda a, x: (0.0,)),
}
"""The operations of a tape as those of a graph."""
