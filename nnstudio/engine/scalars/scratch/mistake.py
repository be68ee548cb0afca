"""What is wrong with a program, in which line and at which character of it."""

from __future__ import annotations

from nnstudio.engine.formulas.mistake import FormulaError
from nnstudio.engine.scalars.scratch.grammar import Span
from nnstudio.text import Message, msg


class ScratchError(FormulaError):
    """A program that cannot be read, or a line of it that cannot be carried out.

    ``line`` counts from 1; ``text`` is that line as typed, ``position`` and ``length`` say which characters of it are
    meant, from 0. ``problem`` and ``advice`` are sentences without the place.
    """

    def __init__(self, text: str, span: Span, problem: Message, advice: Message) -> None:
        lines = text.split("\n")
        self.line = max(1, min(span.line, len(lines)))
        self.span = span
        super().__init__(str(self.line), lines[self.line - 1], span.start, span.length, problem, advice)
        self.expected = msg("a line of the scratch pad's language")
        self.received = msg("{problem} at character {number}", problem=problem, number=span.start + 1)

    @property
    def sentence(self) -> Message:
        """Line, problem and advice as one sentence."""
        return msg("Line {line}: {problem}. {advice}", line=self.line, problem=self.problem, advice=self.advice)
