"""The backward pass in words: slopes, and δ of the output and of hidden neurons."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnstudio.engine import Term
from nnstudio.engine.activation import Activation
from nnstudio.engine.layers.dense import Dense
from nnstudio.engine.site import Site
from nnstudio.engine.windows.filtering import Filtering
from nnstudio.inspection.convention import index_of
from nnstudio.inspection.description import Description, Line, line
from nnstudio.inspection.engine_terms import FUNCTIONS, sum_of
from nnstudio.inspection.expression import Call, Node, Num, Square, added, difference, num, times, total
from nnstudio.inspection.forward import of_net_input
from nnstudio.inspection.fused import fused_delta
from nnstudio.inspection.loss_slopes import (
    counted,
    loss_slope_of,
    output,
    rounded_within,
    share_of_place,
    shares_of,
    slope_formula,
)
from nnstudio.inspection.making import formula_of, quantity
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.quantities import known
from nnstudio.inspection.steps import Step
from nnstudio.inspection.symbols import scripted
from nnstudio.inspection.trace import Trace
from nnstudio.text import Message, msg

_OUTPUT = r"\delta_k = f'(z_k)\,\frac{\partial \ell}{\partial a_k}"
_OUTPUT_LINEAR = r"\delta_k = \frac{\partial \ell}{\partial a_k}"
_SQUARED = r"\delta_k = (a_k - y_k)\,f'(z_k)"
_HIDDEN = r"\delta_i = f'(z_i)\sum_j w_{ij}\,\delta_j"
_THROUGH = r"\delta_i = f'(z_i)\,\frac{\partial \ell}{\partial a_i}"
_THROUGH_LINEAR = r"\delta_i = \frac{\partial \ell}{\partial a_i}"
_LINEAR = r"\delta_i = \sum_j w_{ij}\,\delta_j"
_BATCH = r"\frac{\partial L}{\partial z_i} = \frac{1}{N}\sum_n \delta_i^{(n)}"
_BATCH_ANY = r"\frac{\partial L}{\partial u} = \frac{1}{N}\sum_n \frac{\partial \ell^{(n)}}{\partial u}"
_READ = r"\frac{\partial \ell}{\partial a_i} = \frac{\partial \ell}{\partial x_i}"
_ARRIVING = r"\frac{\partial \ell}{\partial a_i} = \sum_j \frac{\partial z_j}{\partial a_i}\,\delta_j"


def slope(trace: Trace, step: Step) -> Description:
    """Describe ``f'(z)``."""
    assert step.index is not None
    function = trace.layer(step.layer).activation_function
    if function is None:
        return quantity(trace, step)
    place = trace.here(step.layer, "slope", step.index)
    expression = _slope(trace, step, function)
    own = line(trace, trace.symbol(place), expression, trace.value(place), trace.words(place), inner=1.0)
    said = msg(
        "How steep {function} is at this z. Where it is flat, hardly any gradient comes through.",
        function=function.declaration.name,
    )
    return Description(step, msg("Slope f′(z)"), said, function.derivative or "f'(z)", (own,))


def _slope(trace: Trace, step: Step, function: Activation) -> Node:
    assert step.index is not None
    kind = function.declaration.id
    one = num("1", 1.0, constant_name(trace, "1"))
    a = trace.num(trace.here(step.layer, "a", step.index))
    if kind == "tanh":
        return difference(one, Square(a))
    if kind == "logistic":
        return times(a, difference(one, a))
    z = trace.num(trace.here(step.layer, "z", step.index))
    if kind == "step":
        return num("0", 0.0, msg("a step is flat everywhere"))
    formula = function.written_slope(z.operand.value)
    if formula is not None:
        return of_net_input(trace, step, formula, z)
    again = trace.expand(step.layer, "slope", step.index)
    return Call(f"{FUNCTIONS.get(kind, 'f')}′", z, sum(term.value for term in again.terms))


