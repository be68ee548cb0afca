"""What a program is: statements, whose expressions are written in postfix order, and the limits.

.. code-block:: text

    line := name = expr | name (+=|-=|*=|/=) expr
          | place.data = expr | place.data (+=|-=|*=|/=) expr | place.grad = expr
          | place.backward() | place.forward(name) | place.zero_grad() | print(expr, …)
          | for name in range(n[, m[, step]]): block | for name in list: block
    expr := number | name | expr (+ - * / **) expr | -expr | (expr) | f(expr) | expr.f() | max(e, e) | min(e, e)
          | sum(list) | len(list) | [expr, …] | expr[number] | expr.data | expr.grad | expr.tangent | expr.parameters()
          | Value(number[, "label"]) | Neuron(n) | Layer(n, m) | MLP(n, [m, …]) | name(list)
    f    := exp log ln tanh sigmoid logistic relu sin cos abs sqrt
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from nnstudio.engine.scalars import operation as op
from nnstudio.engine.scalars.operation import Operation

MOST_LINES: Final = 200
LONGEST: Final = 10_000
"""Characters of a program."""
LONGEST_LINE: Final = 1_000
"""Characters of a line, with what its brackets continue."""
DEEPEST: Final = 32
"""Brackets, and operations that are not simply joined by signs, within one another."""
MOST_VALUES: Final = 20_000
MOST_WORK: Final = 100_000
"""Operations in all; passing a gradient over an edge is one."""
LARGEST: Final = 1e300

OPERATORS: Final[dict[str, Operation]] = {
    "+": op.ADD,
    "-": op.SUBTRACT,
    "*": op.MULTIPLY,
    "/": op.DIVIDE,
    "**": op.POWER,
    "max": op.MAXIMUM,
    "min": op.MINIMUM,
    "neg": op.NEGATE,
}
FUNCTIONS: Final[dict[str, Operation | None]] = {
    **{name: op.FUNCTIONS[name] for name in ("exp", "log", "tanh", "logistic", "relu", "sin", "cos", "abs")},
    "ln": op.LOG,
    "sigmoid": op.LOGISTIC,
    "sqrt": None,
}
"""Functions of one number; sqrt is the power of one half."""
CALLS: Final[dict[str, tuple[int, int]]] = {
    **dict.fromkeys(FUNCTIONS, (1, 1)),
    **dict.fromkeys(("max", "min"), (2, 2)),
    **dict.fromkeys(("sum", "len", "Neuron"), (1, 1)),
    "Value": (1, 2),
    "Layer": (2, 2),
    "MLP": (2, 2),
}
"""Everything that can be called by its name, with the fewest and the most arguments."""
FIELDS: Final = ("data", "grad", "tangent")
METHODS: Final = (*FUNCTIONS, "parameters")
SWEEPS: Final = ("backward", "forward", "zero_grad")
"""What a line of its own may call on a number."""
BUILT_IN: Final = frozenset({*CALLS, "range", "print"})


class Span(NamedTuple):
    """Characters of the text as typed: in which line (from 1), from which character (from 0), how many."""

    line: int
    start: int
    length: int


@dataclass(frozen=True)
class Part:
    """A part of an expression in postfix order: takes ``count`` values from the stack and puts one there.

    ``kind`` : number, text, name, operate, function, call (of a built-in), list, item, field, parameters; called (the
    name of what is no built-in) and apply.
    """

    kind: str
    what: str | float
    count: int
    span: Span


Code = tuple[Part, ...]


@dataclass(frozen=True)
class Assign:
    """``name = code``."""

    span: Span
    name: str
    code: Code


@dataclass(frozen=True)
class Write:
    """``place.field = code``."""

    span: Span
    place: Code
    field: str
    code: Code


@dataclass(frozen=True)
class Sweep:
    """``place.backward()``, ``place.forward(seed)``, ``place.zero_grad()``."""

    span: Span
    method: str
    place: Code
    seed: Code = ()


@dataclass(frozen=True)
class Print:
    """``print(code, …)``."""

    span: Span
    codes: tuple[Code, ...]


@dataclass(frozen=True)
class Loop:
    """``for name in range(*bounds)`` or, without bounds, ``for name in source``."""

    span: Span
    name: str
    source: Code
    bounds: tuple[Code, ...]
    body: tuple[Statement, ...]


Statement = Assign | Write | Sweep | Print | Loop


@dataclass(frozen=True, eq=False)
class Program:
    """A text that has been read."""

    text: str
    body: tuple[Statement, ...]
