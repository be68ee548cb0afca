"""Replace the whole network, or name the project."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnstudio.document.edits.edit import Edit
from nnstudio.document.edits.parameters import checked_name
from nnstudio.document.model import Document, Network
from nnstudio.text import Message, msg


@dataclass(frozen=True)
class ReplaceNetwork(Edit):
    """Put another network in the place of the whole one; an id that was used is not used again for another layer."""

    network: Network

    @property
    def name(self) -> Message:
        """Say that it is replaced."""
        return msg("Replace the network")

    def applied(self, document: Document) -> Document:
        """Return the document with the other network."""
        next_id = max(self.network.next_id, document.network.next_id)
        return replace(document, network=replace(self.network, next_id=next_id))


@dataclass(frozen=True)
class SetTitle(Edit):
    """Name the project."""

    title: str

    @property
    def name(self) -> Message:
        """Say that the project is renamed."""
        return msg("Rename the project")

    @property
    def is_layout(self) -> bool:
        """Only what the student reads changes."""
        return True

    def applied(self, document: Document) -> Document:
        """Return the document with the title; an empty one takes it away."""
        return replace(document, title=checked_name(self.title, "title") if self.title.strip() else "")
