"""Which kinds of layers a search finds: by English name, by Chinese, by alias, whatever the language of the window."""

from __future__ import annotations

from functools import cache

from nnstudio import engine
from nnstudio.text import finding
from nnstudio.ui.canvas.wording import GROUP_ORDER, declared, group_of, layer_name, readily


@cache
def _names(kind: str) -> tuple[str, ...]:
    declaration = declared(kind)
    whole = (kind, declaration.group) if kind in engine.layers else ()
    return (*whole, *finding.in_every_language(declaration.name), *declaration.aliases)


def score(kind: str, text: str) -> int:
    """Return how well a kind fits what was typed: 0 not at all, 3 where a name begins with it."""
    return finding.score(_names(kind), text)


def groups(text: str = "", only: frozenset[str] | None = None) -> list[tuple[str, list[str]]]:
    """Return (group, kinds) in the palette's order: those that a search finds, and that ``only`` allows."""
    allowed = [kind for kind in engine.layers if only is None or kind in only]
    ready = [each for kind in allowed for each in readily(kind)] if text.strip() else []
    found = [kind for kind in (*allowed, *ready) if score(kind, text)]
    # The plain ones have the short names: Convolution before Convolution along time.
    kinds = sorted(
        found,
        key=lambda kind: (declared(kind).name.id.count(" "), declared(kind).name.id),
    )
    present = dict.fromkeys(group_of(kind) for kind in kinds)
    order = sorted(present, key=lambda group: GROUP_ORDER.index(group) if group in GROUP_ORDER else len(GROUP_ORDER))
    return [(group, [kind for kind in kinds if group_of(kind) == group]) for group in order]


def best(text: str, only: frozenset[str] | None = None) -> str:
    """Return the kind that fits best, by its name rather than by an alias; empty for none."""
    found = [kind for _group, kinds in groups(text, only) for kind in kinds]
    return max(found, key=lambda kind: (score(kind, text), finding.score((layer_name(kind),), text)), default="")
