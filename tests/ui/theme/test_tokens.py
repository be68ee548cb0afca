"""Every theme has every token, and its words can be read."""

from __future__ import annotations

import pytest
from contrasts import contrast
from PySide6.QtGui import QColor

from nnstudio.document import COLORS
from nnstudio.ui.theme.stylesheet import stylesheet
from nnstudio.ui.theme.tokens import Tokens, load

SURFACES = ("window", "panel", "sunken", "hover", "pressed", "selected")


@pytest.fixture(params=["light", "dark"])
def tokens(request: pytest.FixtureRequest) -> Tokens:
    return load(request.param)


def test_contrast_of_known_colours() -> None:
    assert contrast(QColor("#000000"), QColor("#FFFFFF")) == pytest.approx(21)
    assert contrast(QColor("#767676"), QColor("#FFFFFF")) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("role", ["text", "text_soft"])
@pytest.mark.parametrize("surface", SURFACES)
def test_words_read_on_every_surface(tokens: Tokens, role: str, surface: str) -> None:
    assert contrast(getattr(tokens, role), getattr(tokens, surface)) >= 4.5


@pytest.mark.parametrize("role", ["text_faint", "accent", "error", "warning", "success", "plot_axis"])
@pytest.mark.parametrize("surface", ["window", "panel"])
def test_coloured_words_read(tokens: Tokens, role: str, surface: str) -> None:
    assert contrast(getattr(tokens, role), getattr(tokens, surface)) >= 4.5


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("text_on_accent", "accent"),
        ("text_on_accent", "accent_hover"),
        ("text_on_accent", "accent_pressed"),
        ("tooltip_text", "tooltip"),
        ("text", "error_soft"),
        ("text", "warning_soft"),
        ("text", "accent_soft"),
        ("accent", "selected"),
    ],
)
def test_words_read_on_coloured_surfaces(tokens: Tokens, text: str, surface: str) -> None:
    assert contrast(getattr(tokens, text), getattr(tokens, surface)) >= 4.5


@pytest.mark.parametrize("role", ["line", "focus", "accent", "negative", "positive", "training", "validation"])
def test_marks_stand_out(tokens: Tokens, role: str) -> None:
    assert contrast(getattr(tokens, role), tokens.panel) >= 3


def test_families_and_classes_stand_out(tokens: Tokens) -> None:
    assert set(tokens.marks) == set(COLORS)
    for family in (*tokens.families.values(), *tokens.marks.values()):
        assert contrast(family, tokens.panel) >= 4.5
    assert len(tokens.classes) == len(tokens.markers) == 8
    assert len({color.name() for color in tokens.classes}) == 8


def test_signed_colours_are_the_ones_of_the_design() -> None:
    light, dark = load("light"), load("dark")
    assert (light.negative.name(), light.positive.name()) == ("#d55e00", "#0072b2")
    assert (dark.negative.name(), dark.positive.name()) == ("#f28e4b", "#56b4e9")


def test_one_grid_and_one_type_scale(tokens: Tokens) -> None:
    assert tokens.unit == 8
    assert tokens.space(1.5) == 12
    assert (tokens.caption, tokens.body, tokens.subtitle, tokens.title, tokens.display) == (12, 14, 16, 20, 28)
    assert tokens.radius == 6
    assert tokens.target >= 24
    assert tokens.duration <= 200


def test_style_sheet_has_no_hole(tokens: Tokens) -> None:
    sheet = stylesheet(tokens)
    assert "$" not in sheet
    assert tokens.accent.name() in sheet
    assert "gradient" not in sheet.split("*/", 1)[1]
