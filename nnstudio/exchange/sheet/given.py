"""What a sheet starts from: every number in it that the sheet itself does not calculate."""

from __future__ import annotations

import re

from nnstudio.exchange.sheet.model import Block, Table, Words
from nnstudio.inspection import Description, Operand
from nnstudio.inspection.expression import operands
from nnstudio.text import msg

_NUMBER = re.compile(r"[\d/^{}−]*")


def given(described: list[Description]) -> tuple[Block, ...]:
    """Return the table of inputs, targets, weights, constants, and what comes from outside the scope."""
    made = {one.step for one in described}
    found: dict[object, Operand] = {}
    for one in described:
        own = {(line.symbol, line.result) for line in one.lines}
        for line in one.lines:
            for operand in operands(line.expression):
                if operand.step not in made and not _is_plain(operand, own):
                    found.setdefault(operand.place or (operand.symbol, operand.value), operand)
    rows = tuple((operand.symbol, operand.value, operand.name) for operand in found.values())
    said = msg("Everything below is made of these numbers.")
    return Words(said), Table((msg("Symbol"), msg("Value"), msg("What it is")), rows)


def _is_plain(operand: Operand, own: set[tuple[str, float]]) -> bool:
    """Whether an operand is given by the formula (1, 1/2) or by another line of its own calculation (an update's g)."""
    if operand.place is not None:
        return False
    return (operand.symbol, operand.value) in own or _NUMBER.fullmatch(operand.symbol) is not None
