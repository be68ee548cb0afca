"""Finding things by what a person types: in every language of the program, whichever the window speaks."""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from functools import cache

from nnstudio.text.catalogue import LANGUAGES
from nnstudio.text.message import Message
from nnstudio.text.places import resource


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("nnstudio", localedir=resource("translations"), languages=[language], fallback=True)


def in_every_language(message: Message) -> list[str]:
    """Return a message without fields as each language has it."""
    return [message.id, *(_catalogue(code).gettext(message.id) for code in LANGUAGES if code != "en")]


def score(names: Iterable[str], typed: str) -> int:
    """Return how well a thing fits what was typed: 0 not at all, 3 where one of its names begins with it.

    Every word typed must be in one name or another, whatever the case.
    """
    lines = [name.casefold() for name in names]
    words = typed.casefold().split()
    if not all(any(word in line for line in lines) for word in words):
        return 0
    whole = " ".join(words)
    if any(line.startswith(whole) for line in lines):
        return 3
    return 2 if any(f" {whole}" in line for line in lines) else 1
