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


@pytest.mark.parametrize(
    ("share", "places", "shown"),
    [
        (1.0, 1, "100.0 %"),
        (0.9997, 1, "> 99.9 %"),
        (0.9994, 1, "99.9 %"),
        (0.997, 0, "> 99 %"),
        (0.0, 1, "0.0 %"),
        (0.0002, 1, "< 0.1 %"),
        (0.0006, 1, "0.1 %"),
        (1e-300, 0, "< 1 %"),
        (1 - 1e-16, 1, "100.0 %"),
        (math.nan, 1, "NaN %"),
    ],
)
def test_a_share_that_is_not_all_does_not_read_so_nor_one_that_is_not_none(
    share: float, places: int, shown: str
) -> None:
    assert theme.percent(share, places) == shown


@given(st.integers(1, 100_000), st.data(), st.integers(0, 2))
def test_what_is_said_of_a_share_is_true(total: int, data: st.DataObject, places: int) -> None:
    part = data.draw(st.integers(0, total))
    share = part / total
    for text, whole, least in (
        (theme.percent(share, places).removesuffix(" %"), 100, 10.0**-places),
        (theme.fraction(share, places + 1), 1, 10.0 ** -(places + 1)),
    ):
        mark, _, figure = text.rpartition(" ")
        value, read = whole * share, float(figure)
        assert (read == whole) == (part == total)
        assert (read == 0) == (part == 0)
        assert {">": value > read, "<": value < read, "": abs(value - read) <= 0.5001 * least}[mark]


def test_a_score_that_is_not_1_does_not_read_so() -> None:
    shown = [theme.score(value) for value in (1.0, 0.9997, 0.99999, 0.999999999, 0.5, 2.0, -3.0, 1.2e-5)]
    assert shown == ["1.00", "0.9997", "0.99999", "> 0.999999", "0.500", "2.00", "−3.00", "1.20×10⁻⁵"]


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
