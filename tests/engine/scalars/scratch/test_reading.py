"""What the scratch pad's language holds, and that everything else is refused, at its place, and soon."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.engine.scalars.scratch import ScratchError, read, run
from nnstudio.engine.scalars.scratch.grammar import LONGEST, MOST_LINES

REFUSED = (
    "import os",
    "from os import system",
    "__import__('os')",
    "a.__class__",
    "a.__class__.__bases__[0].__subclasses__()",
    "x = (1).real",
    "x = a.rule",
    "x = a.children",
    "[x for x in xs]",
    "x = [y for y in xs]",
    "x = {1: 2}",
    "x = {1, 2}",
    "x = (1, 2)",
    "x = lambda y: y",
    "def f(): pass",
    "class A: pass",
    "while True: pass",
    "x = 1 if a else 2",
    "x = a < b",
    "x = a and b",
    "x = not a",
    "x = f'{a}'",
    "x = 7 // 2",
    "x = 7 % 2",
    "x = a @ b",
    "x = ~1",
    "x = 1 << 99",
    "x = xs[0:2]",
    "x = xs[1, 2]",
    "x = *a",
    "f(*xs)",
    "x = Value(2, label='a')",
    "x = (y := 2)",
    "x: Value = 2",
    "a = b = 2",
    "a, b = 1, 2",
    "xs[0] = 2",
    "a.rule = 2",
    "a.tangent = 2",
    "del a",
    "global a",
    "return 1",
    "assert 1",
    "raise a",
    "with a: pass",
    "try:\n    a = 1\nexcept: pass",
    "exec('1')",
    "eval('1')",
    "x = True",
    "x = None",
    "x = ...",
    "x = 1j",
    "x = 0x10",
    "x = 1_000",
    "x = '\\x41'",
    "x = '''a'''",
    "a; b",
    "a + b",
    "a.tanh()",
    "a.backward",
    "y = a.backward()",
    "a.backwards()",
    "for i in range(3):\n    a = 1\nelse:\n    a = 2",
    "for a.data in range(3):\n    b = 1",
    "for i, j in xs:\n    b = 1",
    "async def f(): pass",
    "yield 1",
    "a = await b",
    "exp = 1",
    "_a = 1",
    "a = 1\n    b = 2",
    "x = 2a",
    "x = a b",
    "x = (a",
    "x = a)",
    "x = [a)",
    "x =",
    "x = 1 +",
    "x = $",
    'x = "a',
    "x = 1\\\n+ 2",
    "\x00",
    "x = 9" + "9" * 400,
    "x = " + "(" * 40 + "1" + ")" * 40,
    "x = " + "-" * 200 + "1",
    "x = " + "1 ** " * 60 + "1",
    "x = " + "1 + " * 300 + "1",
    "#" * (LONGEST + 1),
    "\n" * MOST_LINES,
)


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text[:24]))
def test_what_is_not_in_the_language_is_refused_at_its_place(text: str) -> None:
    with pytest.raises(ScratchError) as found:
        read(text)
    error = found.value
    lines = text.split("\n")
    assert 1 <= error.line <= len(lines)
    assert error.text == lines[error.line - 1]
    assert 0 <= error.position <= len(error.text)
    assert str(error.problem)
    assert str(error.advice)


@pytest.mark.parametrize(
    ("text", "line", "meant"),
    [
        ("a = 1\nimport os", 2, "import"),
        ("a = 1\n\nb = a.nothing", 3, "a.nothing"),
        ("x = 2a", 1, "a"),
        ("x = 1 ＄ 2", 1, "＄"),
        ("x = a² ² b", 1, "b"),
        ("x = (1 + [2)", 1, ")"),
        ("sum = 3", 1, "sum"),
    ],
)
def test_the_characters_meant_are_those_typed(text: str, line: int, meant: str) -> None:
    with pytest.raises(ScratchError) as found:
        read(text)
    error = found.value
    assert (error.line, error.text[error.position : error.position + error.length]) == (line, meant)


@pytest.mark.parametrize("text", ["x = open('/etc/passwd')", "print(open)", "x = eval('1')", "x = 'text' * 1000000000"])
def test_python_s_own_names_mean_nothing(text: str) -> None:
    error = run(read(text)).error
    assert error is not None
    assert error.line == 1


def test_full_width_signs_and_those_of_printed_mathematics_are_read() -> None:
    found = run(read("ａ＝Value（−2．0，“甲”）；b = a² × 3 ÷ 2　＃ comment"))
    assert found.error is None
    a, b = found.names["ａ" if "ａ" in found.names else "a"], found.names["b"]
    assert (a.data, a.label, b.data) == (-2.0, "甲", 6.0)


def test_a_near_name_is_offered() -> None:
    with pytest.raises(ScratchError) as found:
        read("L.backwards()")
    assert "backward()" in str(found.value.sentence)


WORDS = (
    *("**", "\n    ", "Value(", ".backward()", ".data", "for ", "in ", "range(", "MLP(", "Neuron(", "print("),
    *("import ", "__", "lambda ", "1e308", "exp(", "max(", ".grad", *"abxyL0123456789.+-*/=()[],:;#'\"\n\t "),
    *"\\_{}<>@!%^²λ（）＝",
)
LONG = 30.0
"""Seconds that no text takes on any machine, if what bounds it is work and not patience."""
PIECES = st.sampled_from(WORDS)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200))
def test_any_text_is_read_or_refused_and_run_to_an_end(text: str) -> None:
    begun = time.process_time()
    program = None
    with suppress(ScratchError):
        program = read(text)
    if program is not None:
        run(program)
    assert time.process_time() - begun < LONG


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "1+" * 490 + "1",
        "\n".join(["x = " + "+".join("1" * 20)] * MOST_LINES),
        "\n".join(["y = " + "1*(" * 30 + "1" + ")" * 30] * 75),
        "x = " + "[" * 31 + "]" * 31,
    ],
    ids=("chain", "chains", "nested", "lists"),
)
def test_long_texts_are_read_soon(text: str) -> None:
    begun = time.process_time()
    program = read(text)
    run(program)
    assert time.process_time() - begun < LONG


@pytest.mark.parametrize("text", ["b = Sinh(a)", "b = sinh(a, a)", "b = 1 + sinh(2.0)", "c = [sinh(a)]"])
def test_an_unknown_function_is_named_with_what_there_is(text: str) -> None:
    try:
        error = run(read(f"a = Value(1.0)\n{text}")).error
    except ScratchError as found:
        error = found
    assert error is not None
    assert error.line == 2
    said = str(error.sentence)
    assert "unknown function “" in said
    assert "sinh(" not in said.lower()
    assert all(f"{name}," in said for name in ("tanh", "logistic", "max", "Value", "MLP"))
    assert "has no value" not in said


def test_an_unknown_function_of_a_number_is_named_with_what_there_is() -> None:
    with pytest.raises(ScratchError) as found:
        read("b = a.softmax()")
    assert "“softmax”" in str(found.value.sentence)
    assert "tanh()" in str(found.value.sentence)
    assert "backward()" in str(found.value.sentence)


def test_a_name_without_a_number_is_still_that() -> None:
    error = run(read("b = sinh + 1")).error
    assert error is not None
    assert "“sinh” has no value yet" in str(error.sentence)
