"""A skip that does not fit its branch: the addition becomes a residual projection."""

from __future__ import annotations

from dataclasses import replace

from nnstudio.document.edits import Edit, ReplaceNetwork, Several
from nnstudio.document.facts import Facts
from nnstudio.document.kinds import declared_name, infer
from nnstudio.document.model import Node, Wire
from nnstudio.document.paths import path
from nnstudio.engine.typing import Shape
from nnstudio.text import msg

ADD, PROJECTION = "add", "projection"


def as_projection(facts: Facts, node: Node, shapes: tuple[Shape, ...]) -> Edit | None:
    """Return the edit that makes an addition of images or sequences a residual projection, None where it is no skip.

    The skip is the input from which the other one, the branch, is computed; a stride has to lead from one to the other.
    """
    wires = facts.network.incoming[node.id]
    if node.kind != ADD or len(wires) != 2 or len(shapes) != 2 or min(map(len, shapes)) < 2:
        return None
    for skip, branch in (wires, wires[::-1]):
        fits = infer(PROJECTION, (), (shapes[wires.index(skip)], shapes[wires.index(branch)])).shape is not None
        if fits and path(facts.network, skip.source, branch.source):
            return _replaced(facts, node, skip, branch)
    return None


def _replaced(facts: Facts, node: Node, skip: Wire, branch: Wire) -> Edit:
    network = facts.network
    name = declared_name(PROJECTION) if node.name == declared_name(ADD) else node.name
    made = replace(node, kind=PROJECTION, name=name, parameters=())
    ports = {skip: replace(skip, port=0), branch: replace(branch, port=1)}
    nodes = tuple(made if each.id == node.id else each for each in network.nodes)
    wires = tuple(ports.get(wire, wire) for wire in network.wires)
    edit = ReplaceNetwork(replace(network, nodes=nodes, wires=wires))
    return Several((edit,), msg("Bring the skip to the branch's shape"))
