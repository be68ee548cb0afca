"""One derivative four ways: all four agree, and each says how it came to it."""

from __future__ import annotations

import math

import pytest

from nnstudio.engine.formulas import FormulaError
from nnstudio.inspection.graphs.four_ways import FourWays, four_ways, names_in

AT = {"w": 0.0, "x": 1.0, "b": 0.0}


@pytest.mark.parametrize("text", ["sigmoid(w*x + b)", "σ(w*x + b)", "1 / (1 + exp(-(w*x + b)))"])
@pytest.mark.parametrize("by", ["w", "b"])
def test_the_logistic_of_a_sum(text: str, by: str) -> None:
    found = four_ways(text, AT, by)
    assert found.root.data == 0.5
    assert (found.symbolic, found.by_forward, found.by_reverse) == (0.25, 0.25, 0.25)
    check = found.check(1e-5)
    assert check is not None
    assert check.h == pytest.approx(1e-5)
    assert check.numeric == pytest.approx(0.25, rel=1e-9)
    assert [leaf.data for leaf in found.leaves.values()] == list(AT.values()), "what was nudged is put back"


def test_the_error_over_h_falls_and_rises_again() -> None:
    found = four_ways("x^2 * sin(x) + ln(x)", {"x": 1.5}, "x")
    errors = [check.error for check in found.checks]
    best = errors.index(min(errors))
    assert 0 < best < len(errors) - 1
    assert errors[1] == pytest.approx(errors[0] / 100, rel=0.1), "it falls as h²"
    assert errors[-1] > 100 * errors[best]
    assert found.symbolic == pytest.approx(2 * 1.5 * math.sin(1.5) + 1.5**2 * math.cos(1.5) + 1 / 1.5)


def test_names_are_written_with_their_index() -> None:
    found = four_ways("w1 * x1 + bias", {"w1": 2.0, "x1": 3.0, "bias": 1.0}, "w1")
    assert (found.letter, found.slope, found.symbolic) == ("w_{1}", "x_{1}", 3.0)
    assert found.formula == r"w_{1} \, x_{1} + \mathrm{bias}"


def test_a_name_that_cancels_has_the_slope_0() -> None:
    found = four_ways("u - u + v", {"u": 2.0, "v": 3.0}, "u")
    assert (found.symbolic, found.by_forward, found.by_reverse) == (0.0, 0.0, 0.0)


def test_beside_an_edge_there_are_fewer_nudges() -> None:
    found = four_ways("sqrt(u)", {"u": 0.005}, "u")
    assert _steps(found)[0] == pytest.approx(1e-3)


def _steps(found: FourWays) -> list[float]:
    return [check.h for check in found.checks]


def test_names_in_the_order_in_which_they_come() -> None:
    assert names_in("exp(b) + a * pi + e * b") == ("b", "a")
    with pytest.raises(FormulaError):
        names_in("2 + pi")
    with pytest.raises(FormulaError) as refused:
        names_in("a + b + c + d + g + h")
    assert (refused.value.position, refused.value.length) == (20, 1)
