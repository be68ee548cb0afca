"""Which kinds of layers a search finds: by English name, by Chinese, by alias, whatever the language of the window."""

from __future__ import annotations

import gettext
from functools import cache

from nnstudio import engine
from nnstudio.text import LANGUAGES, Message
from nnstudio.text.places import resource
from nnstudio.ui.canvas.wording import GROUP_ORDER, group_of


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("nnstudio", localedir=resource("translations"), languages=[language], fallback=True)


def in_every_language(message: Message) -> list[str]:
    """Return a message without fields as each language has it."""
    return [message.id, *(_catalogue(code).gettext(message.id) for code in LANGUAGES if code != "en")]


@cache
def _haystack(kind: str) -> str:
    declaration = engine.layers[kind].declaration
    words = [kind, declaration.group, *in_every_language(declaration.name), *declaration.aliases]
    return "\n".join(words).casefold()


def score(kind: str, text: str) -> int:
    """Return how well a kind fits what was typed: 0 not at all, 3 where a name begins with it."""
    words = text.casefold().split()
    hay = _haystack(kind)
    if not all(word in hay for word in words):
        return 0
    typed = " ".join(words)
    if any(line.startswith(typed) for line in hay.split("\n")):
        return 3
    return 2 if any(f" {typed}" in line for line in hay.split("\n")) else 1


def groups(text: str = "", only: frozenset[str] | None = None) -> list[tuple[str, list[str]]]:
    """Return (group, kinds) in the palette's order: those that a search finds, and that ``only`` allows."""
    found = [kind for kind in engine.layers if score(kind, text) and (only is None or kind in only)]
    # The plain ones have the short names: Convolution before Convolution along time.
    kinds = sorted(
        found,
        key=lambda kind: (engine.layers[kind].declaration.name.id.count(" "), engine.layers[kind].declaration.name.id),
    )
    present = dict.fromkeys(group_of(kind) for kind in kinds)
    order = sorted(present, key=lambda group: GROUP_ORDER.index(group) if group in GROUP_ORDER else len(GROUP_ORDER))
    return [(group, [kind for kind in kinds if group_of(kind) == group]) for group in order]


def best(text: str, only: frozenset[str] | None = None) -> str:
    """Return the kind that fits best; empty for none."""
    found = [kind for _group, kinds in groups(text, only) for kind in kinds]
    return max(found, key=lambda kind: score(kind, text), default="")
