"""Carries a program out, statement by statement, and records what happens."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.engine.scalars.scratch.evaluation import Evaluation
from nnstudio.engine.scalars.scratch.grammar import Assign, Code, Loop, Print, Program, Span, Statement, Sweep, Write
from nnstudio.engine.scalars.scratch.mistake import ScratchError
from nnstudio.engine.scalars.scratch.records import Printed, Scratch, Swept, Thing, Wrote
from nnstudio.engine.scalars.scratch.writing import written
from nnstudio.engine.scalars.sweeping import forward_moves, reverse_moves
from nnstudio.engine.scalars.value import Value
from nnstudio.text import msg


def run(program: Program, upto: int | None = None) -> Scratch:
    """Carry out a program, or its first ``upto`` statements (loops counted each time).

    It stops at a fault, which is the result's ``error``, and keeps what was made before it. Work and memory are
    bounded by the language's limits.
    """
    machine = _Machine(program)
    lines: list[int] = []
    error = None
    try:
        for statement in machine.statements(program.body):
            if upto is not None and len(lines) >= upto:
                break
            machine.carry_out(statement)
            lines.append(statement.span.line)
    except ScratchError as fault:
        error = fault
    return Scratch(machine.work.names, tuple(machine.work.events), tuple(lines), error)


class _Machine:
    """Names and their values, and what has happened."""

    def __init__(self, program: Program) -> None:
        self.work = Evaluation(program.text)

    def statements(self, body: tuple[Statement, ...]) -> Iterator[Assign | Write | Sweep | Print]:
        """Yield the statements in the order in which they are carried out."""
        for statement in body:
            if isinstance(statement, Loop):
                for item in self._items(statement):
                    self.work.spend(1, statement.span)
                    self.work.names[statement.name] = item
                    yield from self.statements(statement.body)
            else:
                self.work.spend(1, statement.span)
                yield statement

    def _items(self, loop: Loop) -> Iterator[Thing]:
        if loop.bounds:
            bounds = [self._whole(code, loop.span) for code in loop.bounds]
            if len(bounds) == 3 and bounds[2] == 0:
                raise self.work.wrong(loop.span, msg("a step of 0"), msg("Write another step."))
            yield from (float(number) for number in range(*bounds))
            return
        source = self.work.value(loop.source)
        if not isinstance(source, list):
            advice = msg("Write range(10), a list, or n.parameters().")
            raise self.work.wrong(loop.span, msg("nothing to go through one by one"), advice)
        yield from list(source)

    def _whole(self, code: Code, span: Span) -> int:
        found = self.work.value(code)
        if not isinstance(found, float) or not found.is_integer():
            raise self.work.wrong(span, msg("not a whole number"), msg("Write {example}.", example="range(10)"))
        return int(found)

    def carry_out(self, statement: Assign | Write | Sweep | Print) -> None:
        """Carry out one statement."""
        work = self.work
        work.line = statement.span.line
        match statement:
            case Assign(name=name, code=code):
                value = work.value(code)
                work.names[name] = value
                if isinstance(value, Value) and not value.label:
                    value.label = name
            case Write(place=place, field=field, code=code):
                self._write(work.node(place, statement.span), field, work.number(code, statement.span))
            case Print(codes=codes):
                text = " ".join(written(work.value(code)) for code in codes)
                work.events.append(Printed(work.line, text))
            case Sweep():
                self._sweep(statement)

    def _write(self, node: Value, field: str, value: float) -> None:
        before = float(getattr(node, field))
        setattr(node, field, value)
        self.work.events.append(Wrote(self.work.line, node, field, before, value))

    def _sweep(self, statement: Sweep) -> None:
        work, span = self.work, statement.span
        target = work.value(statement.place)
        if statement.method == "zero_grad":
            self._zero(target, span)
        elif not isinstance(target, Value):
            raise work.wrong(span, msg("not a Value"), msg("Write {example}.", example=f"L.{statement.method}()"))
        elif statement.method == "backward":
            self._backward(target, span)
        else:
            self._forward(target, work.node(statement.seed, span), span)

    def _zero(self, target: Thing, span: Span) -> None:
        if isinstance(target, Value):
            nodes = target.topological_order()
        elif isinstance(target, float | str | list):
            raise self.work.wrong(span, msg("not a Value"), msg("Write {example}.", example="L.zero_grad()"))
        else:
            nodes = target.parameters()
        self.work.spend(len(nodes), span)
        for node in nodes:
            if node.grad:
                self._write(node, "grad", 0.0)

    def _backward(self, root: Value, span: Span) -> None:
        order = root.topological_order()
        self.work.spend(_edges(order), span)
        for move in reverse_moves(root, {node: node.grad for node in order}):
            node, source, slope, upstream, _, before, after = move
            node.grad = after
            event = Swept(self.work.line, node, "grad", source, slope, upstream, before, after)
            self.work.events.append(event)

    def _forward(self, root: Value, seed: Value, span: Span) -> None:
        order = root.topological_order()
        self.work.spend(_edges(order), span)
        for node in (*order, seed):
            node.tangent = 0.0
        for move in forward_moves(root, seed):
            node, source, slope, upstream, _, before, after = move
            node.tangent = after
            event = Swept(self.work.line, node, "tangent", source, slope, upstream, before, after)
            self.work.events.append(event)


def _edges(order: list[Value]) -> int:
    """Return what a pass counts as: a node, and each of its edges twice, since it is recorded too."""
    return sum(1 + 2 * len(node.children) for node in order)
