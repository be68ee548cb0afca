"""From a trace to a sheet: the given numbers, then phase by phase what is made of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from nnstudio.exchange.errors import ExportError
from nnstudio.exchange.sheet.given import given
from nnstudio.exchange.sheet.matrices import matrices
from nnstudio.exchange.sheet.model import Block, Calculation, Fact, Formula, Heading, Scope, Sheet, Words
from nnstudio.exchange.sheet.scope import is_group, is_parameter_step, neuron_of, steps_in
from nnstudio.inspection import PHASES, Description, Step, Trace, describe
from nnstudio.text import Message, msg, tr

MOST_OPERANDS = 100_000
"""Numbers written in one sheet."""

_PHASE_NAMES = {
    "forward": msg("Forward pass"),
    "loss": msg("Loss"),
    "backward": msg("Backward pass"),
    "update": msg("Update"),
}


def sheet_of(
    trace: Trace,
    scope: Scope,
    about: Step,
    *,
    digits: int = 6,
    facts: tuple[Fact, ...] = (),
    heading: str = "",
    blank: bool = False,
) -> Sheet:
    """Return the worked calculation of ``scope`` around the step ``about``; a layer's and the pass's end in matrices.

    Of ``matrices`` these alone: they are never too long.

    Every number is the plan's own, as in the window; the terms are those that the inspection shows. ``facts`` come
    first in the sheet, ``heading`` into its title. ``blank`` : a sheet to work on, all that it calculates is
    left to be filled in.

    Raises
    ------
    ExportError : it would be too long, or ``about`` names no neuron; with what to choose instead.
    """
    if scope == "matrices":
        parts = [(msg("In matrices"), matrices(trace, trace.graph.order, digits, blank=blank))]
        return Sheet(_title(trace, scope, about, heading, blank), facts, tuple(parts), digits)
    described = [describe(trace, step) for step in steps_in(trace, scope, about)]
    _check(described)
    parts = [(msg("Given"), given(described))]
    for phase in PHASES:
        ordered = sorted((d for d in described if d.step.phase == phase), key=_order(trace, described))
        if ordered:
            parts.append((_PHASE_NAMES[phase], tuple(_blocks(trace, ordered, blank))))
    layers = {"neuron": (), "layer": (about.layer,)}.get(scope, trace.graph.order)
    whole = matrices(trace, layers, digits, blank=blank)
    if whole:
        parts.append((msg("In matrices"), whole))
    return Sheet(_title(trace, scope, about, heading, blank), facts, tuple(parts), digits)


def _check(described: list[Description]) -> None:
    count = sum(len(one.operands) for one in described)
    if count > MOST_OPERANDS:
        raise ExportError(
            tr("sheet"),
            msg("at most {count} numbers", count=MOST_OPERANDS),
            msg("{count} numbers", count=count),
            msg("Choose one layer, or one neuron."),
        )


def _title(trace: Trace, scope: Scope, about: Step, heading: str, blank: bool) -> Message:
    what: Message | str = heading
    if scope not in ("pass", "matrices"):
        what = trace.name(about.layer) if scope == "layer" else _whose(trace, about)
    if not what:
        return msg("Work sheet") if blank else msg("Worked calculation")
    return msg("Work sheet · {what}", what=what) if blank else msg("Worked calculation · {what}", what=what)


def _whose(trace: Trace, about: Step) -> Message:
    """Return the name of the neuron that a step is about."""
    found = describe(trace, about).where
    if about.index is None or about.phase == "loss" or found is None or is_group(trace, about):
        return found or msg("{name}", name=trace.name(about.layer))
    shape, index = trace.face_shape(about.layer), neuron_of(trace, about)
    if is_parameter_step(about) and len(shape) > 1:
        name, number = trace.name(about.layer), index[0] + 1
        if len(shape) > 2:
            return msg("{layer} · channel {channel}", layer=name, channel=number)
        return msg("{layer} · {place}", layer=name, place=msg("unit {unit}", unit=number))
    index = index if len(index) == len(shape) else index[-len(shape) :]
    return trace.neuron_name((about.layer, index)) if len(index) == len(shape) else found


def _order(trace: Trace, described: list[Description]) -> _Order:
    return _Order(trace, described)


class _Order:
    """The order on paper: a layer's quantities one after the other; of a layer with time steps the plan's own."""

    def __init__(self, trace: Trace, described: list[Description]) -> None:
        timed = {info.layer for info in trace.plan.info if info.time >= 0}
        self._keys: dict[Step, tuple[int, int]] = {}
        starts: dict[tuple[str, str, str], int] = {}
        for place, one in enumerate(described):
            step = one.step
            block = trace.fine.block_at(trace.fine.find(step))
            kind = step.phase, step.layer, step.quantity
            starts.setdefault(kind, place)
            self._keys[step] = (block, 0 if step.layer in timed else starts[kind])

    def __call__(self, one: Description) -> tuple[int, int]:
        """Return where a description comes; the sort is stable."""
        return self._keys[one.step]


def _blocks(trace: Trace, described: list[Description], blank: bool) -> Iterator[Block]:
    for _, members in groupby(described, key=_kind):
        yield from _group(trace, list(members), blank)


def _kind(one: Description) -> tuple[str, str, str, str]:
    return one.step.layer, one.step.quantity, one.formula, one.sentence.id


def _group(trace: Trace, members: list[Description], blank: bool) -> Iterator[Block]:
    """Yield what is said once of calculations of one kind, and then each of them."""
    first, alone = members[0], len(members) == 1
    layer = msg("{name}", name=trace.name(first.step.layer))
    yield Heading(first.title, first.where if alone and first.where is not None else layer)
    yield Words(first.sentence if alone else _of_all(first.sentence, trace.name(first.step.layer)))
    yield Formula(first.formula)
    notes = {str(one.note): one.note for one in members if one.note is not None}
    yield from (Words(note) for note in notes.values())
    for one in members:
        for line in one.lines:
            yield Calculation(line, None if alone else one.where, blank)


def _of_all(sentence: Message, layer: str) -> Message:
    """Return a sentence about one neuron as one about each of its layer."""
    if "neuron" not in sentence.fields:
        return sentence
    return Message(sentence.id, {**sentence.fields, "neuron": msg("Each neuron of {layer}", layer=layer)})
