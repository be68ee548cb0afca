"""Sorting with every comparison counted."""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING

from nnstudio.inspection.small_python.items import listed
from nnstudio.inspection.small_python.sameness import less
from nnstudio.inspection.small_python.things import Thing

if TYPE_CHECKING:
    from nnstudio.inspection.small_python.machine import Machine


def ordered(machine: Machine, source: Thing, key: Thing = None, reverse: bool = False) -> list[Thing]:
    """Return the items in order, by what ``key`` gives for each where it is given; equal ones stay as they stood."""
    found = listed(machine, source)
    keys = found if key is None else [machine.call(key, [item]) for item in found]

    def compared(one: int, other: int) -> int:
        return -1 if less(machine, keys[one], keys[other]) else int(less(machine, keys[other], keys[one]))

    places = sorted(range(len(found)), key=cmp_to_key(compared), reverse=bool(reverse))
    return [found[place] for place in places]


def extreme(machine: Machine, given: tuple[Thing, ...], key: Thing, largest: bool) -> Thing:
    """Return the first of the largest or smallest items; ValueError where there are none."""
    found = listed(machine, given[0]) if len(given) == 1 else list(given)
    keys = found if key is None else [machine.call(key, [item]) for item in found]
    if not found:
        raise ValueError
    best = 0
    for place in range(1, len(found)):
        one, other = (keys[best], keys[place]) if largest else (keys[place], keys[best])
        if less(machine, one, other):
            best = place
    return found[best]
