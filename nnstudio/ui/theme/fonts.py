"""Fonts: the bundled ones, so that Chinese reads on a bare system, with the glyphs of the region."""

from __future__ import annotations

from functools import cache
from typing import Literal

from PySide6.QtGui import QFont, QFontDatabase

from nnstudio.text import language
from nnstudio.text.places import resource
from nnstudio.ui.theme.tokens import load

Role = Literal["caption", "body", "strong", "subtitle", "title", "display", "number", "number_caption", "code"]

_LATIN = ("nnstudio Sans", "nnstudio Symbols")
_CODE = ("Cascadia Mono", "Menlo", "Consolas", "Noto Sans Mono", "DejaVu Sans Mono")
_CHINESE = {"zh_CN": "nnstudio Sans SC", "zh_TW": "nnstudio Sans TC"}
_SIZES = {"strong": "body", "number": "body", "number_caption": "caption", "code": "body"}
_SUFFIXES = frozenset([".otf", ".ttf"])


def font(role: Role = "body") -> QFont:
    """Return the font of a role in the language in force; figures are tabular in all of them."""
    # A copy shares what Qt has found out about it; a font made anew would have it sought again.
    return QFont(_font(role, language()))


@cache
def _font(role: Role, code_of_language: str) -> QFont:
    made = QFont()
    made.setFamilies(families(code_of_language, code=role == "code"))
    made.setPixelSize(getattr(load("light"), _SIZES.get(role, role)))
    made.setFeature(QFont.Tag("tnum"), 1)
    if role in ("strong", "subtitle", "title"):
        made.setWeight(QFont.Weight.DemiBold)
    return made


def families(code_of_language: str, *, code: bool = False) -> list[str]:
    """Return the families to try, in order: Latin, symbols, Chinese as the region writes it, then the other's."""
    load_fonts()
    first = code_of_language if code_of_language in _CHINESE else "zh_CN"
    chinese = (_CHINESE[first], *(name for region, name in _CHINESE.items() if region != first))
    fixed = tuple(name for name in _CODE if name in _known())[:1] if code else ()
    # The system's own comes last, for scripts that we do not carry.
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    return [*fixed, *_LATIN, *chinese, system]


def load_fonts() -> None:
    """Load what the language in force needs: Latin and symbols, and Chinese as its region writes it."""
    chinese = _CHINESE.get(language())
    for family in (*_LATIN, *((chinese,) if chinese else ())):
        _load_family(family)


def load_all_fonts() -> None:
    """Load the rest too; done after the first paint, since the Chinese fonts are large."""
    for family in (*_LATIN, *_CHINESE.values()):
        _load_family(family)


@cache
def _load_family(family: str) -> None:
    for path in sorted(resource("fonts").glob(f"{family.replace(' ', '')}-*")):
        if path.suffix in _SUFFIXES:
            QFontDatabase.addApplicationFont(str(path))


@cache
def _known() -> frozenset[str]:
    return frozenset(QFontDatabase.families())
