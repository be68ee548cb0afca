"""A whole layer in words: what happens to all of its neurons at once, with their results in a list."""

from __future__ import annotations

import math

from nnstudio.engine import Place
from nnstudio.engine.foretell import foretell
from nnstudio.inspection.calling import is_parameter
from nnstudio.inspection.convention import shape_of
from nnstudio.inspection.description import Description
from nnstudio.inspection.expression import Operand
from nnstudio.inspection.fused import written_gap
from nnstudio.inspection.loss_slopes import slope_formula
from nnstudio.inspection.making import formula_of
from nnstudio.inspection.quantities import known, parameter
from nnstudio.inspection.steps import Block, Step
from nnstudio.inspection.trace import Trace
from nnstudio.text import Message, msg

MOST_ROWS = 100
"""Results listed of one layer; the picture shows the others."""


def whole_layer(trace: Trace, step: Step) -> Description:
    """Describe a step without an index, or with only the beginning of one."""
    title, said, formula = _words(trace, step) if step.index is None else _words_of_group(trace, step)
    return Description(step, title, said, formula, rows=_rows(trace, step), note=_shapes(trace, step))


def is_group(trace: Trace, step: Step) -> bool:
    """Whether a step is about several numbers: a whole layer, a place of an image, a time step."""
    block = trace.fine.block_of(step.phase, step.layer, step.quantity)
    return block is not None and block.is_group(step)


def _words_of_group(trace: Trace, step: Step) -> tuple[Message, Message, str]:
    about, declared = known(step.quantity), trace.layer(step.layer).declaration
    said = about.said if about.said is not None else declared.help
    title = msg("One window · {what}", what=about.title)
    if step.index is not None and len(step.index) == 1:
        title = msg("One time step · {what}", what=about.title)
    return title, said, formula_of(trace, step.layer, step.quantity)


def _words(trace: Trace, step: Step) -> tuple[Message, Message, str]:
    layer, about = trace.layer(step.layer), known(step.quantity)
    declared = layer.declaration
    if step.phase == "update":
        said = msg("All weights move at once, each against its gradient.")
        rule = trace.plan.update_rule.optimizer
        return msg("Update of the layer"), said, rule.written(rule.decay)
    if step.quantity.endswith("_grad"):
        return _gradient_words(trace, step)
    if layer.is_sink:
        said = msg("How the loss changes with each output. Here the way back begins.")
        return msg("Slope of the loss, ∂ℓ/∂a"), said, slope_formula(trace, step.layer)
    if declared.id != "dense":
        said = about.said if about.said is not None else declared.help
        return msg("All at once · {what}", what=about.title), said, formula_of(trace, step.layer, step.quantity)
    if step.phase == "forward":
        said = msg("All neurons at once: a product of matrix and vector, then the activation function on each z.")
        return msg("Forward through the layer"), said, declared.formula
    said = msg("δ of all neurons at once: what comes back through the weights, times the slopes.")
    return msg("Back through the layer"), said, _delta(trace, step.layer)


def _delta(trace: Trace, layer: str) -> str:
    """Return how δ of a dense layer comes about: at the output, before another dense layer, before anything else."""
    site = trace.plan.sites[layer]
    if site.fused:
        judge = trace.plan.loss_of(trace.graph.consumers[layer][0][0])
        return rf"\delta = {written_gap(judge, judge.fused_scale(site.output.shape[-1]), '')}"
    readers = [name for name, _ in trace.graph.consumers[layer]]
    if len(readers) == 1 and trace.layer(readers[0]).declaration.id == "dense":
        return r"\delta = f'(z)\odot\left(\delta_{\mathrm{next}}\,W_{\mathrm{next}}^\top\right)"
    loss = "L" if trace.batch else r"\ell"
    return rf"\delta = f'(z)\odot\frac{{\partial {loss}}}{{\partial a}}"


