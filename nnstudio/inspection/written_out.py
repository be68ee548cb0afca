"""Formulas that the engine writes in text, in the numbers of one sample: a tape becomes an expression."""

from __future__ import annotations

import math
from collections.abc import Callable

from nnstudio.engine.formulas import Tape
from nnstudio.engine.formulas.tape import NUMBER, VARIABLE, Entry
from nnstudio.inspection.expression import (
    Call,
    Node,
    Num,
    Product,
    Quotient,
    Square,
    Sum,
    difference,
    evaluate,
    num,
    times,
    total,
)
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.trace import Trace
from nnstudio.text import msg

_FAR = 700.0
"""Beyond this an exponential overflows."""


_NAMES = {"sigmoid": "σ", "log": "ln", "sqrt": "√", "relu": "ReLU"}
"""What a card calls the functions of a formula; the others by their own names."""

_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "arctan": math.atan,
    "tanh": math.tanh,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "erf": math.erf,
    "abs": abs,
    "sign": lambda x: float((x > 0) - (x < 0)),
    "sigmoid": lambda x: 1 / (1 + math.exp(-max(-_FAR, min(_FAR, x)))),
    "relu": lambda x: max(0.0, x),
    "softplus": lambda x: max(0.0, x) + math.log1p(math.exp(-abs(x))),
}


def written_out(trace: Trace, tape: Tape, value: int, named: Callable[[str], Node]) -> Node:
    """Return an entry of a tape as an expression; ``named`` gives each variable's.

    Of ``max``, ``min`` and ``where`` only the part is written that counts for these numbers.
    """
    nodes: dict[int, Node] = {}
    for place in tape.needed(value):
        entry = tape.entries[place]
        if entry.operation == VARIABLE:
            nodes[place] = named(entry.name)
        else:
            nodes[place] = _node(trace, entry, [nodes[below] for below in entry.arguments])
    return nodes[value]


def _node(trace: Trace, entry: Entry, of: list[Node]) -> Node:
    match entry.operation:
        case operation if operation == NUMBER:
            return _constant(trace, {"pi": "π"}.get(entry.name, entry.name) or f"{entry.value:g}", entry.value)
        case "add":
            return total(*of)
        case "subtract":
            return difference(*of)
        case "negative":
            return Sum(((-1, of[0]),))
        case "multiply":
            parts = [factor for node in of for factor in (node.factors if isinstance(node, Product) else (node,))]
            return times(*parts)
        case "divide":
            return _share(trace, *of)
        case "power":
            return power(trace, *of)
    return _chosen(trace, entry.operation, of) or _called(entry.operation, of[0])


def _constant(trace: Trace, symbol: str, value: float) -> Num:
    # Of itself a 0 is what an optimiser has left out.
    return num(symbol, value, msg("zero") if symbol == "0" else constant_name(trace, symbol))


def _called(operation: str, argument: Node) -> Call:
    name = _NAMES.get(operation, operation)
    try:
        value = _FUNCTIONS[operation](evaluate(argument))
    except (ValueError, OverflowError):
        value = math.nan  # As NumPy has it, where a formula of one's own has no value.
    return Call(name, argument, value)


def _chosen(trace: Trace, operation: str, of: list[Node]) -> Node | None:
    """Return the part that counts of a ``max``, a ``min`` or a ``where``; what a comparison gives; None for others."""
    values = [evaluate(node) for node in of]
    match operation:
        case "max":
            return of[0] if values[0] >= values[1] else of[1]
        case "min":
            return of[0] if values[0] <= values[1] else of[1]
        case "where":
            return of[1] if values[0] else of[2]
        case "greater":
            return _constant(trace, "[>]", float(values[0] > values[1]))
        case "greater_equal":
            return _constant(trace, "[≥]", float(values[0] >= values[1]))
    return None


def power(trace: Trace, base: Node, exponent: Node) -> Node:
    """Return a power as a square, as products, as a root, or as the exponential of a logarithm."""
    raised, below = evaluate(exponent), evaluate(base)
    if raised == 2:
        return Square(base)
    if raised in (0.5, -0.5):
        root = _called("sqrt", base)
        return root if raised > 0 else Quotient(_constant(trace, "1", 1.0), root)
    if raised < 0:
        return Quotient(_constant(trace, "1", 1.0), power(trace, base, _negated(trace, exponent)))
    if raised == int(raised) and 2 < raised <= 4:
        return times(Square(base), base if raised == 3 else Square(base))
    if below > 0:
        return _called("exp", times(exponent, _called("log", base)))
    value = below**raised if below == 0 or raised == int(raised) else math.nan
    return _constant(trace, f"(·)^{{{raised:g}}}", float(value))


def _negated(trace: Trace, node: Node) -> Node:
    return _constant(trace, f"{-evaluate(node):g}", -evaluate(node))


def _share(trace: Trace, above: Node, below: Node) -> Node:
    """Return a quotient; one over the outputs is a number of its own, ``1/K``."""
    if not isinstance(below, Num) or below.operand.symbol != "K":
        return Quotient(above, below)
    number = above if isinstance(above, Num) and above.operand.symbol.isdigit() else None
    symbol, value = (number.operand.symbol, number.operand.value) if number else ("1", 1.0)
    share = num(f"{symbol}/K", value / below.operand.value, constant_name(trace, f"{symbol}/K"))
    return share if number else times(share, *(above.factors if isinstance(above, Product) else (above,)))
