"""The forward pass in words: net input, activation, and the layers that only rearrange."""

from __future__ import annotations

from nnstudio.engine import Place
from nnstudio.engine.activation import Activation
from nnstudio.engine.formulas import Formula
from nnstudio.engine.layers.subsampling2d import Subsampling2d
from nnstudio.engine.windows.filtering import Filtering
from nnstudio.inspection.calling import is_parameter
from nnstudio.inspection.description import Description, line
from nnstudio.inspection.engine_terms import FUNCTIONS
from nnstudio.inspection.expression import Call, Node, Num, difference, num
from nnstudio.inspection.making import made_of_terms, own_line, quantity
from nnstudio.inspection.softmax import log_share, softmax_share
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace
from nnstudio.inspection.written_out import written_out
from nnstudio.text import msg


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
    elif isinstance(layer, Subsampling2d):
        said = msg("The sum of the window is multiplied by its map's weight, and the map's bias is added.")
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
        # An exponent of z is rounded with z, and so the share by a multiple of itself.
        spread = 2 * abs(value) * max(abs(score.operand.value) for score in scores)
        own = line(trace, symbol, softmax_share(scores[step.index[-1]], scores), value, words, inner=spread)
        said = msg(
            "Its share in the sum of all exponentials: what the softmax gives lies between 0 and 1, and adds up to 1."
        )
        return Description(step, title, said, function.formula, (own,))
    expression = applied(trace, step, function) if function.elementwise else _of_row(trace, step, function)
    own = line(trace, symbol, expression, value, words, inner=1.0 if abs(value) > 1e-30 else 0.0)
    said = msg("{function} bends the net input z into the neuron's activation a.", function=function.declaration.name)
    return Description(step, title, said, _formula(function), (own,))


def _of_row(trace: Trace, step: Step, function: Activation) -> Node:
    """Return a function of all the layer's z: the logarithm of the softmax's share."""
    assert step.index is not None
    row = [(*step.index[:-1], k) for k in range(trace.shape(step.layer)[-1])]
    scores = [trace.num(trace.here(step.layer, "z", index)) for index in row]
    own = scores[step.index[-1]]
    if function.declaration.id == "log_softmax":
        return log_share(own, scores)
    return Call(str(function.declaration.name), own, trace.value(trace.here(step.layer, "a", step.index)))


def applied(trace: Trace, step: Step, function: Activation) -> Node:
    """Return ``f(z)``: written out, or by its name with what the engine's own calls give."""
    assert step.index is not None
    z = trace.num(trace.here(step.layer, "z", step.index))
    kind = function.declaration.id
    if kind == "step":
        threshold = float(function.values["threshold"])
        inside = difference(z, num("θ", threshold, msg("threshold"))) if threshold else z
        return Call("step", inside, trace.value(trace.here(step.layer, "a", step.index)))
    formula = function.written(z.operand.value)
    if formula is not None:
        return of_net_input(trace, step, formula, z)
    again = trace.expand(step.layer, "a", step.index)
    return Call(FUNCTIONS.get(kind, "f"), z, sum(term.value for term in again.terms))


def of_net_input(trace: Trace, step: Step, formula: Formula, z: Num) -> Node:
    """Return a formula of z in numbers, with what the function has learned or drawn for this neuron."""
    function = trace.layer(step.layer).activation_function
    assert function is not None
    assert step.index is not None
    index, per_neuron = step.index, {scalar.name: scalar.per_neuron for scalar in function.learned()}

    def named(name: str) -> Node:
        if name == "z":
            return z
        if name in per_neuron:
            return trace.num(Place(step.layer, name, (index[-1] if per_neuron[name] else 0,)))
        drawn = trace.here(step.layer, "slope", index)
        return num("γ", trace.value(drawn), msg("slope drawn for this number"))

    return written_out(trace, formula.tape, formula.value, named)


def _formula(function: Activation) -> str:
    return function.formula or "a = f(z)"
