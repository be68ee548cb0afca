"""Shapes fit: what one layer gives, the next can take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnstudio.document.checks.residual import as_projection
from nnstudio.document.coded import embedded
from nnstudio.document.edits import Edit, SetParameters, Several
from nnstudio.document.facts import Facts, flattened
from nnstudio.document.kinds import infer, is_variadic
from nnstudio.document.layout import insertion
from nnstudio.document.model import Node, Wire
from nnstudio.document.problem import Problem, Severity, of_error
from nnstudio.engine.typing import Shape
from nnstudio.text import msg


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
        return _equalised(facts, node, shapes)
    for wire in wires:
        if (embedding := embedded(facts, wire)) is not None:
            return embedding
    flat = infer(node.kind, node.parameters, tuple(flattened(shape) for shape in shapes))
    if len(wires) == 1 and len(shapes[0]) > 1 and flat.shape is not None:
        return insertion(facts.document, "flatten", wires[0])
    return None


def _equalised(facts: Facts, node: Node, shapes: tuple[Shape, ...]) -> Edit | None:
    """Return the edit that gives every input of a join the same shape.

    A skip beside its branch is projected; others are flattened, then of the first one's width.
    """
    wires = facts.network.incoming[node.id]
    projection = as_projection(facts, node, shapes)
    if projection is not None:
        return projection
    flat = tuple(flattened(shape) for shape in shapes)
    uneven = [wire for wire, shape in zip(wires, shapes, strict=True) if len(shape) > 1]
    if uneven and infer(node.kind, node.parameters, flat).shape is not None:
        return _flattened_inputs(facts, uneven)
    odd = [wire for wire, shape in zip(wires, shapes, strict=True) if shape != shapes[0]]
    if uneven or len(odd) != 1:
        return None
    return _projected(facts, odd[0], shapes[0][0])


def _flattened_inputs(facts: Facts, wires: list[Wire]) -> Edit | None:
    return insertion(facts.document, "flatten", wires[0]) if len(wires) == 1 else _all_flattened(facts, wires)


def _all_flattened(facts: Facts, wires: list[Wire]) -> Edit:
    document, edits = facts.document, []
    for wire in wires:
        edits.append(insertion(document, "flatten", wire))
        document = edits[-1].applied(document)
    return Several(tuple(edits), msg("Flatten the inputs"))


def _projected(facts: Facts, wire: Wire, width: int) -> Edit:
    """Return the edit that brings the odd input to the others' width.

    Its own layer if only this join reads it, else a new one.
    """
    source = facts.network.by_id[wire.source]
    if source.kind == "dense" and len(facts.network.outgoing[source.id]) == 1:
        change = SetParameters(source.id, (("units", width),))
        return Several((change,), msg("Give {layer} {count} neurons", layer=source.name, count=width))
    return insertion(facts.document, "dense", wire, (("units", width),))
