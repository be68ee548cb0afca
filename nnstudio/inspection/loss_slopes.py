"""``∂ℓ/∂a`` with its numbers: the slope that each loss writes out itself, in the operands of this sample."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.columns import place_count
from nnstudio.engine.formulas import read
from nnstudio.inspection.expression import Node, Num, num, times
from nnstudio.inspection.forward import softmax_share
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.trace import Trace
from nnstudio.inspection.written_out import written_out

_VARIABLES = ("a", "y", "K", "t", "W", "p")
_LONGEST = 1000
"""Characters: of a focal loss they are many."""


def loss_slope_of(trace: Trace, sink: str, index: tuple[int, ...]) -> Node | None:
    """Return ``∂ℓ/∂a`` of output ``index`` as an expression; None where the loss does not write it out."""
    a, y = output(trace, sink, index), _target(trace, sink, index)
    text = trace.plan.loss_function.written_slope(a.operand.value, y.operand.value)
    if not text:
        return None
    formula = read(text, trace.plan.loss_function.declaration.id, _VARIABLES, longest=_LONGEST)
    own = {"a": a, "y": y}
    return written_out(
        trace, formula.tape, formula.value, lambda name: own.get(name) or _named(trace, sink, index, name)
    )


def output(trace: Trace, sink: str, index: tuple[int, ...]) -> Num:
    """Return the output that the loss reads: a, or z where it reads net inputs."""
    layer, place = trace.shown(sink, index)
    known = trace.plan.sites[layer].quantities
    # Only where the layer has no activation of its own is what it gives out a net input.
    is_z = (
        trace.plan.loss_function.reads_logits
        and "z" in known
        and known["z"].array is trace.plan.sites[layer].output.array
    )
    return trace.num(trace.here(layer, "z" if is_z else trace.face(layer), place))


def weighting_of(trace: Trace, sink: str, index: tuple[int, ...]) -> tuple[Num, Num]:
    """Return W and t: what class weights and smoothed labels make of the target."""
    targets = [_target(trace, sink, (*index[:-1], k)).operand.value for k in range(_count(trace, sink))]
    weight, t = trace.plan.sample_loss(sink).weighting(np.array(targets))
    found = (("W", float(weight[index[-1]])), (f"t_{{{index[-1] + 1}}}", float(t[index[-1]])))
    first, second = (num(symbol, value, constant_name(trace, symbol[:1])) for symbol, value in found)
    return first, second


def share_of_place(trace: Trace, sink: str, node: Node) -> Node:
    """Return one place's part of the sample's loss, which is the mean over its places (steps, pixels)."""
    count = place_count(trace.shape(sink))
    return node if count == 1 else times(num("1/T", 1 / count, constant_name(trace, "1/T")), node)


def _target(trace: Trace, sink: str, index: tuple[int, ...]) -> Num:
    return trace.num(trace.here(sink, "target", index))


def _count(trace: Trace, sink: str) -> int:
    return int(trace.plan.sites[sink].output.shape[-1])


def _named(trace: Trace, sink: str, index: tuple[int, ...], name: str) -> Node:
    if name == "K":
        return num("K", _count(trace, sink), constant_name(trace, "K"))
    if name == "p":
        scores = [output(trace, sink, (*index[:-1], k)) for k in range(_count(trace, sink))]
        return softmax_share(scores[index[-1]], scores)
    weight, t = weighting_of(trace, sink, index)
    return weight if name == "W" else t
