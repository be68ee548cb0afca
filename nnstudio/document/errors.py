"""The error of an edit that cannot be made.

It changes nothing and, where there is one, carries the edit that would help.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstudio.engine.errors import NnstudioError
from nnstudio.text import Message

if TYPE_CHECKING:
    from nnstudio.document.edits.edit import Edit


class EditError(NnstudioError):
    """An edit that was refused. ``fix`` is an edit that would do instead, ``node`` the id of the layer concerned."""

    def __init__(
        self,
        place: str,
        expected: Message,
        received: Message,
        advice: Message,
        *,
        fix: Edit | None = None,
        node: str = "",
    ) -> None:
        super().__init__(place, expected, received, advice)
        self.fix = fix
        self.node = node


class FormatError(NnstudioError):
    """A text that is no document of this program, or holds one that contradicts itself; ``place`` is the path in it."""
