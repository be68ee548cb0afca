"""The unrolled chain over a long sequence: a window of nine steps, scrolled by bar, buttons, wheel and keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sequence_stage import Stage

from nnstudio.document import Document
from nnstudio.engine import Place
from nnstudio.inspection import Step
from nnstudio.inspection.sequences.chain import window_with
from nnstudio.ui import theme
from nnstudio.ui.sequence_views.chain_view import STEPS, ChainBoard, ChainView
from nnstudio.ui.sequence_views.examples import reading

Show = Callable[[Document], Stage]


@pytest.fixture
def shown(stage: Show) -> tuple[Stage, ChainView]:
    made = stage(reading(length=100))
    return made, made.go(Step("forward", "n2", "h", (60, 3)), "cell").cell.chain


def test_nine_steps_are_seen_with_the_chosen_one_among_them(shown: tuple[Stage, ChainView]) -> None:
    stage, view = shown
    for time in (60, 0, 99, 47, 50):
        stage.go(Step("forward", "n2", "h", (time, 3)))
        chain = view.board.chain
        assert len(chain.times) == STEPS
        assert time in chain.times
        assert [row[0].place.quantity for row in chain.rows] == ["h", "c", "x"]
        for knot in (knot for row in chain.rows for knot in row):
            assert knot.value == stage.value(knot.place)


def test_a_click_leads_to_a_numbers_step(shown: tuple[Stage, ChainView]) -> None:
    stage, view = shown
    first = view.board.chain.first
    stage.hover(view.board, view.board.box(1, 2).center().toPoint())
    assert stage.inspection.lit.places == {Place("n2", "c", (first + 2, 3), stage.session.sample)}
    stage.click(view.board, view.board.box(1, 2).center().toPoint())
    assert stage.step == Step("forward", "n2", "c", (first + 2, 3))
    assert view.board.time == first + 2
    stage.go(Step("backward", "n2", "grad_h", (30, 3)))
    assert [row[0].place.quantity for row in view.board.chain.rows] == ["grad_h", "grad_c"]
    assert view.board.chain.leftward
    assert 30 in view.board.chain.times


def test_the_window_is_scrolled_by_bar_buttons_and_wheel(shown: tuple[Stage, ChainView]) -> None:
    stage, view = shown
    step, first = stage.step, view.board.chain.first
    stage.click(view.later)
    assert view.board.chain.first == first + STEPS - 1
    stage.click(view.earlier)
    assert view.board.chain.first == first
    view.bar.setValue(17)
    assert view.board.chain.first == 17
    turn = QWheelEvent(
        QPointF(20, 20),
        QPointF(view.board.mapToGlobal(QPoint(20, 20))),
        QPoint(),
        QPoint(-120, 0),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.board, turn)
    assert view.board.chain.first == 18
    # Looking elsewhere does not move the step; going on brings it into the window again.
    assert stage.step == step
    stage.go(Step("forward", "n2", "h", (61, 3)))
    assert 61 in view.board.chain.times


def test_the_keys_walk_and_scroll(shown: tuple[Stage, ChainView]) -> None:
    stage, view = shown
    board = view.board
    board.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(board, Qt.Key.Key_Home)
    assert board.chain.first == 0
    assert not view.earlier.isEnabled()
    QTest.keyClick(board, Qt.Key.Key_PageDown)
    assert board.chain.first == STEPS
    QTest.keyClick(board, Qt.Key.Key_End)
    assert board.chain.first == 100 - STEPS
    assert not view.later.isEnabled()
    for _ in range(STEPS + 3):
        QTest.keyClick(board, Qt.Key.Key_Left)
    assert board.chain.first < 100 - STEPS
    assert str(board.chain.first + 1) in board.accessibleDescription()
    QTest.keyClick(board, Qt.Key.Key_Return)
    assert stage.step == Step("forward", "n2", "h", (board.chain.first, 3))
    assert all(part.accessibleName() for part in (board, view.bar, view.earlier, view.later))


def test_short_sequences_and_both_directions(stage: Show) -> None:
    made = stage(reading("gru", length=7, bidirectional=True))
    view = made.go(Step("forward", "n2", "reverse_h", (2, 1)), "cell").cell.chain
    assert list(view.board.chain.times) == list(range(7))
    assert view.board.chain.leftward
    assert [row[0].place.quantity for row in view.board.chain.rows] == ["reverse_h", "x"]
    assert not view.bar.isVisibleTo(view)


def test_the_window_moves_no_further_than_it_must() -> None:
    assert window_with(10, 9, 100, 12) == 10
    assert window_with(10, 9, 100, 19) == 11
    assert window_with(10, 9, 100, 4) == 4
    assert window_with(10, 9, 100, 99) == 91
    assert window_with(10, 9, 5, 4) == 0


@pytest.mark.parametrize("value", [-3e-5, -0.000123, 0.5, -123456.0])
def test_a_number_never_reaches_over_its_box(qtbot: QtBot, value: float) -> None:
    board, image = ChainBoard(), QImage(10, 10, QImage.Format.Format_RGB32)
    qtbot.addWidget(board)
    painter = QPainter(image)
    painter.setFont(theme.font("number_caption"))
    text = board._fitted(painter, value, 40.0)
    assert painter.fontMetrics().horizontalAdvance(text) <= 42
    painter.end()
