"""A Python file, read once for all the checks."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """The text of a file, its syntax tree, and the functions in it."""

    text: str
    tree: ast.Module
    functions: tuple[Function, ...]

    @property
    def lines(self) -> int:
        """The number of lines."""
        return self.text.count("\n")


def read_source(path: Path) -> Source:
    """Read and parse a file."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text, str(path))
    return Source(text, tree, tuple(node for node in ast.walk(tree) if isinstance(node, Function)))
