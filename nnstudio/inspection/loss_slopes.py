"""``∂ℓ/∂a`` written out: what each loss's derivative is made of, in the operands of this sample."""

from __future__ import annotations

import math
from collections.abc import Callable

from nnstudio.inspection.expression import Call, Node, Num, Quotient, Sum, difference, num, times
from nnstudio.inspection.forward import softmax_share
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.trace import Trace

Slope = Callable[[Trace, str, tuple[int, ...]], Node]


def loss_slope_of(trace: Trace, sink: str, index: tuple[int, ...]) -> Node | None:
    """Return ``∂ℓ/∂a`` of output ``index`` as an expression; None where the loss is not known here."""
    slope = _SLOPES.get(trace.plan.loss_function.declaration.id)
    return slope(trace, sink, index) if slope is not None else None


def output(trace: Trace, sink: str, index: tuple[int, ...]) -> Num:
    """Return the output that the loss reads: a, or z where it reads net inputs."""
    layer, place = trace.shown(sink, index)
    known = trace.plan.sites[layer].quantities
    quantity = "z" if trace.plan.loss_function.reads_logits and "z" in known else "a"
    return trace.num(trace.here(layer, quantity, place))


def _target(trace: Trace, sink: str, index: tuple[int, ...]) -> Num:
    return trace.num(trace.here(sink, "target", index))


def _gap(trace: Trace, sink: str, index: tuple[int, ...]) -> Node:
    return difference(output(trace, sink, index), _target(trace, sink, index))


def _over_outputs(trace: Trace, sink: str, above: float, node: Node) -> Node:
    symbol = f"{above:g}/K"
    count = trace.plan.sites[sink].output.flat.shape[0]
    return times(num(symbol, above / count, constant_name(trace, symbol)), node)


def _mse(trace: Trace, sink: str, index: tuple[int, ...]) -> Node:
    return _over_outputs(trace, sink, 2, _gap(trace, sink, index))


def _mae(trace: Trace, sink: str, index: tuple[int, ...]) -> Node:
    a, y = output(trace, sink, index), _target(trace, sink, index)
    gap = a.operand.value - y.operand.value
    return _over_outputs(trace, sink, 1, Call("sign", difference(a, y), float((gap > 0) - (gap < 0))))


def _cross_entropy(trace: Trace, sink: str, index: tuple[int, ...]) -> Node:
    return Sum(((-1, Quotient(_target(trace, sink, index), output(trace, sink, index))),))


def _binary(trace: Trace, sink: str, index: tuple[int, ...]) -> Node:
    a = output(trace, sink, index)
    one = num("1", 1.0, constant_name(trace, "1"))
    return _over_outputs(trace, sink, 1, Quotient(_gap(trace, sink, index), times(a, difference(one, a))))


def _binary_logits(trace: Trace, sink: str, index: tuple[int, ...]) -> Node:
    z = output(trace, sink, index)
    value = 1 / (1 + math.exp(-max(-700.0, z.operand.value)))
    return _over_outputs(trace, sink, 1, difference(Call("σ", z, value), _target(trace, sink, index)))


def _cross_entropy_logits(trace: Trace, sink: str, index: tuple[int, ...]) -> Node:
    count = trace.plan.sites[sink].output.flat.shape[0]
    scores = [output(trace, sink, (k,)) for k in range(count)]
    return difference(softmax_share(scores[index[0]], scores), _target(trace, sink, index))


_SLOPES: dict[str, Slope] = {
    "half_mse": _gap,
    "mse": _mse,
    "mae": _mae,
    "cross_entropy": _cross_entropy,
    "binary_cross_entropy": _binary,
    "binary_cross_entropy_logits": _binary_logits,
    "cross_entropy_logits": _cross_entropy_logits,
}
