"""Cards of random networks of every kind, as they stand in the widget: ≈ exactly where rounding changed a number."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_kinds import plans_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inspected import network, primed
from pytestqt.qtbot import QtBot

from nnstudio.engine import layers
from nnstudio.inspection import Description, Trace, describe, operations
from nnstudio.ui.controls.calculation import ExpressionView
from nnstudio.ui.controls.calculation.expression_view import Piece
from nnstudio.ui.inspector.operation_bar import equation

STEPS = 12
_POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def number_read(text: str) -> float:
    """Return the number that a reader of the card reads."""
    text = text.strip("()").replace("−", "-").replace("\u202f", "")
    if text.endswith("∞"):
        return float(text.replace("∞", "inf"))
    mantissa, _, power = text.partition("×10")
    return float(f"{mantissa}e{power.translate(_POWERS)}" if power else mantissa)


def is_changed(text: str, value: float, digits: int) -> bool:
    """Whether what is written is another number; of up to twelve digits, but for the last bit of a double."""
    read = number_read(text)
    if read == value or value != value:
        return False
    if abs(value) < 3e38 and float(np.float32(value)) == value:
        return bool(np.float32(read) != np.float32(value))
    return digits > 12 or abs(read - value) > 2e-15 * abs(value)


def check_line(pieces: list[Piece], arrow: bool, result: float, digits: int) -> None:
    sign, end, last = (next(piece for piece in pieces if piece.token.mark == mark) for mark in ("=", "end", "result"))
    shown = [(piece.text, piece.token.operand.value) for piece in pieces if piece.token.operand is not None]
    changed = any(is_changed(text, value, digits) for text, value in shown)
    assert sign.text == ("←" if arrow else "≈" if changed else "=")
    assert end.text == ("≈" if changed or is_changed(last.text, result, digits) else "=")


def check_card(view: ExpressionView, described: Description, digits: int, whole: bool) -> None:
    view.show_lines(described.lines, digits)
    if whole:
        view.expand()
    for place, line in enumerate(described.lines):
        check_line([piece for piece in view.pieces if piece.line == place], line.arrow, line.result, digits)


@pytest.mark.parametrize("kind", layers)
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), batch=st.booleans(), whole=st.booleans(), digits=st.integers(2, 17), seed=st.integers(0, 99))
def test_about_is_said_exactly_where_a_digit_is_missing(
    qtbot: QtBot, kind: str, data: st.DataObject, batch: bool, whole: bool, digits: int, seed: int
) -> None:
    trace = Trace(data.draw(plans_of(kind)), 0, batch)
    view = ExpressionView()
    qtbot.addWidget(view)
    view.resize(600, 400)
    steps = [trace.fine[int(place)] for place in np.random.default_rng(seed).integers(0, len(trace.fine), STEPS)]
    for step in steps:
        check_card(view, describe(trace, step), digits, whole)
    assert view.pieces


def test_a_whole_result_of_rounded_numbers_is_about(qtbot: QtBot) -> None:
    program = network((1, 1), ("identity",), dtype="float64")
    program.set_parameter("h1", "weight", np.array([[1 / 3]]))
    program.set_parameter("h1", "bias", np.array([0.0]))
    trace = Trace(primed(program, np.array([[3.0]]), np.array([[1.0]])))
    described = describe(trace, next(step for step in trace.fine if step.quantity == "z"))
    view = ExpressionView()
    qtbot.addWidget(view)
    view.show_lines(described.lines, 4)
    assert view.text().startswith("z₁ ≈ 0.3333 × 3 + 0")
    assert view.text().endswith("≈ 1")
    view.show_lines(described.lines, 17)
    assert "= 0.33333333333333331 × 3" in view.text()


def test_the_operations_say_it_too() -> None:
    program = network((1, 1), ("identity",), dtype="float64", rate=0.5)
    program.set_parameter("h1", "weight", np.array([[1 / 3]]))
    trace = Trace(primed(program, np.array([[3.0]]), np.array([[1.0]])))
    first = operations(describe(trace, next(step for step in trace.fine if step.quantity == "z")))[0]
    assert equation(first, 4) == "0.3333 × 3 ≈ 1"
