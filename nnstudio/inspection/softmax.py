"""The softmax in numbers: what each net input has of the sum of all exponentials, and its logarithm."""

from __future__ import annotations

import math

from nnstudio.inspection.expression import Call, Node, Num, Quotient, Sum, difference, evaluate, total

_EXP_LIMIT = 80.0
"""Beyond this z the softmax is written relative to its own z: e^z would overflow in other people's calculators."""


def softmax_share(own: Num, scores: list[Num]) -> Node:
    """Return ``e^z / Σ e^z``; relative to the largest z where the exponentials would be too large to write."""
    largest = _largest(scores)
    return Quotient(_exponential(own, largest), total(*(_exponential(z, largest) for z in scores)))


def log_share(own: Num, scores: list[Num]) -> Node:
    """Return ``z − ln Σ e^z``, likewise."""
    return Sum(((1, own), *((-1, part) for part in log_parts(scores))))


def log_parts(scores: list[Num]) -> tuple[Node, ...]:
    """Return what adds up to ``ln Σ e^z``: the logarithm alone, or the largest z and the logarithm of the rest."""
    largest = _largest(scores)
    whole = total(*(_exponential(z, largest) for z in scores))
    logarithm = Call("ln", whole, math.log(evaluate(whole)))
    return (logarithm,) if largest is None else (largest, logarithm)


def _largest(scores: list[Num]) -> Num | None:
    """Return the largest z, where its exponential could not be written."""
    if max(abs(z.operand.value) for z in scores) <= _EXP_LIMIT:
        return None
    return max(scores, key=lambda score: score.operand.value)


def _exponential(z: Num, largest: Num | None) -> Node:
    if largest is None:
        return Call("exp", z, math.exp(z.operand.value))
    return Call("exp", difference(z, largest), math.exp(z.operand.value - largest.operand.value))
