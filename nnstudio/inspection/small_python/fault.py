"""What is wrong with a program: where, what, and what to do instead."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.text import Message, msg


class WrongError(Exception):
    """A problem without its place, which the machine or the reader adds."""

    def __init__(self, problem: Message, advice: Message) -> None:
        super().__init__(problem, advice)
        self.problem, self.advice = problem, advice


@dataclass(frozen=True)
class Place:
    """Characters of a text: in which line (from 1), from which character (from 0), how many."""

    line: int
    position: int
    length: int = 1


class CodeError(Exception):
    """A program that cannot be read, or a line of it that cannot be carried out.

    ``origin`` : the name of the text in which it is. ``line`` from 1, ``position`` from 0 and ``length`` in characters.
    ``calls`` : the lines of the calls that led there, the outermost first.
    """

    def __init__(
        self, origin: str, place: Place, problem: Message, advice: Message, calls: tuple[int, ...] = ()
    ) -> None:
        super().__init__(origin, place, problem, advice)
        self.origin, self.problem, self.advice, self.calls = origin, problem, advice, calls
        self.line, self.position, self.length = place.line, place.position, place.length

    @property
    def sentence(self) -> Message:
        """Line, column, problem and advice as one sentence."""
        return msg(
            "Line {line}, column {column}: {problem}. {advice}",
            line=self.line,
            column=self.position + 1,
            problem=self.problem,
            advice=self.advice,
        )

    def __str__(self) -> str:
        """Return the sentence in the language in force."""
        return str(self.sentence)


class StoppedError(Exception):
    """The run was asked to end."""
