"""What is wrong with a formula, and at which character."""

from __future__ import annotations

import unicodedata

from nnstudio.engine.errors import ParameterError
from nnstudio.text import Message, msg

_LINE, _BESIDE = 80, 30
"""Characters of a formula that a message shows whole, and on either side of the place in a longer one."""


class FormulaError(ParameterError):
    """A formula that cannot be read.

    ``text`` is the formula as typed; ``position`` and ``length`` say which characters of it are meant, from 0.
    ``problem`` is the sentence without the place.
    """

    def __init__(self, place: str, text: str, position: int, length: int, problem: Message, advice: Message) -> None:
        self.text, self.position, self.length = text, position, max(1, length)
        self.problem = problem
        received = msg("{problem} at character {number}", problem=problem, number=position + 1)
        super().__init__(place, msg("a formula of z"), received, advice)

    @property
    def message(self) -> Message:
        """The sentence, the formula with a caret under the place, and the advice, each on a line of its own.

        Of a long formula it has what is about the place.
        """
        shown, position = _excerpt(self.text, self.position, self.length)
        return msg(
            "{place}: {problem}\n{text}\n{caret}\n{advice}",
            place=self.place,
            problem=self.problem,
            text=shown,
            caret=caret_line(shown, position, self.length),
            advice=self.advice,
        )


def _excerpt(text: str, position: int, length: int) -> tuple[str, int]:
    """Return the text about a place, and where the place is in it: whole where it is one line."""
    if len(text) <= _LINE:
        return text, position
    start, stop = max(0, position - _BESIDE), min(len(text), position + min(length, _BESIDE) + _BESIDE)
    head, tail = "…" if start else "", "…" if stop < len(text) else ""
    return head + text[start:stop] + tail, position - start + len(head)


def caret_line(text: str, position: int, length: int) -> str:
    """Return the line that goes under ``text`` in a fixed-width font: wide characters get a wide space."""
    before = "".join("\u3000" if unicodedata.east_asian_width(c) in "WF" else " " for c in text[:position])
    return before + "^" * max(1, min(length, len(text) - position))
