"""A calculation as running text: pieces on the line, lowered and raised, for HTML and for the printed page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nnstudio.exchange.sheet.figures import figure, relation
from nnstudio.exchange.sheet.model import GAP, Calculation
from nnstudio.exchange.sheet.rows import DOTS, rows_of
from nnstudio.inspection import Operand, tokens
from nnstudio.inspection.expression import Node
from nnstudio.inspection.symbols import runs

Run = tuple[str, int]
"""Text and its level: 0 on the line, −1 lowered, 1 raised."""
_WIDE = 5 * GAP
"""Room for a calculation in numbers."""


@dataclass(frozen=True)
class Row:
    """One row: the sign that it begins with, and what follows; ``last`` for the result."""

    sign: str
    runs: tuple[Run, ...]
    last: bool = False


def written(calculation: Calculation, digits: int) -> tuple[Row, ...]:
    """Return the rows of a calculation behind its symbol: symbols, numbers, result; gaps for what is left blank."""
    line, blank = calculation.line, calculation.blank
    rows = rows_of(line, digits)
    found: list[Row] = []
    if rows.symbols is not None:
        found.append(Row("=", tuple(_expression(rows.symbols, lambda operand: runs(operand.symbol)))))
    if rows.numbers is not None and blank:
        found.append(Row("=", ((_WIDE, 0),)))
    elif rows.numbers is not None:
        numbers = tuple(_expression(rows.numbers, lambda operand: [(figure(operand.value, digits), 0)]))
        found.append(Row(relation(rows.numbers_whole), numbers))
    sign, result = ("=", GAP) if blank else (relation(rows.result_whole), figure(line.result, digits))
    found.append(Row(sign, ((result, 0),), last=True))
    if line.arrow:
        found[0] = Row("←", found[0].runs, found[0].last)
    return tuple(found)


def _expression(node: Node, write: Callable[[Operand], list[Run]]) -> Iterator[Run]:
    previous = ""
    for token in tokens(node, whole=True):
        if token.operand is None:
            yield _spaced(token.mark, previous), 0
            previous = token.mark
            continue
        made = write(token.operand) if token.operand.symbol != DOTS else [(DOTS, 0)]
        negative = made[0][0].startswith("−") and previous in ("×", "+", "−", "/")
        yield from [("(", 0), *made, (")", 0)] if negative else made
        previous = "number"


def _spaced(mark: str, previous: str) -> str:
    """Return a mark with the room around it; a sign at the beginning has none behind it."""
    leading = mark == "−" and previous in ("", "(")
    if mark == ",":
        return ", "
    return mark if leading or mark in ("(", ")", "²") or mark.endswith("(") else f" {mark} "
