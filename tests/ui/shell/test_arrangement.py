"""Which views of Train stand beside which: moved by menu, keys and mouse, remembered, and never harmed by settings."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.arrangement import MOST_COLUMNS, MOST_ROWS, NETWORK, PANES, STANDARD, Arrangement, read
from nnstudio.ui.shell.train_workspace import TrainWorkspace

LEFT = Qt.MouseButton.LeftButton
WAYS = st.sampled_from(("left", "right", "up", "down"))
SIDES = st.sampled_from(("left", "right", "above", "below", "here"))
MOVES = st.one_of(
    st.tuples(st.just("move"), st.sampled_from(PANES), WAYS),
    st.tuples(st.just("put"), st.sampled_from(PANES), st.tuples(st.sampled_from(PANES), SIDES)),
    st.tuples(st.just("close"), st.sampled_from(PANES), st.none()),
)


def made(arrangement: Arrangement, move: tuple) -> Arrangement:
    """Return what a move makes; one that names a pane that is not there is none."""
    what, pane, how = move
    if what == "put":
        return arrangement.put(pane, *how) if how[0] in arrangement.panes else arrangement
    if pane not in arrangement.panes:
        return arrangement
    return arrangement.moved(pane, how) if what == "move" else arrangement.closed(pane)


@given(st.lists(MOVES, max_size=25))
def test_whatever_is_done_leaves_an_arrangement_that_is_read_again(moves: list[tuple]) -> None:
    now = STANDARD
    for move in moves:
        now = made(now, move)
        assert NETWORK in now.panes
        assert len(now.panes) == len(set(now.panes)) > 1
        assert len(now.columns) <= MOST_COLUMNS
        assert all(1 <= len(column) <= MOST_ROWS for column in now.columns)
        assert read(now.written()).columns == now.columns


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 5000,
        "null",
        json.dumps({"columns": []}),
        json.dumps({"columns": [["answers", "curves"]], "widths": [], "heights": []}),
        json.dumps({"columns": [["network"], ["answers", "answers"]], "widths": [], "heights": []}),
        json.dumps({"columns": [["network"], ["nothing"]], "widths": [], "heights": []}),
        json.dumps({"columns": [["network"], []], "widths": [], "heights": []}),
        json.dumps({"columns": [[1], [2]], "widths": 3, "heights": None}),
        json.dumps({"columns": [["network"], ["answers"]], "widths": [0, -1], "heights": [[1], [1]]}),
        json.dumps({"columns": [["network"], ["answers"]], "widths": [1e400, 1], "heights": [[1], [1]]}),
    ],
)
def test_what_is_broken_reads_as_the_standard(text: str) -> None:
    assert read(text) == STANDARD


def test_sizes_that_do_not_fit_are_left_out() -> None:
    found = read(json.dumps({"columns": [["network"], ["answers"]], "widths": [3], "heights": [[1], [1]]}))
    assert found == Arrangement((("network",), ("answers",)))


def train(window: MainWindow, qtbot: QtBot) -> TrainWorkspace:
    """Show Train with its plots."""
    window.show_place("train")
    panel = window.workspaces.panel()
    assert isinstance(panel, TrainWorkspace)
    panel.make_plots()
    qtbot.waitUntil(lambda: panel.areas["curves"].isVisible() and panel.areas["curves"].width() > 100)
    return panel


def test_a_pane_is_moved_by_the_keys_and_brought_back_by_the_menu(window: MainWindow, qtbot: QtBot) -> None:
    panel = train(window, qtbot)
    curves = panel.areas["curves"]
    curves.arrange.setFocus()
    QTest.keyClick(curves.arrange, Qt.Key.Key_Right)
    assert panel.arrangement.columns == ((NETWORK,), ("answers",), ("curves",))
    answers = panel.areas["answers"]
    qtbot.waitUntil(lambda: curves.mapTo(panel, QPoint()).x() >= answers.mapTo(panel, QPoint()).x() + answers.width())
    assert curves.isVisible()
    assert answers.isVisible()
    curves.arrange.fill()
    standard = curves.arrange.menu_of_moves.actions()[-2]
    assert standard.isEnabled()
    standard.trigger()
    assert panel.arrangement.columns == STANDARD.columns
    qtbot.waitUntil(lambda: curves.mapTo(panel, QPoint()).y() > answers.mapTo(panel, QPoint()).y())
    assert "standard" not in curves.arrange.able


def test_a_bar_is_dragged_to_another_place(window: MainWindow, qtbot: QtBot) -> None:
    panel = train(window, qtbot)
    bar, network = panel.areas["curves"].bar, panel.network
    inside = QPoint(bar.width() // 2, bar.height() // 2)
    goal = bar.mapFromGlobal(network.mapToGlobal(QPoint(5, network.height() // 2)))
    QTest.mousePress(bar, LEFT, pos=inside)
    QTest.mouseMove(bar, goal)
    assert panel.drag.ghost.isVisible()
    QTest.mouseRelease(bar, LEFT, pos=goal)
    assert not panel.drag.ghost.isVisible()
    assert panel.arrangement.columns == (("curves",), (NETWORK,), ("answers",))
    # A click is no drag.
    QTest.mouseClick(bar, LEFT, pos=QPoint(bar.width() // 2, bar.height() // 2))
    assert panel.arrangement.columns == (("curves",), (NETWORK,), ("answers",))


def test_a_view_that_another_pane_shows_changes_places_with_it(window: MainWindow, qtbot: QtBot) -> None:
    panel = train(window, qtbot)
    answers, curves = panel.areas["answers"], panel.areas["curves"]
    before, moved = answers.current, curves.widgets[curves.current]
    answers.choose("curves")
    assert (answers.current, curves.current) == ("curves", before)
    assert answers.stack.currentWidget() is moved
    qtbot.waitUntil(moved.isVisible)


def test_a_pane_is_added_and_closed(window: MainWindow, qtbot: QtBot) -> None:
    panel = train(window, qtbot)
    panel.areas["curves"].arrange.wanted.emit("below")
    third = panel.areas["third"]
    assert panel.arrangement.columns == ((NETWORK,), ("answers", "curves", "third"))
    qtbot.waitUntil(third.isVisible)
    assert third.current not in ("", panel.areas["answers"].current, panel.areas["curves"].current)
    third.choose("labs")
    lab = third.widgets["labs"]
    third.arrange.fill()
    third.arrange.menu_of_moves.actions()[-3].trigger()
    assert not third.isVisible()
    assert panel.arrangement.columns == STANDARD.columns
    # What it had is not lost.
    assert panel.show_view("labs") is lab
    assert panel.areas["curves"].current == "labs"


def test_the_arrangement_is_there_again_after_a_start(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    panel = train(window, qtbot)
    panel.areas["answers"].arrange.wanted.emit("left")
    columns = panel.arrangement.columns
    assert columns == ((NETWORK,), ("answers",), ("curves",))
    widths = panel.columns.sizes()
    panel.columns.setSizes([widths[0] - 60, widths[1] + 60, widths[2]])
    panel.save_layout()
    wanted = panel.columns.sizes()
    again = TrainWorkspace(session)
    qtbot.addWidget(again)
    again.resize(panel.size())
    again.show()
    again.make_plots()
    assert again.arrangement.columns == columns
    qtbot.waitUntil(lambda: all(abs(a - b) <= 3 for a, b in zip(again.columns.sizes(), wanted, strict=True)))


def test_a_broken_setting_does_not_harm_the_start(session: Session, qtbot: QtBot) -> None:
    assert session.settings is not None
    session.settings.set_choice("train_arrangement", '{"columns": [["network"], ["answers", 7]]')
    again = TrainWorkspace(session)
    qtbot.addWidget(again)
    again.resize(1000, 700)
    again.show()
    again.make_plots()
    assert again.arrangement == STANDARD
    assert [area.isVisible() for area in again.areas.values()] == [True, True]


def test_a_view_that_is_asked_for_ends_the_enlargement_of_another(window: MainWindow, qtbot: QtBot) -> None:
    panel = train(window, qtbot)
    curves = panel.areas["curves"]
    curves.enlarge.toggle()
    qtbot.waitUntil(lambda: not panel.network.isVisible())
    shown = panel.show_view("landscape")
    qtbot.waitUntil(shown.isVisible)
    assert not curves.enlarge.isChecked()
    assert panel.network.isVisible()
