"""Rows that nothing stretches in are set once, and look as ziamath's own look."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from nnstudio import engine
from nnstudio.ui.controls.formula import formula_drawing
from nnstudio.ui.controls.formula_letters import marked

DEEP = r"\frac{a}{1 + \frac{b}{1 + \frac{c}{1 + \frac{d}{1 + \frac{e}{f}}}}}"
FORMULAS = (
    DEEP,
    r"\left(\frac{a}{\frac{b}{1 + e^{-z}}}\right)^2 + \sum_{i=1}^{n} w_i x_i",
    r"\sqrt{\left|\frac{\frac{x}{y}}{z}\right|} \cdot |a| \cdot \left[\frac{1}{2}\right]",
    r"\frac{x}{h} = \left[1 - \Bigl(\frac{\left(a + \frac{b}{c}\right)}{d}\Bigr)\right]^\top \sum_u w_u",
    r"\begin{cases} a & x > 0 \\ \frac{a}{b} & x \le 0 \end{cases}",
    r"\hat{m} = \frac{\beta_1 m + (1 - \beta_1)\,g}{1 - \beta_1^{t}} \rightarrow \overline{x} \text{ and } W^\top",
    marked(r"\frac{z - \frac{b}{c}}{\sqrt{d}}", ((6, 7), (16, 17))),
)


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Has rows set by nnstudio's class, or by ziamath's own."""
    formula_drawing("x", 16, "#123456")
    from ziamath.nodes.mnode import _node_classes
    from ziamath.nodes.mrow import Mrow

    from nnstudio.ui.controls.formula_rows import Row

    return lambda whose: monkeypatch.setitem(_node_classes, "mrow", {"ours": Row, "theirs": Mrow}[whose])


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_drawing_is_the_same(formula: str, rows: Callable[[str], None]) -> None:
    rows("theirs")
    theirs = formula_drawing(formula, 16, "#123456")
    rows("ours")
    assert formula_drawing(formula, 16, "#123456") == theirs


def test_so_is_that_of_every_activation(rows: Callable[[str], None]) -> None:
    formulas = [function.declaration.formula for function in engine.activations.values()]
    rows("theirs")
    theirs = [formula_drawing(formula, 16, "#123456") for formula in formulas]
    rows("ours")
    assert [formula_drawing(formula, 16, "#123456") for formula in formulas] == theirs


def test_a_level_deeper_does_not_take_twice_as_long(rows: Callable[[str], None]) -> None:
    def worked() -> float:
        start = time.thread_time()
        formula_drawing(DEEP, 16, "#123456")
        return time.thread_time() - start

    rows("theirs")
    theirs = min(worked() for _ in range(3))
    rows("ours")
    assert min(worked() for _ in range(3)) < theirs / 3
