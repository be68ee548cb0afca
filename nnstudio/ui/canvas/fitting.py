"""Which kinds of layers would fit at a loose end of a wire: those that could take its shape, or give the one wanted."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio import engine
from nnstudio.document import Analysis, Fragment
from nnstudio.document.edits.block import way_through
from nnstudio.document.kinds import INPUT, OUTPUT, infer, is_variadic, ports
from nnstudio.ui.canvas.scene import Port
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.canvas.wording import Shape


def fitting(snapshot: Snapshot, analysis: Analysis, port: Port) -> frozenset[str]:
    """Return the kinds of layers that can stand at the other end of a wire that is fixed at ``port``."""
    if port.is_output:
        shape = analysis.shapes.get(port.node)
        return frozenset(kind for kind in engine.layers if _takes(kind, shape))
    known = _known_shapes(analysis)
    return frozenset(kind for kind in engine.layers if _feeds(snapshot, analysis, kind, port, known))


def block_fits(fragment: Fragment, analysis: Analysis, port: Port) -> bool:
    """Whether a kept block can stand at the other end of a wire out of ``port``: it has one way in, which takes that
    shape."""
    ends, shape = way_through(fragment), analysis.shapes.get(port.node)
    if ends is None or not port.is_output:
        return False
    first = fragment.by_id[ends[0]]
    return shape is None or infer(first.kind, first.parameters, (shape,)).error is None


def _takes(kind: str, shape: Shape | None) -> bool:
    if not ports(kind):
        return False
    # Of several inputs the others are still to be wired: what will come there is not known.
    return shape is None or is_variadic(kind) or len(ports(kind)) > 1 or infer(kind, (), (shape,)).error is None


def _known_shapes(analysis: Analysis) -> tuple[Shape, ...]:
    data = () if analysis.data is None else (analysis.data.inputs,)
    return tuple(dict.fromkeys((*data, *analysis.shapes.values())))


def _feeds(snapshot: Snapshot, analysis: Analysis, kind: str, port: Port, known: tuple[Shape, ...]) -> bool:
    """Whether a kind gives, of any shape that is about, one that the port's layer takes beside its other inputs."""
    if kind == OUTPUT or (kind == INPUT and snapshot.network.of_kind(INPUT)):
        return False
    given = list(_given(analysis, kind, known))
    if not given:
        return not known or is_variadic(kind) or len(ports(kind)) > 1
    node = snapshot.nodes[port.node]
    others = {
        wire.port: analysis.shapes.get(wire.source) for wire in snapshot.into(node.id) if wire.port != port.number
    }
    wanted = len(others) + 1 if is_variadic(node.kind) else len(ports(node.kind))
    if None in others.values() or wanted != len(others) + 1 or (is_variadic(node.kind) and wanted < 2):
        return True
    for shape in given:
        inputs = [found for _port, found in sorted({**others, port.number: shape}.items()) if found is not None]
        if infer(node.kind, node.parameters, tuple(inputs)).error is None:
            return True
    return False


def _given(analysis: Analysis, kind: str, known: tuple[Shape, ...]) -> Iterator[Shape]:
    if kind == INPUT:
        yield from () if analysis.data is None else (analysis.data.inputs,)
    elif len(ports(kind)) == 1 and not is_variadic(kind):
        for shape in known:
            found = infer(kind, (), (shape,)).shape
            if found is not None:
                yield found
