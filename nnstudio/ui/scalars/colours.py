"""The colours of the words of both little languages: the scratch pad's, and the exercises' small Python."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterator
from typing import Final

from PySide6.QtGui import QColor

from nnstudio.engine.scalars.scratch.grammar import BUILT_IN
from nnstudio.engine.scalars.scratch.spelling import Text
from nnstudio.ui import theme

_WORD: Final = re.compile(
    r"(?P<comment>#.*)|(?P<text>[fF]?(?:\"(?:[^\"\\]|\\.)*\"?|'(?:[^'\\]|\\.)*'?))"
    r"|(?P<name>[^\W\d]\w*)|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
)
_BUILT_IN: Final = frozenset(dir(builtins))


def pad_colours(line: str) -> Iterator[tuple[int, int, QColor]]:
    """Yield the words of a line of the scratch pad: what is no sign of its language stands in red."""
    current = theme.tokens()
    for token in Text(line).tokens(1):
        own = token.word in BUILT_IN or token.word in ("for", "in")
        color = {
            "comment": current.text_faint,
            "text": current.text_faint,
            "number": current.positive,
            "unknown": current.error,
            "name": current.accent if own else current.text,
        }.get(token.kind)
        if color is not None:
            yield token.span.start, token.span.length, color


def python_colours(line: str) -> Iterator[tuple[int, int, QColor]]:
    """Yield the words of a line of Python."""
    current = theme.tokens()
    colors = {"comment": current.text_faint, "text": current.text_faint, "number": current.positive}
    for found in _WORD.finditer(line):
        kind = str(found.lastgroup)
        own = kind == "name" and (keyword.iskeyword(found.group()) or found.group() in _BUILT_IN)
        color = current.accent if own else colors.get(kind)
        if color is not None:
            yield found.start(), len(found.group()), color
