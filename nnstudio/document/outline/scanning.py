"""One line of an outline taken apart, each piece with its place in the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from nnstudio.document.errors import EditError
from nnstudio.engine.declaration import Value
from nnstudio.text import Message, msg

NO_WIRE: Final = "?"
LONGEST_LINE: Final = 4000
_SIGNS = '"=,()#?'
_TOKEN = re.compile(r'\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<sign>[=,()])|(?P<bare>[^\s"=,()#][^"=,()#]*))')
_END = re.compile(r"\s*(?:#.*)?$")
_WORD = re.compile(r"[A-Za-z_][\w.\-]*")
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_TRUTHS = {"true": True, "false": False}
_EXAMPLE = "Hidden 1 = dense(Input, units=6, activation=tanh)"


class OutlineError(EditError):
    """What is wrong in an outline; ``line`` counts from 1, ``start`` and ``length`` are characters within it."""

    def __init__(
        self, line: int, start: int, length: int, expected: Message, received: Message, advice: Message
    ) -> None:
        super().__init__(str(msg("line {line}", line=line)), expected, received, advice)
        self.line, self.start, self.length = line, start, length


@dataclass(frozen=True)
class Piece:
    """A word of a line: what it says, whether it stood in quotes, and where it stands."""

    text: str
    quoted: bool
    line: int
    start: int
    length: int

    def error(self, expected: Message, received: Message, advice: Message) -> OutlineError:
        """Return the error of this piece."""
        return OutlineError(self.line, self.start, max(1, self.length), expected, received, advice)

    @property
    def value(self) -> Value:
        """What a hyper-parameter written so has: true, false, a number, else a text."""
        if self.quoted:
            return self.text
        if self.text in _TRUTHS:
            return _TRUTHS[self.text]
        if _WHOLE.fullmatch(self.text):
            return int(self.text)
        try:
            return float(self.text)
        except ValueError:
            return self.text


@dataclass(frozen=True)
class Line:
    """A layer as written: its name, kind, inputs in order and hyper-parameters."""

    name: Piece
    kind: Piece
    inputs: tuple[Piece, ...]
    values: tuple[tuple[Piece, Piece], ...]


def is_bare_name(name: str) -> bool:
    """Whether a name can stand without quotes."""
    return bool(name) and name == name.strip() and not any(sign in name for sign in _SIGNS)


def is_bare_text(text: str) -> bool:
    """Whether a text can stand without quotes, and is read as a text."""
    return bool(_WORD.fullmatch(text)) and isinstance(Piece(text, False, 0, 0, 0).value, str)


def scan(text: str) -> list[Line]:
    """Return the lines that are neither empty nor a remark.

    Raises
    ------
    OutlineError : a line that is no layer.
    """
    rows = list(enumerate(text.splitlines(), 1))
    return [_Reader(number, row).line() for number, row in rows if not _END.fullmatch(row)]


class _Reader:
    def __init__(self, number: int, row: str) -> None:
        self._number, self._row = number, row
        if len(row) > LONGEST_LINE:
            raise self._error(
                0, msg("a line of up to {most} characters", most=LONGEST_LINE), msg("{count}", count=len(row))
            )
        self._pieces = list(self._split())
        self._next = 0

    def _split(self) -> Iterator[tuple[str, Piece]]:
        place = 0
        while not _END.match(self._row, place):
            found = _TOKEN.match(self._row, place)
            if found is None:
                # Only a quotation mark that is never closed fits nothing.
                start = self._row.index('"', place)
                raise self._error(start, msg("a closing quotation mark"), msg("the end of the line"))
            kind = str(found.lastgroup)
            start, word = found.start(kind), found.group(kind)
            length = len(word.rstrip())
            yield (
                kind,
                Piece(
                    self._unquoted(word, start) if kind == "quoted" else word.strip(),
                    kind == "quoted",
                    self._number,
                    start,
                    length,
                ),
            )
            place = found.end()

    def _unquoted(self, word: str, start: int) -> str:
        try:
            return str(json.loads(word))
        except ValueError:
            raise self._error(start, msg("a text in quotation marks"), msg("{text}", text=word[:60])) from None

    def line(self) -> Line:
        """Return the line."""
        name = self._word(msg("a layer's name"))
        self._sign("=")
        kind = self._word(msg("a kind of layer"))
        self._sign("(")
        inputs: list[Piece] = []
        values: list[tuple[Piece, Piece]] = []
        while not self._is_sign(")"):
            word = self._word(msg("a layer that feeds it, or a setting such as {example}", example="units=6"))
            if self._is_sign("="):
                self._next += 1
                values.append((word, self._word(msg("a value"))))
            elif values:
                raise word.error(msg("inputs before settings"), msg("“{name}” after them", name=word.text), _advice())
            else:
                inputs.append(word)
            if not self._is_sign(")"):
                self._sign(",")
        self._next += 1
        if self._next < len(self._pieces):
            extra = self._pieces[self._next][1]
            raise extra.error(msg("the end of the line"), msg("“{text}”", text=extra.text[:60]), _advice())
        return Line(name, kind, tuple(inputs), tuple(values))

    def _word(self, expected: Message) -> Piece:
        kind, piece = self._here()
        if kind == "sign" or kind == "end":
            raise piece.error(expected, _received(kind, piece), _advice())
        self._next += 1
        return piece

    def _sign(self, sign: str) -> None:
        kind, piece = self._here()
        if kind != "sign" or piece.text != sign:
            raise piece.error(msg("“{sign}”", sign=sign), _received(kind, piece), _advice())
        self._next += 1

    def _is_sign(self, sign: str) -> bool:
        kind, piece = self._here()
        return kind == "sign" and piece.text == sign

    def _here(self) -> tuple[str, Piece]:
        if self._next < len(self._pieces):
            return self._pieces[self._next]
        return "end", Piece("", False, self._number, len(self._row.rstrip()), 0)

    def _error(self, start: int, expected: Message, received: Message) -> OutlineError:
        return OutlineError(self._number, start, len(self._row) - start, expected, received, _advice())


def _received(kind: str, piece: Piece) -> Message:
    return msg("the end of the line") if kind == "end" else msg("“{text}”", text=piece.text[:60])


def _advice() -> Message:
    return msg("Write a line for each layer, such as {example}", example=_EXAMPLE)
