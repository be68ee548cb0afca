"""The loss in words: of the sample, of the batch."""

from __future__ import annotations

from nnstudio.engine import expand
from nnstudio.engine.columns import features_first, place_count
from nnstudio.engine.rerun import rerun_loss
from nnstudio.inspection.description import Description, line
from nnstudio.inspection.engine_terms import sum_of_terms
from nnstudio.inspection.expression import Node, num, times, total
from nnstudio.inspection.loss_slopes import all_shares, in_letters, weight_of
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace
from nnstudio.text import Message, msg

WEIGHTED_FORMULA = r"\ell = \sum_k \lambda_k \, \ell_k"
MEAN_FORMULA = r"L = \frac{1}{N}\sum_n \ell^{(n)}"


def sample_loss(trace: Trace, step: Step) -> Description:
    """Describe ``ℓ`` of the sample."""
    expansion = expand(trace.plan, step.layer, "loss", (), trace.sample)
    function = trace.plan.loss_of(step.layer)
    place = trace.here(step.layer, "loss", ())
    # A logarithm near 0 or 1 magnifies the rounding of what it is taken of.
    expression = _over_places(trace, step.layer) or sum_of_terms(trace.at_output(step.layer), expansion)
    own = line(
        trace, trace.symbol(place), expression, expansion.total, trace.words(place), inner=expansion.bound / trace.eps
    )
    said = msg(
        "{loss}: how far this sample's prediction is from its target, in one number.", loss=function.declaration.name
    )
    formula, lines = in_letters(trace, step.layer, function.computed), (*all_shares(trace, step.layer), own)
    return Description(step, msg("Loss ℓ"), said, formula, lines, note=_usual(trace, step.layer))


def _usual(trace: Trace, sink: str) -> Message | None:
    """Return what the formula is otherwise, where the loss is computed in a form of its own."""
    loss = trace.plan.loss_of(sink)
    if loss.computed == loss.formula:
        return None
    yes, no = ("w₁ ", "w₀ ") if loss.weight_letter else ("", "")
    y, z = "s" if loss.values.get("smoothing") else "y", in_letters(trace, sink, "z_k").removesuffix("_k")
    mean = "" if loss.values.get("reduction") == "sum" else "1/K "
    return msg(
        "Computed in this form, which is finite for every {z}. It equals {usual}.",
        z=z,
        usual=f"−{mean}Σ ({yes}{y} ln σ({z}) + {no}(1 − {y}) ln(1 − σ({z})))",
    )


def whole_loss(trace: Trace, step: Step) -> Description:
    """Describe ``ℓ`` of several outputs: the sum of their losses, each by its weight."""
    sinks = trace.graph.sinks
    parts = [times(weight_of(trace, sink), trace.num(trace.here(sink, "loss", ()))) for sink in sinks]
    place = trace.whole_loss(trace.sample)
    own = line(trace, "ℓ", total(*parts), trace.value(place), trace.words(place))
    said = msg(
        "The losses of all {count} outputs, each by its weight: the gradient is that of this sum.", count=len(sinks)
    )
    return Description(step, msg("Loss ℓ of all outputs"), said, WEIGHTED_FORMULA, (own,))


def _over_places(trace: Trace, sink: str) -> Node | None:
    """Return the mean of the losses of a sample's places (steps, pixels), by the loss's own calls; None for one."""
    shape, plan = trace.shape(sink), trace.plan
    count = place_count(shape)
    if count == 1:
        return None
    share = num("1/T", 1 / count, constant_name(trace, "1/T"))
    output = features_first(plan.sites[sink].output.array)[..., trace.sample].reshape(shape[-1], count)
    target = plan.targets[trace.graph.sinks.index(sink)][..., trace.sample].reshape(shape[-1], count)
    loss = plan.sample_loss(sink)
    losses = [rerun_loss(loss, output[:, p : p + 1], target[:, p : p + 1])[0] for p in range(count)]
    words = (msg("loss at step {step}", step=p + 1) for p in range(count))
    return times(
        share, total(*(num(f"ℓ_{{{p + 1}}}", x, name) for p, (x, name) in enumerate(zip(losses, words, strict=True))))
    )


def mean_loss(trace: Trace, step: Step) -> Description:
    """Describe ``L``, the batch's mean."""
    share = num("1/N", 1 / trace.count, constant_name(trace, "1/N"))
    losses = [trace.num(trace.whole_loss(n), True) for n in range(trace.count)]
    words = msg("loss of the batch")
    own = line(trace, "L", times(share, total(*losses)), float(trace.plan.loss), words)
    said = msg("The mean over the batch's {count} samples: this is what training makes smaller.", count=trace.count)
    rule, note = trace.plan.update_rule, None
    if rule.l1 or rule.l2:
        note = msg("The penalties on large weights are not in L; they come on top, and training makes the sum smaller.")
    return Description(step, msg("Mean loss L"), said, MEAN_FORMULA, (own,), note=note)
