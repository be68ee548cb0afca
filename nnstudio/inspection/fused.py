"""δ where the loss and the output's activation cancel: prediction minus target, as the loss counts either."""

from __future__ import annotations

from nnstudio.engine.loss import Loss
from nnstudio.engine.site import Site
from nnstudio.inspection.expression import Node, difference, num, times
from nnstudio.inspection.loss_slopes import counted, share_of_place, weighting_of
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.trace import Trace
from nnstudio.text import Message, msg


def fused_delta(trace: Trace, site: Site, index: tuple[int, ...]) -> tuple[str, Node, Message]:
    """Return the formula of a fused δ, the same with its numbers, and what is said of it."""
    sink = trace.graph.consumers[site.name][0][0]
    loss = trace.plan.loss_of(sink)
    a, y = trace.num(trace.here(site.name, "a", index)), trace.num(trace.here(sink, "target", index))
    weight, t = weighting_of(trace, sink, index)
    gap: Node = difference(times(weight, a) if loss.weight_letter else a, y if loss.target_letter == "y" else t)
    scale = loss.fused_scale(site.output.shape[-1])
    if scale != 1:
        gap = times(num("1/K", scale, constant_name(trace, "1/K")), gap)
    formula = rf"\delta_k = {written_gap(loss, scale)}"
    said = rf", \quad {loss.written_target}" if loss.written_target else ""
    return counted(trace, sink, formula) + said, share_of_place(trace, sink, gap), _said(site, loss, scale)


def written_gap(loss: Loss, scale: float, index: str = "_k") -> str:
    """Return ``a − y`` in LaTeX as the loss counts the two, ``scale`` times; ``index`` stands at each letter."""
    weight = loss.weight_letter.replace("_k", index)
    gap = f"{weight} a{index} - {loss.target_letter}{index}".strip()
    return gap if scale == 1 else rf"\frac{{1}}{{K}}\,({gap})"


def _said(site: Site, loss: Loss, scale: float) -> Message:
    function = site.layer.activation_function
    if function is not None and function.elementwise:
        return msg(
            "{what}. The slope f′(z) has left: it cancels against the loss's divisor a(1 − a).", what=_gap(loss, scale)
        )
    return msg(
        "{what}. The softmax's matrix of slopes has left: it cancels against the loss's 1/a.", what=_gap(loss, scale)
    )


def _gap(loss: Loss, scale: float) -> Message:
    """Return the formula's right side in words."""
    if loss.weight_letter and scale != 1:
        return msg("Prediction times W, minus the weighted target t; over the K outputs")
    if loss.weight_letter:
        return msg("Prediction times W, minus the weighted target t")
    if loss.target_letter == "t":
        return (
            msg("Prediction minus smoothed target")
            if scale == 1
            else msg("Prediction minus smoothed target, over the K outputs")
        )
    return msg("Prediction minus target") if scale == 1 else msg("Prediction minus target, over the K outputs")
