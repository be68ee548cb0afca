"""Changes of a program's text, for whoever builds with the mouse: the text stays the one truth.

Each function takes a text that can be read and returns another one; ScratchError where that cannot be done.
"""

from __future__ import annotations

import ast
import keyword
import math
from collections.abc import Iterator, Sequence
from itertools import count

from nnstudio.engine.scalars.scratch import grammar
from nnstudio.engine.scalars.scratch.grammar import Span
from nnstudio.engine.scalars.scratch.mistake import ScratchError
from nnstudio.engine.scalars.scratch.reading import read
from nnstudio.engine.scalars.scratch.spelling import Text, Token
from nnstudio.text import msg

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
INFIX = ("+", "-", "*", "/", "**")


def names_in(text: str) -> set[str]:
    """Return all names that a text uses."""
    return {token.word for token in _tokens(Text(text)) if token.kind == "name"}


def fresh_name(text: str) -> str:
    """Return a name that the text does not use yet: a, b, … z, then v1, v2, …"""
    taken = names_in(text) | grammar.BUILT_IN
    free = [letter for letter in _LETTERS if letter not in taken]
    return free[0] if free else next(f"v{number}" for number in count(1) if f"v{number}" not in taken)


def with_number(text: str, value: float, name: str = "") -> str:
    """Return the text with ``name = Value(value)`` after it."""
    if not math.isfinite(value) or abs(value) > grammar.LARGEST:
        raise ScratchError(text, _last(text), msg("a number that is too large"), msg("Write a smaller one."))
    name = name or fresh_name(text)
    _check_name(text, name)
    return _after(text, f"{name} = Value({value!r})")


def appended(text: str, operation: str, names: Sequence[str], name: str = "") -> str:
    """Return the text with an operation on names after it: ``c = a * b``, ``c = a.tanh()``, ``c = max(a, b)``.

    ``operation`` : one of :data:`INFIX`, ``max min sum``, or a function.
    """
    name = name or fresh_name(text)
    _check_name(text, name)
    if operation in INFIX:
        right = f" {operation} ".join(names)
    elif operation == "sum":
        right = f"sum([{', '.join(names)}])"
    elif operation in ("max", "min"):
        right = f"{operation}({', '.join(names)})"
    else:
        right = f"{names[0]}.{operation}()"
    return _after(text, f"{name} = {right}")


def swept(text: str, name: str, method: str = "backward", seed: str = "") -> str:
    """Return the text with ``name.backward()`` or ``name.forward(seed)`` after it."""
    return _after(text, f"{name}.{method}({seed})")


def renamed(text: str, old: str, new: str) -> str:
    """Return the text with another name in place of one, wherever it stands."""
    if new == old:
        return text
    _check_name(text, new)
    if new in names_in(text):
        problem = msg("{word} is taken", word=f"“{new}”")
        raise ScratchError(text, _last(text), problem, msg("Choose another name."))
    spans = [token.span for token in _names(Text(text)) if token.word == old]
    return _replaced(text, [(span, new) for span in spans])


def number_set(text: str, name: str, value: float) -> str:
    """Return the text in which ``name = Value(…)``, the last such line, gives another number."""
    typed = _read(text)
    for statement in reversed(_statements(typed)):
        match statement:
            case ast.Assign(targets=[ast.Name(id=found)], value=ast.Call(func=ast.Name(id="Value"), args=[number, *_])):
                if found == name:
                    return _replaced(text, [(_whole(typed, number), repr(value))])
    problem = msg("{name} is not given as a number", name=f"“{name}”")
    raise ScratchError(text, _last(text), problem, msg("Change the line that makes it."))


