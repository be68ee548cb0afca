"""The catalogue of the language in force: English is the source text, the others are gettext catalogues."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from typing import Final

from nnstudio.text.places import resource

LANGUAGES: Final = {"en": "English", "zh_CN": "简体中文", "zh_TW": "繁體中文"}
"""Each language's code and its name in that language."""


class _State:
    """The one mutable thing here: which catalogue answers."""

    code = "en"
    catalogue: gettext.NullTranslations = gettext.NullTranslations()
    listeners: list[Callable[[], None]] = []


def language() -> str:
    """Return the code of the language in force: ``en``, ``zh_CN`` or ``zh_TW``."""
    return _State.code


def set_language(code: str) -> None:
    """Make ``code`` the language of every message translated from now on.

    Raises
    ------
    ValueError : ``code`` is not one of :data:`LANGUAGES`.
    """
    if code not in LANGUAGES:
        raise ValueError(f"language: expected one of {', '.join(LANGUAGES)}, received {code!r}")
    _State.catalogue = (
        gettext.NullTranslations()
        if code == "en"
        else gettext.translation("nnstudio", localedir=resource("translations"), languages=[code], fallback=True)
    )
    _State.code = code
    for listener in _State.listeners:
        listener()


def on_language_changed(listener: Callable[[], None]) -> None:
    """Call ``listener`` after every change of the language; what shows text registers here once, for good."""
    _State.listeners.append(listener)


def look_up(template: str) -> str:
    """Return ``template`` in the language in force; the template itself where the catalogue lacks it."""
    return _State.catalogue.gettext(template) if template else ""
