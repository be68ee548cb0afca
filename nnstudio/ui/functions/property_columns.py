"""The columns of the table of properties: what a cell says, and the numbers that prove or refute it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from nnstudio.inspection.functions.cost import SHAPE, Cost
from nnstudio.inspection.functions.properties import Properties, Span
from nnstudio.text import Message, in_a_row, msg, tr
from nnstudio.ui import theme

YES, NO, UNKNOWN = "✓", "✕", "…"


@dataclass(frozen=True)
class Facts:
    """All that is known of a function so far; ``zeros`` : the share of zero outputs on the current data."""

    properties: Properties | None = None
    cost: Cost | None = None
    zeros: float | None = None


@dataclass(frozen=True)
class Evidence:
    """Why a cell says what it says; ``places`` are the x to be marked on the curve."""

    said: str
    places: tuple[float, ...] = ()


@dataclass(frozen=True)
class Column:
    """``cell`` and ``evidence`` make their text of what is known; ``number`` : cells stand to the right."""

    id: str
    heading: Message
    cell: Callable[[Facts], str]
    evidence: Callable[[Facts], Evidence]
    number: bool = False


def _of(make: Callable[[Properties], str]) -> Callable[[Facts], str]:
    return lambda facts: make(facts.properties) if facts.properties is not None else UNKNOWN


def _why(make: Callable[[Properties], Evidence]) -> Callable[[Facts], Evidence]:
    return lambda facts: make(facts.properties) if facts.properties is not None else Evidence(tr("Being worked out …"))


def span_text(span: Span) -> str:
    """Return an interval: a round bracket where the bound is not reached."""
    if math.isnan(span.low):
        return "—"
    if span.low == span.high:
        return f"{{{_short(span.low)}}}"
    left, right = "[" if span.low_reached else "(", "]" if span.high_reached else ")"
    return f"{left}{_short(span.low)}, {_short(span.high)}{right}"


def _short(value: float) -> str:
    return theme.compact(round(value, 4) + 0.0, 5)


def _range(found: Properties) -> Evidence:
    text = tr("f takes the values {range}.", range=span_text(found.values))
    if not math.isfinite(found.values.low) and not math.isfinite(found.values.high):
        return Evidence(in_a_row(text, tr("There is no bound on either side.")))
    return Evidence(in_a_row(text, tr("A square bracket: the bound is reached. A round one: it is only tended to.")))


def _slopes(found: Properties) -> Evidence:
    text = tr("f′ takes the values {range}.", range=span_text(found.slopes))
    top = max(abs(found.slopes.low), abs(found.slopes.high))
    if 0 < top < 1:
        shrunk = theme.number(top**10, 3)
        return Evidence(
            in_a_row(
                text, tr("Ten such layers let at most {top}¹⁰ = {shrunk} through.", top=_short(top), shrunk=shrunk)
            )
        )
    return Evidence(text)


def _monotonic(found: Properties) -> str:
    return {1: f"{YES} ↗", -1: f"{YES} ↘", 0: NO}[found.direction]


def _why_monotonic(found: Properties) -> Evidence:
    fall = found.fall
    if fall is None:
        return Evidence(tr("No place was found where it turns back."))
    return Evidence(
        tr(
            "Counter-example: f({left}) = {before}, and further right f({right}) = {after} is less.",
            left=_short(fall.left),
            before=theme.number(fall.before, 4),
            right=_short(fall.right),
            after=theme.number(fall.after, 4),
        ),
        (fall.left, fall.right),
    )


def _centred(found: Properties) -> str:
    return YES if found.zero_centred else f"{NO} {theme.number(found.mean, 2)}"


def _why_centred(found: Properties) -> Evidence:
    if found.zero_centred:
        return Evidence(tr("For z spread as N(0, 1) the mean output is 0."), (0.0,))
    return Evidence(
        tr(
            "Counter-example: for z spread as N(0, 1) the mean output is {mean}: the next layer's inputs are shifted.",
            mean=theme.number(found.mean, 4),
        )
    )


def _saturates(found: Properties) -> str:
    sides = found.flat_left is not None, found.flat_right is not None
    return {(True, True): "↔", (True, False): "←", (False, True): "→", (False, False): NO}[sides]


def _why_saturates(found: Properties) -> Evidence:
    if found.flat_left == math.inf:
        return Evidence(tr("f′ = 0 everywhere: no gradient passes at all."))
    said, places = [], []
    if found.flat_left is not None:
        said.append(tr("|f′| < 0.01 for all z < {edge}.", edge=_short(found.flat_left)))
        places.append(found.flat_left)
    else:
        said.append(
            tr("Not on the left: f′({place}) = {slope}.", place=f"{theme.MINUS}100", slope=_short(found.slope_left))
        )
    if found.flat_right is not None:
        said.append(tr("|f′| < 0.01 for all z > {edge}.", edge=_short(found.flat_right)))
        places.append(found.flat_right)
    else:
        said.append(tr("Not on the right: f′({place}) = {slope}.", place="100", slope=_short(found.slope_right)))
    return Evidence(in_a_row(*said), tuple(places))


def _differentiable(found: Properties) -> str:
    places = (*found.gaps, *found.corners)
    if found.differentiable:
        return YES
    return f"{NO} {', '.join(_short(place) for place in places[:3])}{' …' if len(places) > 3 else ''}"


def _why_differentiable(found: Properties) -> Evidence:
    if found.differentiable:
        return Evidence(tr("Neither f nor f′ jumps anywhere that was looked at."))
    said = []
    if found.gaps:
        said.append(tr("Counter-example: f itself jumps at {places}.", places=_listed(found.gaps)))
    if found.corners:
        said.append(tr("Counter-example: f′ jumps at {places}; there is a corner.", places=_listed(found.corners)))
    if not found.defined:
        said.append(tr("There are z for which it has no value."))
    return Evidence(in_a_row(*said), (*found.gaps, *found.corners))


def _listed(places: tuple[float, ...]) -> str:
    return ", ".join(_short(place) for place in places)


def _cost(facts: Facts) -> str:
    return UNKNOWN if facts.cost is None else theme.fixed(facts.cost.forward + facts.cost.slope, 2)


def _why_cost(facts: Facts) -> Evidence:
    if facts.cost is None:
        return Evidence(tr("Being measured …"))
    return Evidence(
        tr(
            "{forward} ns for f and {slope} ns for f′ beside it, for each number: the quickest of seven rounds over "
            "{count} numbers in float32, on this machine.",
            forward=theme.fixed(facts.cost.forward, 2),
            slope=theme.fixed(facts.cost.slope, 2),
            count=theme.count(SHAPE[0] * SHAPE[1]),
        )
    )


def _zeros(facts: Facts) -> str:
    return "—" if facts.zeros is None else theme.percent(facts.zeros, 0)


def _why_zeros(facts: Facts) -> Evidence:
    if facts.zeros is None:
        return Evidence(tr("The current network has no layer whose net inputs could be tried."))
    return Evidence(
        tr(
            "Of the net inputs that the current network's layers have on this batch, {share} would give exactly 0.",
            share=theme.percent(facts.zeros),
        )
    )


COLUMNS: Final = (
    Column("range", msg("Range of f"), _of(lambda found: span_text(found.values)), _why(_range)),
    Column("slopes", msg("Range of f′"), _of(lambda found: span_text(found.slopes)), _why(_slopes)),
    Column("monotonic", msg("Monotonic"), _of(_monotonic), _why(_why_monotonic)),
    Column("centred", msg("Zero-centred"), _of(_centred), _why(_why_centred)),
    Column("saturates", msg("Saturates"), _of(_saturates), _why(_why_saturates)),
    Column("differentiable", msg("Differentiable"), _of(_differentiable), _why(_why_differentiable)),
    Column("cost", msg("Cost (ns)"), _cost, _why_cost, number=True),
    Column("zeros", msg("Zero outputs"), _zeros, _why_zeros, number=True),
)
