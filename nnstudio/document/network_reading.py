"""From the form of a network to the network: ids, kinds, parameters and wires are checked as the edits check them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from nnstudio.document.edits.color import checked_color
from nnstudio.document.edits.move import checked_place
from nnstudio.document.edits.parameters import checked_name
from nnstudio.document.groups_reading import read_groups, read_notes
from nnstudio.document.kinds import OUTPUT, is_variadic, normalised, ports
from nnstudio.document.model import Network, Node, Parameters, Wire
from nnstudio.document.paths import topological_order
from nnstudio.document.refusing import as_fault, check_id, check_unique, refuse
from nnstudio.document.schema import NetworkForm, NodeForm
from nnstudio.engine.declaration import Value
from nnstudio.engine.layers import layers
from nnstudio.text import msg


def read_network(form: NetworkForm) -> Network:
    """Return the network.

    Raises
    ------
    FormatError : with the place of the first fault.
    """
    nodes = tuple(_node(node, form.next_id, f"network.nodes[{number}]") for number, node in enumerate(form.nodes))
    check_unique("network.nodes", "id", [node.id for node in nodes], msg("one that no other layer has"))
    check_unique("network.nodes", "name", [node.name for node in nodes], msg("one that no other layer has"))
    network = Network(nodes, tuple(Wire(w.source, w.target, w.port) for w in form.wires), form.next_id)
    _check_wires(network)
    return replace(network, groups=read_groups(form, network), notes=read_notes(form), down=form.down)


def _node(form: NodeForm, next_id: int, place: str) -> Node:
    check_id(form.id, "n", next_id, place)
    if form.kind not in layers:
        refuse(f"{place}.kind", msg("one of {choices}", choices=", ".join(layers)), form.kind)
    given = dict(value_pairs(form.parameters, f"{place}.parameters"))
    with as_fault():
        parameters = normalised(layers[form.kind], given, place)
        x, y = checked_place(place, form.x, form.y)
        name, color = checked_name(form.name, f"{place}.name"), checked_color(form.color, f"{place}.color")
        return Node(form.id, form.kind, name, parameters, x, y, color)


def value_pairs(values: Mapping[str, object], place: str) -> Parameters:
    """Return hyper-parameters as pairs, each a value that a hyper-parameter may hold.

    Raises
    ------
    FormatError : a list or group, a number that is not finite, or one of too many digits.
    """
    return tuple((name, _value(value, f"{place}.{name}")) for name, value in values.items())


def _value(value: object, place: str) -> Value:
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) < 2**63):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, str) and len(value) <= 1000:
        return value
    refuse(place, msg("a number, a text, or yes or no"), value)


def _check_wires(network: Network) -> None:
    taken: set[tuple[str, int]] = set()
    pairs: set[tuple[str, str]] = set()
    for number, wire in enumerate(network.wires):
        place = f"network.wires[{number}]"
        for end, node in (("source", wire.source), ("target", wire.target)):
            if node not in network.by_id:
                refuse(f"{place}.{end}", msg("the id of a layer"), node)
        _check_wire(network, wire, place)
        if (wire.target, wire.port) in taken or (wire.source, wire.target) in pairs:
            refuse(place, msg("one wire into each input, and one between two layers"), (wire.source, wire.target))
        taken.add((wire.target, wire.port))
        pairs.add((wire.source, wire.target))
    circle = {node.id for node in network.nodes} - set(topological_order(network))
    if circle:
        refuse("network.wires", msg("wires that lead forward only"), sorted(circle))


def _check_wire(network: Network, wire: Wire, place: str) -> None:
    if network.by_id[wire.source].kind == OUTPUT:
        refuse(f"{place}.source", msg("a layer before the output"), wire.source)
    kind = network.by_id[wire.target].kind
    count = len(network.incoming[wire.target]) if is_variadic(kind) else len(ports(kind))
    if wire.port >= count:
        refuse(f"{place}.port", msg("an input between 1 and {count}", count=count), wire.port + 1)
