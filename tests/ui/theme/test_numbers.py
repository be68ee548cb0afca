"""Numbers as a reader sees them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.ui import theme

THIN = "\u202f"


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (0, 3, "0"),
        (0.5, 3, "0.500"),
        (-0.03124, 3, "−0.0312"),
        (12.0, 3, "12.0"),
        (1234.5, 5, "1234.5"),
        (123456, 6, f"123{THIN}456"),
        (1e-9, 3, "1.00×10⁻⁹"),
        (-2.5e12, 2, "−2.5×10¹²"),
        (0.99999, 3, "1.00"),
        (math.nan, 3, "NaN"),
        (-math.inf, 3, "−∞"),
    ],
)
def test_number(value: float, digits: int, shown: str) -> None:
    assert theme.number(value, digits) == shown


def test_sign_is_shown_when_asked() -> None:
    assert theme.number(0.5, 2, sign=True) == "+0.50"
    assert theme.number(-0.5, 2, sign=True) == "−0.50"
    assert theme.number(0, 2, sign=True) == "0"


def test_rounding_is_owned_up_to() -> None:
    assert theme.rounded(1 / 3) == "≈ 0.333"
    assert theme.rounded(0.25) == "0.250"
    assert theme.relation(0.1 + 0.2, 3) == "="
    assert theme.relation(0.1234, 3) == "≈"


def test_fixed_has_no_minus_zero() -> None:
    assert theme.fixed(-0.0001, 2) == "0.00"
    assert theme.fixed(-12345.678, 1) == f"−12{THIN}345.7"


def test_counts_and_shares() -> None:
    assert theme.count(1234) == "1234"
    assert theme.count(12345) == f"12{THIN}345"
    assert theme.percent(0.9755) == "97.5 %"
    assert theme.compact(0.05) == "0.05"
    assert theme.compact(1e-7) == "1×10⁻⁷"


@given(st.floats(allow_nan=False, allow_infinity=False, width=64), st.integers(1, 9))
def test_no_hyphen_ever_stands_for_minus(value: float, digits: int) -> None:
    for shown in (theme.number(value, digits), theme.compact(value, digits), theme.fixed(value, digits)):
        assert "-" not in shown
        assert shown.startswith("−") == (value < 0) or not any(digit in shown for digit in "123456789")


def _read(shown: str) -> float:
    powers = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    mantissa, _, power = shown.replace("−", "-").replace(THIN, "").partition("×10")
    return float(mantissa) * 10.0 ** int(power.translate(powers) or 0)


@given(st.floats(min_value=-1e15, max_value=1e15), st.integers(2, 9))
def test_the_shown_number_is_the_nearest(value: float, digits: int) -> None:
    assert _read(theme.number(value, digits)) == pytest.approx(value, rel=0.51 * 10.0 ** (1 - digits), abs=1e-300)
