"""Nothing unfinished, silenced or unsafe: markers, swallowed errors, Qt in the core, tests that assert nothing."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from pathlib import Path

from limits.source import Function, Source

_MARKER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|#\s*noqa|#\s*type:\s*ignore|#\s*pragma: no cover|#\s*mypy:")
_QT = {"PySide6", "shiboken6", "pyqtgraph", "PyQt5", "PyQt6", "PySide2"}
_UNSAFE_MODULES = {"pickle", "dill", "shelve", "marshal", "urllib", "http", "socket", "requests", "httpx", "ftplib"}
_UNSAFE_CALLS = {"eval", "exec"}
_ASSERTING = re.compile(r"^(_?assert|_?check|_?expect|_?must|wait|run_state_machine|fail|_?agrees|_?same|_?is_)")


def honesty_faults(sources: Mapping[Path, Source]) -> Iterator[str]:
    """Yield every such place."""
    for path, source in sources.items():
        yield from (f"{path}:{line}: {what}" for line, what in _markers(source))
        yield from (f"{path}:{line}: {what}" for line, what in _swallowed(source))
        if path.parts[0] == "nnstudio":
            yield from (f"{path}:{line}: {what}" for line, what in _imports(path, source))
            yield from (f"{path}:{line}: {what}" for line, what in _calls(source))
        if path.parts[0] == "tests" and path.name.startswith("test_"):
            yield from (f"{path}:{line}: {what}" for line, what in _asserting_nothing(source))


def _markers(source: Source) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        found = _MARKER.search(token.string) if token.type == tokenize.COMMENT else None
        if found:
            yield token.start[0], f"{found.group().strip()!r}: finish it, or say why in words"


def _swallowed(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler):
            broad = node.type is None or (isinstance(node.type, ast.Name) and node.type.id in _BROAD)
            if broad and all(isinstance(step, ast.Pass | ast.Continue) for step in node.body):
                yield node.lineno, "swallows every exception"
        elif isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node):
            yield node.lineno, "NotImplementedError: write it, or make the method abstract"


_BROAD = {"Exception", "BaseException"}


def _imports(path: Path, source: Source) -> Iterator[tuple[int, str]]:
    window = path.parts[1] in ("ui", "app.py")
    for node in ast.walk(source.tree):
        for name in _imported(node):
            top = name.partition(".")[0]
            if top in _QT and not window:
                yield node.lineno, f"imports {top}, which only ui and app may"
            if top in _UNSAFE_MODULES:
                yield node.lineno, f"imports {top}: nothing is unpickled and nothing goes over the network"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []


def _calls(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _UNSAFE_CALLS:
            yield node.lineno, f"calls {node.func.id}()"


def _asserting_nothing(source: Source) -> Iterator[tuple[int, str]]:
    # A helper of the same file that asserts counts for the tests that call it.
    asserting = {function.name for function in source.functions if _asserts(function, set())}
    for function in source.functions:
        if function.name.startswith("test_") and not _asserts(function, asserting):
            yield function.lineno, f"{function.name} asserts nothing"


def _asserts(function: Function, helpers: set[str]) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("raises", "warns", *helpers) or _ASSERTING.match(name):
                return True
    return False
