"""From an outline back to the network: what has kept its name is the same layer still, with its place and weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from nnstudio.document.edits.connect import close_ports
from nnstudio.document.edits.parameters import checked_name
from nnstudio.document.grouping import pruned
from nnstudio.document.kinds import OUTPUT, is_variadic, normalised, ports
from nnstudio.document.layout import free_place
from nnstudio.document.model import Document, Network, Node, Parameters, Wire
from nnstudio.document.outline.scanning import NO_WIRE, Line, Piece, scan
from nnstudio.document.outline.writing import written_outline
from nnstudio.document.paths import topological_order
from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.layers import layers
from nnstudio.text import msg


def read_outline(text: str, document: Document) -> Network:
    """Return the network that an outline writes, in the place of the document's.

    A layer whose name is gone, and in whose place a new name of the same kind stands, was renamed. A new layer stands
    to the right of what feeds it. Groups lose the layers that are gone; notes stay.

    Raises
    ------
    OutlineError : with the line and the characters that are wrong.
    """
    lines = scan(text)
    _check_names(lines)
    network = document.network
    known = _same_layers(lines, network)
    nodes = _nodes(lines, network, known)
    wires = tuple(wire for line in lines for wire in _wires(line, nodes))
    order = {wire: number for number, wire in enumerate(network.wires)}
    wires = tuple(sorted(wires, key=lambda wire: order.get(wire, len(order))))
    made = replace(network, nodes=_in_old_order(nodes, network), wires=wires)
    fresh = [node for node in nodes.values() if node.id not in network.by_id]
    made = close_ports(replace(made, next_id=network.next_id + len(fresh)))
    _check_circles(lines, nodes, made)
    return pruned(_placed(made, fresh))


def _check_names(lines: Sequence[Line]) -> None:
    seen: set[str] = set()
    for line in lines:
        name = _checked(line.name)
        if name in seen:
            raise line.name.error(
                msg("a name that no other layer has"), msg("“{name}” again", name=name), msg("Give it another name.")
            )
        seen.add(name)


def _checked(piece: Piece) -> str:
    try:
        return checked_name(piece.text, piece.text)
    except NnstudioError as error:
        raise piece.error(error.expected, error.received, error.advice) from None


def _same_layers(lines: Sequence[Line], network: Network) -> dict[str, Node]:
    """Return by its name in the outline each layer that there is already."""
    before = {node.name: node for node in network.nodes}
    written = [line.name.text for line in scan(written_outline(network))]
    now = [line.name.text for line in lines]
    kinds = {line.name.text: line.kind.text for line in lines}
    known = {name: before[name] for name in now if name in before and before[name].kind == kinds[name]}
    for tag, first, last, start, stop in SequenceMatcher(None, written, now, autojunk=False).get_opcodes():
        if tag != "replace" or last - first != stop - start:
            continue
        for old, new in zip(written[first:last], now[start:stop], strict=True):
            if old not in kinds and new not in before and before[old].kind == kinds[new]:
                known[new] = before[old]
    return known


def _nodes(lines: Sequence[Line], network: Network, known: Mapping[str, Node]) -> dict[str, Node]:
    """Return the layers by name; one of another kind than before is another layer, in the same place."""
    before = {node.name: node for node in network.nodes}
    found: dict[str, Node] = {}
    number = network.next_id
    for line in lines:
        name, parameters = line.name.text, _parameters(line)
        old = known.get(name)
        if old is None:
            place = before.get(name, Node("", "", ""))
            old = replace(place, id=f"n{number}", kind=line.kind.text)
            number += 1
        found[name] = replace(old, name=name, parameters=parameters)
    return found


def _parameters(line: Line) -> Parameters:
    kind = line.kind
    if kind.text not in layers:
        raise kind.error(
            msg("one of {choices}", choices=", ".join(layers)),
            msg("“{kind}”", kind=kind.text[:60]),
            msg("Take a kind from the palette; the outline names it in English."),
        )
    given: dict[str, object] = {}
    # An activation before its own settings, in whichever order they are written.
    for name, value in sorted(line.values, key=lambda pair: pair[0].text):
        if name.text in given:
            raise name.error(msg("each setting once"), msg("“{name}” again", name=name.text), msg("Leave one out."))
        given[name.text] = value.value
        _check_setting(line, name, value, given)
    return normalised(layers[kind.text], given, line.name.text)


def _check_setting(line: Line, name: Piece, value: Piece, given: Mapping[str, object]) -> None:
    layer = layers[line.kind.text]
    try:
        normalised(layer, given, line.name.text)
    except NnstudioError as error:
        others = {key: each for key, each in given.items() if key != name.text}
        wrong = value if any(p.id == name.text for p in layer.parameters_for(others)) else name
        raise wrong.error(error.expected, error.received, error.advice) from None


def _wires(line: Line, nodes: Mapping[str, Node]) -> list[Wire]:
    target = nodes[line.name.text]
    names = ports(target.kind)
    if not is_variadic(target.kind) and len(line.inputs) > len(names):
        extra = line.inputs[len(names)]
        raise extra.error(
            msg("{count} inputs", count=len(names)),
            msg("{count}", count=len(line.inputs)),
            msg("Leave some out, or add them up in a layer of their own: add."),
        )
    found: list[Wire] = []
    for port, piece in enumerate(line.inputs):
        if piece.text == NO_WIRE and not piece.quoted:
            continue
        source = nodes.get(piece.text)
        if source is None or source.kind == OUTPUT:
            raise piece.error(
                msg("the name of a layer before the output"),
                msg("“{name}”", name=piece.text[:60]),
                msg("Write the name as it stands at the beginning of that layer's line."),
            )
        if any(wire.source == source.id for wire in found):
            raise piece.error(
                msg("one wire between two layers"),
                msg("a second one from “{name}”", name=piece.text),
                msg("Leave one out."),
            )
        found.append(Wire(source.id, target.id, port))
    return found


def _in_old_order(nodes: Mapping[str, Node], network: Network) -> tuple[Node, ...]:
    order = {node.id: number for number, node in enumerate(network.nodes)}
    return tuple(sorted(nodes.values(), key=lambda node: order.get(node.id, len(order))))


def _check_circles(lines: Sequence[Line], nodes: Mapping[str, Node], network: Network) -> None:
    reached = set(topological_order(network))
    for line in lines:
        if nodes[line.name.text].id not in reached:
            raise line.name.error(
                msg("wires that lead forward only"),
                msg("a circle through “{name}”", name=line.name.text),
                msg("Have it fed by layers that do not depend on it."),
            )


def _placed(network: Network, fresh: Sequence[Node]) -> Network:
    """Return the network with each new layer to the right of what feeds it."""
    waiting = {node.id for node in fresh if (node.x, node.y) == (0.0, 0.0)}
    for node_id in topological_order(network):
        if node_id not in waiting:
            continue
        feeders = network.incoming[node_id]
        others = tuple(node for node in network.nodes if node.id not in waiting)
        after = feeders[0].source if feeders and feeders[0].source not in waiting else ""
        x, y = free_place(replace(network, nodes=others), after)
        waiting.discard(node_id)
        moved = tuple(replace(node, x=x, y=y) if node.id == node_id else node for node in network.nodes)
        network = replace(network, nodes=moved)
    return network
