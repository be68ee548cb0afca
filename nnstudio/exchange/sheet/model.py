"""A sheet as data: its facts, and its parts of words, formulas, tables and calculations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nnstudio.inspection import Line
from nnstudio.inspection.rounding import is_whole
from nnstudio.text import Message

Scope = Literal["neuron", "layer", "pass", "matrices"]
SCOPES: tuple[Scope, ...] = ("neuron", "layer", "pass", "matrices")


@dataclass(frozen=True)
class Heading:
    """What the following blocks calculate, and for whom."""

    title: Message
    where: Message


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    message: Message


@dataclass(frozen=True)
class Formula:
    """A formula as LaTeX, on a line of its own."""

    latex: str


@dataclass(frozen=True)
class Calculation:
    """One line of a calculation, with the plan's own number as its result.

    ``where`` says whose it is, for a line whose name (as an update's g) does not say it; None where the heading does.
    ``blank`` : its numbers and its result are left for the reader to write.
    """

    line: Line
    where: Message | None = None
    blank: bool = False

    @property
    def name(self) -> str:
        """What is calculated, and for whom, in the language in force."""
        name = str(self.line.name)
        return name if self.where is None or str(self.where) in name else f"{name} · {self.where}"


Cell = float | str | Message
"""What stands in a table: a number, a symbol in the markup of ``inspection.symbols``, or words."""


@dataclass(frozen=True)
class Table:
    """Rows of cells under their names."""

    header: tuple[Message, ...]
    rows: tuple[tuple[Cell, ...], ...]


GAP = "______"
"""What stands where a number is to be written by hand."""
Entry = float | str
"""A number of a matrix, a gap for one, or the dots where some are left out."""


@dataclass(frozen=True)
class Matrix:
    """A matrix under its letter (in the markup of ``inspection.symbols``); ``name`` says its shape, too."""

    letter: str
    name: Message
    rows: tuple[tuple[Entry, ...], ...]

    def is_whole(self, digits: int) -> bool:
        """Whether no digit of its numbers is missing."""
        return all(is_whole(entry, digits) for row in self.rows for entry in row if isinstance(entry, float))


Block = Heading | Words | Formula | Calculation | Table | Matrix
Part = tuple[Message, tuple[Block, ...]]
Fact = tuple[Message, str]


@dataclass(frozen=True)
class Sheet:
    """A whole sheet. ``facts`` say of what run it is; ``digits`` is how many significant digits are written."""

    title: Message
    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]
    digits: int

    @property
    def calculations(self) -> tuple[Calculation, ...]:
        """All calculations in their order."""
        return tuple(block for _, blocks in self.parts for block in blocks if isinstance(block, Calculation))
