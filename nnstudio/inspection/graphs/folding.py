"""Which boxes a scalar graph is drawn with: its numbers, or neurons and layers of them folded into one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from nnstudio.engine.scalars import Value, topological_order
from nnstudio.engine.scalars.scratch import Made
from nnstudio.text import tr

Path = tuple[str, ...]
"""Where a number belongs, from the outermost in: layer and neuron, or network, layer and neuron; empty: nowhere."""
By = Literal["none", "neuron", "layer"]
_NEURON, _SOFTMAX = re.compile(r"[za](\d+)_(\d+)"), re.compile(r"(?:e(\d+)_\d+|s(\d+))")
_WEIGHT = re.compile(r"[wb]\d+_[\d_]+")
GRADIENT = "∂"
"""Stands before a layer's name where the numbers are those of the backward pass."""


@dataclass(frozen=True, eq=False)
class Box:
    """What is drawn as one: a number, or all those of ``path`` (not empty then), of which ``head`` is the result.

    ``head`` is None where a group has several results. ``sources`` : numbers of the boxes that it reads.
    """

    values: tuple[Value, ...]
    head: Value | None
    path: Path = ()
    sources: tuple[int, ...] = ()

    @property
    def is_group(self) -> bool:
        """Whether several numbers are folded into it."""
        return bool(self.path)


@dataclass(frozen=True, eq=False)
class Folded:
    """A graph as it is drawn: boxes, those that are read before those that read them; ``box`` of each number."""

    boxes: tuple[Box, ...] = ()
    box: Mapping[Value, int] = field(default_factory=dict)


def numbered(root: Value) -> dict[Value, int]:
    """Return each node's number in topological order, from 1: operands before results, the root last."""
    return {node: number for number, node in enumerate(topological_order(root), 1)}


def fold(order: Iterable[Value], paths: Mapping[Value, Path], by: By, opened: Collection[Path] = ()) -> Folded:
    """Return the boxes of the numbers in ``order`` (operands before results).

    Parameters
    ----------
    paths : see :func:`paths_by_place` and :func:`paths_by_owner`. by : what is folded: nothing, neurons, layers.
    opened : groups that are drawn in parts: a layer in its neurons, a neuron in its numbers.
    """
    nodes = list(order)
    spread = set(opened)
    while True:
        groups = {node: _group(paths.get(node, ()), by, spread) for node in nodes}
        folded, circular = _boxes(nodes, groups)
        if not circular:
            return folded
        # Boxes that read one another in a circle (a recurrent layer's) cannot be drawn from left to right.
        spread |= circular


_COARSER: dict[By, tuple[By, ...]] = {
    "none": ("none", "neuron", "layer"),
    "neuron": ("neuron", "layer"),
    "layer": ("layer",),
}


def fold_far_enough(
    order: Iterable[Value], paths: Mapping[Value, Path], by: By, opened: Collection[Path], most: int
) -> Folded:
    """Return :func:`fold`, by something coarser where there would be more than ``most`` boxes."""
    nodes = list(order)
    if not paths:
        return fold(nodes, paths, "none", opened)
    for coarser in _COARSER[by]:
        folded = fold(nodes, paths, coarser, opened)
        if len(folded.boxes) <= most:
            return folded
    return fold(nodes, paths, "layer")


def _group(path: Path, by: By, opened: Collection[Path]) -> Path:
    if by == "none" or not path:
        return ()
    first = len(path) if by == "neuron" else max(1, len(path) - 1)
    prefixes = (path[:length] for length in range(first, len(path) + 1))
    return next((prefix for prefix in prefixes if prefix not in opened), ())


def _boxes(nodes: list[Value], groups: Mapping[Value, Path]) -> tuple[Folded, set[Path]]:
    members: dict[object, list[Value]] = {}
    for node in nodes:
        members.setdefault(groups[node] or node, []).append(node)
    for key in [key for key, found in members.items() if isinstance(key, tuple) and len(found) == 1]:
        # One number alone is drawn as itself.
        alone = members.pop(key)
        members[alone[0]] = alone
    owner = {node: key for key, found in members.items() for node in found}
    reads: dict[object, dict[object, None]] = {key: {} for key in members}
    for node in nodes:
        for child in node.children:
            if child in owner and owner[child] != owner[node]:
                reads[owner[node]][owner[child]] = None
    keys, circular = _sorted(reads)
    number = {key: place for place, key in enumerate(keys)}
    used = {child for node in nodes for child in node.children if child in owner and owner[child] != owner[node]}
    parents = {child for node in nodes for child in node.children}
    boxes = tuple(
        Box(
            tuple(members[key]),
            _head(members[key], used, parents) if isinstance(key, tuple) else members[key][0],
            key if isinstance(key, tuple) else (),
            tuple(number[each] for each in reads[key] if each in number),
        )
        for key in keys
    )
    return Folded(boxes, {node: number[key] for node, key in owner.items() if key in number}), circular


