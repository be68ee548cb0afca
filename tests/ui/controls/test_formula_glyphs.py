"""Glyphs are drawn as ziafont's own operators say, and styles are inherited as ziamath's own copies of them are."""

from __future__ import annotations

import dataclasses
import re

import pytest

from nnstudio.ui.controls.formula import formula_drawing

FORMULA = r"\frac{\partial L}{\partial w_{ij}} = \textcolor{#ff0000}{\sum_n \delta_j} x_i + \mathbf{W}^\top"


@pytest.mark.parametrize("char", ["x", "∂", "∑", "W", "(", "0", " "])
def test_a_glyph_is_what_its_operators_say(char: str) -> None:
    formula_drawing("x", 16, "#123456")
    from ziamath.zmath import loadedfonts

    glyph = loadedfonts["default"].glyph(char)
    unit, path = glyph.funits_to_points(1, 1.3), ""
    for operator in glyph.operators:
        segment = operator.path(1.5, 20.25, scale=unit)
        path += f"Z {segment}" if segment[0] == "M" and path else segment
    found = glyph.svgpath(1.5, 20.25, 1.3)
    if not path:
        assert found is None
    else:
        assert _numbers(found.get("d")) == _numbers(f"{path}Z ")


def test_the_drawing_is_that_of_styles_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = formula_drawing(FORMULA, 16, "#123456")
    from ziamath import styles

    monkeypatch.setattr(styles, "asdict", dataclasses.asdict)
    assert formula_drawing(FORMULA, 16, "#123456") == ours
    assert 'fill="#ff0000"' in ours


def _numbers(path: str) -> list[str | float]:
    return [each if each.isalpha() else float(each) for each in re.split(r"\s+", path.strip())]
