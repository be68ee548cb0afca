"""How ``print`` writes a value."""

from __future__ import annotations

from nnstudio.engine.scalars.scratch.records import Thing
from nnstudio.engine.scalars.value import Value

_MOST = 400
"""Characters; what is longer ends in an ellipsis."""
_DEEPEST = 4


def written(thing: Thing) -> str:
    """Return a value as text."""
    text = _text(thing, 0)
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"


def _text(thing: Thing, depth: int) -> str:
    if isinstance(thing, Value):
        return f"Value(data={thing.data:.10g}, grad={thing.grad:.10g})"
    if isinstance(thing, float):
        return f"{thing:.10g}"
    if isinstance(thing, str):
        return thing
    if isinstance(thing, list):
        if depth >= _DEEPEST:
            return "[…]"
        shown = [_text(item, depth + 1) for item in thing[:8]]
        return f"[{', '.join(shown)}{', …' if len(thing) > 8 else ''}]"
    return f"{type(thing).__name__}: {len(thing.parameters())}"
