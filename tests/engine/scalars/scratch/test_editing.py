"""What the mouse does to the text."""

from __future__ import annotations

import pytest

from nnstudio.engine.scalars.scratch import ScratchError, read, run
from nnstudio.engine.scalars.scratch.editing import (
    appended,
    deleted,
    extracted,
    fresh_name,
    number_set,
    renamed,
    swept,
    with_number,
)
from nnstudio.engine.scalars.scratch.grammar import Span


def test_a_neuron_is_built_without_typing() -> None:
    text = ""
    for name, value in (("x1", 2.0), ("x2", 0.0), ("w1", -3.0), ("w2", 1.0), ("b", 6.8813735870195432)):
        text = with_number(text, value, name)
    text = appended(text, "*", ["x1", "w1"], "p")
    text = appended(text, "*", ["x2", "w2"], "q")
    text = appended(text, "sum", ["p", "q", "b"], "n")
    text = swept(appended(text, "tanh", ["n"], "o"), "o")
    assert text.splitlines()[5:] == ["p = x1 * w1", "q = x2 * w2", "n = sum([p, q, b])", "o = n.tanh()", "o.backward()"]
    found = run(read(text))
    assert found.error is None
    assert found.names["x1"].grad == pytest.approx(-1.5)


def test_names_are_free_ones() -> None:
    assert fresh_name("a = Value(1)\nc = a") == "b"
    assert fresh_name("\n".join(f"{letter} = 1" for letter in "abcdefghijklmnopqrstuvwxyz")) == "v1"
    assert appended("a = Value(1.0)", "max", ["a", "a"]) == "a = Value(1.0)\nb = max(a, a)\n"


def test_renaming_reaches_every_use_and_nothing_else() -> None:
    text = "a = Value(1) # a\nb = a.data + a\nfor i in range(2):\n    b = b * a\nprint('a')"
    expected = "w = Value(1) # a\nb = w.data + w\nfor i in range(2):\n    b = b * w\nprint('a')"
    assert renamed(text, "a", "w") == expected
    for name in ("b", "sum", "1x", "_x", "for", ""):
        with pytest.raises(ScratchError):
            renamed(text, "a", name)


def test_a_number_is_set_where_it_is_given() -> None:
    assert number_set("a = Value(-2.5, 'x')\nb = a", "a", 3.0) == "a = Value(3.0, 'x')\nb = a"
    with pytest.raises(ScratchError):
        number_set("a = Value(1)\nb = a + 1", "b", 3.0)


def test_what_is_used_is_not_deleted() -> None:
    text = "a = Value(1)\nb = a * 2\nb.backward()"
    assert deleted(text, "b") == "a = Value(1)"
    with pytest.raises(ScratchError) as found:
        deleted(text, "a")
    assert found.value.line == 2
    with pytest.raises(ScratchError):
        deleted("a = Value(1); b = Value(2)", "a")


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("d = a * b + b**3", "a * b", "t = a * b\nd = t + b**3"),
        ("a = 1; d = a * 2 + 1", "a * 2", "a = 1; t = a * 2; d = t + 1"),
        ("for i in range(2):\n    c = a + b + i", "a + b", "for i in range(2):\n    t = a + b\n    c = t + i"),
    ],
)
def test_a_part_gets_a_name_of_its_own(text: str, part: str, expected: str) -> None:
    line = next(number for number, each in enumerate(text.split("\n"), 1) if part in each)
    start = text.split("\n")[line - 1].index(part)
    assert extracted(text, Span(line, start, len(part)), "t") == expected
