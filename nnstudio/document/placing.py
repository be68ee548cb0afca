"""How a network comes to give an output wherever the data have a target: at every step of a sequence, or once.

Found by trying: an edit is right if the network that it makes has the output's axes right and no new fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nnstudio.data.samples import DataShape
from nnstudio.document.coded import coded_wires, embedded
from nnstudio.document.edits import Edit, RemoveLayers, SetParameters, Several
from nnstudio.document.ending import Ending, ending_at
from nnstudio.document.facts import Facts, facts_of
from nnstudio.document.kinds import layer_parameters, value_of
from nnstudio.document.layout import insertion
from nnstudio.document.model import Node, Wire
from nnstudio.document.paths import ancestors
from nnstudio.engine.declaration import Kind, Parameter, Value
from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.layers import layers
from nnstudio.text import msg

_TO_ONE: Final = {1: ("last_step", "global_average_pooling", "flatten"), 2: ("flatten", "global_average_pooling")}
"""What makes a list of a sequence, and of an image, the usual one first."""


def placed(facts: Facts, ending: Ending, data: DataShape) -> Edit | None:
    """Return the edit that gives an output the axes of the target; None if none of those tried does."""
    candidates = _candidates(facts, ending, data)
    return next((edit for edit in candidates if _mends(facts, ending, edit, data)), None)


def _mends(facts: Facts, ending: Ending, edit: Edit, data: DataShape) -> bool:
    try:
        after = facts_of(edit.applied(facts.document))
    except NnstudioError:
        return False
    if not after.network.incoming[ending.output.id]:
        return False
    return ending_at(after, ending.output).places == data.places and set(after.failures) <= set(facts.failures)


def _candidates(facts: Facts, ending: Ending, data: DataShape) -> Iterator[Edit]:
    for wire in coded_wires(facts):
        if (embedding := embedded(facts, wire)) is not None:
            yield embedding
    chain = _nearest_first(facts, ending)
    for node in chain:
        if layers[node.kind].declaration.group == "recurrent":
            yield from _changed(node)
    if data.places:
        for node in chain:
            if facts.counts.get(node.id, 0) == 0 and _loses_places(facts, node):
                edit = RemoveLayers((node.id,))
                yield Several((edit,), msg("Remove {layer}", layer=node.name))
    else:
        yield from _gathered(facts, ending)


def _nearest_first(facts: Facts, ending: Ending) -> list[Node]:
    before = ancestors(facts.network, [ending.output.id])
    return [facts.network.by_id[node] for node in reversed(facts.order) if node in before]


def _changed(node: Node) -> Iterator[Edit]:
    """Yield each other value of each switch and choice of a recurrent layer: one of them says what it gives."""
    for parameter in layer_parameters(node):
        for value in _others(parameter, value_of(node, parameter.id)):
            change = SetParameters(node.id, ((parameter.id, value),))
            yield Several((change,), msg("Change what {layer} gives", layer=node.name))


def _others(parameter: Parameter, value: Value) -> tuple[Value, ...]:
    if parameter.kind is Kind.BOOLEAN:
        return (not value,)
    if parameter.kind is Kind.CHOICE and parameter.choices:
        return tuple(choice.id for choice in parameter.choices if choice.id != value)
    return ()


def _loses_places(facts: Facts, node: Node) -> bool:
    before, after = facts.inputs_of(node.id), facts.shapes.get(node.id)
    return len(before) == 1 and before[0] is not None and after is not None and len(after) < len(before[0])


def _gathered(facts: Facts, ending: Ending) -> Iterator[Edit]:
    """Yield what makes a list, before the last layer that learns or else before the output."""
    end = ending.wide or ending.output
    wire: Wire = facts.network.incoming[end.id][0]
    for kind in _TO_ONE.get(len(ending.places), ("flatten",)):
        if kind in layers:
            yield insertion(facts.document, kind, wire)
