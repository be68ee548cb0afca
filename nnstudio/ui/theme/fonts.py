"""Fonts: the bundled ones first, so that Chinese reads on a bare system, with the glyphs of the region."""

from __future__ import annotations

from functools import cache
from typing import Literal

from PySide6.QtGui import QFont, QFontDatabase

from nnstudio.text import language
from nnstudio.text.places import resource
from nnstudio.ui.theme.tokens import load

Role = Literal["caption", "body", "strong", "subtitle", "title", "display", "number", "number_caption", "code"]

_LATIN = ("Noto Sans", "Inter", "Segoe UI", "Helvetica Neue", "DejaVu Sans")
_CODE = ("Noto Sans Mono", "Cascadia Mono", "Menlo", "Consolas", "DejaVu Sans Mono")
_CHINESE = {
    "zh_CN": ("Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei"),
    "zh_TW": ("Noto Sans CJK TC", "Noto Sans TC", "PingFang TC", "Microsoft JhengHei"),
}
_SIZES = {"strong": "body", "number": "body", "number_caption": "caption", "code": "body"}
_SUFFIXES = frozenset([".otf", ".ttf", ".ttc", ".woff2"])


def font(role: Role = "body") -> QFont:
    """Return the font of a role in the language in force; figures are tabular in all of them."""
    made = QFont()
    made.setFamilies(families(language(), code=role == "code"))
    made.setPixelSize(getattr(load("light"), _SIZES.get(role, role)))
    made.setFeature(QFont.Tag("tnum"), 1)
    if role in ("strong", "subtitle", "title"):
        made.setWeight(QFont.Weight.DemiBold)
    return made


def families(code_of_language: str, *, code: bool = False) -> list[str]:
    """Return the families to try, in order: Latin, then Chinese as the region writes it, then the other region's."""
    load_fonts()
    region = code_of_language if code_of_language in _CHINESE else "zh_CN"
    chinese = [*_CHINESE[region], *(name for other in _CHINESE if other != region for name in _CHINESE[other])]
    here = _known()
    wanted = [*(_CODE if code else _LATIN), *chinese]
    fallback = QFontDatabase.systemFont(
        QFontDatabase.SystemFont.FixedFont if code else QFontDatabase.SystemFont.GeneralFont
    ).family()
    return [*(name for name in wanted if name in here), fallback]


@cache
def load_fonts() -> tuple[str, ...]:
    """Load every font of ``resources/fonts`` once; return the families that came."""
    folder = resource("fonts")
    files = sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES) if folder.is_dir() else []
    numbers = [QFontDatabase.addApplicationFont(str(path)) for path in files]
    return tuple(name for number in numbers if number >= 0 for name in QFontDatabase.applicationFontFamilies(number))


@cache
def _known() -> frozenset[str]:
    return frozenset(QFontDatabase.families())
