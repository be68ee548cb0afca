"""Formula and derivative as a reader sees them."""

import pytest

from nnstudio.engine import activations

WRITTEN = [
    ("z^2", "a = z^{2}", r"f'(z) = 2 \, z"),
    ("max(0, z)", r"a = \max\left( 0, z \right)", "f'(z) = [z > 0]"),
    ("where(z>0, z, 0.1*z)", r"a = z \, [z > 0] + 0.1 \, z \, [z \le 0]", r"f'(z) = [z > 0] + 0.1 \, [z \le 0]"),
    ("e^(-z^2/2)", r"a = e^{-\frac{z^{2}}{2}}", r"f'(z) = -z \, e^{-\frac{z^{2}}{2}}"),
    ("sqrt(z^2+1)", r"a = \sqrt{z^{2} + 1}", r"f'(z) = \frac{z}{\sqrt{z^{2} + 1}}"),
    ("log(cosh(z))", None, r"f'(z) = \frac{\sinh\left( z \right)}{\cosh\left( z \right)}"),
    ("(z+1)/2", r"a = \frac{z + 1}{2}", "f'(z) = 0.5"),
    ("1 - (2 - z)", r"a = 1 - \left( 2 - z \right)", "f'(z) = 1"),
    ("(-z)^2", r"a = \left( -z \right)^{2}", r"f'(z) = 2 \, z"),
    ("3", "a = 3", "f'(z) = 0"),
    ("tanh(z)", r"a = \tanh\left( z \right)", r"f'(z) = 1 - \tanh\left( z \right)^{2}"),
    ("z/3", r"a = \frac{z}{3}", r"f'(z) = \frac{1}{3}"),
]


@pytest.mark.parametrize(("text", "value", "slope"), WRITTEN)
def test_it_is_written_as_one_would(text: str, value: str | None, slope: str) -> None:
    function = activations.make("formula", expression=text)
    assert value is None or function.formula == value
    assert function.derivative == slope


def test_a_derivative_too_long_to_read_is_left_out() -> None:
    function = activations.make("formula", expression="*".join(f"sin({k}*z+{k})" for k in range(1, 15)))
    assert function.derivative == r"f'(z) = \ldots"


@pytest.mark.parametrize("text", [text for text, *_ in WRITTEN] + ["erf(z)*abs(z)", "1e-9*sign(z)", "softplus(z)^pi"])
def test_the_renderer_can_set_it(text: str) -> None:
    ziamath = pytest.importorskip("ziamath")
    function = activations.make("formula", expression=text)
    for formula in (function.formula, function.derivative):
        assert "<svg" in ziamath.Latex(formula).svg()
