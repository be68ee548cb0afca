"""The forward pass in words: net input, activation, and the layers that only rearrange."""

from __future__ import annotations

import math

from nnstudio.engine.activation import Activation
from nnstudio.engine.windows.filtering import Filtering
from nnstudio.inspection.calling import is_parameter
from nnstudio.inspection.description import Description, line
from nnstudio.inspection.engine_terms import FUNCTIONS
from nnstudio.inspection.expression import Call, Node, Num, Quotient, difference, total
from nnstudio.inspection.making import made_of_terms, own_line, quantity
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace
from nnstudio.text import msg

_EXP_LIMIT = 80.0
"""Beyond this z the softmax is written relative to its own z: e^z would overflow in other people's calculators."""


def net_input(trace: Trace, step: Step) -> Description:
    """Describe ``z``: ``Σ wᵢxᵢ + b``, over all inputs, under a kernel's window, or with what a state adds."""
    assert step.index is not None
    place = trace.here(step.layer, "z", step.index)
    made, layer = made_of_terms(trace, place), trace.layer(step.layer)
    what, has_bias = trace.words_of(place), is_parameter(trace, step.layer, "bias")
    formula = made.formula
    if layer.declaration.id == "dense":
        source = "x" if trace.layer(trace.origin(step.layer, (*step.index[:-1], 0))[0]).is_source else "a"
        formula = rf"z_j = \sum_i w_{{ij}}\,{source}_i" + (" + b_j" if has_bias else "")
        said = msg("{neuron} multiplies each of its inputs by a weight, adds them up, and adds its bias.", neuron=what)
    elif isinstance(layer, Filtering):
        said = msg(
            "The kernel lies over a window of the input: each pair is multiplied, all are added up, then the bias."
        )
        if not has_bias:
            said = msg("The kernel lies over a window of the input: each pair is multiplied, and all are added up.")
    else:
        said = msg("{neuron} adds up what comes in and what its old state brings, weighted, and a bias.", neuron=what)
    if layer.declaration.id == "dense" and not has_bias:
        said = msg("{neuron} multiplies each of its inputs by a weight and adds them up.", neuron=what)
    return Description(step, msg("Net input z"), said, formula, (own_line(trace, place, made),), note=made.note)


def activation(trace: Trace, step: Step) -> Description:
    """Describe ``a = f(z)``, the softmax's share, or what a layer without an activation passes on."""
    assert step.index is not None
    function = trace.layer(step.layer).activation_function
    if function is None:
        return quantity(trace, step)
    place = trace.here(step.layer, "a", step.index)
    title = msg("Activation a")
    symbol, value, words = trace.symbol(place), trace.value(place), trace.words(place)
    if function.declaration.id == "softmax":
        row = [(*step.index[:-1], k) for k in range(trace.shape(step.layer)[-1])]
        scores = [trace.num(trace.here(step.layer, "z", index)) for index in row]
        own = line(trace, symbol, softmax_share(scores[step.index[-1]], scores), value, words)
        said = msg(
            "Its share in the sum of all exponentials: what the softmax gives lies between 0 and 1, and adds up to 1."
        )
        return Description(step, title, said, function.formula, (own,))
    if not function.elementwise:
        expression: Node = Call(
            str(function.declaration.name), trace.num(trace.here(step.layer, "z", step.index)), value
        )
    else:
        expression = applied(trace, step, function)
    own = line(trace, symbol, expression, value, words, inner=1.0 if abs(value) > 1e-30 else 0.0)
    said = msg("{function} bends the net input z into the neuron's activation a.", function=function.declaration.name)
    return Description(step, title, said, _formula(function), (own,))


def applied(trace: Trace, step: Step, function: Activation) -> Node:
    """Return ``f(z)`` as the engine's own calls give it."""
    assert step.index is not None
    z = trace.num(trace.here(step.layer, "z", step.index))
    name = FUNCTIONS.get(function.declaration.id, "f")
    again = trace.expand(step.layer, "a", step.index)
    return Call(name, z, sum(term.value for term in again.terms))


def _formula(function: Activation) -> str:
    return function.formula or "a = f(z)"


def softmax_share(own: Num, scores: list[Num]) -> Node:
    """Return ``e^z / Σ e^z``; relative to the largest z where the exponentials would be too large to write."""
    largest = max(scores, key=lambda score: score.operand.value)
    large = max(abs(z.operand.value) for z in scores) > _EXP_LIMIT

    def exponential(z: Num) -> Node:
        exponent = z.operand.value - (largest.operand.value if large else 0.0)
        return Call("exp", difference(z, largest) if large else z, math.exp(exponent))

    return Quotient(exponential(own), total(*(exponential(z) for z in scores)))
