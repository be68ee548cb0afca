"""Works out expressions: a stack, the names, and what is counted against the limits."""

from __future__ import annotations

import math
from collections.abc import Callable

from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.scalars.network import MLP, Layer, Neuron
from nnstudio.engine.scalars.operation import Operation
from nnstudio.engine.scalars.scratch import grammar
from nnstudio.engine.scalars.scratch.grammar import Code, Part, Span
from nnstudio.engine.scalars.scratch.mistake import ScratchError
from nnstudio.engine.scalars.scratch.networks import Networks
from nnstudio.engine.scalars.scratch.records import Event, Made, Thing
from nnstudio.engine.scalars.scratch.unknown import unknown_function
from nnstudio.engine.scalars.value import Value, total, wrapped
from nnstudio.text import Message, msg


class Evaluation:
    """The state of a run."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: dict[str, Thing] = {}
        self.events: list[Event] = []
        self.line = 1
        self._work = self._values = 0
        # The nodes themselves, not their ids: an id may come again once a node is gone.
        self._known: set[Value] = set()
        self._networks = Networks(self)
        self._does: dict[str, Callable[[Part, list[Thing]], Thing]] = {
            "number": lambda part, _: float(part.what),
            "text": lambda part, _: str(part.what),
            "name": lambda part, _: self._name(part),
            "called": lambda part, _: self._called(part),
            "operate": self._operate,
            "function": self._function,
            "call": self._call,
            "list": lambda part, taken: list(taken),
            "item": self._item,
            "field": self._field,
            "parameters": self._parameters,
            "apply": self._apply,
        }

    # -- limits, records, mistakes

    def spend(self, count: int, span: Span) -> None:
        """Count operations; ScratchError when there have been too many."""
        self._work += count
        if self._work > grammar.MOST_WORK:
            problem = msg("more than {count} operations", count=f"{grammar.MOST_WORK:,}")
            raise self.wrong(span, problem, msg("Let the loop go round less often, or take a smaller network."))

    def allow(self, count: int, span: Span) -> None:
        """Say whether so many more numbers may be made, by a ScratchError if not."""
        if self._values + count > grammar.MOST_VALUES:
            problem = msg("more than {count} numbers", count=f"{grammar.MOST_VALUES:,}")
            raise self.wrong(span, problem, msg("Let the loop go round less often, or take a smaller network."))

    def made(self, root: Value, span: Span, owner: tuple[str, ...] = ()) -> Value:
        """Record a number and those behind it that nobody has seen yet, operands first."""
        if root in self._known:
            return root
        for node in self._fresh(root):
            self.spend(1, span)
            self.allow(1, span)
            self._values += 1
            self._known.add(node)
            self.events.append(Made(self.line, node, node.data, span, owner))
        return root

    def _fresh(self, root: Value) -> list[Value]:
        order: list[Value] = []
        path = [(root, False)]
        seen: set[Value] = set()
        while path:
            node, complete = path.pop()
            if complete:
                order.append(node)
            elif node not in seen and node not in self._known:
                seen.add(node)
                path.append((node, True))
                path += [(child, False) for child in reversed(node.children)]
        return order

    def wrong(self, span: Span, problem: Message, advice: Message) -> ScratchError:
        """Return the error about a part of the text."""
        return ScratchError(self.text, span, problem, advice)

    # -- expressions

    def value(self, code: Code) -> Thing:
        """Return what an expression comes to."""
        stack: list[Thing] = []
        for part in code:
            self.spend(1, part.span)
            taken = stack[len(stack) - part.count :] if part.count else []
            del stack[len(stack) - part.count :]
            try:
                stack.append(self._does[part.kind](part, taken))
            except ScratchError:
                raise
            except NnstudioError as error:
                received = msg("{expected} is needed, not {received}", expected=error.expected, received=error.received)
                raise self.wrong(part.span, received, error.advice) from None
            except (ArithmeticError, ValueError):
                advice = msg("Change the numbers that lead there, or use another operation.")
                raise self.wrong(part.span, msg("no number comes out"), advice) from None
        return stack[-1]

    def node(self, code: Code, span: Span) -> Value:
        """Return the Value that an expression is."""
        found = self.value(code)
        if not isinstance(found, Value):
            raise self.wrong(span, msg("not a Value"), msg("Write {example}.", example="a = Value(2.0)"))
        return found

    def number(self, code: Code, span: Span) -> float:
        """Return the plain number that an expression is."""
        found = self.value(code)
        if not isinstance(found, float):
            raise self.wrong(span, msg("not a plain number"), msg("Write {example}.", example="a.data = 3"))
        return found

    def _name(self, part: Part) -> Thing:
        name = str(part.what)
        if name not in self.names:
            problem = msg("{name} has no value yet", name=f"“{name}”")
            raise self.wrong(part.span, problem, msg("Write {example} first.", example=f"{name} = Value(1.0)"))
        return self.names[name]

    def _called(self, part: Part) -> Thing:
        name = str(part.what)
        if name not in self.names:
            raise self.wrong(part.span, *unknown_function(name))
        return self.names[name]

    def _operand(self, part: Part, thing: Thing) -> Value | float:
        if isinstance(thing, Value | float):
            return thing
        advice = msg("Take a single number out of it, such as {example}.", example="xs[0]")
        raise self.wrong(part.span, msg("this can be done with numbers only"), advice)

    def _operate(self, part: Part, taken: list[Thing]) -> Thing:
        rule = grammar.OPERATORS[str(part.what)]
        left = self._operand(part, taken[0])
        if len(taken) == 2:
            right = self._operand(part, taken[1])
            if rule.name == "**" and isinstance(left, Value) and isinstance(right, float):
                return self.made(left**right, part.span)
            return self._applied(rule, [left, right], part.span)
        return self._applied(rule, [left], part.span)

    def _applied(self, rule: Operation, operands: list[Value | float], span: Span) -> Thing:
        if not any(isinstance(operand, Value) for operand in operands):
            return float(rule.evaluate(*operands))
        return self.made(Value.made(rule, [wrapped(operand) for operand in operands]), span)

    def _function(self, part: Part, taken: list[Thing]) -> Thing:
        rule = grammar.FUNCTIONS[str(part.what)]
        operand = self._operand(part, taken[0])
        if rule is not None:
            return self._applied(rule, [operand], part.span)
        if isinstance(operand, Value):
            return self.made(operand**0.5, part.span)
        return math.sqrt(operand)

    def _call(self, part: Part, taken: list[Thing]) -> Thing:
        name = str(part.what)
        if name in ("max", "min"):
            return self._applied(grammar.OPERATORS[name], [self._operand(part, each) for each in taken], part.span)
        if name in ("sum", "len"):
            return self._of_list(name, part, taken[0])
        if name == "Value":
            return self._given(part, taken)
        return self._networks.new(name, part.span, taken)

    def _of_list(self, name: str, part: Part, taken: Thing) -> Thing:
        if not isinstance(taken, list):
            raise self.wrong(part.span, msg("not a list"), msg("Write {example}.", example=f"{name}([a, b])"))
        self.spend(len(taken), part.span)
        if name == "len":
            return float(len(taken))
        terms = [self._operand(part, each) for each in taken]
        plain = [term for term in terms if isinstance(term, float)]
        if len(plain) == len(terms):
            return math.fsum(plain)
        return self.made(total(terms), part.span)

    def _given(self, part: Part, taken: list[Thing]) -> Value:
        number, label = taken[0], taken[1] if len(taken) > 1 else ""
        if not isinstance(number, float) or not isinstance(label, str):
            example = msg("Write {example}.", example='Value(2.0, "a")')
            raise self.wrong(part.span, msg("Value takes a plain number and a label"), example)
        return self.made(Value(number, label), part.span)

    def _item(self, part: Part, taken: list[Thing]) -> Thing:
        source, index = taken
        if not isinstance(source, list) or not isinstance(index, float) or not index.is_integer():
            raise self.wrong(part.span, msg("not a list and a whole number"), msg("Write {example}.", example="xs[0]"))
        if not -len(source) <= index < len(source):
            problem = msg("the list has {count} items, the first is number 0", count=len(source))
            raise self.wrong(part.span, problem, msg("Choose one of them."))
        return source[int(index)]

    def _field(self, part: Part, taken: list[Thing]) -> Thing:
        if not isinstance(taken[0], Value):
            raise self.wrong(part.span, msg("not a Value"), msg("A number has .data, .grad and .tangent."))
        return float(getattr(taken[0], str(part.what)))

    def _parameters(self, part: Part, taken: list[Thing]) -> Thing:
        if not isinstance(taken[0], Neuron | Layer | MLP):
            advice = msg("Write {example}.", example="n = MLP(2, [3, 1])")
            raise self.wrong(part.span, msg("only a Neuron, Layer or MLP has parameters"), advice)
        found: list[Thing] = [*taken[0].parameters()]
        self.spend(len(found), part.span)
        return found

    def _apply(self, part: Part, taken: list[Thing]) -> Thing:
        if not isinstance(taken[0], Neuron | Layer | MLP):
            advice = msg("Between factors write *; calls are for a Neuron, Layer or MLP.")
            raise self.wrong(part.span, msg("{name} is not a function", name=str(part.what)), advice)
        inputs = taken[1]
        if not isinstance(inputs, list):
            raise self.wrong(part.span, msg("not a list"), msg("Write {example}.", example="n([a, b])"))
        given = [self._operand(part, each) for each in inputs]
        return self._networks.called(taken[0], str(part.what), given, part.span)
