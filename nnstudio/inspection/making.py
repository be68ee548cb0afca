"""What any number of any layer is made of: the engine's terms, a function of another number, or the number alone."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from nnstudio.engine import Place
from nnstudio.engine.normalisation.base import Normalisation
from nnstudio.inspection.description import Description, Line, line
from nnstudio.inspection.engine_terms import sum_of_terms
from nnstudio.inspection.expression import Call, Largest, Node, Num, Quotient, num, total
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.quantities import is_gradient, known
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace
from nnstudio.text import Message, msg

MOST_RIVALS = 16
"""Numbers of which the largest is taken up to which all are written; of more, the largest alone."""
MOST_READ = 1500
"""Terms that are read to make one step: a statistic over a batch of pictures has a hundred times as many."""


@dataclass(frozen=True)
class Made:
    """``expression`` gives the plan's number; ``formula`` is LaTeX; ``note`` says it where the terms are not shown."""

    expression: Node
    formula: str
    note: Message | None = None


def made_of_terms(trace: Trace, place: Place) -> Made:
    """Return what the number at a place of this sample is made of."""
    assert place.sample == trace.sample
    site = trace.plan.sites[place.layer]
    formula = formula_of(trace, place.layer, place.quantity)
    count = terms_expected(trace, place)
    if count > MOST_READ:
        return Made(_whole(trace, place, msg("sum of {count} terms", count=count)), formula, long_note(count))
    try:
        expansion = trace.expand(place.layer, place.quantity, place.index)
    except KeyError:
        return _function(trace, place, formula)
    if place.quantity.endswith("_gate") and len(expansion.terms) == 2:
        z = trace.here(place.layer, f"{place.quantity}_z", place.index)
        if z.quantity in site.quantities:
            value = math.fsum(term.value for term in expansion.terms)
            return Made(Call("σ", trace.num(z), value), formula)
    rivals = site.layer.rivals(site, place.quantity, place.index, place.sample)
    if 1 < len(rivals) <= MOST_RIVALS:
        return Made(Largest(tuple(trace.num(rival.place) for rival in rivals if rival.place is not None)), formula)
    return Made(sum_of_terms(trace, expansion), formula)


def long_note(count: int) -> Message:
    """Return what is said of a sum that is not written out."""
    return msg("This is the plan's own number, a sum of {count} terms: too many to write them out.", count=count)


def terms_expected(trace: Trace, place: Place) -> int:
    """Return how many numbers of the whole batch a statistic is taken of; 0 for what is no such statistic."""
    site = trace.plan.sites[place.layer]
    if not site.layer.mixes_samples or place.quantity.removeprefix("grad_") not in ("mean", "variance"):
        return 0
    shape = site.quantities[place.quantity].shape
    return trace.count * math.prod(site.output.shape) // max(1, math.prod(shape))


def _function(trace: Trace, place: Place, formula: str) -> Made:
    """Return a number that is no sum: a function of one other, or itself."""
    site = trace.plan.sites[place.layer]
    function = site.layer.function(site, place.quantity, place.index, place.sample)
    if function is not None and len(function.places) == 1:
        argument = trace.num(function.places[0])
        if isinstance(site.layer, Normalisation):
            return Made(_inverse_deviation(trace, argument, float(site.layer.epsilon)), formula)
        return Made(Call(function.name, argument, function.evaluate(argument.operand.value)), formula)
    note = msg("The plan holds this number; what it is made of is not written out.")
    return Made(_whole(trace, place, msg("the plan's own number")), formula, note)


def _inverse_deviation(trace: Trace, variance: Num, epsilon: float) -> Node:
    """Return ``1 / √(σ² + ε)`` with the ε written: without it the numbers would not give the result."""
    whole = total(variance, num("ε", epsilon, msg("so that nothing is divided by zero")))
    root = Call("√", whole, math.sqrt(max(0.0, variance.operand.value + epsilon)))
    return Quotient(num("1", 1.0, constant_name(trace, "1")), root)


def _whole(trace: Trace, place: Place, words: Message) -> Node:
    return num(trace.symbol(place), trace.value(place), words)


def formula_of(trace: Trace, layer: str, quantity: str) -> str:
    """Return how the engine writes a quantity; a slope as that of the sample's own loss where it is one."""
    site = trace.plan.sites[layer]
    shown = (i.formula for i in trace.plan.info if layer in i.serves and i.quantity == quantity and i.formula)
    backward = quantity == "slope" or is_gradient(quantity) or quantity.endswith("_grad")
    declared = site.layer.declaration.derivative if backward else site.layer.declaration.formula
    formula = site.formulas.get(quantity) or next(shown, "") or declared or site.layer.declaration.formula
    formula = re.sub(r"\\quad\\text\{[^}]*\}[^}]*\}", "", formula)
    if trace.batch:
        # δ on a card is that of a sample's own loss, of which the batch's is the mean.
        return formula.replace(r"\sum_n", r"\frac{1}{N}\sum_n") if quantity.endswith("_grad") else formula
    return formula.replace(r"\sum_n", "").replace(r"\partial L", r"\partial \ell") if backward else formula


def own_line(trace: Trace, place: Place, made: Made, inner: float = 0.0) -> Line:
    """Return the line of the number at a place."""
    return line(trace, trace.symbol(place), made.expression, trace.value(place), trace.words(place), inner=inner)


def quantity(trace: Trace, step: Step) -> Description:
    """Describe any number that a layer shows, of this sample."""
    assert step.index is not None
    place = trace.here(step.layer, step.quantity, step.index)
    made, about = made_of_terms(trace, place), known(step.quantity)
    said = about.said if about.said is not None else trace.layer(step.layer).declaration.help
    own = own_line(trace, place, made)
    return Description(step, about.title, said, made.formula, (own,), note=made.note)
