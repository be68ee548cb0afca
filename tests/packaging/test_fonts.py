"""The bundled fonts carry what the window writes, on a system that has no fonts of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from nnstudio.text.places import resource

FORMULAS = "∂δαβγεηθλμσφΣ∈≈≤≥≠±−×·√∞∇⊙‖ᵀᵢⱼ⁰¹²³⁻ⁿ₀₁₂ₙₖ→←↑↓▲▼●◆■○✓✗…–—“”‘’ŷ"
FAMILIES = {
    "zh_CN": ("nnstudioSans", "nnstudioSymbols", "nnstudioSansSC"),
    "zh_TW": ("nnstudioSans", "nnstudioSymbols", "nnstudioSansTC"),
}


def _characters(family: str, style: str = "Regular") -> set[int]:
    (path,) = resource("fonts").glob(f"{family}-{style}.?tf")
    return set(TTFont(path).getBestCmap())


def _translated(language: str) -> Iterator[str]:
    for path in resource("translations", language).glob("*.po"):
        yield from re.findall(r'^(?:msgstr )?"(.*)"$', path.read_text(encoding="utf-8"), re.MULTILINE)


def test_formulas() -> None:
    carried = _characters("nnstudioSans") | _characters("nnstudioSymbols")
    assert [sign for sign in FORMULAS if ord(sign) not in carried] == []


@pytest.mark.parametrize("language", FAMILIES)
def test_every_translated_character(language: str) -> None:
    carried = set.union(*(_characters(family) for family in FAMILIES[language]))
    written = {character for text in _translated(language) for character in text if character.isprintable()}
    assert sorted(character for character in written if ord(character) not in carried) == []


@pytest.mark.parametrize("family", ["nnstudioSansSC", "nnstudioSansTC"])
def test_bold_carries_what_regular_carries(family: str) -> None:
    assert _characters(family, "Bold") == _characters(family)


@pytest.mark.parametrize("style", ["Regular", "Medium", "SemiBold", "Bold"])
def test_figures_are_tabular(style: str) -> None:
    font = TTFont(resource("fonts", f"nnstudioSans-{style}.otf"))
    glyphs = font.getBestCmap()
    assert len({font["hmtx"][glyphs[ord(figure)]][0] for figure in "0123456789"}) == 1


def test_lines_are_equally_high() -> None:
    heights = set()
    for path in resource("fonts").glob("*.?tf"):
        font = TTFont(path)
        em = font["head"].unitsPerEm
        heights.add((round(font["hhea"].ascent / em, 2), round(font["hhea"].descent / em, 2)))
    assert heights == {(0.97, -0.24)}


def test_every_font_has_its_notice() -> None:
    notices = "".join(path.read_text(encoding="utf-8") for path in resource("fonts").glob("LICENSE-*.txt"))
    fonts: list[Path] = sorted(resource("fonts").glob("*.?tf"))
    assert fonts
    assert [path.name for path in fonts if path.name not in notices] == []
