"""Layers as text: what copy puts on the clipboard and paste reads back, also in another window."""

from __future__ import annotations

import json
import math
from typing import Final

from nnstudio.document import Fragment
from nnstudio.document.model import Node, Parameters, Wire

FORMAT: Final = "nnstudio/layers"
VERSION: Final = 1
LIMIT: Final = 4_000_000
"""Longer text is not looked into: nobody draws that many layers, and parsing it would freeze the window."""


def to_text(fragment: Fragment) -> str:
    """Return a fragment as JSON."""
    nodes = [
        {"id": n.id, "kind": n.kind, "name": n.name, "parameters": dict(n.parameters), "x": n.x, "y": n.y}
        for n in fragment.nodes
    ]
    wires = [[w.source, w.target, w.port] for w in fragment.wires]
    content = {"format": FORMAT, "version": VERSION, "nodes": nodes, "wires": wires}
    return json.dumps(content, ensure_ascii=False, indent=1)


def from_text(text: str) -> Fragment | None:
    """Return the fragment that ``text`` holds, None where it is anything else: text from outside is not trusted."""
    if len(text) > LIMIT or FORMAT not in text:
        return None
    try:
        found = json.loads(text)
        if found["format"] != FORMAT or found["version"] != VERSION:
            return None
        nodes = tuple(_node(entry) for entry in found["nodes"])
        wires = tuple(_wire(entry) for entry in found["wires"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    ids = {node.id for node in nodes}
    if not nodes or len(ids) < len(nodes) or any(w.source not in ids or w.target not in ids for w in wires):
        return None
    return Fragment(nodes, wires)


def _node(entry: dict[str, object]) -> Node:
    strings = (entry["id"], entry["kind"], entry["name"])
    places = (entry["x"], entry["y"])
    if not all(isinstance(s, str) for s in strings) or not all(_finite(v) for v in places):
        raise TypeError("a node's fields have the wrong type")
    id_, kind, name = (str(s) for s in strings)
    x, y = (float(v) for v in places if isinstance(v, int | float))
    return Node(id_, kind, name, _parameters(entry["parameters"]), x, y)


def _parameters(entry: object) -> Parameters:
    if not isinstance(entry, dict) or not all(isinstance(v, int | float | bool | str) for v in entry.values()):
        raise TypeError("parameters are not plain values")
    return tuple(sorted((str(name), value) for name, value in entry.items()))


def _wire(entry: object) -> Wire:
    if not isinstance(entry, list) or len(entry) != 3:
        raise TypeError("a wire is not [source, target, port]")
    source, target, port = entry
    if not isinstance(source, str) or not isinstance(target, str) or type(port) is not int or port < 0:
        raise TypeError("a wire's fields have the wrong type")
    return Wire(source, target, port)


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