def _head(values: list[Value], used: Collection[Value], read: Collection[Value]) -> Value | None:
    """Return the one result of a group: what others read, or what nobody reads; weights that others share are none."""
    results = [value for value in values if not value.is_leaf and (value in used or value not in read)]
    return results[0] if len(results) == 1 else None


def _sorted(reads: Mapping[object, Mapping[object, None]]) -> tuple[list[object], set[Path]]:
    """Return the keys, what is read first, and the groups that stand in a circle or behind one."""
    waiting = {key: len(sources) for key, sources in reads.items()}
    readers: dict[object, list[object]] = {key: [] for key in reads}
    for key, sources in reads.items():
        for source in sources:
            readers[source].append(key)
    ready = [key for key, missing in waiting.items() if not missing]
    for key in ready:
        for reader in readers[key]:
            waiting[reader] -= 1
            if not waiting[reader]:
                ready.append(reader)
    return ready, {key for key, missing in waiting.items() if missing and isinstance(key, tuple)}


def paths_by_place(root: Value) -> dict[Value, Path]:
    """Return the paths of a graph made of a plan: (layer, neuron), by the places that its numbers have.

    What stands nowhere (a product) and what only one neuron uses (its weights) belongs to the neuron that reads it.
    """
    order = topological_order(root)
    readers: dict[Value, set[Path]] = {}
    found: dict[Value, Path] = {}
    for node in reversed(order):
        own = _own_path(node)
        if own is None:
            around = readers.get(node, set())
            own = next(iter(around)) if len(around) == 1 else ()
        found[node] = own
        for child in node.children:
            readers.setdefault(child, set()).add(own)
    return found


def _own_path(node: Value) -> Path | None:
    place = node.place
    if place is None or (place.sample < 0 and not node.children):
        return None
    if place.quantity in ("loss", "mean_loss", "target") or (node.is_leaf and not node.folded):
        return ()
    backward = place.quantity == "slope" or "grad" in place.quantity
    where = ", ".join(str(part + 1) for part in place.index)
    batch = f" ({place.sample + 1})" if place.sample > 0 else ""
    return f"{GRADIENT if backward else ''}{place.layer}", f"{where}{batch}"


def paths_by_owner(made: Iterable[Made]) -> dict[Value, Path]:
    """Return the paths of a program's numbers: network, layer, neuron."""
    return {each.node: each.owner for each in made if each.owner}


def paths_by_name(order: Sequence[Value]) -> dict[Value, Path]:
    """Return the paths of what is written by hand: (layer, neuron), by names such as ``z1_2`` and ``a1_2``.

    What has no such name and is read by one neuron alone is that neuron's, among leaves its weights ``w1_21``, its bias
    ``b1_2`` and plain numbers. What a softmax layer makes of all its net inputs (``e2_1``, ``s2``, and the ``a2_1`` of
    them) is the layer's. ``order`` : operands before results.
    """
    named = {node: path for node in order if (path := _named_path(node))}
    readers: dict[Value, set[Path]] = {}
    for node in reversed(order if named else ()):
        around = readers.get(node, set())
        if node not in named and len(around) == 1 and (not node.is_leaf or _is_own(node)):
            named[node] = next(iter(around))
        for child in node.children:
            readers.setdefault(child, set()).add(named.get(node, ()))
    return {node: path for node, path in named.items() if path}


def _named_path(node: Value) -> Path:
    if node.is_leaf:
        return ()
    power = _SOFTMAX.fullmatch(node.label)
    if power is not None:
        return (_layer_name(power[1] or power[2]),)
    found = _NEURON.fullmatch(node.label)
    if found is None:
        return ()
    if any(child.label == f"s{found[1]}" for child in node.children):
        return (_layer_name(found[1]),)
    return _layer_name(found[1]), found[2]


def _is_own(leaf: Value) -> bool:
    return not leaf.label or _WEIGHT.fullmatch(leaf.label) is not None


def _layer_name(number: str) -> str:
    return tr("Layer {number}", number=number)
