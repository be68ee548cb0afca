"""The gradient of a weight in words: of the sample, of the batch."""

from __future__ import annotations

import math

from nnstudio.engine.single import sample_terms
from nnstudio.inspection.description import Description, line
from nnstudio.inspection.engine_terms import MOST_TERMS, sum_of
from nnstudio.inspection.expression import Node, added, num, times, total
from nnstudio.inspection.making import formula_of, long_note
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.quantities import parameter
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace
from nnstudio.text import Message, msg

_WEIGHT = r"\frac{{\partial \ell}}{{\partial w_{{ij}}}} = {source}_i\,\delta_j"
_BIAS = r"\frac{\partial \ell}{\partial b_j} = \delta_j"
_WEIGHT_BATCH = r"\frac{{\partial L}}{{\partial w_{{ij}}}} = \frac{{1}}{{N}}\sum_n {source}_i^{{(n)}}\,\delta_j^{{(n)}}"
_BIAS_BATCH = r"\frac{\partial L}{\partial b_j} = \frac{1}{N}\sum_n \delta_j^{(n)}"


def parameter_gradient(trace: Trace, step: Step) -> Description:
    """Describe ``∂ℓ/∂w = x δ``, or the batch's mean of it; the same for a bias."""
    assert step.index is not None
    name = step.quantity.removesuffix("_grad")
    plain = trace.layer(step.layer).declaration.id == "dense" and len(trace.shape(step.layer)) == 1
    if name not in ("weight", "bias") or not plain:
        return _shared(trace, step, name)
    place = trace.here(step.layer, name, step.index, -1)
    loss, symbol = ("L" if trace.batch else "ℓ"), trace.symbol(place)
    title = msg("Gradient of a bias") if name == "bias" else msg("Gradient of a weight")
    if trace.batch:
        share = num("1/N", 1 / trace.count, constant_name(trace, "1/N"))
        expression = times(share, total(*(_share(trace, step, n, True) for n in range(trace.count))))
        result = trace.value(trace.here(step.layer, step.quantity, step.index, -1))
        said = _said_of_batch(name)
        note = msg("The sum divided by N = {count}: L is the mean of the samples' losses.", count=trace.count)
    else:
        expression = _share(trace, step, trace.sample, False)
        result = _own(trace, step)
        said = _said(name)
        note = msg(
            "This sample's own share, not divided by N = {count}. The update uses the mean over the batch.",
            count=trace.count,
        )
    own = line(trace, f"∂{loss}/∂{symbol}", expression, result, trace.words(place))
    return Description(step, title, said, _formula(trace, step, name), (own,), note=note)


def _said(name: str) -> Message:
    if name == "bias":
        return msg("A bias has the input 1, so its gradient is δ itself.")
    return msg("What went in, times what came back: a strong input or a large δ makes this weight matter.")


def _said_of_batch(name: str) -> Message:
    if name == "bias":
        return msg("The mean over the batch of δ, since a bias has the input 1: the update uses this gradient.")
    return msg("The mean over the batch of input × δ: this is the gradient that the update uses.")


def _formula(trace: Trace, step: Step, name: str) -> str:
    if name == "bias":
        return _BIAS_BATCH if trace.batch else _BIAS
    source = "x" if trace.layer(trace.origin(step.layer, (0,))[0]).is_source else "a"
    return (_WEIGHT_BATCH if trace.batch else _WEIGHT).format(source=source)


def _share(trace: Trace, step: Step, sample: int, of_batch: bool) -> Node:
    """Return one sample's ``x δ``, or δ for a bias."""
    assert step.index is not None
    back = trace.num(trace.here(step.layer, "grad_z", step.index[-1:], sample), of_batch)
    if len(step.index) == 1:
        return back
    return times(trace.num(trace.here(step.layer, "x", step.index[:1], sample), of_batch), back)


def _own(trace: Trace, step: Step) -> float:
    """Return the sample's share; the plan holds only the sum, whose term this is."""
    assert step.index is not None
    back = trace.value(trace.here(step.layer, "grad_z", step.index[-1:]))
    return back if len(step.index) == 1 else back * trace.value(trace.here(step.layer, "x", step.index[:1]))


def _shared(trace: Trace, step: Step, name: str) -> Description:
    """Describe the gradient of a weight that acts at many places: a kernel, a recurrent weight, a scale."""
    assert step.index is not None
    place = trace.here(step.layer, name, step.index, -1)
    found = _batch_sum(trace, step) if trace.batch else _sample_sum(trace, step)
    if found is None:
        return _learned(trace, step, name)
    expression, result, note = found
    loss = "L" if trace.batch else "ℓ"
    own = line(trace, f"∂{loss}/∂{trace.symbol(place)}", expression, result, trace.words(place))
    if trace.batch:
        said = msg("The mean over the batch of all that this number did: this is the gradient that the update uses.")
    else:
        said = msg("It acts at many places: what each of them sends back is added up.")
    title = msg("Gradient · {what}", what=parameter(name).title)
    return Description(step, title, said, formula_of(trace, step.layer, step.quantity), (own,), note=note)


def _expected(trace: Trace, step: Step) -> int:
    """Return how many terms a gradient over the batch has at most: one for each place of each sample."""
    slots = trace.plan.sites[step.layer].quantities.values()
    return trace.count * max((math.prod(slot.shape[:-1]) for slot in slots), default=1)


def _batch_sum(trace: Trace, step: Step) -> tuple[Node, float, Message] | None:
    """Return the mean over the batch, its number in the plan, and a note; None where the layer gives no terms."""
    assert step.index is not None
    result = trace.value(trace.here(step.layer, step.quantity, step.index, -1))
    note = msg("The sum divided by N = {count}: L is the mean of the samples' losses.", count=trace.count)
    count = _expected(trace, step)
    if count > MOST_TERMS:
        words = msg("sum of {count} terms", count=count)
        return num("Σ", result, words), result, long_note(count)
    site = trace.plan.sites[step.layer]
    try:
        terms = site.layer.terms(site, step.quantity, step.index, trace.sample)
    except KeyError:
        return None
    share = num("1/N", 1 / trace.count, constant_name(trace, "1/N"))
    return times(share, sum_of(trace, terms, True)), result, note


def _sample_sum(trace: Trace, step: Step) -> tuple[Node, float, Message] | None:
    """Return what belongs to this sample, likewise; the plan holds only the batch's sum, whose terms these are."""
    assert step.index is not None
    site = trace.plan.sites[step.layer]
    try:
        terms = sample_terms(site, step.quantity, step.index, trace.sample)
    except KeyError:
        return None
    note = msg(
        "This sample's own share, not divided by N = {count}. The update uses the mean over the batch.",
        count=trace.count,
    )
    return sum_of(trace, terms, False), trace.count * added([term.value for term in terms]), note


def _learned(trace: Trace, step: Step, name: str) -> Description:
    """Describe the gradient of what an activation learns: the plan's number, for the batch."""
    assert step.index is not None
    place = trace.here(step.layer, step.quantity, step.index, -1)
    value = trace.value(place)
    title = msg("Gradient of {name}", name=parameter(name).title)
    own = line(
        trace, f"∂L/∂{trace.symbol(trace.here(step.layer, name, step.index, -1))}", num("", value, title), value, title
    )
    said = msg("What the activation function itself learns; summed over the batch.")
    formula = (
        r"\frac{\partial L}{\partial\gamma} = \sum_n \frac{\partial f}{\partial\gamma}\,\frac{\partial L}{\partial a}"
    )
    return Description(step, title, said, formula, (own,))
