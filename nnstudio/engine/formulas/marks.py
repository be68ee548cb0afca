"""The characters of a formula: what stands for what, which there may be, and where a sign is missing between two."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from nnstudio.engine.formulas.mistake import FormulaError
from nnstudio.engine.formulas.vocabulary import LONGER, SAME
from nnstudio.text import Message, msg

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign>\*\*|>=|<=|[-+*/<>,])|(?P<open>\()|(?P<close>\))"
)
_ENDS = ("number", "name", "close")
_BEGINS = ("number", "name", "open")


@dataclass(frozen=True)
class Source:
    """A formula as typed, and as Python's parser gets it; ``place`` is what an error names."""

    text: str
    place: str

    @cached_property
    def plain(self) -> str:
        """The text with Python's signs."""
        return "".join(self._pieces).rstrip()

    @cached_property
    def _pieces(self) -> list[str]:
        same = self.text.translate(SAME)
        lead = len(same) - len(same.lstrip())
        return ["" if number < lead else LONGER.get(sign, sign) for number, sign in enumerate(same)]

    @cached_property
    def _starts(self) -> list[int]:
        starts, length = [], 0
        for piece in self._pieces:
            starts.append(length)
            length += len(piece)
        return starts

    def typed(self, column: int) -> int:
        """Return which typed character a column of :attr:`plain` comes from."""
        if column >= len(self.plain):
            return len(self.text.rstrip())
        return max(0, bisect_right(self._starts, column) - 1)

    def characters(self, column: int) -> int:
        """Return the column in characters of one that Python counts in bytes."""
        return len(self.plain.encode()[:column].decode(errors="ignore"))

    def mistake(self, position: int, length: int, problem: Message, advice: Message) -> FormulaError:
        """Return the error about so many typed characters."""
        return FormulaError(self.place, self.text, position, length, problem, advice)


def check(source: Source, functions: set[str], names: set[str]) -> None:
    """Raise FormulaError at a character that no formula has, and where two things stand side by side.

    ``names`` are all that there are, ``functions`` those of them that take an argument.
    """
    plain, position, before, opened = source.plain, 0, "", list[int]()
    if not plain:
        raise source.mistake(0, 1, msg("nothing is written"), msg("Write {example}.", example="z * sigmoid(z)"))
    last, last_spot = "", 0
    while position < len(plain):
        found = _TOKEN.match(plain, position)
        if found is None:
            start = source.typed(position)
            raise source.mistake(start, 1, msg("unknown sign {name}", name=f"“{source.text[start]}”"), _SIGNS)
        kind, spot = str(found.lastgroup), position
        position = found.end()
        if kind == "space":
            continue
        called = kind == "open" and before == "name"
        if before in _ENDS and kind in _BEGINS and not called:
            _check_known(source, {last_spot: last, spot: found.group()}, names)
            raise _missing(source, spot, last, found.group(), functions)
        if kind == "open":
            opened.append(spot)
        elif kind == "close" and not opened:
            raise source.mistake(source.typed(spot), 1, msg("a bracket that closes nothing"), msg("Delete it."))
        elif kind == "close":
            opened.pop()
        before, last, last_spot = kind, found.group(), spot
    if before == "sign":
        raise source.mistake(
            source.typed(position - 1), 1, msg("it breaks off"), msg("Something is missing at the end.")
        )
    if opened:
        start = source.typed(opened[-1])
        raise source.mistake(start, 1, msg("a bracket that is never closed"), msg("Close it with )."))


def _check_known(source: Source, words: dict[int, str], names: set[str]) -> None:
    """Raise FormulaError at a word that is no name of a formula's: between ``import os`` no sign is missing."""
    for spot, word in words.items():
        if word.isidentifier() and word not in names:
            advice = _CHOICE if word in ("if", "else") else _SIGNS
            problem = msg("unknown name {name}", name=f"“{word}”")
            raise source.mistake(source.typed(spot), len(word), problem, advice)


def _missing(source: Source, spot: int, left: str, right: str, functions: set[str]) -> FormulaError:
    example = f"{left}({right})" if left in functions else f"{left} * {right}"
    return source.mistake(
        source.typed(spot), len(right), msg("a sign is missing here"), msg("Write {example}.", example=example)
    )


_CHOICE = msg("Write where(z > 0, z, 0.1 * z).")
_SIGNS = msg("A formula holds numbers, z, + − * / ^, brackets and named functions.")
