"""How many layers."""

from __future__ import annotations

from typing import Final

from nnstudio.document.edits import RepeatBlock
from nnstudio.document.model import Document
from nnstudio.engine.declaration import Declaration
from nnstudio.text import Message, msg
from nnstudio.training.lab import Lab, Variant, hidden, settled

TIMES: Final = (2, 3, 4, 8, 16)


class DepthLab(Lab):
    """The last hidden layer that can follow on itself, several times in a row."""

    declaration = Declaration(
        id="depth",
        name=msg("Depth lab"),
        help=msg("The last hidden layer repeated. A deeper network can do more, and its first layers hear less."),
    )

    def variants(self, document: Document, samples: int) -> tuple[Variant, ...]:
        """Return the network as it is and those with more layers."""
        count = len(hidden(document, "initializer"))
        as_it_is = Variant(_layers(count))
        for node in reversed(hidden(document, "initializer")):
            deeper = (Variant(_layers(count + times - 1), RepeatBlock((node.id,), times)) for times in TIMES)
            found = settled(document, (as_it_is, *deeper))
            if len(found) > 1:
                return found
        return ()


def _layers(count: int) -> Message:
    return msg("hidden layers: {count}", count=count)