def loss_slope(trace: Trace, step: Step) -> Description:
    """Describe ``∂ℓ/∂a`` where the loss meets the network; of other layers what arrives at their output."""
    assert step.index is not None
    place = trace.here(step.layer, "grad_a", step.index)
    title = msg("Slope of the loss, ∂ℓ/∂a")
    if trace.batch:
        return over_batch(trace, step, "grad_a", msg("Slope of the loss, ∂L/∂a"))
    inner: float = 0.0
    before: tuple[Line, ...] = ()
    if trace.layer(step.layer).is_sink:
        formula = slope_formula(trace, step.layer)
        slope = loss_slope_of(trace, step.layer, step.index) or _opaque(trace, step)
        expression = share_of_place(trace, step.layer, slope)
        inner = rounded_within(trace, step.layer, step.index) * max(1.0, trace.plan.weight_of(step.layer))
        before = shares_of(trace, step.layer, step.index)
        said = msg("How the loss would change if this output grew a little. Here the way back begins.")
    else:
        formula = _arriving_formula(trace, step.layer)
        expression = _arriving(trace, trace.plan.sites[step.layer], step.index)
        said = msg("What all that read this output send back, added up.")
    own = line(trace, trace.symbol(place), expression, trace.value(place), trace.words(place), inner=inner)
    return Description(step, title, said, formula, (*before, own), note=_share_note(trace))


def _opaque(trace: Trace, step: Step) -> Node:
    """Return the slope of a loss that has not been written out, as the loss's own calls give it."""
    assert step.index is not None
    whole = trace.expand(step.layer, "grad_a", step.index).terms[0].factors[-1].value
    return Call("ℓ′", output(trace, step.layer, step.index), whole)


def delta(trace: Trace, step: Step) -> Description:
    """Describe ``δ = ∂ℓ/∂z`` of a neuron."""
    assert step.index is not None
    site = trace.plan.sites[step.layer]
    title = msg("Gradient δ = ∂ℓ/∂z")
    if trace.batch:
        return over_batch(trace, step, "grad_z", msg("Gradient ∂L/∂z"))
    function = site.layer.activation_function
    if function is None:
        return inner_gradient(trace, step)
    formula, expression, said = _delta(trace, site, step.index)
    place = trace.here(step.layer, "grad_z", step.index)
    inner = 0.0
    if not function.elementwise and not site.fused:
        inner = float(np.abs(site.quantities["grad_a"].outside[(trace.sample, *step.index[:-1])]).sum()) * trace.count
    own = line(trace, trace.symbol(place), expression, trace.value(place), trace.words(place), inner=inner)
    return Description(step, title, said, formula, (own,), note=_share_note(trace))


def inner_gradient(trace: Trace, step: Step) -> Description:
    """Describe any other slope of the loss within a layer: of a gate, a state, a normalised number, a score."""
    if trace.batch:
        return over_batch(trace, step, step.quantity, known(step.quantity).title)
    found = quantity(trace, step)
    return replace(found, note=found.note or _share_note(trace))


def _delta(trace: Trace, site: Site, index: tuple[int, ...]) -> tuple[str, Node, Message]:
    function = site.layer.activation_function
    if site.fused:
        return fused_delta(trace, site, index)
    if function is not None and not function.elementwise:
        terms = trace.expand(site.name, "grad_z", index).terms
        formula = r"\delta_i = \sum_k \frac{\partial a_k}{\partial z_i}\,\frac{\partial \ell}{\partial a_k}"
        said = msg("Its z moves every output of the layer, so each sends back a share.")
        return formula, sum_of(trace, terms), said
    inner = _arriving(trace, site, index)
    slope = trace.num(trace.here(site.name, "slope", index)) if "slope" in site.quantities else None
    if not all(trace.layer(name).is_sink for name, _ in trace.graph.consumers[site.name]):
        return _hidden(trace, site, inner, slope)
    if slope is None:
        return _OUTPUT_LINEAR, inner, msg("The layer is linear, a = z: δ is the slope of the loss itself.")
    sink = trace.graph.consumers[site.name][0][0]
    said = msg("Chain rule: how the loss changes with a, times how a changes with z.")
    if trace.plan.loss_of(sink).declaration.id != "half_mse":
        return _OUTPUT, times(slope, inner), said
    gap = loss_slope_of(trace, sink, index)
    assert gap is not None
    return counted(trace, sink, _SQUARED), times(share_of_place(trace, sink, gap), slope), said


