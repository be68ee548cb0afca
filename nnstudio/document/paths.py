"""Walks along the wires: who comes before whom, and in which order layers compute."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from nnstudio.document.model import Network, Node


def path(network: Network, start: str, end: str) -> tuple[str, ...]:
    """Return the ids on a shortest way along the wires from ``start`` to ``end``, both included.

    Empty if there is none.
    """
    came_from: dict[str, str] = {start: ""}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        if here == end:
            return _walked(came_from, end)
        for wire in network.outgoing[here]:
            if wire.target not in came_from:
                came_from[wire.target] = here
                queue.append(wire.target)
    return ()


def _walked(came_from: dict[str, str], end: str) -> tuple[str, ...]:
    steps = [end]
    while came_from[steps[-1]]:
        steps.append(came_from[steps[-1]])
    return tuple(reversed(steps))


def ancestors(network: Network, ends: Iterable[str]) -> set[str]:
    """Return the ids from which one of ``ends`` can be reached, ``ends`` included."""
    found = set(ends)
    stack = list(found)
    while stack:
        for wire in network.incoming[stack.pop()]:
            if wire.source not in found:
                found.add(wire.source)
                stack.append(wire.source)
    return found


def descendants(network: Network, starts: Iterable[str]) -> set[str]:
    """Return the ids that can be reached from one of ``starts``, ``starts`` included."""
    found = set(starts)
    stack = list(found)
    while stack:
        for wire in network.outgoing[stack.pop()]:
            if wire.target not in found:
                found.add(wire.target)
                stack.append(wire.target)
    return found


def topological_order(network: Network) -> tuple[str, ...]:
    """Return the ids so that each comes after its inputs.

    As drawn where that leaves a choice. Nodes on a cycle are left out.
    """
    waiting = {node.id: len(network.incoming[node.id]) for node in network.nodes}
    queue = deque(node.id for node in network.nodes if not waiting[node.id])
    order: list[str] = []
    while queue:
        here = queue.popleft()
        order.append(here)
        for wire in network.outgoing[here]:
            waiting[wire.target] -= 1
            if not waiting[wire.target]:
                queue.append(wire.target)
    return tuple(order)


def longest(network: Network, worth: Callable[[Node], int]) -> int:
    """Return the most that the layers on one way along the wires are worth together; 0 of an empty network."""
    known: dict[str, int] = {}
    for key in topological_order(network):
        before = max((known.get(wire.source, 0) for wire in network.incoming[key]), default=0)
        known[key] = before + worth(network.by_id[key])
    return max(known.values(), default=0)
