"""A graph as it comes to be and is differentiated, event by event: what is there, and what each number is by then."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from nnstudio.engine.scalars import Value
from nnstudio.engine.scalars.scratch import Event, Made, Printed, Scratch, Swept, Wrote
from nnstudio.inspection.graphs.walks import Walk

FIELDS = ("data", "grad", "tangent")


@dataclass(frozen=True, eq=False)
class Story:
    """``given`` are there from the beginning, with the ``data`` that they have; events add and change the rest."""

    events: tuple[Event, ...] = ()
    given: tuple[Value, ...] = ()

    @cached_property
    def turns(self) -> tuple[int, ...]:
        """Where stepping *over* stops: after so many events one operation, one node's turn or one line is done."""
        found, before = [0], object()
        for place, event in enumerate(self.events):
            turn = _turn(event)
            if place and turn != before:
                found.append(place)
            before = turn
        return (*found, len(self.events)) if self.events else (0,)

    def over(self, place: int, count: int = 1) -> int:
        """Return where one stands ``count`` turns on; back if it is below 0."""
        here = bisect_right(self.turns, place) - 1 if count > 0 else bisect_left(self.turns, place)
        return self.turns[max(0, min(len(self.turns) - 1, here + count))]


def story_of(scratch: Scratch) -> Story:
    """Return the story of a program's run."""
    return Story(scratch.events)


def walk_story(order: tuple[Value, ...], walk: Walk) -> Story:
    """Return the story of a pass over a graph that is there."""
    return Story(walk.events, order)


def _turn(event: Event) -> object:
    match event:
        case Swept(field="grad", source=source, node=node):
            return "grad", source or node, source is None
        case Swept(node=node):
            return "tangent", node
        case Made(line=line, span=span):
            return "made", line, span
        case Wrote() | Printed():
            return "line", event.line


@dataclass(eq=False)
class Moment:
    """Where one stands in a story; ``values[field]`` has each number that is known by then."""

    story: Story
    place: int = 0
    shown: set[Value] = field(default_factory=set)
    values: dict[str, dict[Value, float]] = field(default_factory=dict)
    _touched: dict[tuple[str, Value], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with what is given."""
        self.shown = set(self.story.given)
        self.values = {name: {} for name in FIELDS}
        self.values["data"] = {node: node.data for node in self.story.given}

    @property
    def event(self) -> Event | None:
        """The last event before the place: what has just happened."""
        return self.story.events[self.place - 1] if self.place else None

    def go(self, place: int) -> None:
        """Stand after so many events; costs what lies between."""
        goal = max(0, min(len(self.story.events), place))
        while self.place < goal:
            self._do(self.story.events[self.place])
            self.place += 1
        while self.place > goal:
            self.place -= 1
            self._undo(self.story.events[self.place])

    def number(self, node: Value, name: str) -> float | None:
        """Return a number's ``data``, ``grad`` or ``tangent`` by now; None if nothing has set it yet."""
        return self.values[name].get(node)

    def known(self, name: str) -> Mapping[Value, float]:
        """Return all of one field."""
        return self.values[name]

    def _do(self, event: Event) -> None:
        if isinstance(event, Made):
            self.shown.add(event.node)
            self.values["data"][event.node] = event.data
        elif isinstance(event, Swept | Wrote):
            key = event.field, event.node
            self._touched[key] = self._touched.get(key, 0) + 1
            self.values[event.field][event.node] = event.after

    def _undo(self, event: Event) -> None:
        if isinstance(event, Made):
            self.shown.discard(event.node)
            del self.values["data"][event.node]
        elif isinstance(event, Swept | Wrote):
            key = event.field, event.node
            self._touched[key] -= 1
            if self._touched[key] or event.field == "data":
                self.values[event.field][event.node] = event.before
            else:
                del self.values[event.field][event.node]
