"""What is to be said of a document: an error that keeps it from training, or advice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nnstudio.document.edits.edit import Edit
from nnstudio.engine.errors import NnstudioError
from nnstudio.text import Message, msg


class Severity(StrEnum):
    """How bad it is."""

    ERROR = "error"
    """Training is not possible."""
    ADVICE = "advice"
    """Training is possible, and something will probably not be as meant."""


@dataclass(frozen=True)
class Problem:
    """A problem at a layer (``node``; empty for the data, the training settings, the whole) with an edit that fixes it.

    ``place`` is the layer's name, or what else is meant. The fix's own name is the text of its button.
    """

    node: str
    severity: Severity
    place: str
    expected: Message
    received: Message
    advice: Message
    fix: Edit | None = None

    @property
    def is_error(self) -> bool:
        """Whether it keeps the document from training."""
        return self.severity is Severity.ERROR

    @property
    def message(self) -> Message:
        """The whole as a sentence or two; the place goes without saying where it is shown on its node."""
        return msg(
            "Expected {expected}, received {received}. {advice}",
            expected=self.expected,
            received=self.received,
            advice=self.advice,
        )


def of_error(node: str, place: str, error: NnstudioError, fix: Edit | None = None) -> Problem:
    """Return the problem that an error of the engine or the data tells of."""
    return Problem(node, Severity.ERROR, place, error.expected, error.received, error.advice, fix)
