"""Errors say where, what, and what to do."""

from __future__ import annotations

import pytest
from pythons import fault

PLACES = (
    ("x = 1\ny = x +\n", 2, "not understood"),
    ("def f(x)\n    return x\n", 1, "a colon is missing"),
    ("if 1:\nx = 2\n", 2, "the indentation does not fit"),
    ("x = (1,\n", 1, "a bracket that is never closed"),
    ("x = 'abc\n", 1, "a text that is never closed"),
    ("print（1）\n", 1, "unknown sign “（”"),
    ("x = 1\nprint(y)\n", 2, "unknown name “y”"),
    ("value = 1\nprint(valeu)\n", 2, "unknown name “valeu”"),
    ("x = 1 / 0\n", 1, "a division by 0"),
    ("x = [1]\nx[3]\n", 2, "there is no item 3 among 1"),
    ("x = 1 + 'a'\n", 1, "“+” does not go with int and str"),
    ("def f(a, b):\n    return a\nf(1)\n", 3, "f takes 2, not 1"),
    ("def f(a):\n    return a\nf(b=1)\n", 3, "f does not take “b” here"),
    ("class V:\n    pass\nV() + V()\n", 3, "“+” does not go with V and V"),
    ("class V:\n    pass\nV().grad\n", 3, "V has no “grad”"),
    ("x = 5\nx()\n", 2, "int cannot be called"),
    ("for i in 5:\n    pass\n", 1, "int cannot be gone through one by one"),
    ("a, b = [1]\n", 1, "2 names for 1 values"),
    ("{[1]: 2}\n", 1, "list cannot be in a set, nor a key"),
    ("while True:\n    pass\n", 1, "more than 5,000,000 steps"),
    ("def f():\n    return f()\nf()\n", 2, "more than 900 calls within one another"),
    ("import math\nmath.log(0)\n", 2, "a value that this function is not defined for"),
    ("assert 1 == 2, 'no'\n", 1, "assert does not hold: no"),
    ("len(5)\n", 1, "len() does not go with: int"),
    ("break\n", 1, "no loop is around this line"),
)


@pytest.mark.parametrize(("text", "line", "problem"), PLACES)
def test_an_error_has_its_line_and_says_what_is_wrong(text: str, line: int, problem: str) -> None:
    error = fault(text)
    assert (error.line, problem in str(error.problem)) == (line, True), str(error)
    assert str(error.sentence).startswith(f"Line {line}, column {error.position + 1}: ")


def test_the_characters_that_are_meant_are_named_behind_wide_signs_too() -> None:
    error = fault("x = 'ä梯度' + y\n")
    assert (error.position, error.length) == (12, 1)


def test_a_name_that_is_nearly_right_is_offered() -> None:
    assert "value" in str(fault("value = 1\nprint(valeu)\n").advice)
    assert "data" in str(fault("class V:\n    pass\nv = V()\nv.data = 1\nprint(v.dat)\n").advice)


def test_the_lines_of_the_calls_that_led_there_are_kept() -> None:
    error = fault("def g():\n    return 1 / 0\n\n\ndef f():\n    return g()\n\n\nf()\n")
    assert (error.line, error.calls) == (2, (9, 6))
