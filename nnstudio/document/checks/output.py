"""The output is as wide as the data ask."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.document.ending import Ending, ending_of, fitted
from nnstudio.document.facts import Facts
from nnstudio.document.layout import insertion
from nnstudio.document.problem import Problem, Severity
from nnstudio.engine.layer import shape_text
from nnstudio.text import Message, msg


def check_output(facts: Facts) -> Iterator[Problem]:
    """Yield what is wrong with the output's shape."""
    ending = ending_of(facts)
    if ending is None or facts.data is None or ending.shape is None:
        return
    if len(ending.shape) != 1:
        yield _not_flat(facts, ending)
    elif ending.width not in facts.data.outputs:
        yield _wrong_width(facts, ending, facts.data.outputs)


def _not_flat(facts: Facts, ending: Ending) -> Problem:
    wire = facts.network.incoming[ending.output.id][0]
    return Problem(
        ending.output.id,
        Severity.ERROR,
        ending.output.name,
        msg("a list of numbers"),
        msg("shape {shape}", shape=shape_text(ending.shape or ())),
        msg("Put a flatten layer before it."),
        insertion(facts.document, "flatten", wire),
    )


def _wrong_width(facts: Facts, ending: Ending, widths: tuple[int, ...]) -> Problem:
    assert facts.data is not None
    node = ending.wide or ending.output
    classes = len(facts.data.class_names)
    advice = (
        msg("The data have {count} classes.", count=classes)
        if classes
        else msg("The data have {count} target values.", count=widths[0])
    )
    fix = fitted(facts, ending, facts.data)
    return Problem(node.id, Severity.ERROR, node.name, _outputs(widths), _count(ending.width), advice, fix)


def _outputs(widths: tuple[int, ...]) -> Message:
    if len(widths) == 1:
        return _count(widths[0])
    return msg("{first} or {second} outputs", first=widths[0], second=widths[1])


def _count(width: int) -> Message:
    return msg("1 output") if width == 1 else msg("{count} outputs", count=width)
