"""Shapes fit: what one layer gives, the next can take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from nnstudio.document.checks.joining import equalised
from nnstudio.document.coded import embedded
from nnstudio.document.edits import Edit, RemoveLayers, SetParameters, Several
from nnstudio.document.facts import Facts, flattened
from nnstudio.document.kinds import infer, is_variadic, value_of
from nnstudio.document.layout import insertion
from nnstudio.document.model import Node, Parameters
from nnstudio.document.problem import Problem, Severity, of_error
from nnstudio.engine.typing import Shape
from nnstudio.text import msg

_USUAL: Final[tuple[Parameters, ...]] = ((("padding", "same"),), (("groups", 1),), (("heads", 1),))
"""Changes that let most layers take what they refused: windows too large, channels that cannot be divided."""


def check_shapes(facts: Facts) -> Iterator[Problem]:
    """Yield the layers that refuse the shapes they are given."""
    for node_id, error in facts.failures.items():
        node = facts.network.by_id[node_id]
        problem = of_error(node_id, node.name, error, _fix(facts, node))
        yield problem if node_id in facts.trained else replace(problem, severity=Severity.ADVICE)


def _fix(facts: Facts, node: Node) -> Edit | None:
    shapes = tuple(shape for shape in facts.inputs_of(node.id) if shape is not None)
    wires = facts.network.incoming[node.id]
    if is_variadic(node.kind):
        return equalised(facts, node, shapes)
    for wire in wires:
        if (embedding := embedded(facts, wire)) is not None:
            return embedding
    flat = infer(node.kind, node.parameters, tuple(flattened(shape) for shape in shapes))
    if len(wires) == 1 and len(shapes[0]) > 1 and flat.shape is not None:
        return insertion(facts.document, "flatten", wires[0])
    return _unflattened(facts, node) or _sequenced(facts, node) or _changed(node, shapes)


def _unflattened(facts: Facts, node: Node) -> Edit | None:
    """Return the edit that takes away what flattens images or sequences before a layer that wants them whole."""
    wires = facts.network.incoming[node.id]
    before = facts.network.by_id[wires[0].source] if len(wires) == 1 else node
    if before.kind != "flatten" or len(facts.network.outgoing[before.id]) != 1:
        return None
    shapes = tuple(shape for shape in facts.inputs_of(before.id) if shape is not None)
    return RemoveLayers((before.id,)) if infer(node.kind, node.parameters, shapes).shape is not None else None


def _sequenced(facts: Facts, node: Node) -> Edit | None:
    """Return the edit that has a recurrent layer give its whole sequence to a layer that wants one."""
    wires = facts.network.incoming[node.id]
    before = facts.network.by_id[wires[0].source] if len(wires) == 1 else node
    if value_of(before, "output") != "last" or len(facts.network.outgoing[before.id]) != 1:
        return None
    values = (("output", "sequence"),)
    kept = tuple(pair for pair in before.parameters if pair[0] != "output")
    entering = tuple(shape for shape in facts.inputs_of(before.id) if shape is not None)
    given = infer(before.kind, tuple(sorted((*kept, *values))), entering).shape
    if given is None or infer(node.kind, node.parameters, (given,)).shape is None:
        return None
    return Several((SetParameters(before.id, values),), msg("Let {layer} give its whole sequence", layer=before.name))


def _changed(node: Node, shapes: tuple[Shape, ...]) -> Edit | None:
    """Return the first change of one parameter that lets a layer take its inputs, if one of the usual ones does."""
    for values in _USUAL:
        known = all(value_of(node, name) != "" for name, _ in values)
        kept = tuple((name, value) for name, value in node.parameters if name not in dict(values))
        if known and infer(node.kind, tuple(sorted((*kept, *values))), shapes).shape is not None:
            return SetParameters(node.id, values)
    return None
