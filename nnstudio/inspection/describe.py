"""From a step to its description: which words for which quantity, and what lights up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnstudio.engine import Place
from nnstudio.inspection.backward import delta, inner_gradient, loss_slope, slope
from nnstudio.inspection.calling import parameter_place
from nnstudio.inspection.convention import written
from nnstudio.inspection.description import Description, Highlight, made_of
from nnstudio.inspection.forward import activation, net_input
from nnstudio.inspection.gradients import parameter_gradient
from nnstudio.inspection.losses import mean_loss, sample_loss, whole_loss
from nnstudio.inspection.making import quantity
from nnstudio.inspection.quantities import is_gradient
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Neuron, Trace
from nnstudio.inspection.updates import update
from nnstudio.inspection.whole_layer import is_group, whole_layer
from nnstudio.text import Message, msg

_BY_QUANTITY = {
    "z": net_input,
    "a": activation,
    "loss": sample_loss,
    "whole_loss": whole_loss,
    "mean_loss": mean_loss,
    "slope": slope,
    "grad_a": loss_slope,
    "grad_z": delta,
}


def describe(trace: Trace, step: Step | int) -> Description:
    """Return the sentence, the formulas and the highlights of a step, or of step number ``step`` at the neuron's grain.

    Raises
    ------
    KeyError : the trace has no such step.
    """
    step = trace.fine[step] if isinstance(step, int) else step
    if trace.fine.find(step) < 0:
        raise KeyError(step)
    found = _described(trace, step)
    if step.phase in ("forward", "backward"):
        found = replace(found, formula=written(found.formula, trace.columns))
    described = replace(found, where=_where(trace, step), highlight=_highlight(trace, found))
    # Of the same lines: hundreds of operands are listed once.
    vars(described)["operands"] = found.operands
    return described


def _described(trace: Trace, step: Step) -> Description:
    if step.phase == "loss":
        return _BY_QUANTITY[step.quantity](trace, step)
    if is_group(trace, step):
        return whole_layer(trace, step)
    if step.quantity.endswith("_grad"):
        return parameter_gradient(trace, step)
    if step.quantity.endswith("_update"):
        return update(trace, step)
    if step.quantity in _BY_QUANTITY:
        return _BY_QUANTITY[step.quantity](trace, step)
    return inner_gradient(trace, step) if is_gradient(step.quantity) else quantity(trace, step)


def _where(trace: Trace, step: Step) -> Message:
    if step.phase == "loss":
        return trace.loss_name(step)
    if step.index is None:
        return msg("{name}", name=trace.name(step.layer))
    if is_group(trace, step):
        return _group_name(trace, step.layer, step.index)
    name = _parameter(step)
    if name and trace.is_link(step.layer, name):
        return trace.link_name(step.layer, step.index)
    if name:
        place = Place(step.layer, name, step.index)
        neuron = trace.neuron(place)
        return trace.neuron_name(neuron) if neuron is not None else parameter_place(trace, place)
    return trace.words_of(trace.here(step.layer, step.quantity, step.index))


def _group_name(trace: Trace, layer: str, index: tuple[int, ...]) -> Message:
    if len(index) == 1:
        return msg("{layer} · step {step}", layer=trace.name(layer), step=index[0] + 1)
    return msg("{layer} · row {row}, column {column}", layer=trace.name(layer), row=index[0] + 1, column=index[1] + 1)


def _members(trace: Trace, step: Step) -> tuple[Neuron, ...]:
    """Return the neurons of a place or a time step, where the step's quantity is what they are drawn by."""
    if step.index is None or not trace.is_face(step.layer, step.quantity):
        return ()
    rest = trace.face_shape(step.layer)[len(step.index) :]
    return tuple((step.layer, (*step.index, *map(int, inner))) for inner in np.ndindex(rest))


def _parameter(step: Step) -> str:
    """Return which parameter a step of a gradient or of the update is about; empty for others."""
    for suffix in ("_grad", "_update"):
        if step.quantity.endswith(suffix):
            return step.quantity.removesuffix(suffix)
    return ""


def _highlight(trace: Trace, description: Description) -> Highlight:
    step = description.step
    backward = step.phase in ("backward", "update")
    if step.index is None:
        return Highlight(layer=step.layer, backward=backward)
    if is_group(trace, step):
        return Highlight(None, None, _members(trace, step), (), step.layer, backward)
    neurons, links = made_of(trace, description.operands)
    if step.phase == "loss":
        return Highlight(neurons=neurons, links=links, layer=step.layer)
    name = _parameter(step)
    if name and trace.is_link(step.layer, name):
        link = trace.origin(step.layer, step.index[:1]), (step.layer, step.index[1:])
        return Highlight(link=link, neurons=neurons, links=links, layer=step.layer, backward=backward)
    place = Place(step.layer, name, step.index) if name else trace.here(step.layer, step.quantity, step.index)
    return Highlight(trace.neuron(place), None, neurons, links, step.layer, backward)
