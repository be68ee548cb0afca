"""Errors of the engine: each names the place, what was expected, what was received and what to try."""

from __future__ import annotations

from nnstudio.text import Message, msg


class NnstudioError(Exception):
    """An error for a person: where, expected, received, what to try.

    ``place`` is the name of a layer, parameter, file or column; the other three are messages.
    """

    def __init__(self, place: str, expected: Message, received: Message, advice: Message) -> None:
        super().__init__(place, expected, received, advice)
        self.place = place
        self.expected = expected
        self.received = received
        self.advice = advice

    @property
    def message(self) -> Message:
        """All four parts as one sentence."""
        return msg(
            "{place}: expected {expected}, received {received}. {advice}",
            place=self.place,
            expected=self.expected,
            received=self.received,
            advice=self.advice,
        )

    def __str__(self) -> str:
        """Return the sentence in the language in force."""
        return str(self.message)


class ParameterError(NnstudioError):
    """A hyper-parameter outside its declaration."""


class ShapeError(NnstudioError):
    """A tensor of a shape that the layer cannot take."""


class GraphError(NnstudioError):
    """Layers that are not connected into a network: a cycle, a missing input, an unknown name."""


class DataError(NnstudioError):
    """Numbers that cannot be learned from: not finite, label out of range, no samples."""


class UnknownNameError(NnstudioError, KeyError):
    """A layer, parameter or quantity that there is not; also a KeyError."""


class OutOfRangeError(NnstudioError, IndexError):
    """An index or a sample past the end; also an IndexError."""


class ResourceError(NnstudioError):
    """A plan that would not fit into memory, refused before anything is allocated."""