def _shapes(trace: Trace, step: Step) -> Message | None:
    """Return the shapes of a dense layer's vectors and matrices, forward and of W's gradient; else None."""
    forward = step.phase == "forward"
    if step.index is not None or trace.layer(step.layer).declaration.id != "dense":
        return None
    if not forward and step.quantity != "weight_grad":
        return None
    inside, out = trace.shape(trace.graph[step.layer].inputs[0])[-1], trace.shape(step.layer)
    rows = math.prod(out[:-1]) * (1 if forward or not trace.batch else trace.count)
    shapes = {"x": (rows, inside), "W": (inside, out[-1]), "b": (1, out[-1]), "z": (rows, out[-1])}
    if not forward:
        shapes = {"x": (rows, inside), "δ": (rows, out[-1]), "W": (inside, out[-1])}
    elif not is_parameter(trace, step.layer, "bias"):
        del shapes["b"]
    first, second, *rest = shapes
    order = (second, first, *rest) if trace.columns else (first, second, *rest)
    written = (f"{letter} {shape_of(*shapes[letter], trace.columns)}" for letter in order)
    return msg("Shapes: {shapes}.", shapes=", ".join(written))


def _gradient_words(trace: Trace, step: Step) -> tuple[Message, Message, str]:
    declared = trace.layer(step.layer).declaration
    if declared.id == "dense" and step.quantity == "weight_grad":
        said = msg("Every input times every δ: one gradient for each weight.")
        return msg("Gradients of the weights"), said, declared.derivative
    what = parameter(step.quantity.removesuffix("_grad")).title
    said = msg("One gradient for each number that the layer learns, added up over all places where it acts.")
    return msg("Gradients · {what}", what=what), said, formula_of(trace, step.layer, step.quantity)


def _rows(trace: Trace, step: Step) -> tuple[Operand, ...]:
    number = trace.fine.blocks[_block(trace, step)]
    found: list[Operand] = []
    several = number.count // number.groups if step.index is not None else number.count
    start = number.place(step) if step.index is not None else 0
    for place in range(start, start + several):
        if len(found) == MOST_ROWS:
            break
        fine = number.step(place)
        if fine.quantity not in ("z", "slope") or len(number.quantities) != 2:
            found.append(_row(trace, fine))
    return tuple(found)


def _block(trace: Trace, step: Step) -> int:
    return trace.fine.block_at(trace.fine.find(Step(step.phase, step.layer, step.quantity, _first(trace, step))))


def _first(trace: Trace, step: Step) -> tuple[int, ...]:
    for block in trace.fine.blocks:
        if (block.phase, block.layer) == (step.phase, step.layer) and step.quantity in block.quantities:
            return _first_of(block, step.quantity)
    raise KeyError(step)


def _first_of(block: Block, quantity: str) -> tuple[int, ...]:
    for place in range(block.count):
        found = block.step(place)
        if found.quantity == quantity and found.index is not None:
            return found.index
    raise KeyError(quantity)


def _row(trace: Trace, step: Step) -> Operand:
    assert step.index is not None
    if step.phase == "update":
        name = step.quantity.removesuffix("_update")
        place = trace.here(step.layer, name, step.index, -1)
        seen = foretell(trace.plan, step.layer, name, step.index)
        return Operand(trace.symbol(place), seen.new, trace.words(place), place, step)
    if step.quantity.endswith("_grad"):
        return _gradient_row(trace, step)
    place = trace.here(step.layer, step.quantity, step.index)
    value = trace.value(place)
    symbol = trace.symbol(place)
    if trace.batch and step.phase == "backward":
        value = trace.mean(place)
    return Operand(symbol, value, trace.words(place), place, step)


def _gradient_row(trace: Trace, step: Step) -> Operand:
    assert step.index is not None
    name = step.quantity.removesuffix("_grad")
    place = Place(step.layer, name, step.index)
    own = not trace.batch and trace.is_link(step.layer, "weight") and name in ("weight", "bias")
    loss = "ℓ" if own else "L"
    if own:
        value = trace.value(trace.here(step.layer, "grad_z", step.index[-1:]))
        if name == "weight":
            value *= trace.value(trace.here(step.layer, "x", step.index[:1]))
    else:
        value = trace.value(Place(step.layer, step.quantity, step.index))
    return Operand(f"∂{loss}/∂{trace.symbol(place)}", value, trace.words(place), place, step)
