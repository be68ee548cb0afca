"""Comparing lists and the like item by item, with every comparison counted: shared lists could make it endless."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstudio.inspection.small_python.fault import WrongError
from nnstudio.inspection.small_python.limits import DEEPEST_DATA
from nnstudio.inspection.small_python.things import Thing, kind_of
from nnstudio.text import msg

if TYPE_CHECKING:
    from nnstudio.inspection.small_python.machine import Machine

_NUMBERS = (int, float)
_COST = 4
"""Instructions that a comparison counts as."""


def same(machine: Machine, left: Thing, right: Thing, depth: int = 0) -> bool:
    """Whether two things are equal: objects of a program's classes only to themselves."""
    machine.spend(_COST)
    if left is right:
        # As Python: NaN is no NaN, but a list is itself, which is not gone through, since that would not be counted.
        return depth > 0 or not isinstance(left, float) or left == left
    kind = type(left)
    if kind is not type(right) or kind not in (list, tuple, dict, set):
        machine.spend(_length(left) >> 4)
        return bool(left == right)
    check_depth(depth)
    if len(left) != len(right):
        return False
    if kind is dict:
        return all(key in right and same(machine, value, right[key], depth + 1) for key, value in left.items())
    if kind is set:
        machine.spend(len(left))
        return bool(left == right)
    return all(same(machine, one, other, depth + 1) for one, other in zip(left, right, strict=True))


def less(machine: Machine, left: Thing, right: Thing, depth: int = 0) -> bool:
    """Whether one is less than the other: numbers, texts, and lists item by item; WrongError for what has no order."""
    machine.spend(_COST)
    if isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
        return left < right
    if type(left) is type(right) is str:
        machine.spend(len(left) >> 4)
        return left < right
    if type(left) is type(right) is set:
        machine.spend(len(left))
        return left < right
    if type(left) is not type(right) or type(left) not in (list, tuple):
        problem = msg("{left} and {right} have no order", left=kind_of(left), right=kind_of(right))
        raise WrongError(problem, msg("Compare numbers, or use key= to name the number to sort by."))
    check_depth(depth)
    for one, other in zip(left, right, strict=False):
        if not same(machine, one, other, depth + 1):
            return less(machine, one, other, depth + 1)
    return len(left) < len(right)


def found_in(machine: Machine, item: Thing, source: Thing) -> bool:
    """Whether an item is in a list, tuple, set, dictionary, range or text."""
    from nnstudio.inspection.small_python.items import iterator, key

    if isinstance(source, str):
        if not isinstance(item, str):
            raise WrongError(msg("{kind} is never in a text", kind=kind_of(item)), msg("Look for a text."))
        machine.spend(len(source))
        return item in source
    if isinstance(source, set | dict):
        return key(machine, item) in source
    if isinstance(source, range) and type(item) in (int, bool):
        return item in source
    return any(same(machine, item, each, 1) for each in iterator(source))


def check_depth(depth: int) -> None:
    """Raise WrongError where lists lie too deep within one another."""
    if depth > DEEPEST_DATA:
        raise WrongError(msg("lists that are nested too deeply"), msg("Write it in a simpler form."))


def _length(thing: Thing) -> int:
    return len(thing) if isinstance(thing, str) else 0
