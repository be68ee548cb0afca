"""From the network to its outline."""

from __future__ import annotations

import json

from nnstudio.document.kinds import is_variadic, ports
from nnstudio.document.model import Network, Node
from nnstudio.document.outline.scanning import NO_WIRE, is_bare_name, is_bare_text
from nnstudio.document.paths import topological_order
from nnstudio.engine.declaration import Value


def written_outline(network: Network) -> str:
    """Return the outline, a line for each layer; layers in a circle, which cannot compute, stand last."""
    order = topological_order(network)
    rest = [node.id for node in network.nodes if node.id not in set(order)]
    return "\n".join(_line(network, network.by_id[node]) for node in (*order, *rest))


def _line(network: Network, node: Node) -> str:
    sources = {wire.port: wire.source for wire in network.incoming[node.id]}
    count = max(sources, default=-1) + 1 if is_variadic(node.kind) else len(ports(node.kind))
    inputs = [_name(network.by_id[sources[port]].name) if port in sources else NO_WIRE for port in range(count)]
    while inputs and inputs[-1] == NO_WIRE:
        inputs.pop()
    values = [f"{name}={_value(value)}" for name, value in node.parameters]
    return f"{_name(node.name)} = {node.kind}({', '.join((*inputs, *values))})"


def _name(name: str) -> str:
    return name if is_bare_name(name) else json.dumps(name, ensure_ascii=False)


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value if is_bare_text(value) else json.dumps(value, ensure_ascii=False)
    return repr(value)
