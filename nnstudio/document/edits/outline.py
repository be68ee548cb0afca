"""Edit the network as text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnstudio.document.edits.edit import Edit
from nnstudio.document.model import Document
from nnstudio.document.outline import read_outline
from nnstudio.text import Message, msg


@dataclass(frozen=True)
class EditOutline(Edit):
    """Make the network what an outline writes (see :mod:`nnstudio.document.outline`)."""

    text: str

    @property
    def name(self) -> Message:
        """Say that the outline is edited."""
        return msg("Edit the outline")

    def applied(self, document: Document) -> Document:
        """Return the document with the network as written.

        Raises
        ------
        OutlineError : with the line and the characters that are wrong.
        """
        return replace(document, network=read_outline(self.text, document))
