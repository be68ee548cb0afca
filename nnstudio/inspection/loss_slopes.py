"""``∂ℓ/∂a`` with its numbers: the slope that each loss writes out itself, in the operands of this sample."""

from __future__ import annotations

import math

import numpy as np

from nnstudio.engine.columns import place_count
from nnstudio.engine.formulas import Tape, read
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
from nnstudio.inspection.forward import softmax_share
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.trace import Trace

_VARIABLES = ("a", "y", "K", "t", "W", "p")


def loss_slope_of(trace: Trace, sink: str, index: tuple[int, ...]) -> Node | None:
    """Return ``∂ℓ/∂a`` of output ``index`` as an expression; None where the loss does not write it out."""
    a, y = output(trace, sink, index), _target(trace, sink, index)
    text = trace.plan.loss_function.written_slope(a.operand.value, y.operand.value)
    if not text:
        return None
    formula = read(text, trace.plan.loss_function.declaration.id, _VARIABLES)
    nodes: dict[int, Node] = {}
    for place in formula.tape.needed(formula.value):
        entry = formula.tape.entries[place]
        if entry.operation == VARIABLE:
            nodes[place] = (
                a if entry.name == "a" else y if entry.name == "y" else _named(trace, sink, index, entry.name)
            )
        else:
            nodes[place] = _node(trace, formula.tape, entry, [nodes[below] for below in entry.arguments])
    return nodes[formula.value]


def output(trace: Trace, sink: str, index: tuple[int, ...]) -> Num:
    """Return the output that the loss reads: a, or z where it reads net inputs."""
    layer, place = trace.shown(sink, index)
    known = trace.plan.sites[layer].quantities
    quantity = "z" if trace.plan.loss_function.reads_logits and "z" in known else "a"
    return trace.num(trace.here(layer, quantity, place))


def weighting_of(trace: Trace, sink: str, index: tuple[int, ...]) -> tuple[Num, Num]:
    """Return W and t: what class weights and smoothed labels make of the target."""
    targets = [_target(trace, sink, (*index[:-1], k)).operand.value for k in range(_count(trace, sink))]
    weight, t = trace.plan.sample_loss(sink).weighting(np.array(targets))
    found = (("W", float(weight[index[-1]])), (f"t_{{{index[-1] + 1}}}", float(t[index[-1]])))
    first, second = (num(symbol, value, constant_name(trace, symbol[:1])) for symbol, value in found)
    return first, second


def share_of_place(trace: Trace, sink: str, node: Node) -> Node:
    """Return one place's part of the sample's loss, which is the mean over its places (steps, pixels)."""
    count = place_count(trace.shape(sink))
    return node if count == 1 else times(num("1/T", 1 / count, constant_name(trace, "1/T")), node)


def _target(trace: Trace, sink: str, index: tuple[int, ...]) -> Num:
    return trace.num(trace.here(sink, "target", index))


def _count(trace: Trace, sink: str) -> int:
    return int(trace.plan.sites[sink].output.shape[-1])


def _named(trace: Trace, sink: str, index: tuple[int, ...], name: str) -> Node:
    if name == "K":
        return num("K", _count(trace, sink), constant_name(trace, "K"))
    if name == "p":
        scores = [output(trace, sink, (*index[:-1], k)) for k in range(_count(trace, sink))]
        return softmax_share(scores[index[-1]], scores)
    weight, t = weighting_of(trace, sink, index)
    return weight if name == "W" else t


def _node(trace: Trace, tape: Tape, entry: Entry, of: list[Node]) -> Node:
    match entry.operation:
        case operation if operation == NUMBER:
            symbol = f"{entry.value:g}"
            return num(symbol, entry.value, constant_name(trace, symbol))
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
            return Square(of[0])
    return Call(
        {"sigmoid": "σ"}.get(entry.operation, entry.operation), of[0], _called(entry.operation, evaluate(of[0]))
    )


def _share(trace: Trace, above: Node, below: Node) -> Node:
    """Return a quotient; one over the outputs is a number of its own, ``1/K``."""
    if not isinstance(below, Num) or below.operand.symbol != "K":
        return Quotient(above, below)
    number = above if isinstance(above, Num) and above.operand.place is None else None
    symbol, value = (number.operand.symbol, number.operand.value) if number else ("1", 1.0)
    share = num(f"{symbol}/K", value / below.operand.value, constant_name(trace, f"{symbol}/K"))
    return share if number else times(share, *(above.factors if isinstance(above, Product) else (above,)))


def _called(name: str, value: float) -> float:
    if name == "sigmoid":
        return 1 / (1 + math.exp(-max(-700.0, value)))
    if name == "sign":
        return float((value > 0) - (value < 0))
    return math.tanh(value)
