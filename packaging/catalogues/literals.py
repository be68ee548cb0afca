"""Find words that the window would show untranslated: literals handed straight to Qt."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

# Calls whose string arguments appear on the screen or are read aloud.
SHOWN = frozenset(Path(__file__).with_name("shown_calls.txt").read_text(encoding="utf-8").split())
_LETTERS = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]")


def literal_faults(root: Path) -> list[str]:
    """Return the places in the window's source where shown words do not go through ``tr`` or ``msg``."""
    package = root / "nnstudio"
    paths = [*sorted((package / "ui").rglob("*.py")), package / "app.py"]
    return [fault for path in paths if path.is_file() for fault in _in_file(path, root)]


def _in_file(path: Path, root: Path) -> Iterator[str]:
    name = path.relative_to(root).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), name)):
        if isinstance(node, ast.Call) and _name(node.func) in SHOWN:
            for text in _shown_texts(node):
                yield f"{name}:{node.lineno}: {_name(node.func)} shows {text!r} without tr() or msg()"


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _shown_texts(call: ast.Call) -> Iterator[str]:
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    for argument in arguments:
        for text in _texts(argument):
            if _LETTERS.search(text):
                yield text


def _texts(node: ast.expr) -> Iterator[str]:
    """Yield the literal pieces of an argument: itself, of an f-string or sum its parts, of a list its members."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (
            part.value for part in node.values if isinstance(part, ast.Constant) and isinstance(part.value, str)
        )
    elif isinstance(node, ast.BinOp):
        yield from (*_texts(node.left), *_texts(node.right))
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
    elif isinstance(node, ast.List | ast.Tuple):
        for member in node.elts:
            yield from _texts(member)
