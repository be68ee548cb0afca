"""What a formula may hold, and how its mistakes are told: with the very character."""

import numpy as np
import pytest

from nnstudio.engine import ParameterError, activations, losses, plot
from nnstudio.engine.formulas import FormulaError, read

SAME = [
    ("z^2", "z**2"),
    ("x * 2", "z*2"),
    ("（z＋１）／２", "(z + 1) / 2"),
    ("−z² · 3", "-z**2 * 3"),
    ("max(0，z)", "max(0, z)"),
    ("σ(z)", "sigmoid(z)"),
    ("e^z", "exp(z)"),
    ("2*π", "2 * pi"),
    ("where(z ≥ 1, z, 0)", "where(1 <= z, z, 0)"),
    ("  z\t+1 ", "z+1"),
    ("ln(1+e^z)", "log(1 + exp(z))"),
]
WRONG = [
    ("", 0, 1),
    ("2z", 1, 1),
    ("z(1+z)", 0, 1),
    ("sin z", 4, 1),
    ("1 + sigmid(z)", 4, 6),
    ("z +", 2, 1),
    ("2 * (z", 4, 1),
    ("z)", 1, 1),
    ("z = 3", 2, 1),
    ("max(z)", 0, 6),
    ("z^100", 2, 3),
    ("sin", 0, 3),
    ("z > 0", 0, 5),
    ("where(z, 1, 2)", 6, 1),
    ("１＋中", 2, 1),
    ("z / 0", 4, 1),
    ("1, 2", 0, 4),
    ("True", 0, 4),
    ("1e99 * z", 0, 4),
    ("z + * 2", 4, 1),
    ("+".join("z" * 101), 200, 1),
    ("lambda z: z", 0, 6),
    ("import os", 0, 6),
    ("z if z > 0 else 0", 2, 2),
    ("2 foo", 2, 3),
]
ATTACKS = [
    "__import__('os').system('true')",
    "().__class__",
    "(lambda: 1)()",
    "[z for z in (1,)]",
    "open(z)",
    "z.real",
    "f'{z}'",
    "exp(z, out=z)",
    "9**9**9**9",
    "z if z else z",
    "exec",
    "z := 1",
    "z@z",
    "1_000",
    "1j * z",
    "\x00",
]


def values(text: str) -> np.ndarray:
    with np.errstate(all="ignore"):
        return plot(activations.make("formula", expression=text), np.linspace(-2, 2, 9))[0]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_in_other_characters(one: str, other: str) -> None:
    np.testing.assert_array_equal(values(one), values(other))


@pytest.mark.parametrize(("text", "position", "length"), WRONG)
def test_a_mistake_is_shown_where_it_is(text: str, position: int, length: int) -> None:
    with pytest.raises(FormulaError) as caught:
        read(text)
    assert (caught.value.position, caught.value.length) == (position, length)
    assert str(caught.value.problem)
    assert str(caught.value.advice)


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_else_is_read(text: str) -> None:
    with pytest.raises(FormulaError):
        read(text)


def test_the_message_has_the_formula_and_a_caret_under_the_place() -> None:
    with pytest.raises(FormulaError) as caught:
        activations.make("formula", expression="1 + tahn(z)")
    lines = str(caught.value).split("\n")
    assert lines[1:3] == ["1 + tahn(z)", "    ^^^^"]
    assert "unknown name" in lines[0]
    assert "tanh" in lines[3]


def test_a_text_that_is_far_too_long_is_not_repeated_whole() -> None:
    with pytest.raises(FormulaError) as caught:
        activations.make("formula", expression="z+" * 5000 + "z")
    message = str(caught.value)
    assert caught.value.position == 200
    assert len(message) < 300
    assert "200 characters" in message
    shown, caret = message.split("\n")[1:3]
    assert shown[caret.index("^")] == "z"
    with pytest.raises(ParameterError) as caught_too:
        losses.make("cross_entropy", class_weights="1, " * 5000)
    assert len(str(caught_too.value)) < 300


def test_words_of_a_programming_language_are_no_factors() -> None:
    for text, wrong in (("lambda z: z", "“lambda”"), ("import os", "“import”"), ("z if z>0 else 0", "“if”")):
        with pytest.raises(FormulaError) as caught:
            read(text)
        assert wrong in str(caught.value.problem)
        assert " * os" not in str(caught.value.advice)


def test_a_caret_under_chinese_characters_stands_right() -> None:
    with pytest.raises(FormulaError) as caught:
        read("（z＋q）")
    assert str(caught.value).split("\n")[2] == "\u3000 \u3000^"


def test_a_suggestion_knows_functions_and_a_forgotten_sign() -> None:
    for text, wanted in (("tnah(z)", "tanh"), ("zexp(z)", "z * exp"), ("3z", "3 * z"), ("cos z", "cos(z)")):
        with pytest.raises(FormulaError) as caught:
            read(text)
        assert wanted in str(caught.value.advice)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(FormulaError, match="nested"):
        read("abs(" * 33 + "z" + ")" * 33)


def test_a_layer_with_a_bad_formula_is_refused_when_it_is_made() -> None:
    from nnstudio.engine import layers

    with pytest.raises(FormulaError):
        layers.make("dense", units=2, activation="formula", **{"activation.expression": "2z"})
    with pytest.raises(FormulaError):
        layers.make("activation", function="formula", **{"function.expression": "z +"})
