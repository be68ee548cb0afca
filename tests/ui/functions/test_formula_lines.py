"""Long formulas go on in the next line."""

from nnstudio.engine import activations
from nnstudio.ui.functions.formula_lines import broken, summands


def test_the_outermost_sum_is_broken_and_nothing_inside_brackets() -> None:
    latex = r"f'(z) = \sin\left( z + 1 \right) + \frac{z - 1}{2} - e^{z + 2}"
    assert summands(latex) == [r"f'(z) = \sin\left( z + 1 \right)", r"+ \frac{z - 1}{2}", "- e^{z + 2}"]


def test_a_short_formula_stays_on_one_line(qapp: object) -> None:
    assert broken("a = z + 1", 300) == ["a = z + 1"]
    assert broken("", 300) == []


def test_a_long_one_takes_two(qapp: object) -> None:
    latex = activations.make("formula", expression="z * tanh(softplus(z))").derivative
    lines = broken(latex, 224)
    assert len(lines) == 2
    assert "".join(lines).replace(r"\quad ", " ") == latex
