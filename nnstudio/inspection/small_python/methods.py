"""The methods of texts, lists, dictionaries and sets, each checked for the room that it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from nnstudio.inspection.small_python.fault import WrongError
from nnstudio.inspection.small_python.items import check_text, iterator, key, listed, text
from nnstudio.inspection.small_python.sameness import same
from nnstudio.inspection.small_python.sorting import ordered
from nnstudio.inspection.small_python.things import Builtin, Thing
from nnstudio.text import msg

if TYPE_CHECKING:
    from nnstudio.inspection.small_python.machine import Machine

Run = Callable[..., Thing]


def bound(owner: Thing, name: str) -> Builtin:
    """Return a method with the thing before its dot."""
    run = METHODS[type(owner)][name]
    return Builtin(name, lambda machine, *given, **named: run(machine, owner, *given, **named))


# -- lists


def _append(machine: Machine, owner: list[Thing], item: Thing) -> None:
    machine.take(1)
    owner.append(item)


def _extend(machine: Machine, owner: list[Thing], more: Thing) -> None:
    owner += listed(machine, more)


def _insert(machine: Machine, owner: list[Thing], place: int, item: Thing) -> None:
    machine.take(1)
    machine.spend(len(owner) >> 4)
    owner.insert(place, item)


def _pop(machine: Machine, owner: list[Thing], place: int = -1) -> Thing:
    machine.spend(len(owner) >> 4)
    try:
        return owner.pop(place)
    except IndexError:
        raise _none() from None


def _index(machine: Machine, owner: list[Thing], item: Thing) -> int:
    for place, each in enumerate(owner):
        if same(machine, item, each, 1):
            return place
    raise _none()


def _remove(machine: Machine, owner: list[Thing], item: Thing) -> None:
    del owner[_index(machine, owner, item)]


def _count(machine: Machine, owner: list[Thing], item: Thing) -> int:
    return sum(same(machine, item, each, 1) for each in owner)


def _reverse(machine: Machine, owner: list[Thing]) -> None:
    machine.spend(len(owner))
    owner.reverse()


def _sort(machine: Machine, owner: list[Thing], *, key: Thing = None, reverse: bool = False) -> None:
    owner[:] = ordered(machine, owner, key, reverse)


def _clear(_: Machine, owner: list[Thing] | dict[Thing, Thing] | set[Thing]) -> None:
    owner.clear()


def _copy(machine: Machine, owner: list[Thing] | dict[Thing, Thing] | set[Thing]) -> Thing:
    machine.take(len(owner) + 8)
    return owner.copy()


# -- dictionaries and sets


def _get(machine: Machine, owner: dict[Thing, Thing], name: Thing, default: Thing = None) -> Thing:
    return owner.get(key(machine, name), default)


def _set_default(machine: Machine, owner: dict[Thing, Thing], name: Thing, default: Thing = None) -> Thing:
    machine.take(2)
    return owner.setdefault(key(machine, name), default)


def _take_out(machine: Machine, owner: dict[Thing, Thing], name: Thing, *default: Thing) -> Thing:
    if key(machine, name) not in owner and not default:
        raise _none()
    return owner.pop(name, *default[:1])


def _keys(machine: Machine, owner: dict[Thing, Thing]) -> list[Thing]:
    return listed(machine, owner)


def _values(machine: Machine, owner: dict[Thing, Thing]) -> list[Thing]:
    machine.take(len(owner) + 8)
    return list(owner.values())


def _items(machine: Machine, owner: dict[Thing, Thing]) -> list[Thing]:
    machine.take(8 * len(owner) + 8)
    return list(owner.items())


def _add(machine: Machine, owner: set[Thing], item: Thing) -> None:
    machine.take(1)
    owner.add(key(machine, item))


def _discard(machine: Machine, owner: set[Thing], item: Thing) -> None:
    owner.discard(key(machine, item))


def _remove_item(machine: Machine, owner: set[Thing], item: Thing) -> None:
    if key(machine, item) not in owner:
        raise _none()
    owner.remove(item)


def _update(machine: Machine, owner: set[Thing], more: Thing) -> None:
    owner.update(key(machine, each) for each in listed(machine, more))


def _union(machine: Machine, owner: set[Thing], more: Thing) -> set[Thing]:
    machine.take(len(owner) + 8)
    return owner | {key(machine, each) for each in listed(machine, more)}


# -- texts


def _join(machine: Machine, owner: str, parts: Thing) -> str:
    found = listed(machine, iterator(parts))
    check_text(machine, sum(len(each) for each in found) + len(owner) * len(found))
    return owner.join(found)


def _split(machine: Machine, owner: str, sign: str | None = None) -> list[str]:
    machine.take(len(owner) + 8)
    return owner.split(sign)


def _replace(machine: Machine, owner: str, before: str, after: str) -> str:
    machine.spend(len(owner))
    check_text(machine, len(owner) + owner.count(before) * len(after))
    return owner.replace(before, after)


def _plain(run: Callable[..., Thing]) -> Run:
    """A method whose result is no longer than what it is of."""

    def of(machine: Machine, owner: str, *given: str) -> Thing:
        machine.spend(len(owner) >> 4)
        found = run(owner, *given)
        return text(machine, found) if isinstance(found, str) else found

    return of


def _none() -> WrongError:
    return WrongError(msg("there is no such item"), msg("Ask with “in” first, or look at the length with len."))


METHODS: Final[dict[type, dict[str, Run]]] = {
    list: {
        "append": _append,
        "extend": _extend,
        "insert": _insert,
        "pop": _pop,
        "index": _index,
        "count": _count,
        "remove": _remove,
        "reverse": _reverse,
        "sort": _sort,
        "clear": _clear,
        "copy": _copy,
    },
    tuple: {"index": _index, "count": _count},
    dict: {
        "get": _get,
        "setdefault": _set_default,
        "pop": _take_out,
        "keys": _keys,
        "values": _values,
        "items": _items,
        "clear": _clear,
        "copy": _copy,
    },
    set: {
        "add": _add,
        "discard": _discard,
        "remove": _remove_item,
        "update": _update,
        "union": _union,
        "clear": _clear,
        "copy": _copy,
    },
    str: {
        "join": _join,
        "split": _split,
        "replace": _replace,
        **{name: _plain(getattr(str, name)) for name in ("strip", "upper", "lower", "startswith", "endswith", "count")},
    },
}
"""Each kind's methods: ``run(machine, owner, …)``."""
