"""What the losses write, ``\\ln a_{0}`` or ``\\max(z_{0}, 0)``, as expressions."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from nnstudio.engine.columns import place_count
from nnstudio.inspection.expression import (
    Call,
    Largest,
    Node,
    Num,
    Quotient,
    Sum,
    difference,
    evaluate,
    num,
    times,
    total,
)
from nnstudio.inspection.loss_slopes import output, share_number
from nnstudio.inspection.naming import constant_name
from nnstudio.inspection.softmax import log_parts
from nnstudio.inspection.trace import Trace
from nnstudio.inspection.written_out import power
from nnstudio.text import msg

Found = re.Match[str]
_FAR = 300.0
"""Beyond this cosh overflows."""


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
    if place_count(trace.shape(sink)) != 1:
        return None
    place = _place(trace, sink, int(found[2]))
    if found[1] == "p":
        return _probability(trace, sink, place)
    if found[1] == "y":
        return trace.num(trace.here(sink, "target", place))
    if found[1] == "z":
        return output(trace, sink, place)
    layer, index = trace.shown(sink, place)
    face = trace.face(layer)
    return trace.num(trace.here(layer, face, index)) if face in trace.plan.sites[layer].quantities else None


def _place(trace: Trace, sink: str, number: int) -> tuple[int, ...]:
    """Return the index of an output: of a sequence of one step, or an image of one pixel, there is but one place."""
    return (*(0,) * (len(trace.shape(sink)) - 1), number)


def _probability(trace: Trace, sink: str, place: tuple[int, ...]) -> Node:
    """Return what the loss makes of the net inputs, its own softmax or logistic."""
    if trace.plan.loss_of(sink).reads_logits == "softmax":
        return share_number(trace, sink, place)
    own = output(trace, sink, place)
    return Call("σ", own, _logistic(own.operand.value))


def _logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z)) if z > 0 else math.exp(z) / (1 + math.exp(z))


def _scores(trace: Trace, sink: str) -> list[Num]:
    return [output(trace, sink, _place(trace, sink, number)) for number in range(trace.shape(sink)[-1])]


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


def _log_ratio(trace: Trace, found: Found) -> Node | None:
    above, below = read_factor(trace, found[1]), read_factor(trace, found[2])
    if above is None or below is None or evaluate(above) <= 0 or evaluate(below) <= 0:
        return None
    return Call("ln", Quotient(above, below), math.log(evaluate(above) / evaluate(below)))


def _distance(trace: Trace, found: Found) -> Node | None:
    gap = read_factor(trace, f"({found[1]} - {found[2]})")
    return None if gap is None else Call("abs", gap, abs(evaluate(gap)))


def _log_cosh(trace: Trace, found: Found) -> Node | None:
    gap = read_factor(trace, found[1])
    if gap is None or abs(evaluate(gap)) > _FAR:
        return None
    above = math.cosh(evaluate(gap))
    return Call("ln", Call("cosh", gap, above), math.log(above))


def _capped(trace: Trace, found: Found) -> Node | None:
    """Return Huber's m: how far the output is from the target, but at most δ."""
    gap = _distance_of(trace, found[1])
    if gap is None:
        return None
    most = float(trace.plan.loss_of(_sink(trace)).values["delta"])
    return gap if evaluate(gap) <= most else num("δ", most, msg("from where on the loss grows evenly"))


def _beyond(trace: Trace, found: Found) -> Node | None:
    """Return what Huber's m is multiplied by, ``|a − y| − m/2``."""
    gap, capped = _distance_of(trace, found[1]), _capped(trace, found)
    if gap is None or capped is None:
        return None
    return difference(gap, times(num("1/2", 0.5, msg("a half")), capped))


def _distance_of(trace: Trace, subscript: str) -> Node | None:
    return read_factor(trace, f"|a_{{{subscript}}} - y_{{{subscript}}}|")


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
    return total(*log_parts(_scores(trace, sink))) if place_count(trace.shape(sink)) == 1 else None


def _margin(trace: Trace, found: Found) -> Node | None:
    """Return ``max(0, 1 − t s)``, t = 2y − 1."""
    y, score = read_factor(trace, f"y_{{{found[1]}}}"), read_factor(trace, f"z_{{{found[1]}}}")
    if y is None or score is None:
        return None
    side = difference(times(num("2", 2.0, msg("number of the formula")), y), _one(trace))
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
        (r"\\ln \\frac\{(y_\{\d+\})\}\{(a_\{\d+\})\}", _log_ratio),
        (r"\|(a_\{\d+\}) - (y_\{\d+\})\|", _distance),
        (r"\\ln\\cosh(\(a_\{\d+\} - y_\{\d+\}\))", _log_cosh),
        (rf"m{_K}", _capped),
        (rf"\(\|a{_K} - y_\{{\1\}}\| - m_\{{\1\}}/2\)", _beyond),
        (r"\\ln \\sum_k e\^\{z_k\}", _log_sum),
        (rf"\\max\(0, 1 - t{_K} s_\{{\1\}}\)", _margin),
    )
)
