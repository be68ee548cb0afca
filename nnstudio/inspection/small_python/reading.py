"""From text to tree: lengths are checked before Python's own parser sees it, and its complaints are put plainly."""

from __future__ import annotations

import ast
import io
import tokenize
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from nnstudio.inspection.small_python.fault import CodeError, Place
from nnstudio.inspection.small_python.limits import DEEPEST_TEXT, LONGEST, LONGEST_LINE, MOST_LINES
from nnstudio.text import Message, msg

_WIDE: Final = dict(zip("（）［］｛｝，：；．＋－＊／＝＜＞“”‘’×÷−", "()[]{},:;.+-*/=<>\"\"''*/-", strict=True))
"""Signs that an input method gives, and those that are meant."""

_UNCLOSED: Final = (msg("a bracket that is never closed"), msg("Close it."))


class Source:
    """A text with its name; ``tree`` is what it means to Python's parser."""

    def __init__(self, origin: str, text: str) -> None:
        """Read; CodeError where it cannot be."""
        self.origin, self.text = origin, text
        self.lines = text.split("\n")
        self._check()
        self.tree = self._parsed()

    def place(self, node: ast.AST) -> Place:
        """Return where a node stands; one of several lines up to the end of its first."""
        line, start = int(getattr(node, "lineno", 1)), int(getattr(node, "col_offset", 0))
        stop = int(getattr(node, "end_col_offset", None) or start + 1)
        first = self._character(line, start)
        if getattr(node, "end_lineno", line) != line:
            return Place(line, first, max(1, len(self.lines[line - 1]) - first))
        return Place(line, first, max(1, self._character(line, stop) - first))

    def fault(self, place: Place, problem: Message, advice: Message) -> CodeError:
        """Return the error about a place."""
        return CodeError(self.origin, place, problem, advice)

    def _character(self, line: int, column: int) -> int:
        # Python counts bytes.
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        if text.isascii():
            return min(column, len(text))
        return bisect_right(list(accumulate((len(sign.encode()) for sign in text), initial=0)), column) - 1

    def _check(self) -> None:
        if len(self.text) > LONGEST:
            place = Place(len(self.lines), 0)
            raise self.fault(place, msg("longer than {count} characters", count=LONGEST), msg("Shorten it."))
        if len(self.lines) > MOST_LINES:
            place = Place(MOST_LINES + 1, 0)
            raise self.fault(place, msg("more than {count} lines", count=MOST_LINES), msg("Shorten it."))
        blocks = length = 0
        opened: list[Place] = []
        for token in self._tokens(opened):
            place = Place(token.start[0], token.start[1], max(1, len(token.string)))
            if token.type == tokenize.OP and token.string in "([{":
                opened.append(place)
            elif token.type == tokenize.OP and token.string in ")]}" and opened:
                opened.pop()
            blocks += (token.type == tokenize.INDENT) - (token.type == tokenize.DEDENT)
            length = 0 if token.type == tokenize.NEWLINE else length + len(token.string)
            if max(len(opened), blocks) > DEEPEST_TEXT:
                raise self.fault(place, msg("nested too deeply"), msg("Write it in a simpler form."))
            if length > LONGEST_LINE and token.type not in (tokenize.STRING, tokenize.COMMENT):
                problem = msg("a line longer than {count} characters", count=LONGEST_LINE)
                raise self.fault(place, problem, msg("Split it into several lines, each with a name for its result."))

    def _tokens(self, opened: list[Place]) -> Iterator[tokenize.TokenInfo]:
        """Yield the words; ``opened`` are the brackets that are open at the time."""
        try:
            yield from tokenize.generate_tokens(io.StringIO(self.text).readline)
        except (tokenize.TokenError, SyntaxError) as error:
            if opened and isinstance(error, tokenize.TokenError):
                raise self.fault(opened[-1], *_UNCLOSED) from None
            raise self._misspelt(error) from None

    def _parsed(self) -> ast.Module:
        try:
            return ast.parse(self.text)
        except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
            raise self._misspelt(error) from None

    def _misspelt(self, error: Exception) -> CodeError:
        line, column = 1, 0
        if isinstance(error, SyntaxError):
            line, column = error.lineno or 1, (error.offset or 1) - 1
        elif isinstance(error, tokenize.TokenError):
            line, column = error.args[1]
        line = max(1, min(line, len(self.lines)))
        text = self.lines[line - 1]
        column = max(0, min(column, len(text.rstrip()) - 1))
        wide = next((place for place, sign in enumerate(text) if sign in _WIDE), -1)
        if wide >= 0:
            problem = msg("unknown sign {name}", name=f"“{text[wide]}”")
            return self.fault(Place(line, wide), problem, msg("Write {example}.", example=_WIDE[text[wide]]))
        return self.fault(Place(line, column), *_complaint(error))


def _complaint(error: Exception) -> tuple[Message, Message]:
    if isinstance(error, IndentationError):
        return msg("the indentation does not fit"), msg("Indent the lines of a block by four spaces.")
    said = str(error)
    if "expected ':'" in said:
        return msg("a colon is missing"), msg("Write {example}.", example=":")
    if "never closed" in said:
        return _UNCLOSED
    if "unterminated" in said:
        return msg("a text that is never closed"), msg("Close the quotation mark in the same line.")
    return msg("not understood from here on"), msg("Look for a missing operator, number, comma or colon.")
