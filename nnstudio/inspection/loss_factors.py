"""What the losses write, ``\\ln a_{0}`` or ``\\max(z_{0}, 0)``, as expressions."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from nnstudio.inspection.expression import Call, Largest, Node, Num, Sum, difference, evaluate, num, times, total
from nnstudio.inspection.loss_slopes import output
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.softmax import log_parts, softmax_share
from nnstudio.inspection.trace import Trace
from nnstudio.inspection.written_out import power
from nnstudio.text import msg

Found = re.Match[str]


def read_factor(trace: Trace, symbol: str) -> Node | None:
    """Return a factor of a loss's terms taken apart; None where the symbol is not known, or has no value here."""
    for pattern, make in _PATTERNS:
        found = pattern.fullmatch(symbol)
        if found is not None:
            return make(trace, found)
    return None


def _sink(trace: Trace) -> str:
    return trace.answer or trace.graph.sinks[0]


def _output(trace: Trace, found: Found) -> Node | None:
    sink = _sink(trace)
    number = int(found[2])
    if len(trace.shape(sink)) != 1:
        return None
    if found[1] == "p":
        return _probability(trace, sink, number)
    if found[1] == "y":
        return trace.num(trace.here(sink, "target", (number,)))
    if found[1] == "z":
        return output(trace, sink, (number,))
    layer, index = trace.shown(sink, (number,))
    face = trace.face(layer)
    return trace.num(trace.here(layer, face, index)) if face in trace.plan.sites[layer].quantities else None


def _probability(trace: Trace, sink: str, number: int) -> Node:
    """Return what the loss makes of the net inputs, its own softmax or logistic."""
    own = output(trace, sink, (number,))
    if trace.plan.loss_of(sink).reads_logits == "softmax":
        return softmax_share(own, _scores(trace, sink))
    return Call("σ", own, _logistic(own.operand.value))


def _logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z)) if z > 0 else math.exp(z) / (1 + math.exp(z))


def _scores(trace: Trace, sink: str) -> list[Num]:
    return [output(trace, sink, (number,)) for number in range(trace.shape(sink)[-1])]


def _gap(trace: Trace, found: Found) -> Node | None:
    first, second = read_factor(trace, found[1]), read_factor(trace, found[2])
    return difference(first, second) if first is not None and second is not None else None


def _rest(trace: Trace, found: Found) -> Node | None:
    inner = read_factor(trace, found[1])
    return None if inner is None else difference(_one(trace), inner)


def _logarithm(trace: Trace, found: Found) -> Node | None:
    inner = read_factor(trace, found[1])
    value = evaluate(inner) if inner is not None else 0.0
    return Call("ln", inner, math.log(value)) if inner is not None and value > 0 else None


def _power(trace: Trace, found: Found) -> Node | None:
    inner = read_factor(trace, found[1])
    gamma = float(trace.plan.loss_of(_sink(trace)).values["gamma"])
    return None if inner is None else power(trace, inner, num("γ", gamma, msg("focusing")))


def _ramp(trace: Trace, found: Found) -> Node | None:
    inner = read_factor(trace, found[1])
    return None if inner is None else Largest((inner, _zero()))


def _softened_ramp(trace: Trace, found: Found) -> Node | None:
    """Return ``ln(1 + e^{−|z|})``: what the ramp lacks of the smooth one."""
    inner = read_factor(trace, found[1])
    if inner is None:
        return None
    size = abs(evaluate(inner))
    exponential = Call("exp", Sum(((-1, Call("abs", inner, size)),)), math.exp(-size))
    return Call("ln", total(_one(trace), exponential), math.log1p(math.exp(-size)))


def _log_sum(trace: Trace, found: Found) -> Node | None:
    sink = _sink(trace)
    return total(*log_parts(_scores(trace, sink))) if len(trace.shape(sink)) == 1 else None


def _margin(trace: Trace, found: Found) -> Node | None:
    """Return ``max(0, 1 − t s)``, t = 2y − 1."""
    y, score = read_factor(trace, f"y_{{{found[1]}}}"), read_factor(trace, f"z_{{{found[1]}}}")
    if y is None or score is None:
        return None
    side = difference(times(num("2", 2.0, constant_name(trace, "2")), y), _one(trace))
    return Largest((_zero(), difference(_one(trace), times(side, score))))


def _one(trace: Trace) -> Num:
    return num("1", 1.0, constant_name(trace, "1"))


def _zero() -> Num:
    return num("0", 0.0, msg("zero"))


_K = r"_\{(\d+)\}"
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[Trace, Found], Node | None]], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (rf"([azyp]){_K}", _output),
        (r"\(([az]_\{\d+\}) - (y_\{\d+\})\)", _gap),
        (r"\(1 - ([ayp]_\{\d+\})\)", _rest),
        (r"\\ln ?([ap]_\{\d+\}|\(1 - [ap]_\{\d+\}\))", _logarithm),
        (r"([ap]_\{\d+\}|\(1 - [ap]_\{\d+\}\))\^\{\\gamma\}", _power),
        (r"\\max\((z_\{\d+\}), 0\)", _ramp),
        (r"\\ln\(1 \+ e\^\{-\|(z_\{\d+\})\|\}\)", _softened_ramp),
        (r"\\ln \\sum_k e\^\{z_k\}", _log_sum),
        (rf"\\max\(0, 1 - t{_K} s_\{{\1\}}\)", _margin),
    )
)
