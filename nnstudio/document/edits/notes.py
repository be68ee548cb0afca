"""Notes on the canvas: written, placed, taken away. Only the look changes: training goes on."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Final

from nnstudio.document.edits.group import GroupEdit
from nnstudio.document.edits.move import checked_place
from nnstudio.document.errors import EditError
from nnstudio.document.grouping import pruned
from nnstudio.document.model import Document, Network, Note
from nnstudio.text import Message, msg

LONGEST_NOTE: Final = 4000
SMALLEST_NOTE: Final = (64.0, 40.0)
LARGEST_NOTE: Final = 4096.0


@dataclass(frozen=True)
class AddNote(GroupEdit):
    """Put a note with its upper left corner at (``x``, ``y``); its id is ``t`` and the ``next_id`` of before."""

    text: str = ""
    x: float = 0.0
    y: float = 0.0
    width: float = Note.width
    height: float = Note.height

    @property
    def name(self) -> Message:
        """Say that a note is added."""
        return msg("Add note")

    def applied(self, document: Document) -> Document:
        """Return the document with the note."""
        network = document.network
        place = checked_place("", self.x, self.y)
        note = Note(f"t{network.next_id}", checked_text(self.text), *place, *checked_size(self.width, self.height))
        grown = replace(network, notes=(*network.notes, note), next_id=network.next_id + 1)
        return replace(document, network=grown)


@dataclass(frozen=True)
class EditNote(GroupEdit):
    """Write another text into a note."""

    id: str
    text: str

    @property
    def name(self) -> Message:
        """Say that a note is written."""
        return msg("Edit note")

    def applied(self, document: Document) -> Document:
        """Return the document with the text."""
        note = require_note(document.network, self.id)
        return _with_note(document, replace(note, text=checked_text(self.text)))


@dataclass(frozen=True)
class PlaceNote(GroupEdit):
    """Put a note at another place, or make it another size; what is None stays."""

    id: str
    x: float
    y: float
    width: float | None = None
    height: float | None = None

    @property
    def name(self) -> Message:
        """Say which of the two."""
        return msg("Move note") if self.width is None and self.height is None else msg("Resize note")

    @property
    def merge_key(self) -> Hashable:
        """Steps with the arrow keys of the same note may become one."""
        return ("note", self.id, self.width is None and self.height is None)

    def applied(self, document: Document) -> Document:
        """Return the document with the note at its place."""
        note = require_note(document.network, self.id)
        x, y = checked_place(self.id, self.x, self.y)
        width = note.width if self.width is None else self.width
        width, height = checked_size(width, note.height if self.height is None else self.height)
        return _with_note(document, replace(note, x=x, y=y, width=width, height=height))


@dataclass(frozen=True)
class RemoveNote(GroupEdit):
    """Take a note away."""

    id: str

    @property
    def name(self) -> Message:
        """Say that a note is deleted."""
        return msg("Delete note")

    def applied(self, document: Document) -> Document:
        """Return the document without the note."""
        network = document.network
        gone = require_note(network, self.id)
        left = replace(network, notes=tuple(n for n in network.notes if n is not gone))
        return replace(document, network=pruned(left))


def require_note(network: Network, note_id: str) -> Note:
    """Return the note of an id.

    Raises
    ------
    EditError : there is no such note.
    """
    note = network.notes_by_id.get(note_id)
    if note is None:
        raise EditError(
            note_id,
            msg("a note that is on the canvas"),
            msg("“{note}”, which is not", note=note_id),
            msg("It may have been deleted. Select a note and try again."),
        )
    return note


def checked_text(text: str, place: str = "") -> str:
    """Return a note's text with line ends and blanks made plain.

    Raises
    ------
    EditError : it is too long, or has characters that cannot be seen.
    """
    lines = [line.replace("\t", "    ").rstrip() for line in text.splitlines()]
    plain = "\n".join(lines).strip("\n")
    if len(plain) > LONGEST_NOTE or not all(line.isprintable() for line in lines):
        raise EditError(
            place,
            msg("a text of up to {longest} characters", longest=LONGEST_NOTE),
            msg("{count} characters", count=len(plain))
            if len(plain) > LONGEST_NOTE
            else msg("characters that cannot be seen"),
            msg("Write less, or in several notes."),
        )
    return plain


def checked_size(width: float, height: float, place: str = "") -> tuple[float, float]:
    """Return a note's size in pixels.

    Raises
    ------
    EditError : it is too small or too large, or not a number.
    """
    least_width, least_height = SMALLEST_NOTE
    if not (least_width <= width <= LARGEST_NOTE and least_height <= height <= LARGEST_NOTE):
        raise EditError(
            place,
            msg(
                "a size from {width} × {height} to {most} × {most} pixels",
                width=f"{least_width:g}",
                height=f"{least_height:g}",
                most=f"{LARGEST_NOTE:g}",
            ),
            msg("{width} × {height}", width=f"{width:g}", height=f"{height:g}"),
            msg("Make it larger or smaller."),
        )
    return float(width), float(height)


def _with_note(document: Document, note: Note) -> Document:
    notes = tuple(note if each.id == note.id else each for each in document.network.notes)
    return replace(document, network=replace(document.network, notes=notes))
