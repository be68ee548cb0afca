"""The derivative by forward mode against the numerical one, of formulas that hypothesis makes up."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnstudio.engine import activations, plot
from nnstudio.engine.formulas import FormulaError, read

NUMBERS = st.sampled_from(["0.5", "1", "2", "3", "0.1", "pi", "e", "1.7"])
ONE = st.sampled_from(
    ["exp", "log", "sin", "cos", "tanh", "arctan", "sqrt", "abs", "sigmoid", "relu", "softplus", "erf"]
)


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("{}({})".format, ONE, inner),
        st.builds("({})^{}".format, inner, st.sampled_from(["2", "3", "0.5", "(-1)", "1.5"])),
        st.builds("{}({}, {})".format, st.sampled_from(["max", "min"]), inner, inner),
        st.builds("where({} {} {}, {}, {})".format, inner, st.sampled_from([">", "<="]), inner, inner, inner),
        st.builds("(-{})".format, inner),
    )


FORMULAS = st.recursive(st.one_of(st.just("z"), NUMBERS), larger, max_leaves=8)
LIMITS = ("longer", "a division by zero", "nested", "an exponent")
Z = np.array([-2.3, -1.1, -0.37, 0.21, 0.83, 1.9, 3.1])


def readable(text: str) -> bool:
    """Whether a formula keeps the limits; nothing else may be wrong with it."""
    try:
        read(text)
    except FormulaError as error:
        if not str(error.problem).startswith(LIMITS):
            raise
        return False
    return True


@settings(max_examples=300, deadline=None)
@given(FORMULAS)
def test_the_derivative_is_the_numerical_one(text: str) -> None:
    assume(readable(text))
    function = activations.make("formula", expression=text)
    h = 1e-6
    with np.errstate(all="ignore"):
        slope = plot(function, Z)[1]
        about = [plot(function, Z + step * h)[0] for step in (-2, -1, 0, 1, 2)]
        central = (about[3] - about[1]) / (2 * h)
        wide = (about[4] - about[0]) / (4 * h)
        # Smooth here, and not so large that the difference has no digits left.
        smooth = np.isfinite(wide) & np.isfinite(slope) & (np.abs(central - wide) <= 1e-5 * (1 + np.abs(central)))
        smooth &= np.max(np.abs(about), axis=0) < 1e3 * (1 + np.abs(central))
        sides = (about[3] - about[2]) / h, (about[2] - about[1]) / h
        smooth &= np.abs(sides[0] - sides[1]) <= 1e-3 * (1 + np.abs(central))
    assume(smooth.any())
    np.testing.assert_allclose(slope[smooth], central[smooth], rtol=1e-4, atol=1e-5)
    assert function.formula.startswith("a = ")
    assert function.derivative.startswith("f'(z) = ")


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("tanh(z)", "tanh"),
        ("sigmoid(z)", "logistic"),
        ("max(0, z)", "relu"),
        ("max(z, 0)", "relu"),
        ("relu(z)", "relu"),
        ("max(-1, min(1, z))", "hard_tanh"),
        ("max(0.01*z, z)", "leaky_relu"),
        ("where(z > 0, z, exp(z) - 1)", "elu"),
        ("softplus(z)", "softplus"),
        ("z * sigmoid(z)", "silu"),
        ("z * tanh(softplus(z))", "mish"),
        ("z/2 * (1 + erf(z/sqrt(2)))", "gelu"),
        ("z / (1 + abs(z))", "softsign"),
    ],
)
def test_known_functions_typed_in_are_those_functions(text: str, known: str) -> None:
    x = np.linspace(-6, 6, 241)
    mine, theirs = plot(activations.make("formula", expression=text), x), plot(activations.make(known), x)
    np.testing.assert_allclose(mine[0], theirs[0], atol=4e-15)
    np.testing.assert_allclose(mine[1], theirs[1], atol=4e-15)


def test_the_value_is_not_computed_twice() -> None:
    from nnstudio.engine.emitter import Emitter

    function, emit = activations.make("formula", expression="sin(exp(z)) * exp(z)"), Emitter(np.dtype(np.float64))
    z, a, slope = (np.zeros((2, 3)) for _ in range(3))
    function.emit_forward(emit, z, a, {})
    function.emit_slope(emit, z, a, slope, {})
    assert [call[0] for call in emit.calls].count(np.exp) == 1
    assert [call[0] for call in emit.calls].count(np.sin) == 1


def test_where_there_is_no_value_there_is_nan_as_in_numpy() -> None:
    with np.errstate(all="ignore"):
        a, slope = plot(activations.make("formula", expression="log(z)"), np.array([-1.0, 0.0, 1.0]))
        chosen = plot(activations.make("formula", expression="where(z > 0, sqrt(z), 0)"), np.array([-4.0, 4.0]))
    assert np.isnan(a[0])
    assert a[1] == -np.inf
    assert slope[2] == 1
    np.testing.assert_array_equal(chosen[0], [0.0, 2.0])
    np.testing.assert_array_equal(chosen[1], [0.0, 0.25])


@pytest.mark.parametrize("text", ["3", "z", "-z", "2^3", "pi", "2*pi + e", "where(1 > 0, z, 2)", "where(z > 0, 1, 2)"])
def test_formulas_with_little_in_them(text: str) -> None:
    with np.errstate(all="raise"):
        a, slope = plot(activations.make("formula", expression=text), np.array([-0.5, 2.0]))
    assert np.isfinite(a).all()
    assert np.isfinite(slope).all()


def test_where_the_formula_has_no_value_neither_has_its_slope() -> None:
    z = np.array([-3.0, 2.0])
    with np.errstate(all="ignore"):
        for text, slope in (("log(z)", 0.5), ("1 + z*log(z)", 1 + np.log(2)), ("where(z > 0, log(z), 2*z)", 0.5)):
            value, found, *_ = plot(activations.make("formula", expression=text), z)
            np.testing.assert_array_equal(np.isnan(found), np.isnan(value))
            assert found[1] == pytest.approx(slope)
        assert plot(activations.make("formula", expression="0^z"), z)[1][1] == 0
    assert activations.make("formula", expression="log(z)").derivative == r"f'(z) = \frac{1}{z}"
