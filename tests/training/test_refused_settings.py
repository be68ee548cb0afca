"""A headless run refuses settings that a form would not let through."""

from __future__ import annotations

from typing import Any

import pytest
from training_networks import document

from nnstudio.engine import ParameterError
from nnstudio.training.headless import train


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("batch_size", 0),
        ("batch_size", 2.5),
        ("patience", -3),
        ("patience", 2.5),
        ("minimum_change", -1.0),
        ("minimum_change", float("nan")),
        ("gradient_tolerance", -1.0),
        ("validate_every", 0),
        ("clip_norm", -1.0),
        ("clip_value", float("nan")),
        ("l1", -1.0),
        ("learning_rate", "fast"),
        ("seed", -1),
    ],
)
def test_settings_out_of_range(name: str, value: Any) -> None:
    with pytest.raises(ParameterError) as caught:
        train(document(4, **{name: value}), epochs=1)
    assert name in caught.value.place
    assert str(caught.value.advice).endswith(".")


@pytest.mark.parametrize("count", [-1, 2.5, "all"])
def test_a_run_takes_whole_numbers_of_steps(count: Any) -> None:
    for unit in ("epochs", "steps"):
        with pytest.raises(ParameterError, match=unit):
            train(document(4), **{unit: count})
