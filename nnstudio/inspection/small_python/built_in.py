"""The functions that every program has: print, len, range, sum, zip, isinstance … and nothing that reaches outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from nnstudio.inspection.small_python.fault import WrongError
from nnstudio.inspection.small_python.items import iterator, key, listed, text
from nnstudio.inspection.small_python.operators import ADD, NUMBERS, OPERATORS, truth
from nnstudio.inspection.small_python.sorting import extreme, ordered
from nnstudio.inspection.small_python.things import NOTHING, Builtin, Class, Instance, Thing
from nnstudio.inspection.small_python.writing import shown, written
from nnstudio.text import msg

if TYPE_CHECKING:
    from nnstudio.inspection.small_python.machine import Machine

_MOST_PLACES = 300
_LONGEST_NUMBER = 400
_POWER = next(each for each in OPERATORS.values() if each.sign == "**")


def _print(machine: Machine, *given: Thing, sep: str = " ", end: str = "\n") -> None:
    machine.say(text(machine, sep.join(written(machine, each) for each in given) + end))


def _len(machine: Machine, thing: Thing) -> Thing:
    method = thing.kind.find("__len__") if isinstance(thing, Instance) else NOTHING
    return len(thing) if method is NOTHING else machine.call(method, [thing])


def _range(_: Machine, *given: int) -> range:
    return range(*given)


def _sum(machine: Machine, source: Thing, start: Thing = 0) -> Thing:
    found = listed(machine, source)
    machine.spend(4 * len(found))
    if all(type(each) in NUMBERS for each in (start, *found)):
        return sum(found, start)
    result = start
    for item in found:
        if isinstance(result, str):
            raise TypeError
        result = machine.operate(ADD, result, item)
    return result


def _abs(machine: Machine, thing: Thing) -> Thing:
    method = thing.kind.find("__abs__") if isinstance(thing, Instance) else NOTHING
    return abs(thing) if method is NOTHING else machine.call(method, [thing])


def _round(_: Machine, number: Thing, places: int | None = None) -> Thing:
    if isinstance(places, int) and abs(places) > _MOST_PLACES:
        raise WrongError(msg("a number that is too large"), msg("Write a smaller one."))
    if not isinstance(number, int | float):
        raise TypeError
    return round(number, places)


def _int(_: Machine, thing: Thing = 0) -> int:
    return int(_number(thing))


def _float(_: Machine, thing: Thing = 0.0) -> float:
    return float(_number(thing))


def _number(thing: Thing) -> Thing:
    if not isinstance(thing, int | float | str) or (isinstance(thing, str) and len(thing) > _LONGEST_NUMBER):
        raise TypeError
    return thing


def _bool(machine: Machine, thing: Thing = False) -> bool:
    return truth(machine, thing)


def _str(machine: Machine, thing: Thing = "") -> str:
    return text(machine, written(machine, thing))


def _repr(machine: Machine, thing: Thing) -> str:
    return text(machine, shown(machine, thing))


def _list(machine: Machine, source: Thing = ()) -> list[Thing]:
    return listed(machine, source)


def _tuple(machine: Machine, source: Thing = ()) -> tuple[Thing, ...]:
    return tuple(listed(machine, source))


def _set(machine: Machine, source: Thing = ()) -> set[Thing]:
    return {key(machine, each) for each in listed(machine, source)}


def _dict(machine: Machine, source: Thing = ()) -> dict[Thing, Thing]:
    if isinstance(source, dict):
        machine.take(2 * len(source) + 8)
        return dict(source)
    pairs = [listed(machine, pair) for pair in listed(machine, source)]
    if any(len(pair) != 2 for pair in pairs):
        raise TypeError
    return {key(machine, name): value for name, value in pairs}


def _enumerate(_: Machine, source: Thing, start: int = 0) -> Iterator[Thing]:
    return enumerate(iterator(source), start)


def _zip(_: Machine, *sources: Thing) -> Iterator[Thing]:
    return zip(*(iterator(source) for source in sources), strict=False)


def _reversed(_: Machine, source: Thing) -> Iterator[Thing]:
    if not isinstance(source, list | tuple | str | range):
        raise TypeError
    return reversed(source)


def _sorted(machine: Machine, source: Thing, *, key: Thing = None, reverse: bool = False) -> list[Thing]:
    return ordered(machine, source, key, reverse)


def _max(machine: Machine, *given: Thing, key: Thing = None) -> Thing:
    return extreme(machine, given, key, True)


def _min(machine: Machine, *given: Thing, key: Thing = None) -> Thing:
    return extreme(machine, given, key, False)


def _map(machine: Machine, function: Thing, *sources: Thing) -> Iterator[Thing]:
    return (machine.call(function, list(given)) for given in _zip(machine, *sources))


def _filter(machine: Machine, function: Thing, source: Thing) -> Iterator[Thing]:
    return (each for each in iterator(source) if truth(machine, machine.call(function, [each])))


def _any(machine: Machine, source: Thing) -> bool:
    return any(truth(machine, each) for each in _counted(machine, source))


def _all(machine: Machine, source: Thing) -> bool:
    return all(truth(machine, each) for each in _counted(machine, source))


def _counted(machine: Machine, source: Thing) -> Iterator[Thing]:
    for each in iterator(source):
        machine.spend(2)
        yield each


def _pow(machine: Machine, base: Thing, exponent: Thing) -> Thing:
    return machine.operate(_POWER, base, exponent)


def _isinstance(machine: Machine, thing: Thing, kinds: Thing) -> bool:
    for kind in kinds if isinstance(kinds, tuple) else (kinds,):
        if isinstance(kind, Class):
            if isinstance(thing, Instance) and thing.kind.is_a(kind):
                return True
        elif not isinstance(kind, Builtin) or not kind.kinds:
            raise TypeError
        elif isinstance(thing, kind.kinds):
            return True
    return False


_KINDS: Final[dict[str, tuple[Callable[..., Thing], type]]] = {
    "int": (_int, int),
    "float": (_float, float),
    "bool": (_bool, bool),
    "str": (_str, str),
    "list": (_list, list),
    "tuple": (_tuple, tuple),
    "set": (_set, set),
    "dict": (_dict, dict),
}
_FUNCTIONS: Final[dict[str, Callable[..., Thing]]] = {
    "print": _print,
    "len": _len,
    "range": _range,
    "sum": _sum,
    "abs": _abs,
    "round": _round,
    "repr": _repr,
    "enumerate": _enumerate,
    "zip": _zip,
    "reversed": _reversed,
    "sorted": _sorted,
    "max": _max,
    "min": _min,
    "map": _map,
    "filter": _filter,
    "any": _any,
    "all": _all,
    "pow": _pow,
    "isinstance": _isinstance,
}
BUILT_IN: Final[dict[str, Builtin]] = {
    **{name: Builtin(name, run, (kind,)) for name, (run, kind) in _KINDS.items()},
    **{name: Builtin(name, run) for name, run in _FUNCTIONS.items()},
}
"""By name."""
