"""The update in words: what the optimiser will make of one weight, with its state in numbers.

The new values are what the optimiser's own calls make of copies of that one weight and its state: one truth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.optimizer import StateArray
from nnstudio.inspection.description import Description, Line, line
from nnstudio.inspection.engine_terms import signed_sum, term_node
from nnstudio.inspection.expression import Node, Sum, num, times
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace
from nnstudio.text import msg


@dataclass(frozen=True)
class Outlook:
    """What the next update will do to one parameter: values before and after, and the gradient the optimiser sees."""

    old: float
    new: float
    data_grad: float
    grad: float
    before: Mapping[str, float]
    after: Mapping[str, float]
    scalars: Mapping[str, float]
    decay: float


def outlook(trace: Trace, layer: str, name: str, index: tuple[int, ...]) -> Outlook:
    """Run the optimiser's own calls on copies of one weight and its state, in the run's dtype."""
    site, rule = trace.plan.sites[layer], trace.plan.update_rule
    layout, dtype = site.arenas.layout, rule.theta.dtype
    old, data_grad = site.parameter(name)[index], site.gradient(name)[index]
    regularised = layout.entries[layer, name].weight.regularised
    l1, l2 = (dtype.type(rule.l1), dtype.type(rule.l2)) if regularised else (dtype.type(0), dtype.type(0))
    grad = data_grad + l2 * old + l1 * np.sign(old)
    before = {kept: float(layout.view(flat, layer, name)[index]) for kept, flat in rule.state.items()}
    scalars = rule.upcoming()
    emit = Emitter(dtype)
    theta, state = np.array([old], dtype), {kept: np.array([value], dtype) for kept, value in before.items()}
    arrays = {kept: np.array(value, dtype) for kept, value in scalars.items()}
    rule.optimizer.emit_update(emit, theta, np.array([grad], dtype), state, arrays)
    emit.run()
    after = {kept: float(array[0]) for kept, array in state.items()}
    decay = float(l2) * float(old) + float(l1) * float(np.sign(old))
    return Outlook(float(old), float(theta[0]), float(data_grad), float(grad), before, after, scalars, decay)


def update(trace: Trace, step: Step) -> Description:
    """Describe old → new of one parameter."""
    assert step.index is not None
    name = step.quantity.removesuffix("_update")
    seen = outlook(trace, step.layer, name, step.index)
    rule = trace.plan.update_rule.optimizer
    place = trace.here(step.layer, name, step.index, -1)
    symbol = trace.symbol(place)
    lines = [_gradient(trace, step, name, seen)]
    for kept in rule.keeps:
        found = _state(trace, kept, seen)
        if found is not None:
            lines.append(found)
    terms = rule.terms(seen.old, seen.grad, seen.before, seen.scalars)
    old = trace.num(place)
    change: Node = num(f"Δ{symbol}", seen.new - seen.old, msg("change"))
    whole = signed_sum([term_node(trace, term) for term in terms]) if terms else Sum(((1, old), (1, change)))
    whole = _with_place(whole, old)
    lines.append(line(trace, symbol, whole, seen.new, trace.words(place), inner=_size(seen), arrow=True))
    title = msg("Update of a bias") if name == "bias" else msg("Update of a weight")
    said = msg(
        "{optimizer} takes the gradient of the batch and moves the weight against it.", optimizer=rule.declaration.name
    )
    note = msg("This is what the next update will do: all weights move at once, from the gradients of the old ones.")
    return Description(step, title, said, rule.declaration.formula, tuple(lines), note=note)


def _size(seen: Outlook) -> float:
    return abs(seen.new - seen.old)


def _gradient(trace: Trace, step: Step, name: str, seen: Outlook) -> Line:
    """Return the line of g: the batch's gradient, and the penalties' part where there are any."""
    assert step.index is not None
    place = trace.here(step.layer, f"{name}_grad", step.index, -1)
    symbol = f"∂L/∂{trace.symbol(trace.here(step.layer, name, step.index, -1))}"
    source = Step("backward", step.layer, f"{name}_grad", step.index)
    expression: Node = num(symbol, seen.data_grad, msg("gradient of the batch"), place, source)
    rule = trace.plan.update_rule
    if seen.decay or seen.grad != seen.data_grad:
        parts: list[tuple[int, Node]] = [(1, expression)]
        weight = trace.num(trace.here(step.layer, name, step.index, -1))
        if rule.l2:
            parts.append((1, times(num("λ_{2}", rule.l2, msg("factor of the L2 penalty")), weight)))
        if rule.l1:
            sign = num(f"sign({weight.operand.symbol})", float(np.sign(seen.old)), msg("sign of the weight"))
            parts.append((1, times(num("λ_{1}", rule.l1, msg("factor of the L1 penalty")), sign)))
        expression = Sum(tuple(parts))
    return line(trace, "g", expression, seen.grad, constant_name(trace, "g"))


def _state(trace: Trace, kept: StateArray, seen: Outlook) -> Line | None:
    """Return the line of one number that the optimiser keeps for the weight, before and after."""
    rule = trace.plan.update_rule.optimizer
    terms = rule.state_terms(kept.name, seen.grad, seen.before)
    if not terms:
        return None
    expression = signed_sum([term_node(trace, term) for term in terms])
    return line(trace, kept.symbol, expression, seen.after[kept.name], kept.help, arrow=True)


def _with_place(node: Node, old: Node) -> Node:
    """Put the weight itself in the place of θ, so that it lights up."""
    if isinstance(node, Sum) and node.terms:
        first = node.terms[0]
        return Sum(((first[0], old), *node.terms[1:]))
    return node
