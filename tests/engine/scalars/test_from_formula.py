"""A typed formula as a graph: every operation has the number and the slopes that others compute."""

from __future__ import annotations

import math

import pytest

from nnstudio.engine.errors import DataError
from nnstudio.engine.formulas import differentiate, read
from nnstudio.engine.formulas.vocabulary import FUNCTIONS
from nnstudio.engine.scalars.from_formula import graph_of_tape

ONE = {
    "sqrt": (math.sqrt, 1.7),
    "tan": (math.tan, 0.6),
    "sinh": (math.sinh, 0.6),
    "cosh": (math.cosh, 0.6),
    "arctan": (math.atan, 0.6),
    "erf": (math.erf, 0.6),
    "softplus": (lambda x: math.log(1 + math.exp(x)), 0.6),
    "sign": (lambda x: 1.0, 0.6),
    "exp": (math.exp, 0.6),
    "log": (math.log, 0.6),
    "sin": (math.sin, 0.6),
    "cos": (math.cos, 0.6),
    "tanh": (math.tanh, 0.6),
    "abs": (abs, -0.6),
    "sigmoid": (lambda x: 1 / (1 + math.exp(-x)), 0.6),
    "relu": (lambda x: max(0.0, x), 0.6),
}


@pytest.mark.parametrize("name", sorted(name for name, count in FUNCTIONS.items() if count == 1))
def test_functions_of_one_number(name: str) -> None:
    function, at = ONE[name]
    found = read(f"{name}(u)", "formula", ("u",))
    slope = differentiate(found.tape, found.value, "u")
    root, leaves = graph_of_tape(found.tape, found.value, {"u": at})
    assert root.data == pytest.approx(function(at), rel=1e-14)
    root.backward()
    numeric = (function(at + 1e-6) - function(at - 1e-6)) / 2e-6
    assert leaves["u"].grad == pytest.approx(numeric, rel=1e-8, abs=1e-9)
    symbolic = graph_of_tape(found.tape, slope, {"u": at})[0].data
    assert leaves["u"].grad == pytest.approx(symbolic, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "value", "by_u", "by_v"),
    [
        ("u * v + u / v", 2 * 3 + 2 / 3, 3 + 1 / 3, 2 - 2 / 9),
        ("u ^ 3 - v", 5.0, 12.0, -1.0),
        ("u ^ v", 8.0, 12.0, 8 * math.log(2)),
        ("max(u, v) * min(u, v)", 6.0, 3.0, 2.0),
        ("where(u > v, u, 5 * v)", 15.0, 0.0, 5.0),
        ("where(u <= v, u * v, v)", 6.0, 3.0, 2.0),
        ("-(u + v) * 2", -10.0, -2.0, -2.0),
    ],
)
def test_operations_of_two(text: str, value: float, by_u: float, by_v: float) -> None:
    found = read(text, "formula", ("u", "v"))
    root, leaves = graph_of_tape(found.tape, found.value, {"u": 2.0, "v": 3.0})
    root.backward()
    assert root.data == pytest.approx(value)
    assert (leaves["u"].grad, leaves["v"].grad) == (pytest.approx(by_u), pytest.approx(by_v))


def test_what_is_used_twice_is_one_number() -> None:
    found = read("(u + 1) * (u + 1)", "formula", ("u",))
    root, _ = graph_of_tape(found.tape, found.value, {"u": 2.0})
    assert len(root.topological_order()) == 4


@pytest.mark.parametrize("text", ["log(u)", "sqrt(u)", "exp(-1000 * u)", "cosh(999 * u)"])
def test_what_has_no_value_there_is_refused(text: str) -> None:
    found = read(text, "formula", ("u",))
    with pytest.raises(DataError):
        graph_of_tape(found.tape, found.value, {"u": -1.0})
