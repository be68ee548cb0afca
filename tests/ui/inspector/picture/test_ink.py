"""Numbers in little room."""

from __future__ import annotations

import pytest

from nnstudio.ui.inspector.picture.ink import short


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.38, ".38"), (0.001, "0"), (-1.2, "−1.20"), (12.34, "12.3"), (-4.52e17, "−5×10¹⁷"), (3e8, "3×10⁸")],
)
def test_a_number_is_short_however_large_it_is(value: float, text: str) -> None:
    assert short(value) == text