def _hidden(trace: Trace, site: Site, inner: Node, slope: Num | None) -> tuple[str, Node, Message]:
    """Return δ of a layer that others read: over weights from their δ, or by the rule of what has no such weights."""
    readers = [name for name, _ in trace.graph.consumers[site.name]]
    expression = inner if slope is None else times(slope, inner)
    if _over_weights(trace, readers):
        said = msg("Each neuron that it feeds sends its δ back over the weight between them.")
        if slope is not None:
            said = msg(
                "Each neuron that it feeds sends its δ back over the weight between them. The sum is scaled by the "
                "slope here."
            )
        return (_LINEAR if slope is None else _HIDDEN), expression, said
    formula = _THROUGH_LINEAR if slope is None else _THROUGH
    rule = formula_of(trace, readers[0], "grad_x") if len(readers) == 1 else ""
    return (rf"{formula}, \quad {rule}" if rule else formula), expression, _said_through(trace, readers, slope)


def _said_through(trace: Trace, readers: list[str], slope: Num | None) -> Message:
    if len(readers) > 1:
        if slope is None:
            return msg("What all that read this output send back, added up.")
        return msg("What all that read this output send back, added up, times the slope here.")
    layer = trace.name(readers[0])
    if slope is None:
        return msg("{layer} reads this output, in its rule x, and sends its gradient back.", layer=layer)
    return msg(
        "{layer} reads this output, in its rule x, and sends its gradient back. The slope here scales it.", layer=layer
    )


def _over_weights(trace: Trace, readers: list[str]) -> bool:
    return all(isinstance(trace.layer(name), Dense | Filtering) for name in readers)


def _arriving_formula(trace: Trace, layer: str) -> str:
    """Return how a slope arrives at a layer's output: from the loss, over weights, or by the rule of what reads it."""
    readers = [name for name, _ in trace.graph.consumers[layer]]
    if len(readers) > 1 or _over_weights(trace, readers):
        return _ARRIVING
    if trace.layer(readers[0]).is_sink:
        return slope_formula(trace, readers[0])
    rule = formula_of(trace, readers[0], "grad_x")
    return rf"{_READ}, \quad {rule}" if rule else _ARRIVING


def _arriving(trace: Trace, site: Site, index: tuple[int, ...]) -> Node:
    """Return the sum of what all readers of the layer's output send back to one place of it."""
    readers = trace.graph.consumers[site.name]
    found: list[Term] = []
    for name, port in readers:
        other = trace.plan.sites[name]
        try:
            terms = other.layer.gradient_terms(other, port, index, trace.sample)
            if len(readers) == 1:
                return sum_of(trace, terms)
            found += terms
        except KeyError:
            place = trace.here(site.name, "grad_a", index)
            return num(trace.symbol(place), trace.value(place), msg("the plan's own number"))
    return sum_of(trace, found)


def over_batch(trace: Trace, step: Step, quantity: str, title: Message) -> Description:
    """Describe the batch's gradient of a neuron: the mean of its samples'."""
    assert step.index is not None
    share = num("1/N", 1 / trace.count, constant_name(trace, "1/N"))
    deltas = [trace.num(trace.here(step.layer, quantity, step.index, n), True) for n in range(trace.count)]
    values = [trace.value(trace.here(step.layer, quantity, step.index, n)) for n in range(trace.count)]
    letter = known(quantity).letter
    letter = letter.replace("δ", "z", 1) if letter.startswith("δ") else letter.removeprefix("∂ℓ/∂")
    result = added(values) / trace.count
    own = line(
        trace,
        f"∂L/∂{scripted(letter, index_of(quantity, step.index, trace.columns), commas=len(step.index) > 1)}",
        times(share, total(*deltas)),
        result,
        trace.words(trace.here(step.layer, quantity, step.index)),
    )
    said = msg(
        "Over the batch: the mean of the samples' own gradients. L is the mean of their losses, so each counts 1/N."
    )
    formula = _BATCH if quantity == "grad_z" else _BATCH_ANY
    if quantity == "grad_a":
        formula = _BATCH.replace("z_i", "a_i").replace(r"\delta_i^{(n)}", r"\frac{\partial \ell^{(n)}}{\partial a_i}")
    return Description(step, title, said, formula, (own,))


def _share_note(trace: Trace) -> Message:
    if trace.mixes_samples:
        return msg(
            "N = {count} times this sample's part of ∂L: batch normalisation makes every loss depend on every sample.",
            count=trace.count,
        )
    return msg(
        "Of this sample's own loss, not divided by N = {count}; the batch's gradient is the mean of these.",
        count=trace.count,
    )
