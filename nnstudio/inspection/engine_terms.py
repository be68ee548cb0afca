"""The engine's terms as expressions: composite factors such as ``(a_{0} - y_{0})`` become their operands."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from nnstudio.engine import Expansion, Factor, Term
from nnstudio.engine.terms import Products
from nnstudio.inspection.calling import is_parameter
from nnstudio.inspection.expression import Call, Node, Num, Product, Quotient, Square, Sum, difference, evaluate, num
from nnstudio.inspection.loss_factors import read_factor
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.quantities import is_gradient
from nnstudio.inspection.symbols import from_latex
from nnstudio.inspection.terms import Terms
from nnstudio.inspection.trace import Trace
from nnstudio.text import msg

_AGREE = 1e-9

MOST_TERMS = 1000
"""Terms of a sum that are written out; a longer one is shown as one number."""

FUNCTIONS = {
    "logistic": "σ",
    "tanh": "tanh",
    "relu": "ReLU",
    "relu6": "ReLU6",
    "hard_tanh": "hardtanh",
    "softplus": "softplus",
    "identity": "id",
}
"""Functions that a card writes by a name of their own."""


def sum_of_terms(trace: Trace, expansion: Expansion) -> Node:
    """Return the sum of an expansion's terms."""
    return sum_of(trace, expansion.terms)


def sum_of(trace: Trace, terms: Sequence[Term], of_batch: bool | None = None) -> Node:
    """Return the sum of some terms; numbers carry their sample's number where they are of several, or as asked."""
    if not terms:
        return num("0", 0.0, msg("nothing: no number reaches this place"))
    scale = _scale(trace, terms[0])
    if len(terms) > MOST_TERMS:
        whole = scale * math.fsum(term.value for term in terms)
        return num("Σ", whole, msg("sum of {count} terms", count=len(terms)))
    if isinstance(terms, Products) and not of_batch:
        return Sum(_long(trace, terms, scale))
    several = len(samples_of(terms)) > 1 if of_batch is None else of_batch
    return signed_sum([term_node(trace, term, several) for term in terms])


def _long(trace: Trace, terms: Products, scale: int) -> Terms:
    """Return the terms of a long sum, with the numbers that it was made of: they stay true when the plan goes on."""

    def make(factor: Factor) -> Num:
        place = factor.place
        assert place is not None
        slope = place.sample >= 0 and is_gradient(place.quantity)
        value = factor.value * (trace.count if slope else 1)
        return num(trace.symbol(place), value, trace.words(place), place, trace.step_of(place))

    first, second = (row.place(0) for row in terms.rows)
    return Terms(trace.plan, terms, make, scale, int(second.sample < 0 <= first.sample))


def samples_of(terms: Iterable[Term]) -> set[int]:
    """Return the samples whose numbers stand in these terms."""
    places = (factor.place for term in terms for factor in term.factors if factor.place is not None)
    return {place.sample for place in places if place.sample >= 0}


def _scale(trace: Trace, term: Term) -> int:
    """Return what the plan's number is multiplied by here: slopes are those of the sample's own loss."""
    places = (factor.place for factor in term.factors if factor.place is not None)
    return trace.count if any(place.sample >= 0 and is_gradient(place.quantity) for place in places) else 1


def signed_sum(terms: list[tuple[int, Node]]) -> Node:
    """Return the sum; one positive term stands for itself."""
    return terms[0][1] if len(terms) == 1 and terms[0][0] > 0 else Sum(tuple(terms))


def term_node(trace: Trace, term: Term, of_batch: bool = False) -> tuple[int, Node]:
    """Return a term with its sign: a factor ``(-α)`` gives its minus to the term."""
    sign = 1
    nodes: list[Node] = []
    for factor in _weight_first(trace, term.factors) or (Factor("·", term.value),):
        if factor.place is None and factor.value == -1.0 and len(term.factors) > 1:
            sign = -sign
            continue
        own, node = factor_node(trace, factor, of_batch)
        sign *= own
        if nodes and node == nodes[-1]:
            nodes[-1] = Square(node)
        else:
            nodes.append(node)
    return sign, nodes[0] if len(nodes) == 1 else Product(tuple(nodes))


def _weight_first(trace: Trace, factors: tuple[Factor, ...]) -> tuple[Factor, ...]:
    """Return ``w x`` for ``x w``: as every formula writes it."""
    if len(factors) != 2 or any(factor.place is None for factor in factors):
        return factors
    first, second = factors
    assert first.place is not None
    assert second.place is not None
    swapped = second.place.sample < 0 <= first.place.sample
    return (second, first) if swapped and is_parameter(trace, second.place.layer, second.place.quantity) else factors


def factor_node(trace: Trace, factor: Factor, of_batch: bool = False) -> tuple[int, Node]:
    """Return a factor as a node, taken apart where its symbol can be read, with its sign."""
    if factor.place is not None and factor.place.quantity not in ("target",):
        return _placed(trace, factor, trace.num(factor.place, of_batch))
    if factor not in trace.factors:
        # Of a mean all terms have the same one.
        trace.factors[factor] = _read_off(trace, factor)
    return trace.factors[factor]


def _read_off(trace: Trace, factor: Factor) -> tuple[int, Node]:
    negative = re.fullmatch(r"\(-(.*)\)|-(\\frac.*)", factor.symbol)
    if negative is not None:
        _, inner = factor_node(trace, Factor(negative[1] or negative[2], -factor.value, factor.place))
        return -1, inner
    read = read_factor(trace, factor.symbol)
    if read is not None and math.isclose(evaluate(read), factor.value, rel_tol=_AGREE, abs_tol=1e-12):
        return 1, read
    symbol = from_latex(factor.symbol)
    return 1, num(symbol, factor.value, constant_name(trace, symbol))


def _placed(trace: Trace, factor: Factor, node: Num) -> tuple[int, Node]:
    """Return the number at a factor's place, or the function of it that the factor is."""
    place, value, symbol = factor.place, node.operand.value, factor.symbol
    assert place is not None
    own = factor.value * (trace.count if place.sample >= 0 and is_gradient(place.quantity) else 1)
    if _same(own, value):
        return 1, node
    if _same(own, -value):
        return -1, node
    one = num("1", 1.0, constant_name(trace, "1"))
    if _same(own, 1 - value):
        return 1, difference(one, node)
    if value and _same(own, 1 / value):
        return 1, Quotient(one, node)
    return 1, _function_of(trace, symbol, own, node)


def _function_of(trace: Trace, symbol: str, value: float, node: Num) -> Node:
    if symbol.startswith(r"\tanh\tfrac"):
        half = num("1/2", 0.5, constant_name(trace, "1/2"))
        return Call("tanh", Product((half, node)), value)
    if symbol.startswith(r"\tanh"):
        return Call("tanh", node, value)
    if symbol.startswith("e^") and value > 0:
        largest = num("s_{max}", node.operand.value - math.log(value), msg("largest score of the step that asks"))
        return Call("exp", difference(node, largest), value)
    if symbol.startswith("["):
        return Call("step", node, value)
    place = node.operand.place
    chosen = trace.layer(place.layer).values.get("activation", "") if place is not None else ""
    return Call(FUNCTIONS.get(str(chosen), "f"), node, value)


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_AGREE) or (one != one and other != other)
