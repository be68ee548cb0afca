"""Characters and words of a program: what stands for what, which there may be, and where a sign is missing."""

from __future__ import annotations

import keyword
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from nnstudio.engine.formulas.vocabulary import LONGER, SAME
from nnstudio.engine.scalars.scratch.grammar import DEEPEST, LONGEST, LONGEST_LINE, MOST_LINES, Span
from nnstudio.engine.scalars.scratch.mistake import ScratchError
from nnstudio.text import Message, msg

_QUOTES = str.maketrans("“”„‘’\r\f\u00a0", '"""\'\'   ')
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\f]+)|(?P<comment>#.*)|(?P<text>\"[^\"\\]*\"|'[^'\\]*')"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign>\*\*|[-+*/]=|[-+*/=,:;.])|(?P<open>[(\[])|(?P<close>[)\]])"
)
_ENDS = ("number", "name", "close", "text")
_BEGINS = ("number", "name", "text")
_JOINING = ("for", "in")
_LOOP_WORDS = frozenset(_JOINING)


class Token(NamedTuple):
    """A word or sign: comment, text, number, name, sign, open, close or unknown; ``word`` with Python's signs."""

    kind: str
    word: str
    span: Span


@dataclass(frozen=True)
class Text:
    """A program as typed, and as Python's parser gets it."""

    typed: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines as typed."""
        return self.typed.split("\n")

    @cached_property
    def _pieces(self) -> list[list[str]]:
        same = (line.translate(_QUOTES).translate(SAME) for line in self.lines)
        return [[LONGER.get(sign, sign) for sign in line] for line in same]

    @cached_property
    def plain(self) -> list[str]:
        """The lines with Python's signs."""
        return ["".join(pieces) for pieces in self._pieces]

    @cached_property
    def _starts(self) -> list[list[int]]:
        """Where each typed character begins in its plain line, and where the line ends."""
        return [list(accumulate(map(len, pieces), initial=0)) for pieces in self._pieces]

    def column(self, line: int, column: int) -> int:
        """Return which typed character of a line (from 1) a column of its plain form comes from."""
        starts = self._starts[line - 1]
        return min(len(starts) - 1, max(0, bisect_right(starts, column) - 1))

    def characters(self, line: int, column: int) -> int:
        """Return the column in characters of one that Python counts in bytes."""
        plain = self.plain[line - 1]
        return column if plain.isascii() else len(plain.encode()[:column].decode(errors="ignore"))

    def span(self, line: int, start: int, stop: int) -> Span:
        """Return the typed characters between two columns of a plain line."""
        first = self.column(line, start)
        return Span(line, first, max(1, self.column(line, stop) - first))

    def tokens(self, line: int) -> Iterator[Token]:
        """Yield the words and signs of a line; what is none of them has the kind ``unknown``."""
        plain, position = self.plain[line - 1], 0
        while position < len(plain):
            found = _TOKEN.match(plain, position)
            stop = found.end() if found else position + 1
            kind = str(found.lastgroup) if found else "unknown"
            if kind != "space":
                yield Token(kind, plain[position:stop], self.span(line, position, stop))
            position = stop

    def mistake(self, span: Span, problem: Message, advice: Message) -> ScratchError:
        """Return the error about so many typed characters."""
        return ScratchError(self.typed, span, problem, advice)


def check(text: Text) -> None:
    """Raise ScratchError at a character, word or bracket that no program has, and where a sign is missing.

    After it the text is short, its brackets fit and lie no deeper than :data:`DEEPEST`: Python's parser has an easy
    task.
    """
    if len(text.typed) > LONGEST:
        raise text.mistake(_end(text), msg("longer than {count} characters", count=LONGEST), _SHORTEN)
    if len(text.lines) > MOST_LINES:
        span = Span(MOST_LINES + 1, 0, 1)
        raise text.mistake(span, msg("more than {count} lines", count=MOST_LINES), _SHORTEN)
    words = _Words(text)
    for number, line in enumerate(text.plain, 1):
        words.look(number, line)
    words.finish()


def _end(text: Text) -> Span:
    return Span(len(text.lines), max(0, len(text.lines[-1]) - 1), 1)


@dataclass
class _Words:
    """Goes through the lines; what a bracket continues counts as one line."""

    text: Text
    opened: list[tuple[str, Span]] = field(default_factory=list)
    length: int = 0
    before: tuple[str, str] = ("", "")

    def look(self, number: int, line: str) -> None:
        """Look at a line."""
        self.length = self.length + len(line) if self.opened else len(line)
        if self.length > LONGEST_LINE:
            span = self.text.span(number, 0, len(line))
            raise self.text.mistake(span, msg("a line longer than {count} characters", count=LONGEST_LINE), _SPLIT)
        self.before = self.before if self.opened else ("", "")
        for token in self.text.tokens(number):
            if token.kind == "unknown":
                raise self._unknown(token.span)
            if token.kind != "comment":
                self._take(token.kind, token.word, token.span)

    def finish(self) -> None:
        """Look whether every bracket has been closed."""
        if self.opened:
            raise self._wrong(self.opened[-1][1], msg("a bracket that is never closed"), msg("Close it."))

    def _take(self, kind: str, word: str, span: Span) -> None:
        if kind == "name":
            self._check_word(word, span)
        if self.before[0] in _ENDS and kind in _BEGINS and not {word, self.before[1]} & _LOOP_WORDS:
            example = "print(g.data)" if kind == "text" else f"{self.before[1]} * {word}"
            advice = msg("Write {example}.", example=example)
            raise self._wrong(span, msg("a sign is missing here"), advice)
        if kind == "open":
            self._open(word, span)
        elif kind == "close":
            self._close(word, span)
        self.before = kind, word

    def _open(self, word: str, span: Span) -> None:
        self.opened.append((word, span))
        if len(self.opened) > DEEPEST:
            raise self._wrong(span, msg("nested too deeply"), msg("Write it in a simpler form."))

    def _close(self, word: str, span: Span) -> None:
        if not self.opened or self.opened.pop()[0] + word not in ("()", "[]"):
            raise self._wrong(span, msg("a bracket that closes nothing"), msg("Delete it."))

    def _check_word(self, word: str, span: Span) -> None:
        if keyword.iskeyword(word) and word not in _JOINING:
            raise self._wrong(span, msg("{word} is not in this language", word=f"“{word}”"), ALLOWED)
        if word.startswith("_"):
            advice = msg("Begin names with a letter.")
            raise self._wrong(span, msg("a name that begins with an underscore"), advice)

    def _unknown(self, span: Span) -> ScratchError:
        sign = self.text.lines[span.line - 1][span.start : span.start + 1]
        advice = msg("Close the quotation mark in the same line.") if sign in "\"'“”" else ALLOWED
        return self._wrong(span, msg("unknown sign {name}", name=f"“{sign}”"), advice)

    def _wrong(self, span: Span, problem: Message, advice: Message) -> ScratchError:
        return self.text.mistake(span, problem, advice)


_SHORTEN = msg("Shorten it.")
_SPLIT = msg("Split it into several lines, each with a name for its result.")
ALLOWED = msg(
    "There are numbers, names, + − * / **, brackets, Value, Neuron, Layer, MLP, functions such as tanh, "
    "backward(), forward(), zero_grad(), print() and for."
)
