"""Copied layers as JSON, and back: what the clipboard holds, and the file of a block that the student keeps.

Text from outside is not trusted: it is checked as a project's network is.
"""

from __future__ import annotations

import json
from typing import Any, Final

from nnstudio.document.edits.parameters import checked_name
from nnstudio.document.edits.paste import Fragment
from nnstudio.document.errors import EditError, FormatError
from nnstudio.document.format import network_content, parsed
from nnstudio.text import msg

FORMAT: Final = "nnstudio layers"
VERSION: Final = 1
LONGEST: Final = 4_000_000
"""Longer text is not looked into: nobody draws that many layers, and parsing it would freeze the window."""


def fragment_to_json(fragment: Fragment, name: str = "") -> str:
    """Return layers, the wires among them and their groups as JSON text, with the name of a block that is kept."""
    content = {"format": FORMAT, "version": VERSION, "name": name, "network": network_content(fragment)}
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)


def fragment_from_json(text: str) -> tuple[str, Fragment]:
    """Return the name and the layers that a JSON text holds.

    Raises
    ------
    FormatError : anything else, with the place of the first fault.
    """
    if len(text) > LONGEST:
        raise FormatError("", msg("layers"), msg("{count} characters", count=len(text)), msg("Choose another file."))
    content = parsed(text, FORMAT, VERSION)
    # Here, not at the top: pydantic takes a fifth of a second to import.
    from nnstudio.document.reading import read_fragment

    fragment = read_fragment(content)
    return _name(content), fragment


def _name(content: dict[str, Any]) -> str:
    name = content["name"]
    try:
        return checked_name(name, "name") if name else ""
    except EditError as error:
        raise FormatError("name", error.expected, error.received, error.advice) from None
