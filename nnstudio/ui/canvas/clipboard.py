"""Layers as text: what copy puts on the clipboard and paste reads back, also in another window."""

from __future__ import annotations

from nnstudio.document import FormatError, Fragment
from nnstudio.document.fragment import fragment_from_json, fragment_to_json


def to_text(fragment: Fragment) -> str:
    """Return a fragment as JSON."""
    return fragment_to_json(fragment)


def from_text(text: str) -> Fragment | None:
    """Return the fragment that ``text`` holds, None where it is anything else: text from outside is not trusted."""
    try:
        _name, fragment = fragment_from_json(text)
    except FormatError:
        return None
    return fragment if fragment.nodes else None
