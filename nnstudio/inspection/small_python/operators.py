"""Operators: on numbers, texts and lists as Python's; on a program's objects, the methods of its own classes."""

from __future__ import annotations

import ast
import operator as py
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nnstudio.inspection.small_python import calling, items
from nnstudio.inspection.small_python.fault import WrongError
from nnstudio.inspection.small_python.limits import MOST_BITS
from nnstudio.inspection.small_python.sameness import found_in, less, same
from nnstudio.inspection.small_python.things import NOTHING, Frame, Instance, Thing, kind_of
from nnstudio.text import Message, msg

if TYPE_CHECKING:
    from nnstudio.inspection.small_python.machine import Machine

NUMBERS: Final = frozenset({int, float, bool})
_SIZED: Final = frozenset({list, tuple, str})


@dataclass(frozen=True)
class Operator:
    """``own`` and ``reflected`` : the methods that a class may define for it; ``run`` what numbers give."""

    sign: str
    own: str
    reflected: str
    run: Callable[[Thing, Thing], Thing]


def _made(sign: str, name: str, run: Callable[[Thing, Thing], Thing]) -> Operator:
    return Operator(sign, f"__{name}__", f"__r{name}__", run)


def _times(left: Thing, right: Thing) -> Thing:
    if type(left) is not float and type(right) is not float:
        _check_bits(left.bit_length() + right.bit_length())
    return left * right


def _power(base: Thing, exponent: Thing) -> Thing:
    if type(base) is not float and type(exponent) is not float and exponent > 0:
        _check_bits(base.bit_length() * min(exponent, MOST_BITS))
        if base not in (0, 1, -1):
            _check_bits(exponent)
    found = base**exponent
    if isinstance(found, complex):
        advice = msg("Use a base of 0 or more under a fractional exponent.")
        raise WrongError(msg("no real number is the result of {base} ** {power}", base=base, power=exponent), advice)
    return found


def _check_bits(count: int) -> None:
    if count > MOST_BITS:
        raise WrongError(msg("a number that is too large"), msg("Use a float, such as 2.0 for 2."))


OPERATORS: Final[dict[type[ast.operator], Operator]] = {
    ast.Add: _made("+", "add", py.add),
    ast.Sub: _made("-", "sub", py.sub),
    ast.Mult: _made("*", "mul", _times),
    ast.Div: _made("/", "truediv", py.truediv),
    ast.FloorDiv: _made("//", "floordiv", py.floordiv),
    ast.Mod: _made("%", "mod", py.mod),
    ast.Pow: _made("**", "pow", _power),
    ast.BitAnd: _made("&", "and", py.and_),
    ast.BitOr: _made("|", "or", py.or_),
    ast.BitXor: _made("^", "xor", py.xor),
}
ADD: Final = OPERATORS[ast.Add]
COMPARISONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
_ORDER: Final = {
    "<": ("__lt__", "__gt__"),
    "<=": ("__le__", "__ge__"),
    ">": ("__gt__", "__lt__"),
    ">=": ("__ge__", "__le__"),
}
_COMPARE: Final = {"<": py.lt, "<=": py.le, ">": py.gt, ">=": py.ge}


def operate(machine: Machine, frame: Frame, operator: Operator, left: Thing, right: Thing) -> bool:
    """Put ``left operator right`` there, or enter the method that gives it."""
    if type(left) in NUMBERS and type(right) in NUMBERS:
        frame.stack.append(operator.run(left, right))
        return False
    for receiver, other, name in ((left, right, operator.own), (right, left, operator.reflected)):
        method = receiver.kind.find(name) if type(receiver) is Instance else NOTHING
        if method is not NOTHING:
            return calling.invoke(machine, frame, method, [receiver, other], {})
    frame.stack.append(_of_data(machine, operator, left, right))
    return False


