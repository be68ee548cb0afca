"""What is said of a result that the reader has worked out."""

from __future__ import annotations

import pytest

from nnstudio.inspection.description import Line
from nnstudio.inspection.expression import Product, Sum, num
from nnstudio.inspection.working_out import judge
from nnstudio.text import msg

NAME = msg("weight")


def delta() -> Line:
    """Return δ₂ = f'(z₂) w₂₁ δ₁."""
    factors = num("f'(z_{2})", 0.9, NAME), num("w_{21}", 0.8, NAME), num("δ_{1}", -0.5, NAME)
    return Line("δ_{2}", Product(factors), -0.36, 0.0, NAME)


def net_input() -> Line:
    """Return z₁ = w₁₁ x₁ + w₂₁ x₂ + b₁."""
    terms = (
        (1, Product((num("w_{11}", 2.0, NAME), num("x_{1}", 3.0, NAME)))),
        (1, Product((num("w_{21}", 0.5, NAME), num("x_{2}", -4.0, NAME)))),
        (1, num("b_{1}", 1.0, NAME)),
    )
    return Line("z_{1}", Sum(terms), 5.0, 0.0, NAME)


@pytest.mark.parametrize("answer", [-0.36, -0.3601, -0.357])
def test_an_answer_from_rounded_numbers_is_right(answer: float) -> None:
    assert judge(answer, delta()).right


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (0.36, "The sign is the other one."),
        (-0.40, "The factor f'(z₂) is missing."),
        (-0.45, "The factor w₂₁ is missing."),
        (0.72, "The factor δ₁ is missing."),
        (-0.1, "Not yet: look at each factor and each term."),
    ],
)
def test_a_slip_in_a_product_is_named(answer: float, said: str) -> None:
    verdict = judge(answer, delta())
    assert not verdict.right
    assert str(verdict.said) == said


@pytest.mark.parametrize(
    ("answer", "said"),
    [(4.0, "The term b₁ is missing."), (7.0, "The term w₂₁ x₂ is missing."), (-1.0, "The term w₁₁ x₁ is missing.")],
)
def test_a_term_left_out_is_named(answer: float, said: str) -> None:
    assert str(judge(answer, net_input()).said) == said


def test_nothing_but_zero_is_zero() -> None:
    line = Line("z_{1}", num("b_{1}", 0.0, NAME), 0.0, 0.0, NAME)
    assert judge(0.0, line).right
    assert not judge(0.01, line).right
