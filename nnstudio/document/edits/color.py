"""Give layers, groups and notes a colour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from nnstudio.document.edits.edit import require_node
from nnstudio.document.edits.group import GroupEdit, require_group
from nnstudio.document.edits.notes import require_note
from nnstudio.document.errors import EditError
from nnstudio.document.model import COLORS, Document, Group, Node, Note
from nnstudio.text import Message, msg

Colored = TypeVar("Colored", Node, Group, Note)


@dataclass(frozen=True)
class SetColor(GroupEdit):
    """Give what has these ids one of :data:`COLORS`; an empty name takes the colour away."""

    ids: tuple[str, ...]
    color: str

    @property
    def name(self) -> Message:
        """Say that a colour changes."""
        return msg("Change the colour")

    def applied(self, document: Document) -> Document:
        """Return the document with the colour."""
        network, color = document.network, checked_color(self.color)
        for each in self.ids:
            if each.startswith("g"):
                require_group(network, each)
            elif each.startswith("t"):
                require_note(network, each)
            else:
                require_node(document, each)
        ids = frozenset(self.ids)
        colored = replace(
            network,
            nodes=_colored(network.nodes, ids, color),
            groups=_colored(network.groups, ids, color),
            notes=_colored(network.notes, ids, color),
        )
        return replace(document, network=colored)


def _colored(things: tuple[Colored, ...], ids: frozenset[str], color: str) -> tuple[Colored, ...]:
    return tuple(replace(thing, color=color) if thing.id in ids else thing for thing in things)


def checked_color(color: str, place: str = "color") -> str:
    """Return a colour's name, or none.

    Raises
    ------
    EditError : it is none of :data:`COLORS`.
    """
    if color and color not in COLORS:
        raise EditError(
            place,
            msg("one of {choices}", choices=", ".join(COLORS)),
            msg("{value}", value=repr(color)[:60]),
            msg("Choose a colour from the menu."),
        )
    return color