def deleted(text: str, name: str) -> str:
    """Return the text without the lines that make a name, and without passes from it; refused if others use it."""
    typed = _read(text)
    statements, gone = _statements(typed), list[ast.stmt]()
    for statement in statements:
        used = {each.id for each in ast.walk(statement) if isinstance(each, ast.Name)}
        if name not in used or isinstance(statement, ast.For):
            continue
        if not _is_about(statement, name):
            problem = msg("{name} is used in line {line}", name=f"“{name}”", line=statement.lineno)
            raise ScratchError(text, _whole(typed, statement), problem, msg("Delete what is made of it first."))
        gone.append(statement)
    removed = {number for each in gone for number in range(each.lineno, (each.end_lineno or each.lineno) + 1)}
    kept = {each.lineno for each in statements if each not in gone} & removed
    if kept:
        problem = msg("other things stand in the same line")
        raise ScratchError(text, Span(min(kept), 0, 1), problem, msg("Delete it in the text."))
    return "\n".join(line for number, line in enumerate(typed.lines, 1) if number not in removed)


def extracted(text: str, span: Span, name: str) -> str:
    """Return the text in which a part of an expression has a line and a name of its own, before the one it stood in."""
    _check_name(text, name)
    typed = _read(text)
    for statement in _statements(typed):
        own = _whole(typed, statement)
        if own.line == span.line and own.start <= span.start and span.start + span.length <= own.start + own.length:
            line = typed.lines[span.line - 1]
            part = line[span.start : span.start + span.length]
            before, after = line[: own.start], line[own.start :]
            start = span.start - own.start
            rest = after[:start] + name + after[start + span.length :]
            joint = f"\n{before}" if not before.strip() else "; "
            lines = [*typed.lines]
            lines[span.line - 1] = f"{before}{name} = {part}{joint}{rest}"
            return "\n".join(lines)
    problem = msg("this part cannot have a name of its own")
    raise ScratchError(text, span, problem, msg("Give it a name in the text."))


def _is_about(statement: ast.stmt, name: str) -> bool:
    """Whether a statement only makes a name or starts a pass from it."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=found)], value=value):
            return found == name and name not in {each.id for each in ast.walk(value) if isinstance(each, ast.Name)}
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=found)), args=[])):
            return found == name
    return False


def _read(text: str) -> Text:
    read(text)
    return Text(text)


def _statements(text: Text) -> list[ast.stmt]:
    tree = ast.parse("\n".join(text.plain))
    return sorted((node for node in ast.walk(tree) if isinstance(node, ast.stmt)), key=lambda node: node.lineno)


def _whole(text: Text, node: ast.expr | ast.stmt) -> Span:
    line = node.lineno
    start = text.characters(line, node.col_offset)
    stop = text.characters(line, node.end_col_offset or 0) if node.end_lineno == line else len(text.plain[line - 1])
    return text.span(line, start, stop)


def _tokens(text: Text) -> Iterator[Token]:
    for number in range(1, len(text.lines) + 1):
        yield from text.tokens(number)


def _names(text: Text) -> Iterator[Token]:
    """Yield the names that stand for something: not what follows a point."""
    before = ""
    for token in _tokens(text):
        if token.kind == "name" and before != ".":
            yield token
        before = token.word


def _replaced(text: str, changes: list[tuple[Span, str]]) -> str:
    lines = text.split("\n")
    for span, new in sorted(changes, reverse=True):
        line = lines[span.line - 1]
        lines[span.line - 1] = line[: span.start] + new + line[span.start + span.length :]
    return "\n".join(lines)


def _after(text: str, line: str) -> str:
    head = text.rstrip()
    return f"{head}\n{line}\n" if head else f"{line}\n"


def _last(text: str) -> Span:
    return Span(len(text.split("\n")), 0, 1)


def _check_name(text: str, name: str) -> None:
    fits = name.isidentifier() and not name.startswith("_") and not keyword.iskeyword(name)
    if not fits or name in grammar.BUILT_IN:
        problem = msg("{word} cannot be a name", word=f"“{name}”")
        raise ScratchError(text, _last(text), problem, msg("Write letters and digits, a letter first."))
