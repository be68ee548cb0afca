"""Class weights and smoothing change what a loss is of: the formula that is shown reads the letters of its numbers."""

from __future__ import annotations

import re

import numpy as np
import pytest

from nnstudio.engine import losses

Settings = dict[str, object]
WEIGHTED: Settings = {"class_weights": "0.5, 2"}
SMOOTHED: Settings = {"smoothing": 0.1}
OUTPUT, TARGET = np.array([0.3, 0.7]), np.array([0.0, 1.0])
CASES: tuple[tuple[str, Settings], ...] = (
    ("cross_entropy", {}),
    ("cross_entropy", WEIGHTED),
    ("cross_entropy", SMOOTHED),
    ("cross_entropy", WEIGHTED | SMOOTHED | {"normalise": "weights"}),
    ("cross_entropy_logits", {}),
    ("cross_entropy_logits", WEIGHTED),
    ("cross_entropy_logits", SMOOTHED),
    ("cross_entropy_logits", WEIGHTED | SMOOTHED),
    ("nll", WEIGHTED),
    ("binary_cross_entropy", {}),
    ("binary_cross_entropy", WEIGHTED),
    ("binary_cross_entropy", SMOOTHED),
    ("binary_cross_entropy", WEIGHTED | SMOOTHED),
    ("hinge", WEIGHTED),
    ("squared_hinge", WEIGHTED),
)


@pytest.mark.parametrize(("key", "values"), CASES)
def test_each_letter_of_the_terms_is_in_the_formula(key: str, values: Settings) -> None:
    loss = losses.make(key, **values)
    symbols = " ".join(factor.symbol for term in loss.terms(OUTPUT, TARGET) for factor in term.factors)
    terms = set(re.findall(r"(?<![a-zA-Z\\])[tsyW](?![a-z])", symbols))
    first = loss.formula.partition(r", \quad")[0]
    assert terms - {"t"} <= set(re.findall(r"[tsyW](?=_k|[ ,])", first)) or key.endswith("hinge")
    assert ("t" in terms) == ("t_k" in first) or key.endswith("hinge")
    assert ("W" in terms) == (re.search(r"W(_k)? ", first) is not None)


@pytest.mark.parametrize(("key", "values"), [case for case in CASES if case[1]])
def test_what_the_letters_stand_for_is_said(key: str, values: Settings) -> None:
    loss = losses.make(key, **values)
    first, _, said = loss.formula.partition(r", \quad")
    for letter in set(re.findall(r"[tsW](?=_k| \\ln)", first)) - ({"s"} if "hinge" in key else set()):
        assert re.search(rf"{letter}(_k)? = ", said), loss.formula
    assert ("varepsilon" in said) == ("smoothing" in values)
    assert (r"\frac{N}" in said) == ("normalise" in values)


def test_by_weights_the_written_target_is_the_one_that_counts() -> None:
    """``t_k = N/Σ w · w_k ((1 − ε) y_k + ε/K)``, as the formula says, is what the sample's loss is made of."""
    loss = losses.make("cross_entropy", class_weights="0.5, 2", smoothing=0.1, normalise="weights")
    batch = np.eye(2)[[0, 1, 1]].T
    weights = np.array([0.5, 2.0])
    said = 3 / (weights @ batch).sum() * weights * (0.9 * batch[:, 1] + 0.1 / 2)
    assert loss.settled(batch).weighting(batch[:, 1])[1] == pytest.approx(said, rel=1e-14)


@pytest.mark.parametrize("key", ["binary_focal", "binary_focal_logits"])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_the_focal_slope_is_the_one_that_is_written_for_either_answer(key: str, y: float) -> None:
    """``w₁ y g(p) − w₀ (1 − y) g(1 − p)``, g as the formula has it, is the difference quotient of the loss."""
    loss = losses.make(key, gamma=2.0, class_weights="0.5, 2")
    given, step = 0.4, 1e-6
    p = given if key == "binary_focal" else 1 / (1 + np.exp(-given))

    def g(p: float) -> float:
        if key == "binary_focal":
            return float((1 - p) ** 2 * (2 * np.log(p) / (1 - p) - 1 / p))
        return float((1 - p) ** 2 * (2 * p * np.log(p) - (1 - p)))

    def value(a: float) -> float:
        return sum(term.value for term in loss.terms(np.array([a]), np.array([y])))

    found = (value(given + step) - value(given - step)) / (2 * step)
    assert found == pytest.approx(2 * y * g(p) - 0.5 * (1 - y) * g(1 - p), rel=1e-6)
    assert "(y = 1)" not in loss.derivative
