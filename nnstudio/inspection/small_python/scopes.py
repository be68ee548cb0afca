"""Which names a function, a lambda or a class body has of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_OWN_SCOPE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def assigned(body: list[ast.stmt]) -> set[str]:
    """Return the names that statements set, without those of the functions and comprehensions inside."""
    found: set[str] = set()
    for node in _inside(body):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found.update(alias.asname or alias.name for alias in names)
    return found


def declared(body: list[ast.stmt], kind: type[ast.Global] | type[ast.Nonlocal]) -> set[str]:
    """Return the names that ``global`` or ``nonlocal`` statements list."""
    return {name for node in _inside(body) if isinstance(node, kind) for name in node.names}


def targets(node: ast.expr) -> set[str]:
    """Return the names that a loop's or an assignment's target sets."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}


def _inside(body: list[ast.stmt]) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        waiting += [child for child in ast.iter_child_nodes(node) if not isinstance(child, _OWN_SCOPE)]
