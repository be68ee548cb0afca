"""A long sum is written in full by a click, and stays so for as long as it is the same number's."""

from __future__ import annotations

import numpy as np
import pytest
from inspected import network, primed
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnstudio.inspection import Line, Trace, describe
from nnstudio.ui.controls.calculation.expression_view import ExpressionView

INPUTS = 20


@pytest.fixture
def lines() -> list[tuple[Line, ...]]:
    """What is written of the two neurons of a layer with many inputs."""
    trace = Trace(primed(network((INPUTS, 2), ("identity",)), np.ones((1, INPUTS)), np.ones((1, 2))))
    return [describe(trace, step).lines for step in trace.fine if step.quantity == "z"]


@pytest.fixture
def view(qtbot: QtBot) -> ExpressionView:
    made = ExpressionView()
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return made


def terms(view: ExpressionView) -> int:
    """How many factors are written."""
    return sum(piece.token.operand is not None for piece in view.pieces)


def write_out(view: ExpressionView) -> None:
    """Click the … of a sum."""
    hidden = next(piece for piece in view.pieces if piece.token.hidden)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=hidden.box.center().toPoint())


def test_a_click_writes_it_in_full(view: ExpressionView, lines: list[tuple[Line, ...]]) -> None:
    view.show_lines(lines[0], 4)
    assert terms(view) < INPUTS
    write_out(view)
    assert view.whole
    assert terms(view) > 2 * INPUTS


def test_frames_and_digits_leave_it_so(view: ExpressionView, lines: list[tuple[Line, ...]]) -> None:
    view.show_lines(lines[0], 4)
    write_out(view)
    view.show_lines(tuple(lines[0]), 4)
    view.show_lines(lines[0], 7)
    assert terms(view) > 2 * INPUTS


def test_another_number_begins_short(view: ExpressionView, lines: list[tuple[Line, ...]]) -> None:
    view.show_lines(lines[0], 4)
    write_out(view)
    view.show_lines(lines[1], 4)
    assert terms(view) < INPUTS


def test_numbers_of_one_symbol_are_told_apart(view: ExpressionView, lines: list[tuple[Line, ...]]) -> None:
    view.show_lines(lines[0], 4, about="here")
    write_out(view)
    view.show_lines(lines[0], 4, about="here")
    assert view.whole
    view.show_lines(lines[0], 4, about="there")
    assert not view.whole
