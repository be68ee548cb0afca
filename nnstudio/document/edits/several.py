"""Several edits as one step of undo."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from nnstudio.document.edits.edit import Edit
from nnstudio.document.model import Document
from nnstudio.text import Message


@dataclass(frozen=True)
class Several(Edit):
    """Make edits one after the other, all or none, under one name."""

    edits: tuple[Edit, ...]
    title: Message

    @property
    def name(self) -> Message:
        """Return the name given."""
        return self.title

    @property
    def is_layout(self) -> bool:
        """Whether every one of them is."""
        return all(edit.is_layout for edit in self.edits)

    @property
    def merge_key(self) -> Hashable:
        """All keys together, if each has one."""
        keys = tuple(edit.merge_key for edit in self.edits)
        return None if None in keys else keys

    def applied(self, document: Document) -> Document:
        """Return the document with all edits made."""
        for edit in self.edits:
            document = edit.applied(document)
        return document
