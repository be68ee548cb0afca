"""What brings the inputs of a join to one shape: projections, 1×1 convolutions, or lists of the same width."""

from __future__ import annotations

from collections.abc import Iterable

from nnstudio.document.checks.residual import as_projection
from nnstudio.document.edits import Edit, SetParameters, Several
from nnstudio.document.facts import Facts, flattened
from nnstudio.document.kinds import infer
from nnstudio.document.layout import insertion
from nnstudio.document.model import Node, Parameters, Wire
from nnstudio.engine.per_axis import written_axes
from nnstudio.engine.typing import Shape
from nnstudio.text import msg

_CONVOLUTION = {3: "convolution2d", 2: "convolution1d"}
_SIZES: dict[int, Parameters] = {3: (("kernel_height", 1), ("kernel_width", 1)), 2: (("kernel_size", 1),)}
_KEEPS_WIDTHS = "concatenate"
"""The join whose inputs may have any number of features, as long as their places are the same."""

Insertion = tuple[Wire, str, Parameters]


def equalised(facts: Facts, node: Node, shapes: tuple[Shape, ...]) -> Edit | None:
    """Return the edit that gives every input of a join the same shape.

    A skip beside its branch is projected, other images and sequences go through 1×1 convolutions; what has not even as
    many axes is flattened, and brought to the first one's width.
    """
    if (projection := as_projection(facts, node, shapes)) is not None:
        return projection
    wires = facts.network.incoming[node.id]
    if (convolutions := _convolutions(node, wires, shapes)) is not None:
        name = msg("Insert a 1×1 convolution") if len(convolutions) == 1 else msg("Insert 1×1 convolutions")
        return Several((_inserted(facts, convolutions),), name)
    return _as_lists(facts, node, wires, shapes)


def _convolutions(node: Node, wires: tuple[Wire, ...], shapes: tuple[Shape, ...]) -> list[Insertion] | None:
    """Return the 1×1 convolutions that bring all inputs to that with the fewest places; None if a stride cannot."""
    rank = len(shapes[0])
    if rank not in _CONVOLUTION or any(len(shape) != rank for shape in shapes):
        return None
    goal = min(shapes, key=lambda shape: shape[:-1])
    found: list[Insertion] = []
    for wire, shape in zip(wires, shapes, strict=True):
        wanted = (*goal[:-1], shape[-1] if node.kind == _KEEPS_WIDTHS else goal[-1])
        if shape == wanted:
            continue
        strides = [-(-own // one) for own, one in zip(shape[:-1], wanted[:-1], strict=True)]
        values: Parameters = (
            *_SIZES[rank],
            ("filters", wanted[-1]),
            ("padding", "narrow"),
            ("stride", written_axes(strides[0], strides[-1])),
        )
        if infer(_CONVOLUTION[rank], values, (shape,)).shape != wanted:
            return None
        found.append((wire, _CONVOLUTION[rank], values))
    return found


def _as_lists(facts: Facts, node: Node, wires: tuple[Wire, ...], shapes: tuple[Shape, ...]) -> Edit | None:
    flat = tuple(flattened(shape) for shape in shapes)
    uneven = [wire for wire, shape in zip(wires, shapes, strict=True) if len(shape) > 1]
    fits = infer(node.kind, node.parameters, flat).shape is not None
    flattening = [(wire, "flatten", ()) for wire in uneven]
    if uneven and fits:
        single = len(uneven) == 1
        edit = _inserted(facts, flattening)
        return edit if single else Several((edit,), msg("Flatten the inputs"))
    odd = [wire for wire, shape in zip(wires, flat, strict=True) if shape != flat[0]]
    if not uneven and len(odd) == 1:
        return _widened(facts, odd[0], flat[0][0])
    dense = [(wire, "dense", (("units", flat[0][0]),)) for wire in odd]
    return Several((_inserted(facts, [*flattening, *dense]),), msg("Bring the inputs to one width"))


def _widened(facts: Facts, wire: Wire, width: int) -> Edit:
    """Return the edit that brings the odd input to the others' width.

    Its own layer if only this join reads it, else a new one.
    """
    source = facts.network.by_id[wire.source]
    if source.kind == "dense" and len(facts.network.outgoing[source.id]) == 1:
        change = SetParameters(source.id, (("units", width),))
        return Several((change,), msg("Give {layer} {count} neurons", layer=source.name, count=width))
    return insertion(facts.document, "dense", wire, (("units", width),))


def _inserted(facts: Facts, insertions: Iterable[Insertion]) -> Edit:
    """Return the edit that makes insertions one after the other, a later one on the wire nearer to the join."""
    document, edits = facts.document, list[Edit]()
    for wire, kind, values in insertions:
        onto = next(w for w in document.network.incoming[wire.target] if w.port == wire.port)
        edits.append(insertion(document, kind, onto, values))
        document = edits[-1].applied(document)
    return edits[0] if len(edits) == 1 else Several(tuple(edits), edits[0].name)
