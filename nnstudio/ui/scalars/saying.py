"""What has just happened, in a sentence and as a calculation with its numbers."""

from __future__ import annotations

from collections.abc import Callable
from math import isclose

from nnstudio.engine.scalars import Value
from nnstudio.engine.scalars.scratch import Event, Made, Printed, Swept, Wrote
from nnstudio.text import tr
from nnstudio.ui.controls.calculation.numbers import is_whole, written
from nnstudio.ui.scalars.faces import sign_of

Name = Callable[[Value], str]
_BINARY = {"+": "+", "−": "−", "×": "×", "/": "/", "**": "^"}
_MOST = 4
"""Operands of a sum that are written out."""


def said(event: Event | None, root: str, name: Name, digits: int) -> str:
    """Return the sentence. ``root`` : what the gradients are of, or the tangents by; ``name`` of a number."""
    match event:
        case Made():
            return _made(event, name, digits)
        case Swept(field="grad"):
            return _grad(event, root, name, digits)
        case Swept():
            return _tangent(event, root, name, digits)
        case Wrote():
            return _wrote(event, name, digits)
        case Printed(text=text):
            return tr("printed: {text}", text=text)
    return tr("Nothing has happened yet.")


def _equal(value: float, digits: int) -> str:
    return f"{'=' if is_whole(value, digits) else '≈'} {written(value, digits)}"


def _factor(value: float, digits: int) -> str:
    shown = written(value, digits)
    return f"({shown})" if value < 0 else shown


def _made(event: Made, name: Name, digits: int) -> str:
    node = event.node
    label = name(node)
    if node.is_leaf:
        return tr("{name} is given: {value}", name=label, value=written(event.data, digits))
    parts = [_factor(child.data, digits) for child in node.children[:_MOST]]
    more = " …" if len(node.children) > _MOST else ""
    if node.operation in _BINARY and len(parts) > 1:
        shown = f" {_BINARY[node.operation]} ".join(parts) + more
    elif node.operation.startswith("**"):
        shown = sign_of(node).replace("x", parts[0], 1)
    else:
        shown = f"{sign_of(node)}({', '.join(written(child.data, digits) for child in node.children[:_MOST])}{more})"
    return f"{label} = {shown} {_equal(event.data, digits)}"


def _grad(event: Swept, root: str, name: Name, digits: int) -> str:
    node = name(event.node)
    whole = f"∂{root}/∂{node}"
    if event.source is None:
        return tr("The pass begins: {formula}", formula=f"{whole} = 1")
    source = name(event.source)
    part = event.slope * event.upstream if event.upstream else 0.0
    chain = f"∂{root}/∂{source} · ∂{source}/∂{node}"
    product = f"{_factor(event.upstream, digits)} · {_factor(event.slope, digits)} {_equal(part, digits)}"
    return f"{whole} ← {chain} = {product}\n{_adds(event, part, digits)}"


def _adds(event: Swept, part: float, digits: int) -> str:
    before, after = written(event.before, digits), written(event.after, digits)
    # A student's own addition is known by what it came to.
    size = max(abs(event.before), abs(part), abs(event.after))
    if isclose(event.after, event.before + part, rel_tol=0, abs_tol=1e-12 * size):
        return tr("added: {before} + {part} = {after}", before=before, part=_factor(part, digits), after=after)
    return tr("overwritten: {before} is lost, {after} stands there now", before=before, after=after)


def _tangent(event: Swept, seed: str, name: Name, digits: int) -> str:
    node = name(event.node)
    whole = f"∂{node}/∂{seed}"
    if event.source is None:
        return tr("The pass begins: {formula}", formula=f"{whole} = 1")
    source = name(event.source)
    part = event.slope * event.upstream
    product = f"{_factor(event.slope, digits)} · {_factor(event.upstream, digits)} {_equal(part, digits)}"
    return f"{whole} ← ∂{node}/∂{source} · ∂{source}/∂{seed} = {product}\n{_adds(event, part, digits)}"


def _wrote(event: Wrote, name: Name, digits: int) -> str:
    change = f"{written(event.before, digits)} → {written(event.after, digits)}"
    return tr("{name}.{field} is set: {change}", name=name(event.node), field=event.field, change=change)
