"""What an edit is, and the pure function that applies one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable

from nnstudio.document.errors import EditError
from nnstudio.document.model import Document, Node
from nnstudio.text import Message, msg


class Edit(ABC):
    """Base of the edits: frozen dataclasses that know their name and how to make a new document from one."""

    @property
    @abstractmethod
    def name(self) -> Message:
        """What the edit does, as undo's menu shows it: "Move 3 layers"."""

    @property
    def is_layout(self) -> bool:
        """Whether only the look changes (place, name), so that training may go on undisturbed."""
        return False

    @property
    def merge_key(self) -> Hashable:
        """Consecutive edits of an equal key may become one step of undo, as a slider's do; None if they never may."""
        return None

    @abstractmethod
    def applied(self, document: Document) -> Document:
        """Return the edited document.

        Raises
        ------
        EditError, ParameterError : the edit cannot be made; nothing was changed.
        """


def apply(document: Document, edit: Edit) -> Document:
    """Return ``document`` with ``edit`` made; the given one stays as it is.

    Raises
    ------
    EditError, ParameterError : the edit cannot be made, with what was expected and, where there is one, a fix.
    """
    return edit.applied(document)


def require_node(document: Document, node_id: str) -> Node:
    """Return the node of an id.

    Raises
    ------
    EditError : there is no such node.
    """
    node = document.network.by_id.get(node_id)
    if node is None:
        raise EditError(
            node_id,
            msg("a layer that is on the canvas"),
            msg("“{node}”, which is not", node=node_id),
            msg("It may have been deleted. Select a layer and try again."),
        )
    return node
