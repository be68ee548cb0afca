"""The graph that a piece of a program built, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from nnstudio.engine.scalars import Value, topological_order
from nnstudio.engine.scalars.scratch import Event, Made, Printed, Swept
from nnstudio.inspection.graphs.story import Story
from nnstudio.inspection.graphs.walks import Walk, forward, is_constant, reverse

MOST: Final = 400
"""Numbers that are drawn; of more, those behind the last pass or result."""


@dataclass(frozen=True, eq=False)
class Picture:
    """``order`` : the numbers, operands first; ``story`` : what the code did to them.

    ``root`` : where the last pass began, or the last result. ``strange`` : numbers of an operation that the engine
    does not know, so that it cannot walk over them.
    """

    order: tuple[Value, ...] = ()
    story: Story = field(default_factory=Story)
    root: Value | None = None
    strange: frozenset[Value] = frozenset()

    @property
    def leaves(self) -> list[Value]:
        """The numbers that were given, but for constants: what a forward pass can differentiate by."""
        return [node for node in self.behind_root if node.is_leaf and not is_constant(node)]

    @property
    def behind_root(self) -> list[Value]:
        """The root and what it is made of, operands first."""
        return topological_order(self.root) if self.root is not None else []

    def walked(self, mode: str, seed: Value | None = None) -> Walk | None:
        """Return the engine's own pass over the graph; None where it knows no pass over it.

        ``mode`` : ``reverse`` from the root, or ``forward`` from ``seed``.
        """
        nodes = self.behind_root
        if self.root is None or self.strange.intersection(nodes):
            return None
        if mode == "reverse":
            return reverse(self.root)
        return forward(self.root, seed) if seed in nodes and seed is not None else None


def picture_of(events: list[Event], strange: set[Value]) -> Picture:
    """Return the picture of a part of what was recorded."""
    nodes: dict[Value, None] = {}
    for event in events:
        if not isinstance(event, Printed):
            nodes.update(dict.fromkeys((*event.node.children, event.node)))
    results = [node for node in nodes if not node.is_leaf]
    begun = [event.node for event in events if isinstance(event, Swept) and event.source is None]
    root = next(iter([*begun[-1:], *results[-1:], *list(nodes)[-1:]]), None)
    order = list(nodes)
    if len(order) > MOST and root is not None:
        order = topological_order(root)
    drawn = set(order)
    kept = tuple(event for event in events if isinstance(event, Printed) or event.node in drawn)
    made = {event.node for event in kept if isinstance(event, Made)}
    given = tuple(node for node in order if node not in made)
    order.sort(key={node: place for place, node in enumerate(_operands_first(order))}.__getitem__)
    return Picture(tuple(order), Story(kept, given), root, frozenset(strange))


def _operands_first(nodes: list[Value]) -> list[Value]:
    found: dict[Value, None] = {}
    for node in nodes:
        for each in topological_order(node) if node not in found else ():
            found[each] = None
    return list(found)
