"""A formula as a list of operations: each is written once, however often its result is used.

``Tape`` builds it and simplifies as it goes (``0·u``, ``1·u``, ``u + 0``, numbers among themselves), so that neither
the derivative's calls nor its LaTeX carry what is nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

NUMBER = "number"
VARIABLE = "variable"
LARGEST = 1e30
"""The largest number, so that each is one in float32 too."""


@dataclass(frozen=True)
class Entry:
    """One operation: its name, the numbers of the entries it works on, and for a number or variable what it is."""

    operation: str
    arguments: tuple[int, ...] = ()
    value: float = 0.0
    name: str = ""


@dataclass
class Tape:
    """The operations in an order in which each comes after those that it reads."""

    entries: list[Entry] = field(default_factory=list)
    _known: dict[Entry, int] = field(default_factory=dict)

    def number(self, value: float, name: str = "") -> int:
        """Return the entry of a constant; ``name`` where it has one, such as π."""
        return self._add(Entry(NUMBER, value=float(value) + 0.0, name=name))

    def variable(self, name: str) -> int:
        """Return the entry of a variable."""
        return self._add(Entry(VARIABLE, name=name))

    def apply(self, operation: str, *arguments: int) -> int:
        """Return the entry of an operation on entries, simplified."""
        rule = _RULES.get(operation)
        simpler = rule(self, *arguments) if rule is not None else None
        return self._add(Entry(operation, arguments)) if simpler is None else simpler

    def constant(self, entry: int) -> float | None:
        """Return the value of an entry that is a number, else None."""
        found = self.entries[entry]
        return found.value if found.operation == NUMBER else None

    def is_number(self, entry: int, value: float) -> bool:
        """Whether an entry is just this number."""
        return self.constant(entry) == value

    def needed(self, entry: int) -> list[int]:
        """Return the entries that an entry depends on, itself last, each after those it reads."""
        wanted, found = {entry}, []
        for place in range(entry, -1, -1):
            if place in wanted:
                wanted.update(self.entries[place].arguments)
                found.append(place)
        return found[::-1]

    def depth(self, entry: int) -> int:
        """Return how many operations lie above one another."""
        depths: dict[int, int] = {}
        for place in self.needed(entry):
            depths[place] = 1 + max((depths[below] for below in self.entries[place].arguments), default=0)
        return depths[entry]

    def _add(self, entry: Entry) -> int:
        if entry not in self._known:
            self._known[entry] = len(self.entries)
            self.entries.append(entry)
        return self._known[entry]


def _add(tape: Tape, u: int, v: int) -> int | None:
    if tape.is_number(u, 0):
        return v
    if tape.is_number(v, 0):
        return u
    below = tape.entries[v]
    if below.operation == "negative":
        return tape.apply("subtract", u, below.arguments[0])
    return _folded(tape, u, v, lambda a, b: a + b)


def _subtract(tape: Tape, u: int, v: int) -> int | None:
    if tape.is_number(u, 0):
        return tape.apply("negative", v)
    if tape.is_number(v, 0):
        return u
    if u == v:
        return tape.number(0)
    below = tape.entries[v]
    if below.operation == "negative":
        return tape.apply("add", u, below.arguments[0])
    return _folded(tape, u, v, lambda a, b: a - b)


def _multiply(tape: Tape, u: int, v: int) -> int | None:
    for one, other in ((u, v), (v, u)):
        if tape.is_number(one, 0):
            return tape.number(0)
        if tape.is_number(one, 1):
            return other
        if tape.is_number(one, -1):
            return tape.apply("negative", other)
        if tape.entries[one].operation == "negative":
            return tape.apply("negative", tape.apply("multiply", tape.entries[one].arguments[0], other))
    if tape.constant(v) is not None and tape.constant(u) is None:
        return tape.apply("multiply", v, u)
    found = _gathered(tape, u, v)
    return _folded(tape, u, v, lambda a, b: a * b) if found is None else found


def _gathered(tape: Tape, u: int, v: int) -> int | None:
    """Move numbers to the front and fractions together: ``u (c w) → c (u w)``, ``(1/u) w → w/u``."""
    one, other = tape.entries[u], tape.entries[v]
    if other.operation == "multiply" and tape.constant(other.arguments[0]) is not None:
        number, rest = other.arguments
        if tape.constant(u) is None:
            return tape.apply("multiply", number, tape.apply("multiply", u, rest))
        together = _folded(tape, u, number, lambda a, b: a * b)
        return None if together is None else tape.apply("multiply", together, rest)
    if one.operation == "multiply" and tape.constant(one.arguments[0]) is not None and tape.constant(v) is None:
        return tape.apply("multiply", one.arguments[0], tape.apply("multiply", one.arguments[1], v))
    for fraction, factor in ((one, v), (other, u)):
        whole = tape.constant(factor) is None
        if whole and fraction.operation == "divide" and tape.is_number(fraction.arguments[0], 1):
            return tape.apply("divide", factor, fraction.arguments[1])
    return None


def _reduced(tape: Tape, u: int, v: int) -> int | None:
    """Cancel numbers: ``(c u)/d → (c/d) u``, ``(c u)/(d v) → (c/d) (u/v)``, where c/d is a short number."""
    above, below = (_split(tape, entry) for entry in (u, v))
    if (below[1] is None and above[1] is None) or (above[0] == 1 and below[1] is None):
        return None
    share = above[0] / below[0] if below[0] else math.nan
    if not _is_short(share):
        return None
    rest = tape.number(1) if above[1] is None else above[1]
    if below[1] is not None:
        if below[0] == 1:
            return None
        rest = tape.apply("divide", rest, below[1])
    return tape.apply("multiply", tape.number(share), rest)


def _split(tape: Tape, entry: int) -> tuple[float, int | None]:
    """Return the plain number in front of an entry, and what it multiplies (None: nothing)."""
    found = tape.entries[entry]
    if found.operation == NUMBER and not found.name:
        return found.value, None
    if found.operation == "multiply":
        first = tape.entries[found.arguments[0]]
        if first.operation == NUMBER and not first.name:
            return first.value, found.arguments[1]
    return 1.0, entry


def _divide(tape: Tape, u: int, v: int) -> int | None:
    if tape.is_number(v, 1):
        return u
    if tape.is_number(u, 0) and not tape.is_number(v, 0):
        return tape.number(0)
    if tape.entries[u].operation == "negative":
        return tape.apply("negative", tape.apply("divide", tape.entries[u].arguments[0], v))
    found = _reduced(tape, u, v)
    return _folded(tape, u, v, lambda a, b: a / b if b else math.nan) if found is None else found


def _power(tape: Tape, u: int, v: int) -> int | None:
    if tape.is_number(v, 1):
        return u
    if tape.is_number(v, 0):
        return tape.number(1)
    if tape.entries[u].name == "e":
        return tape.apply("exp", v)
    return _folded(tape, u, v, _raised)


def _raised(base: float, exponent: float) -> float:
    try:
        found = base**exponent
    except (OverflowError, ZeroDivisionError):
        return math.nan
    return found if isinstance(found, float) else math.nan


def _negative(tape: Tape, u: int) -> int | None:
    found = tape.entries[u]
    if found.operation == NUMBER and not found.name:
        return tape.number(-found.value)
    return found.arguments[0] if found.operation == "negative" else None


def _folded(tape: Tape, u: int, v: int, work: Callable[[float, float], float]) -> int | None:
    """Work out an operation on two plain numbers; π and e stay as they are, to be written so."""
    one, other = tape.entries[u], tape.entries[v]
    if one.operation != NUMBER or other.operation != NUMBER or one.name or other.name:
        return None
    value = work(one.value, other.value)
    return tape.number(value) if _is_short(value) else None


def _is_short(value: float) -> bool:
    # A quotient such as 1/3 stays a quotient: as digits it would be 0.3333.
    return abs(value) <= LARGEST and float(f"{value:.6g}") == value


_RULES: dict[str, Callable[..., int | None]] = {
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "divide": _divide,
    "power": _power,
    "negative": _negative,
}
