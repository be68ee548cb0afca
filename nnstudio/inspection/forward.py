"""The forward pass in words: net input, activation, and the layers that only rearrange."""

from __future__ import annotations

import math

from nnstudio.engine.activation import Activation
from nnstudio.inspection.description import Description, line
from nnstudio.inspection.engine_terms import sum_of_terms
from nnstudio.inspection.expression import Call, Node, Num, Quotient, difference, times, total
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace
from nnstudio.text import msg

_EXP_LIMIT = 80.0
"""Beyond this z the softmax is written relative to its own z: e^z would overflow in other people's calculators."""

NAMES = {"logistic": "σ", "tanh": "tanh", "relu": "ReLU", "softplus": "softplus", "identity": "id"}


def net_input(trace: Trace, step: Step) -> Description:
    """Describe ``z = Σ wᵢxᵢ + b``."""
    assert step.index is not None
    (neuron,) = step.index
    site, layer = trace.plan.sites[step.layer], step.layer
    terms: list[Node] = []
    for i in range(site.parameter("weight").shape[0]):
        weight = trace.num(trace.here(layer, "weight", (i, neuron), -1))
        terms.append(times(weight, trace.num(trace.here(layer, "x", (i,)))))
    has_bias = "bias" in [name for owner, name in site.arenas.layout.entries if owner == layer]
    if has_bias:
        terms.append(trace.num(trace.here(layer, "bias", (neuron,), -1)))
    place = trace.here(layer, "z", step.index)
    own = line(trace, trace.symbol(place), total(*terms), trace.value(place), trace.words(place))
    first = trace.layer(trace.origin(layer, (0,))[0]).is_source
    source = "x" if first else "a"
    formula = rf"z_j = \sum_i w_{{ij}}\,{source}_i" + (" + b_j" if has_bias else "")
    what = trace.neuron_name((layer, step.index))
    if has_bias:
        said = msg("{neuron} multiplies each of its inputs by a weight, adds them up, and adds its bias.", neuron=what)
    else:
        said = msg("{neuron} multiplies each of its inputs by a weight and adds them up.", neuron=what)
    return Description(step, msg("Net input z"), said, formula, (own,))


def activation(trace: Trace, step: Step) -> Description:
    """Describe ``a = f(z)``, the softmax's share, or what a layer without an activation passes on."""
    assert step.index is not None
    function = trace.layer(step.layer).activation_function
    place = trace.here(step.layer, "a", step.index)
    title = msg("Activation a")
    symbol, value, words = trace.symbol(place), trace.value(place), trace.words(place)
    if function is None:
        expression = sum_of_terms(trace, trace.expand(step.layer, "a", step.index))
        declared = trace.layer(step.layer).declaration
        own = line(trace, symbol, expression, value, words)
        return Description(step, msg("Output a"), declared.help, declared.formula, (own,))
    if function.declaration.id == "softmax":
        scores = [trace.num(trace.here(step.layer, "z", (k,))) for k in range(trace.shape(step.layer)[0])]
        own = line(trace, symbol, softmax_share(scores[step.index[0]], scores), value, words)
        said = msg(
            "Its share in the sum of all exponentials: what the softmax gives lies between 0 and 1, and adds up to 1."
        )
        return Description(step, title, said, function.formula, (own,))
    if not function.elementwise:
        expression = Call(str(function.declaration.name), trace.num(trace.here(step.layer, "z", step.index)), value)
    else:
        expression = applied(trace, step, function)
    own = line(trace, symbol, expression, value, words, inner=1.0 if abs(value) > 1e-30 else 0.0)
    said = msg("{function} bends the net input z into the neuron's activation a.", function=function.declaration.name)
    return Description(step, title, said, _formula(function), (own,))


def applied(trace: Trace, step: Step, function: Activation) -> Node:
    """Return ``f(z)`` as the engine's own calls give it."""
    assert step.index is not None
    z = trace.num(trace.here(step.layer, "z", step.index))
    name = NAMES.get(function.declaration.id, "f")
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
