"""What the searches among weights share: numbers of the flat arena become findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from nnstudio.engine.typing import Array
from nnstudio.inspection.search import Findings, Found, parameter_step, place_at
from nnstudio.inspection.trace import Trace
from nnstudio.text import Message


def findings(
    trace: Trace,
    values: Array,
    spots: Iterable[int],
    total: int,
    said: Callable[[Message], Message],
    *phases: str,
    suffix: str = "",
) -> Findings:
    """Return the findings at these spots of the arena; ``said(words)`` says what is found of a weight."""
    found = []
    for spot in spots:
        place = place_at(trace, spot, suffix)
        step = parameter_step(trace, place, *phases)
        if step is not None:
            words = trace.words(place_at(trace, spot))
            found.append(Found(place, float(values[spot]), said(words), step))
    return Findings(tuple(found), total)
