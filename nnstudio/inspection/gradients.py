"""The gradient of a weight in words: of the sample, of the batch."""

from __future__ import annotations

from nnstudio.inspection.description import Description, line
from nnstudio.inspection.expression import Node, num, times, total
from nnstudio.inspection.naming import constant_name
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
    if name not in ("weight", "bias") or trace.layer(step.layer).declaration.id != "dense":
        return _learned(trace, step, name)
    place = trace.here(step.layer, name, step.index, -1)
    loss, symbol = ("L" if trace.batch else "ℓ"), trace.symbol(place)
    title = msg("Gradient of a bias") if name == "bias" else msg("Gradient of a weight")
    if trace.batch:
        share = num("1/N", 1 / trace.count, constant_name(trace, "1/N"))
        expression = times(share, total(*(_share(trace, step, n, True) for n in range(trace.count))))
        result = trace.value(trace.here(step.layer, step.quantity, step.index, -1))
        said = msg("The mean over the batch of input × δ: this is the gradient that the update uses.")
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


def _learned(trace: Trace, step: Step, name: str) -> Description:
    """Describe the gradient of what an activation learns: the plan's number, for the batch."""
    assert step.index is not None
    place = trace.here(step.layer, step.quantity, step.index, -1)
    value = trace.value(place)
    title = msg("Gradient of {name}", name=name)
    own = line(
        trace, f"∂L/∂{trace.symbol(trace.here(step.layer, name, step.index, -1))}", num("", value, title), value, title
    )
    said = msg("What the activation function itself learns; summed over the batch.")
    formula = (
        r"\frac{\partial L}{\partial\gamma} = \sum_n \frac{\partial f}{\partial\gamma}\,\frac{\partial L}{\partial a}"
    )
    return Description(step, title, said, formula, (own,))
