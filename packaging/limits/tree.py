"""The layout: what may lie at the top, which names are not used, and that every folder says what it is for."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

TOP = {"pyproject.toml", "README.md", "nnstudio", "resources", "tests", "packaging", "uv.lock"}
RESOURCES = {"lessons", "icons", "themes", "fonts", "datasets", "samples", "translations"}
NAMELESS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "base_utils"}


def tree_faults(root: Path, files: Sequence[Path]) -> Iterator[str]:
    """Yield what lies where it should not; ``files`` are relative to ``root``."""
    for top in sorted({file.parts[0] for file in files}):
        if top not in TOP and not top.startswith("."):
            yield f"{top}: the top level stays as drawn"
    for file in files:
        if file.parts[0] == "resources" and (len(file.parts) < 3 or file.parts[1] not in RESOURCES):
            yield f"{file}: resources/ holds {', '.join(sorted(RESOURCES))}"
        for part in (*file.parts[:-1], file.stem):
            if part.lower() in NAMELESS:
                yield f"{file}: {part!r} says nothing about what is inside"
    if Path("packaging/__init__.py") in files:
        yield "packaging/__init__.py: it would shadow the module of that name which pytest imports"
    yield from _unexplained_folders(root, files)


def _unexplained_folders(root: Path, files: Sequence[Path]) -> Iterator[str]:
    for folder in sorted({file.parent for file in files if file.parts[0] == "nnstudio" and file.suffix == ".py"}):
        opening = folder / "__init__.py"
        if opening not in files:
            yield f"{folder}: no __init__.py that says what lives here"
        elif not ast.get_docstring(ast.parse((root / opening).read_text(encoding="utf-8"))):
            yield f"{opening}: its docstring must say what lives here and what may not"
