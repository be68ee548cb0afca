"""A sentence that is not yet in any language: its English template and the values to fill in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from nnstudio.text.catalogue import language, look_up

_SEAM: Final = "\ue0f0"
"""Of Unicode's private use: it is in no text."""
_APART: Final = re.compile(f"(?<=[\u4e00-\u9fff]){_SEAM}+(?=[A-Za-z0-9])|(?<=[A-Za-z0-9]){_SEAM}+(?=[\u4e00-\u9fff])")
_CLOSE: Final = re.compile(f"(?<=[\u4e00-\u9fff])(?: ?{_SEAM}+|{_SEAM}+ ?)(?=[\u4e00-\u9fff])")


@dataclass(frozen=True)
class Message:
    """A template (the English source text, which is also its id) with the values of its fields.

    A field may itself be a message; it is translated together with the whole.
    ``str(message)`` is the text in the language in force at that moment.
    """

    id: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Translate and fill in."""
        text = look_up(self.id)
        if not self.fields:
            return text
        text = text.format_map({name: _shown(value) for name, value in self.fields.items()})
        return _joined(text) if _SEAM in text else text

    def __hash__(self) -> int:
        """Hash by template and field names: equal messages hash alike, whatever their fields hold."""
        return hash((self.id, tuple(sorted(self.fields))))


def _shown(value: object) -> object:
    return f"{_SEAM}{value}{_SEAM}" if isinstance(value, Message | str) else value


def _joined(text: str) -> str:
    """Close the seams around words within a message: between a Chinese character and a numeral or Latin letter there is
    a blank, between two Chinese characters there is none, which no catalogue can know of.
    """
    return _CLOSE.sub("", _APART.sub(" ", text)).replace(_SEAM, "")


def msg(template: str, /, **fields: object) -> Message:
    """Name a message without translating it: ``msg("Expected {expected}", expected=3)``.

    Without fields the template is taken to the letter, so braces need no doubling.
    """
    return Message(template, fields)


def tr(message: Message | str, /, **fields: object) -> str:
    """Translate now: ``tr("Undo {what}", what=name)``, or ``tr(message)``."""
    return str(message if isinstance(message, Message) else Message(message, fields))


def in_a_row(*sentences: str) -> str:
    """Return sentences in the language in force behind one another: after a Chinese full stop comes no blank."""
    return ("" if language().startswith("zh") else " ").join(sentences)
