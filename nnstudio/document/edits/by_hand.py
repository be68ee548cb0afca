"""What was done to the run by hand, as a step of undo: the document itself is not touched."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.document.edits.edit import Edit
from nnstudio.document.model import Document
from nnstudio.text import Message


@dataclass(frozen=True)
class ChangeByHand(Edit):
    """Name what was changed; how it is taken back stand the step's marks for (see ``document.history``)."""

    what: Message

    @property
    def name(self) -> Message:
        """What was turned: "weight 1 → 2 of Hidden 1"."""
        return self.what

    def applied(self, document: Document) -> Document:
        """Return the document as it is."""
        return document
