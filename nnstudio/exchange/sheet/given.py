"""What a sheet starts from: every number in it that the sheet itself does not calculate."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

from nnstudio.exchange.sheet.model import Block, Table, Words
from nnstudio.inspection import Description, Operand
from nnstudio.inspection.expression import operands
from nnstudio.text import Message, msg

_NUMBER = re.compile(r"[\d/^{}−]*")
_SAME = 1e-5
"""Relative difference up to which a state is the one that a line above has made: the plan's, or in more digits."""


def given(described: list[Description]) -> tuple[Block, ...]:
    """Return the table of inputs, targets, weights, constants, and what comes from outside the scope."""
    made = {one.step for one in described}
    found: dict[object, Operand] = {}
    readers: dict[object, list[Description]] = {}
    for one in described:
        for operand in _not_made_above(one):
            if operand.step not in made:
                key = operand.place or (operand.symbol, operand.value)
                found.setdefault(key, operand)
                readers.setdefault(key, []).append(one)
    alike = Counter(map(_said, found.values()))
    rows = tuple(
        (each.symbol, each.value, _whose(each, readers[key]) if alike[_said(each)] > 1 else each.name)
        for key, each in found.items()
    )
    said = msg("Everything below is made of these numbers.")
    return Words(said), Table((msg("Symbol"), msg("Value"), msg("What it is")), rows)


def _said(operand: Operand) -> tuple[str, str]:
    return operand.symbol, str(operand.name)


def _whose(operand: Operand, readers: list[Description]) -> Message:
    """Say for which calculation a number is where several go by its letter and name, as each weight's m."""
    main = readers[0].main
    if main is None or len(readers) > 1:
        return operand.name
    return msg("{what} · {where}", what=operand.name, where=main.name)


def _not_made_above(one: Description) -> Iterator[Operand]:
    """Yield the operands of a calculation that no line above them gives (an update's g, m, v), nor its formula."""
    above: dict[str, float] = {}
    for line in one.lines:
        for operand in operands(line.expression):
            if operand.place is not None or not _is_made_of(operand, above):
                yield operand
        above[line.symbol] = line.result


def _is_made_of(operand: Operand, above: dict[str, float]) -> bool:
    """Whether an operand is a plain number (1, 1/2), a line's result, or written with one: 1/(√v + ε_t)."""
    if _NUMBER.fullmatch(operand.symbol) is not None:
        return True
    if operand.symbol in above:
        return math.isclose(operand.value, above[operand.symbol], rel_tol=_SAME)
    return any(_holds(operand.symbol, symbol) for symbol in above)


def _holds(symbol: str, part: str) -> bool:
    return re.search(rf"(?<![\w_{{\\]){re.escape(part)}(?![\w_^{{])", symbol) is not None
