"""What a chart reads at its cursor, or at its end: with the lines' signs on the screen, with their names spoken.

What is measured now and then is of an earlier step than the one that is asked for: then it says of which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nnstudio.text import tr
from nnstudio.training.pyramid import Curve, Pyramid
from nnstudio.ui import theme
from nnstudio.ui.charts.looking import Looking
from nnstudio.ui.charts.series import Series

_Span = tuple[int, int]
"""A step twice, or the first and the last of a stretch of steps."""


def head_of(curve: Pyramid, looking: Looking) -> str:
    """Return at which step a single curve is read; empty where that is the one that is shown."""
    asked = _asked(looking)
    own = "" if asked is None else _own_text(_span_of(curve, looking, asked), asked)
    return "   ".join(filter(None, (_step_text(looking.told), own)))


def sentences(
    shown: Sequence[Series], curves: Mapping[str, Curve], looking: Looking, *, headed: bool = True
) -> tuple[str, str]:
    """Return the values of the lines with their signs, and with their names.

    Before all of them stands the step that one looks at, unless that is said elsewhere (``headed``).
    """
    signs = [_step_text(looking.told)] if headed and looking.told else []
    names = list(signs)
    for own, entries in _groups(shown, curves, looking):
        for number, entry in enumerate(entries):
            curve = curves[entry.key]
            values = [curve.at(step) for step in looking.told] or [curve.last_value]
            text = " → ".join(theme.score(value) for value in values)
            head = "" if number or not own else f"{own} "
            signs.append(f"{head}{entry.sign} {text}")
            names.append(f"{head}{entry.name} {text}")
    return "   ".join(signs), "   ".join(names)


def _groups(shown: Sequence[Series], curves: Mapping[str, Curve], looking: Looking) -> list[tuple[str, list[Series]]]:
    """Return the lines by the step that they are read at: first those of the one asked for, others with its text."""
    asked = _asked(looking)
    if asked is None:
        return [("", list(shown))]
    groups: dict[str, list[Series]] = {"": []}
    for entry in shown:
        groups.setdefault(_own_text(_span_of(curves[entry.key], looking, asked), asked), []).append(entry)
    return list(groups.items())


def _asked(looking: Looking) -> int | None:
    """Return the one step whose values are wanted: the one looked at, else where the run rests; None: no such one."""
    if looking.told:
        return looking.told[0] if len(looking.told) == 1 else None
    return looking.standing


def _span_of(curve: Pyramid, looking: Looking, asked: int) -> _Span:
    """Return what a curve is read at; the step that is asked for, where it lies within the stretch that is read."""
    if not looking.told:
        return curve.last_step, curve.last_step
    place = curve.place_of(asked)
    first, last = place * curve.width, place * curve.width + curve.width - 1
    return (asked, asked) if place < 0 or asked <= last else (first, min(last, curve.last_step))


def _own_text(span: _Span, asked: int) -> str:
    if span == (asked, asked):
        return ""
    return tr("step {step}:", step="–".join(theme.count(step) for step in dict.fromkeys(span)))


def _step_text(steps: Sequence[int]) -> str:
    """Return at which step is read: under the cursor, at the pin, or from the pin to the cursor; empty at the end."""
    return tr("step {step}", step=" → ".join(map(theme.count, steps))) if steps else ""
