"""Items of lists and the like: going through them, reading and setting one, keys, and the room that they take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from nnstudio.inspection.small_python import calling
from nnstudio.inspection.small_python.fault import WrongError
from nnstudio.inspection.small_python.limits import LONGEST_TEXT
from nnstudio.inspection.small_python.things import NOTHING, Frame, Instance, Thing, kind_of
from nnstudio.text import msg

if TYPE_CHECKING:
    from nnstudio.inspection.small_python.machine import Machine

_DATA: Final = (list, tuple, set, dict, str, range)
_INDEXED: Final = (list, tuple, str, range)
_DEEPEST_KEY, _LARGEST_KEY = 8, 500


def iterator(thing: Thing) -> Iterator[Thing]:
    """Return an iterator over a thing's items."""
    if isinstance(thing, _DATA):
        return iter(thing)
    if isinstance(thing, Iterator):
        return thing
    problem = msg("{kind} cannot be gone through one by one", kind=kind_of(thing))
    raise WrongError(problem, msg("Use a list, a tuple, a set or range(…)."))


def listed(machine: Machine, thing: Thing) -> list[Thing]:
    """Return a thing's items as a list; WrongError where they would be too many."""
    if isinstance(thing, _DATA):
        machine.take(_count(thing) + 8)
        return list(thing)
    found: list[Thing] = []
    source = iterator(thing)
    while chunk := list(islice(source, 1000)):
        machine.take(len(chunk))
        found += chunk
    return found


def _count(thing: Thing) -> int:
    """Return a length; also of ranges that are longer than Python's len() can say."""
    return max(0, (thing.stop - thing.start) // thing.step + 1) if isinstance(thing, range) else len(thing)


def sized(machine: Machine, count: int, kind: type, make: Callable[[], Thing]) -> Thing:
    """Return what ``make`` makes, once there is room for so many items or characters."""
    if kind is str:
        check_text(machine, count)
    else:
        machine.take(count + 8)
    return make()


def text(machine: Machine, made: str) -> str:
    """Return a text that was made, with its room counted."""
    check_text(machine, len(made))
    return made


def check_text(machine: Machine, count: int) -> None:
    """Raise WrongError for a text of so many characters, if they are too many."""
    if count > LONGEST_TEXT:
        problem = msg("a text of {count} characters", count=count if count < 10**12 else "10¹²")
        raise WrongError(problem, msg("Make a shorter one."))
    machine.take((count >> 3) + 1)


def key(machine: Machine, thing: Thing) -> Thing:
    """Return a thing that may be a set's or dictionary's key; WrongError for one that may not."""
    waiting, seen = [(thing, 0)], 0
    while waiting:
        each, depth = waiting.pop()
        seen += 1
        if isinstance(each, list | set | dict | range) or depth > _DEEPEST_KEY or seen > _LARGEST_KEY:
            problem = msg("{kind} cannot be in a set, nor a key", kind=kind_of(each))
            raise WrongError(problem, msg("Use a number, a text, an object or a tuple."))
        if isinstance(each, tuple):
            waiting += [(item, depth + 1) for item in each[: _LARGEST_KEY + 1]]
    machine.spend(seen)
    return thing


def part(start: Thing, stop: Thing, step: Thing) -> slice:
    """Return a slice of whole numbers; WrongError for others."""
    if any(type(each) not in (int, bool, type(None)) for each in (start, stop, step)) or step == 0:
        raise WrongError(msg("a slice takes whole numbers"), msg("Write {example}.", example="x[1:3]"))
    return slice(start, stop, step)


def load(machine: Machine, frame: Frame, owner: Thing, place: Thing) -> bool:
    """Put ``owner[place]`` there, or enter the method that gives it."""
    if isinstance(owner, Instance):
        method = owner.kind.find("__getitem__")
        if method is not NOTHING and not isinstance(place, slice):
            return calling.invoke(machine, frame, method, [owner, place], {})
    elif isinstance(owner, dict) and not isinstance(place, slice):
        if key(machine, place) not in owner:
            raise WrongError(msg("there is no such key in the dictionary"), msg("Ask with “in” first, or use get."))
        frame.stack.append(owner[place])
        return False
    elif isinstance(owner, _INDEXED):
        if isinstance(place, slice):
            machine.take(8 if isinstance(owner, range) else _count(owner) >> (3 if isinstance(owner, str) else 0))
            frame.stack.append(owner[place])
        else:
            frame.stack.append(owner[_checked(owner, place)])
        return False
    raise WrongError(msg("{kind} has no items", kind=kind_of(owner)), msg("Look at where it comes from."))


def store(machine: Machine, owner: Thing, place: Thing, value: Thing) -> None:
    """Set ``owner[place]``."""
    if isinstance(owner, list):
        owner[_checked(owner, place)] = value
    elif isinstance(owner, dict):
        machine.take(2)
        owner[key(machine, place)] = value
    else:
        problem = msg("items of {kind} cannot be set", kind=kind_of(owner))
        raise WrongError(problem, msg("Use a list or a dictionary."))


def _checked(owner: Thing, place: Thing) -> int:
    if type(place) not in (int, bool):
        problem = msg("{kind} is no place in a list", kind=kind_of(place))
        raise WrongError(problem, msg("Write a whole number; // divides to one."))
    count = _count(owner)
    if not -count <= place < count:
        problem = msg("there is no item {place} among {count}", place=place, count=count)
        raise WrongError(problem, msg("The first item is 0, the last one −1."))
    return int(place)
