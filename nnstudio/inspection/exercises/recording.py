"""Watches a student's ``Value`` objects: each becomes a node of the engine's kind, each gradient an event."""

from __future__ import annotations

import math
import re
from typing import Any, Final

from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.scalars import Operation, Value
from nnstudio.engine.scalars import operation as op
from nnstudio.engine.scalars.scratch import Event, Made, Printed, Swept, Wrote
from nnstudio.engine.scalars.scratch.grammar import Span
from nnstudio.inspection.small_python import Machine
from nnstudio.inspection.small_python.things import NOTHING, Frame, Instance

WATCHED: Final = "Value"
"""The name of the class whose objects are numbers of a graph."""
OWN: Final = "own"
"""The name of the student's text."""
_CHILDREN: Final = ("children", "_children", "_prev", "prev")
_OPERATIONS: Final = ("operation", "_op", "op")
_RULES: Final[dict[str, Operation]] = {
    "+": op.ADD,
    "-": op.SUBTRACT,
    "*": op.MULTIPLY,
    "/": op.DIVIDE,
    "neg": op.NEGATE,
    **{name: op.FUNCTIONS[name] for name in ("exp", "log", "tanh", "relu", "logistic", "sin", "cos", "abs")},
}
_POWER: Final = re.compile(r"\*\*\s*(-?\d+(?:\.\d+)?)")
_MOST: Final = 60_000
"""Events that are kept."""
_MOST_HOLDERS: Final = 2_000
"""Fields of other objects that are looked through for names."""


class Recorder:
    """The machine's watch. ``events`` in the order in which they happened; ``known`` : each object's node."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.events: list[Event] = []
        self.known: dict[Instance, Value] = {}
        self.strange: set[Value] = set()
        self._holders: dict[tuple[Instance, str], None] = {}
        self._read: list[tuple[Frame, int, Instance]] = []

    # -- what the machine tells

    def read(self, frame: Frame, owner: Instance, name: str) -> None:
        """Remember whose gradient a line has used."""
        if name == "grad" and owner in self.known:
            self._read.append((frame, _statement(frame), owner))

    def wrote(self, frame: Frame, owner: Instance, name: str, before: object, after: object) -> None:
        """Take a number that was made, or a number or gradient that was set."""
        if owner.kind.name != WATCHED:
            if isinstance(after, Instance | list) and len(self._holders) < _MOST_HOLDERS:
                self._holders[owner, name] = None
            return
        if not isinstance(after, int | float) or len(self.events) >= _MOST:
            return
        value = float(after)
        if name == "data" and owner not in self.known:
            self._make(owner, value)
        elif name == "grad" and owner in self.known and before is not NOTHING:
            self._grade(frame, owner, _number(before), value)
        elif name in ("data", "grad") and owner in self.known and _number(before) != value:
            self.events.append(Wrote(_line(frame), self.known[owner], name, _number(before), value))

    def printed(self, text: str) -> None:
        """Take what was printed."""
        if len(self.events) < _MOST:
            self.events.append(Printed(self._line_outside(), text.rstrip("\n")))

    # -- events

    def _make(self, owner: Instance, value: float) -> None:
        node = self.known[owner] = Value(value)
        line = self._line_outside()
        self.events.append(Made(line, node, value, Span(line, len(self.events), 1)))

    def _grade(self, frame: Frame, owner: Instance, before: float, after: float) -> None:
        """A gradient was set: from whose gradient, and added to or overwritten, is seen by what the line has read."""
        here = _statement(frame)
        read = [each for place, statement, each in self._read if place is frame and statement == here]
        self._read.clear()
        node, line = self.known[owner], _line(frame)
        sources = [each for each in read if owner in self.children(each)]
        if sources:
            upstream = _number(sources[-1].fields.get("grad"))
            part = after - before if owner in read else after
            slope = part / upstream if upstream else 0.0
            event: Event = Swept(line, node, "grad", self.known[sources[-1]], slope, upstream, before, after)
        elif after == 1.0 and not self._is_used(owner):
            event = Swept(line, node, "grad", None, 1.0, 1.0, before, after)
        else:
            event = Wrote(line, node, "grad", before, after)
        self.events.append(event)

    def _is_used(self, owner: Instance) -> bool:
        return any(owner in self.children(each) for each in self.known)

    def _line_outside(self) -> int:
        """Return the student's line that is under way, outside of the class that is watched where there is one."""
        own = [frame for frame in self.machine.frames if frame.code.origin == OWN]
        outside = [frame for frame in own if frame.code.owner != WATCHED]
        return _line((outside or own)[-1]) if own else 0

    # -- the graph

    def children(self, owner: Instance) -> tuple[Instance, ...]:
        """Return the operands that an object remembers, those that are watched."""
        found: Any = next((owner.fields[name] for name in _CHILDREN if name in owner.fields), ())
        if not isinstance(found, tuple | list | set):
            return ()
        return tuple(each for each in found if isinstance(each, Instance) and each in self.known)

    def tie(self) -> None:
        """Give every node its operands, its operation and its label."""
        labels = self._fields()
        labels |= {thing: name for name, thing in reversed(self.machine.names.items()) if isinstance(thing, Instance)}
        for owner, node in self.known.items():
            label = owner.fields.get("label")
            node.label = label if isinstance(label, str) and label else node.label or labels.get(owner, "")
            if not node.children:
                self._tie(owner, node)

    def _fields(self) -> dict[Instance, str]:
        """Return what other objects call their numbers: a field's name, and of a list with the place: ``w0``."""
        found: dict[Instance, str] = {}
        for holder, name in self._holders:
            thing = holder.fields.get(name)
            items = {f"{name}{place}": item for place, item in enumerate(thing)} if isinstance(thing, list) else {}
            for label, item in (items or {name: thing}).items():
                if isinstance(item, Instance):
                    found[item] = label
        return found

    def _tie(self, owner: Instance, node: Value) -> None:
        children = tuple(self.known[each] for each in self.children(owner))
        if not children:
            return
        found: Any = next((owner.fields[name] for name in _OPERATIONS if name in owner.fields), "")
        name = found if isinstance(found, str) else ""
        if len(children) == 1 and name in ("+", "*", "-", "/"):
            children *= 2  # A set keeps a * a's operand once.
        rule = _rule(name)
        try:
            if rule is None:
                raise ValueError
            slopes = rule.slopes(node.data, *(child.data for child in children))
            if len(slopes) != len(children):
                raise ValueError
        except (NnstudioError, ArithmeticError, ValueError, TypeError):
            self.strange.add(node)
            rule, slopes = Operation(name or "?", lambda *_: math.nan, lambda *_: ()), (0.0,) * len(children)
        node.rule, node.children, node.slopes = rule, children, slopes


def _rule(name: str) -> Operation | None:
    power = _POWER.fullmatch(name)
    if power is not None:
        return (Value(1.0) ** float(power[1])).rule
    return _RULES.get(name)


def _statement(frame: Frame) -> int:
    return frame.code.statements[frame.at - 1]


def _line(frame: Frame) -> int:
    return frame.code.places[frame.at - 1].line if frame.code.origin == OWN else 0


def _number(thing: object) -> float:
    return float(thing) if isinstance(thing, int | float) else 0.0
