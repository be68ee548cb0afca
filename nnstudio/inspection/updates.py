"""The update in words: what the optimiser will make of one weight, with its state in numbers.

The new values are what the update's own calls make of copies (``engine.foretell``): one truth.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnstudio.engine.conditioning import TINY
from nnstudio.engine.foretell import Foretold, foretell
from nnstudio.engine.optimizer import Optimizer, StateArray
from nnstudio.inspection.description import Description, Line, line
from nnstudio.inspection.engine_terms import signed_sum, term_node
from nnstudio.inspection.expression import Node, Quotient, Sum, evaluate, num, times
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.steps import Step
from nnstudio.inspection.symbols import from_latex
from nnstudio.inspection.trace import Trace
from nnstudio.text import Message, msg


def update(trace: Trace, step: Step) -> Description:
    """Describe old → new of one parameter."""
    assert step.index is not None
    name = step.quantity.removesuffix("_update")
    seen = foretell(trace.plan, step.layer, name, step.index)
    rule = trace.plan.update_rule.optimizer
    place = trace.here(step.layer, name, step.index, -1)
    symbol = trace.symbol(place)
    lines = _gradient(trace, step, name, seen)
    for kept in rule.kept():
        found = _state(trace, kept, seen)
        if found is not None:
            lines.append(found)
    lines += [*_hidden(trace, seen)]
    whole = signed_sum([term_node(trace, term) for term in seen.terms])
    lines.append(line(trace, symbol, whole, seen.new, trace.words(place), inner=_size(seen), arrow=True))
    title, said = _said(rule, bias=name.endswith("bias"))
    note = msg("This is what the next update will do: all weights move at once, from the gradients of the old ones.")
    if {"step_size", "floor"} <= seen.scalars.keys() and {*seen.after} == {"m", "v"}:
        note = msg(
            "All weights move at once, from the gradients of the old ones. α_t and ε_t carry the corrections of m̂ and "
            "v̂: α_t m / (√v + ε_t) is the same as α m̂ / (√v̂ + ε)."
        )
    return Description(step, title, said, rule.written(seen.decay), tuple(lines), note=note)


def _said(rule: Optimizer, *, bias: bool) -> tuple[Message, Message]:
    """Return the title and the sentence of the card."""
    name = rule.declaration.name
    if bias:
        said = msg("{optimizer} takes the gradient of the batch and moves the bias against it.", optimizer=name)
        return msg("Update of a bias"), said
    said = msg("{optimizer} takes the gradient of the batch and moves the weight against it.", optimizer=name)
    return msg("Update of a weight"), said


def _size(seen: Foretold) -> float:
    return abs(seen.new - seen.old)


def _gradient(trace: Trace, step: Step, name: str, seen: Foretold) -> list[Line]:
    """Return the lines of g: the batch's gradient with the penalties' part, then clipped, as far as they are on."""
    assert step.index is not None
    place = trace.here(step.layer, f"{name}_grad", step.index, -1)
    symbol = f"∂L/∂{trace.symbol(trace.here(step.layer, name, step.index, -1))}"
    source = Step("backward", step.layer, f"{name}_grad", step.index)
    expression: Node = num(symbol, seen.data_grad, msg("gradient of the batch"), place, source)
    rule, words = trace.plan.update_rule, constant_name(trace, "g")
    if seen.penalised != seen.data_grad:
        parts: list[tuple[int, Node]] = [(1, expression)]
        weight = trace.num(trace.here(step.layer, name, step.index, -1))
        if rule.l2:
            parts.append((1, times(num("λ_{2}", rule.l2, msg("factor of the L2 penalty")), weight)))
        if rule.l1:
            sign = num(f"sign({weight.operand.symbol})", float(np.sign(seen.old)), msg("sign of the weight"))
            parts.append((1, times(num("λ_{1}", rule.l1, msg("factor of the L1 penalty")), sign)))
        expression = Sum(tuple(parts))
    return [line(trace, "g", expression, seen.penalised, words), *_clipping(trace, seen)]


def _clipping(trace: Trace, seen: Foretold) -> Iterator[Line]:
    """Yield the lines of what clipping makes of g: the factor that brings the norm within its limit, then the value."""
    rule, words = trace.plan.update_rule, constant_name(trace, "g")
    if rule.clip_norm:
        norm = num("‖g‖", seen.norm, msg("norm of the gradient of all weights and biases"))
        if seen.factor < 1.0:
            limit = num("c", rule.clip_norm, msg("largest norm of the gradient"))
            below = Sum(((1, norm), (1, num("10^{−6}", TINY, msg("so that nothing is divided by zero")))))
            share = num("k", seen.factor, msg("factor of the clipping"))
            yield line(trace, "k", Quotient(limit, below), seen.factor, msg("factor of the clipping"))
            yield line(trace, "g", times(num("g", seen.penalised, words), share), seen.shrunk, words, arrow=True)
        else:
            yield line(trace, "‖g‖", norm, seen.norm, msg("norm of the gradient, within its limit: nothing is clipped"))
    if seen.grad != seen.shrunk:
        limit = num("v", rule.clip_value, msg("largest size of a number of the gradient"))
        yield line(trace, "g", Sum(((1 if seen.grad > 0 else -1, limit),)), seen.grad, words, arrow=True)


def _hidden(trace: Trace, seen: Foretold) -> Iterator[Line]:
    """Yield what the scalars hide: the schedule's share, the corrected means, the rates with corrections."""
    rule = trace.plan.update_rule
    step, timetable = rule.step_number + 1, rule.timetable
    rate = seen.scalars["learning_rate"]
    if timetable.schedule is not None and timetable.learning_rate:
        base = num("α_{0}", timetable.learning_rate, msg("learning rate of the settings"))
        share = num("s", timetable.rate(step) / timetable.learning_rate, msg("share that the schedule leaves of it"))
        yield line(trace, "α", times(base, share), rate, constant_name(trace, "α"))
    for found in rule.optimizer.corrected(step, seen.after):
        expression = signed_sum([term_node(trace, term) for term in found.terms])
        yield line(trace, found.symbol, expression, evaluate(expression), found.help)
    for found in rule.optimizer.scalar_terms(step, seen.scalars):
        expression = signed_sum([term_node(trace, term) for term in found.terms])
        yield line(trace, from_latex(found.symbol), expression, seen.scalars[found.name], found.help)


def _state(trace: Trace, kept: StateArray, seen: Foretold) -> Line | None:
    """Return the line of one number that the optimiser keeps for the weight, before and after."""
    rule = trace.plan.update_rule.optimizer
    terms = rule.state_terms(kept.name, seen.grad, seen.before, seen.scalars)
    if not terms:
        return None
    expression = signed_sum([term_node(trace, term) for term in terms])
    return line(trace, kept.symbol, expression, seen.after[kept.name], kept.help, arrow=True)
