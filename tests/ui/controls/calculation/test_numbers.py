"""≈ wherever a digit is missing, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.ui.controls.calculation.numbers import marked, relation, written


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.5, 4, "0.5"),
        (1.0, 4, "1"),
        (float(np.float32(0.05)), 4, "0.05"),
        (1 - 0.9, 4, "0.1"),
        (0.593269992, 4, "≈ 0.5933"),
        (0.7513650695523156, 9, "≈ 0.751365070"),
        (0.7513650695523156, 15, "≈ 0.751365069552316"),
        (-2.0, 3, "−2"),
        (1e-7, 3, "1×10⁻⁷"),
        (float("nan"), 3, "NaN"),
    ],
)
def test_marked(value: float, digits: int, text: str) -> None:
    assert marked(value, digits) == text


def test_relation_agrees_with_what_is_written() -> None:
    for value in np.random.default_rng(0).normal(size=200).astype(np.float32):
        shown = written(float(value), 5).replace("−", "-")
        if relation(5, float(value)) == "=" and "×" not in shown:
            assert np.float32(float(shown)) == value