def _of_data(machine: Machine, operator: Operator, left: Thing, right: Thing) -> Thing:
    kinds = type(left), type(right)
    if operator.sign == "+" and kinds[0] is kinds[1] and kinds[0] in _SIZED:
        return items.sized(machine, len(left) + len(right), kinds[0], lambda: left + right)
    if operator.sign == "*" and kinds[0] in _SIZED and kinds[1] in (int, bool):
        return items.sized(machine, len(left) * max(0, right), kinds[0], lambda: left * right)
    if operator.sign == "*" and kinds[1] in _SIZED and kinds[0] in (int, bool):
        return items.sized(machine, len(right) * max(0, left), kinds[1], lambda: left * right)
    if operator.sign in "|&-^" and kinds == (set, set):
        return items.sized(machine, len(left) + len(right), set, lambda: operator.run(left, right))
    raise WrongError(*_unfit(operator, left, right))


def _unfit(operator: Operator, left: Thing, right: Thing) -> tuple[Message, Message]:
    problem = msg(
        "“{sign}” does not go with {left} and {right}", sign=operator.sign, left=kind_of(left), right=kind_of(right)
    )
    if isinstance(left, Instance):
        return problem, msg("Define {method} in the class {name}.", method=operator.own, name=left.kind.name)
    if isinstance(right, Instance):
        return problem, msg("Define {method} in the class {name}.", method=operator.reflected, name=right.kind.name)
    return problem, msg("Look at where both come from.")


def changed_itself(machine: Machine, operator: Operator, left: Thing, right: Thing) -> bool:
    """Whether ``left`` is a list or set that was changed itself, as ``+=`` and ``|=`` do."""
    if operator.sign == "+" and type(left) is list:
        left += items.listed(machine, right)
        return True
    if operator.sign == "|" and type(left) is set and type(right) is set:
        machine.take(len(right))
        left |= right
        return True
    return False


def unary(machine: Machine, frame: Frame, sign: str, operand: Thing) -> bool:
    """Put ``-x``, ``+x`` or ``not x`` there."""
    if sign == "not":
        frame.stack.append(not truth(machine, operand))
    elif type(operand) in NUMBERS:
        frame.stack.append(-operand if sign == "-" else +operand)
    else:
        name = "__neg__" if sign == "-" else "__pos__"
        method = operand.kind.find(name) if type(operand) is Instance else NOTHING
        if method is NOTHING:
            problem = msg("“{sign}” does not go with {kind}", sign=sign, kind=kind_of(operand))
            raise WrongError(problem, msg("Define {method} in its class, or use a number.", method=name))
        return calling.invoke(machine, frame, method, [operand], {})
    return False


def truth(machine: Machine, thing: Thing) -> bool:
    """Whether a thing counts as true: 0, None and what is empty do not."""
    if type(thing) is Instance:
        method = thing.kind.find("__len__")
        return method is NOTHING or bool(machine.call(method, [thing]))
    return bool(thing)


def compare(machine: Machine, frame: Frame, sign: str, left: Thing, right: Thing) -> bool:
    """Put the result of a comparison there, or enter the method that gives it."""
    if sign in _COMPARE:
        if type(left) in NUMBERS and type(right) in NUMBERS:
            frame.stack.append(_COMPARE[sign](left, right))
            return False
        for receiver, other, name in ((left, right, _ORDER[sign][0]), (right, left, _ORDER[sign][1])):
            method = receiver.kind.find(name) if type(receiver) is Instance else NOTHING
            if method is not NOTHING:
                return calling.invoke(machine, frame, method, [receiver, other], {})
        frame.stack.append(_ordered(machine, sign, left, right))
    elif sign in ("is", "is not"):
        frame.stack.append((left is right) is (sign == "is"))
    elif sign in ("==", "!="):
        frame.stack.append(same(machine, left, right) is (sign == "=="))
    else:
        frame.stack.append(found_in(machine, left, right) is (sign == "in"))
    return False


def _ordered(machine: Machine, sign: str, left: Thing, right: Thing) -> bool:
    if sign in ("<", ">"):
        return less(machine, left, right) if sign == "<" else less(machine, right, left)
    first, second = (left, right) if sign == "<=" else (right, left)
    return less(machine, first, second) or same(machine, first, second)
