"""The engine's terms as expressions: composite factors such as ``(a_{0} - y_{0})`` become their operands."""

from __future__ import annotations

import math
import re

from nnstudio.engine import Expansion, Factor, Term
from nnstudio.inspection.expression import Call, Node, Num, Product, Square, Sum, difference, evaluate, num
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.symbols import from_latex
from nnstudio.inspection.trace import Trace

_AGREE = 1e-9


def sum_of_terms(trace: Trace, expansion: Expansion) -> Node:
    """Return the sum of an expansion's terms."""
    return signed_sum([term_node(trace, term) for term in expansion.terms])


def signed_sum(terms: list[tuple[int, Node]]) -> Node:
    """Return the sum; one positive term stands for itself."""
    return terms[0][1] if len(terms) == 1 and terms[0][0] > 0 else Sum(tuple(terms))


def term_node(trace: Trace, term: Term) -> tuple[int, Node]:
    """Return a term with its sign: a factor ``(-α)`` gives its minus to the term."""
    sign = 1
    nodes: list[Node] = []
    for factor in term.factors or (Factor("·", term.value),):
        own, node = factor_node(trace, factor)
        sign *= own
        if nodes and node == nodes[-1]:
            nodes[-1] = Square(node)
        else:
            nodes.append(node)
    return sign, nodes[0] if len(nodes) == 1 else Product(tuple(nodes))


def factor_node(trace: Trace, factor: Factor) -> tuple[int, Node]:
    """Return a factor as a node, taken apart where its symbol can be read, with its sign."""
    if factor.place is not None and factor.place.quantity not in ("target",):
        return 1, trace.num(factor.place)
    negative = re.fullmatch(r"\(-(.*)\)|-(\\frac.*)", factor.symbol)
    if negative is not None:
        _, inner = factor_node(trace, Factor(negative[1] or negative[2], -factor.value, factor.place))
        return -1, inner
    read = _read(trace, factor.symbol)
    if read is not None and math.isclose(evaluate(read), factor.value, rel_tol=_AGREE, abs_tol=1e-12):
        return 1, read
    symbol = from_latex(factor.symbol)
    return 1, num(symbol, factor.value, constant_name(trace, symbol))


def _read(trace: Trace, symbol: str) -> Node | None:
    """Read what the losses write: ``a_{k}``, ``(a_{k} - y_{k})``, ``(1 - y_{k})``, ``\\ln a_{k}`` and the like."""
    if found := re.fullmatch(r"([azy])_\{(\d+)\}", symbol):
        return _output(trace, found[1], int(found[2]))
    if found := re.fullmatch(r"\(([az]_\{\d+\}) - (y_\{\d+\})\)", symbol):
        first, second = _read(trace, found[1]), _read(trace, found[2])
        return difference(first, second) if first is not None and second is not None else None
    if found := re.fullmatch(r"\(1 - ([ay]_\{\d+\})\)", symbol):
        inner = _read(trace, found[1])
        return None if inner is None else difference(_one(trace), inner)
    if found := re.fullmatch(r"\\ln ?(a_\{\d+\}|\(1 - a_\{\d+\}\))", symbol):
        inner = _read(trace, found[1])
        value = evaluate(inner) if inner is not None else 0.0
        return Call("ln", inner, math.log(value)) if inner is not None and value > 0 else None
    return None


def _one(trace: Trace) -> Num:
    return num("1", 1.0, constant_name(trace, "1"))


def _output(trace: Trace, letter: str, number: int) -> Node | None:
    sink = trace.graph.sinks[0]
    if len(trace.graph.sinks) > 1 or len(trace.shape(sink)) != 1:
        return None
    if letter == "y":
        return trace.num(trace.here(sink, "target", (number,)))
    layer, index = trace.shown(sink, (number,))
    known = trace.plan.sites[layer].quantities
    quantity = "z" if letter == "z" and "z" in known else "a"
    return trace.num(trace.here(layer, quantity, index)) if quantity in known else None
