"""Have layers follow one another to the right, or downwards."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnstudio.document.edits.edit import Edit
from nnstudio.document.model import Document
from nnstudio.text import Message, msg


@dataclass(frozen=True)
class SetDirection(Edit):
    """Say which way the layers of the canvas follow one another: wires leave boxes at the right, or ``down`` below."""

    down: bool

    @property
    def name(self) -> Message:
        """Say which way."""
        return msg("Lay out from top to bottom") if self.down else msg("Lay out from left to right")

    @property
    def is_layout(self) -> bool:
        """The engine knows no directions."""
        return True

    def applied(self, document: Document) -> Document:
        """Return the document with the direction."""
        return replace(document, network=replace(document.network, down=self.down))
