"""The output is as wide as the data ask."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.data.samples import DataShape
from nnstudio.document.ending import Ending, endings_of, fitted
from nnstudio.document.facts import Facts
from nnstudio.document.placing import placed
from nnstudio.document.problem import Problem, Severity
from nnstudio.engine.layer import shape_text
from nnstudio.text import Message, msg


def check_output(facts: Facts) -> Iterator[Problem]:
    """Yield what is wrong with the outputs' shapes: all learn the same target, so they are alike."""
    if facts.data is None:
        return
    endings = [ending for ending in endings_of(facts) if ending.shape is not None]
    for ending in endings:
        if ending.places != facts.data.places:
            yield _wrong_places(facts, ending, facts.data)
        elif ending.width not in facts.data.outputs:
            yield _wrong_width(facts, ending, facts.data.outputs)
        elif endings[0].width in facts.data.outputs and ending.width != endings[0].width:
            yield _uneven(facts, ending, endings[0])


def _wrong_places(facts: Facts, ending: Ending, data: DataShape) -> Problem:
    fix = placed(facts, ending, data)
    if not data.places:
        expected = msg("a list of numbers")
        advice = msg("Put a flatten layer before it.")
        if len(ending.places) == 1:
            advice = msg("The data have one target for a whole sequence: take its last step, or the mean over all.")
    else:
        expected = msg("{count} steps, each with its output", count=data.places[0])
        advice = msg("The data have a target at every step: let every layer give the whole sequence.")
    received = msg("shape {shape}", shape=shape_text(ending.shape or ()))
    return Problem(ending.output.id, Severity.ERROR, ending.output.name, expected, received, advice, fix)


def _wrong_width(facts: Facts, ending: Ending, widths: tuple[int, ...]) -> Problem:
    assert facts.data is not None
    node = ending.wide or ending.output
    classes = len(facts.data.class_names)
    advice = msg("The data have {count} classes.", count=classes) if classes else _targets(widths[0])
    fix = fitted(facts, ending, facts.data)
    return Problem(node.id, Severity.ERROR, node.name, _outputs(widths), _count(ending.width), advice, fix)


def _uneven(facts: Facts, ending: Ending, first: Ending) -> Problem:
    assert facts.data is not None
    node = ending.wide or ending.output
    advice = msg("It learns the same target as {layer}: make it as wide.", layer=first.output.name)
    fix = fitted(facts, ending, facts.data)
    return Problem(node.id, Severity.ERROR, node.name, _count(first.width), _count(ending.width), advice, fix)


def _outputs(widths: tuple[int, ...]) -> Message:
    if len(widths) == 1:
        return _count(widths[0])
    return msg("{first} or {second} outputs", first=widths[0], second=widths[1])


def _targets(count: int) -> Message:
    if count == 1:
        return msg("The data have 1 target value.")
    return msg("The data have {count} target values.", count=count)


def _count(width: int) -> Message:
    return msg("1 output") if width == 1 else msg("{count} outputs", count=width)
