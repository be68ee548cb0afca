"""Find the messages of the source: every literal given to ``msg`` or ``tr`` under ``nnstudio/``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

KEYWORDS = frozenset({"msg", "tr"})
_FIELD = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Use:
    """One literal message at one place of the source."""

    msgid: str
    place: str
    catalogue: str
    filled: bool
    """Whether fields are filled in: then braces name them, otherwise they are letters like any other."""


@dataclass
class Found:
    """All messages of the tree, and the calls whose message could not be read."""

    uses: list[Use] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """Catalogues of which a source file does not parse, so that not all their messages are known."""

    def owners(self) -> dict[str, str]:
        """Return the catalogue of each msgid: the first in the alphabet of those that use it."""
        owner: dict[str, str] = {}
        for use in self.uses:
            owner[use.msgid] = min(use.catalogue, owner.get(use.msgid, use.catalogue))
        return owner

    def places(self) -> dict[str, set[str]]:
        """Return the files in which each msgid is used."""
        places: dict[str, set[str]] = {}
        for use in self.uses:
            places.setdefault(use.msgid, set()).add(use.place.partition(":")[0])
        return places

    def filled(self) -> set[str]:
        """Return the msgids whose braces are fields."""
        return {use.msgid for use in self.uses if use.filled}


def find_messages(root: Path) -> Found:
    """Read every Python file under ``root/nnstudio`` and return its messages in a stable order."""
    found = Found()
    for path in sorted((root / "nnstudio").rglob("*.py")):
        inside = path.relative_to(root / "nnstudio")
        if inside.parts[0] == "text":
            continue  # It defines the keywords, and passes variables through them
        _read(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix(), catalogue_of(inside), found)
    return found


def catalogue_of(inside: Path) -> str:
    """Return the catalogue of a file: its top-level package; for the window, its folder (``ui_canvas``).

    ``inside`` is relative to ``nnstudio/``.
    """
    if len(inside.parts) == 1:
        return "app"
    if inside.parts[0] == "ui" and len(inside.parts) > 2:
        return f"ui_{inside.parts[1]}"
    return inside.parts[0]


def needs_words(msgid: str) -> bool:
    """Return whether a msgid holds anything to translate: ``{x} → {y}`` does not, ``{x}: {y}`` and ``“{x}”`` do."""
    return any(character.isalpha() or character in ":“”" for character in _FIELD.sub("", msgid))


def _read(text: str, name: str, catalogue: str, found: Found) -> None:
    try:
        tree = ast.parse(text, name)
    except SyntaxError as error:
        found.unreadable.append(f"{name}:{error.lineno}: does not parse")
        found.broken.add(catalogue)
        return
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and _called(node) in KEYWORDS and node.args):
            continue
        place = f"{name}:{node.lineno}"
        literals = list(_literals(node.args[0]))
        if None in literals and (_called(node) == "msg" or _glued(node.args[0])):
            found.unreadable.append(f"{place}: {_called(node)}() needs a literal string, to be found for translation")
        found.uses += [
            Use(text, place, catalogue, bool(node.keywords)) for text in literals if text and needs_words(text)
        ]


def _called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) and _is_text(function.value) else ""


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "text"


def _literals(node: ast.expr) -> Iterator[str | None]:
    """Yield the strings an expression can be; None for a part that is no literal."""
    if isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    else:
        yield None


def _glued(node: ast.expr) -> bool:
    """Return whether the text is put together on the spot: an f-string, a sum, a ``format``."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr == "format"
    return isinstance(node, ast.JoinedStr | ast.BinOp)
