"""The embedding's view under real clicks and keys: tokens lead to steps, rows to their gradients, sums are written."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from layer_stage import Stage
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnstudio.document import Document
from nnstudio.inspection import Step
from nnstudio.text import set_language
from nnstudio.ui.layer_views.embedding import EmbeddingView
from nnstudio.ui.layer_views.examples import characters

Show = Callable[[Document], Stage]


@pytest.fixture
def shown(stage: Show) -> tuple[Stage, EmbeddingView]:
    made = stage(characters())
    view = made.go(Step("forward", "n2", "a", (3, 2)))
    assert isinstance(view, EmbeddingView)
    return made, view


def repeated(view: EmbeddingView) -> tuple[int, list[int]]:
    """Return a token that stands at more than one step, and those steps."""
    tokens = view.tokens.cells.values[0].astype(int).tolist()
    token = next(token for token in tokens if tokens.count(token) > 1)
    return token, [step for step, each in enumerate(tokens) if each == token]


def written(text: str) -> float:
    return float(text.replace("−", "-"))


def test_a_click_on_a_token_shows_the_row_that_it_picks(shown: tuple[Stage, EmbeddingView]) -> None:
    stage, view = shown
    token, steps = repeated(view)
    stage.click(view.tokens.grid, 0, steps[1])
    assert stage.inspection.step == Step("forward", "n2", "a", (steps[1], 2))
    assert view.found is not None
    assert (view.found.token, view.found.steps) == (token, tuple(steps))
    with stage.inspection.hold() as moment:
        assert moment is not None
        row = moment.trace.plan.sites["n2"].parameter("weight")[token]
    assert view.detail.grid.board.values[0].tolist() == row.astype(float).tolist()
    assert view.sequence.grid.board.values[steps[0]].tolist() == row.astype(float).tolist()
    assert f"token {token}" in view.note.text()
    assert f"row {token + 1} of the table" in view.note.text()
    assert view.detail.title.text().startswith(f"Row {token + 1},"), "rows are counted as in the formula"
    assert view.table.grid.board.rows[token].split()[0] == str(token + 1)
    assert f"w_{{{token + 1},3}}" in repr(view.found.lines[0].expression)
    assert written(view.total.pieces[-1].text) == pytest.approx(float(row[2]), rel=1e-3)
    marks = view.tokens.grid.board.marks
    assert marks[0, steps[1]] == "target"
    assert marks[0, steps[0]] == "read"


@pytest.mark.parametrize("batch", [False, True])
def test_what_comes_back_to_a_row_is_written_out(shown: tuple[Stage, EmbeddingView], batch: bool) -> None:
    stage, view = shown
    token, steps = repeated(view)
    stage.inspection.set_options(batch=batch)
    stage.tab(view.tabs, "weight")
    stage.click(view.tokens.grid, 0, steps[0])
    assert stage.inspection.step == Step("backward", "n2", "weight_grad", (token, 2))
    assert view.tabs.value() == "weight"
    found, description = view.found, stage.inspection.description
    assert found is not None
    assert description is not None
    assert description.main is not None
    assert found.detail.values[-1, 2] == pytest.approx(description.main.result, rel=1e-6)
    assert written(view.total.pieces[-1].text) == pytest.approx(description.main.result, rel=1e-3)
    count = len(found.places) if batch else len(steps)
    assert len(found.detail.values) == count + 1
    back = found.detail.values[:-1, 2].sum() / (16 if batch else 1)
    assert found.detail.values[-1, 2] == pytest.approx(back, rel=1e-5)


def test_rows_that_no_token_picks_are_hatched_and_have_no_gradient(shown: tuple[Stage, EmbeddingView]) -> None:
    stage, view = shown
    stage.tab(view.tabs, "weight")
    assert view.found is not None
    board = view.table.grid.board
    unused = sorted({row for (row, _), mark in board.marks.items() if mark == "unused"})
    assert len(unused) == view.found.unused > 0
    assert not np.any(board.values[unused])
    assert "nothing comes back" in view.table.grid.words((unused[0], 0))
    grid = view.table.grid
    row = next(row for row in unused if row in grid.layout_now().visible(grid.viewport().rect())[0])
    stage.click(grid, row, 1)
    assert stage.inspection.step == Step("backward", "n2", "weight_grad", (row, 1))
    assert "0" in view.total.text()
    assert "No step of this sample" in view.note.text()
    # Back at the other side a step is looked at, as a row that is picked nowhere has none.
    stage.tab(view.tabs, "forward")
    assert view.found.token == int(view.tokens.cells.values[0, view.step])


def test_the_keys_walk_over_tokens_and_numbers(shown: tuple[Stage, EmbeddingView]) -> None:
    stage, view = shown
    view.tokens.grid.setFocus(Qt.FocusReason.TabFocusReason)
    before = view.step
    view.tokens.grid.current = (0, before)
    QTest.keyClick(view.tokens.grid, Qt.Key.Key_Right)
    QTest.keyClick(view.tokens.grid, Qt.Key.Key_Return)
    assert stage.inspection.step == Step("forward", "n2", "a", (before + 1, 2))
    view.detail.grid.setFocus(Qt.FocusReason.TabFocusReason)
    view.detail.grid.current = (0, 2)
    QTest.keyClick(view.detail.grid, Qt.Key.Key_Left)
    QTest.keyClick(view.detail.grid, Qt.Key.Key_Return)
    assert stage.inspection.step == Step("forward", "n2", "a", (before + 1, 1))
    for pane in (view.tokens, view.table, view.sequence, view.detail):
        assert pane.grid.accessibleName()


def test_a_share_of_another_sample_is_gone_to(shown: tuple[Stage, EmbeddingView], qtbot: QtBot) -> None:
    stage, view = shown
    stage.inspection.set_options(batch=True)
    stage.tab(view.tabs, "weight")
    assert view.found is not None
    row = next(row for row, place in enumerate(view.found.places) if place[0] != stage.session.sample)
    sample, step = view.found.places[row]
    view.detail.grid.setFocus(Qt.FocusReason.TabFocusReason)
    view.detail.grid.current = (row, 1)
    QTest.keyClick(view.detail.grid, Qt.Key.Key_Left)
    QTest.keyClick(view.detail.grid, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stage.session.sample == sample)
    assert stage.inspection.step == Step("backward", "n2", "grad_a", (step, 0))


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
@pytest.mark.parametrize("dimension", [6, 16, 24, 64])
def test_it_fits_into_the_smallest_window(stage: Show, language: str, dimension: int) -> None:
    made = stage(characters("zh", dimension=dimension))
    set_language(language)
    for step in (Step("forward", "n2", "a", (3, 2)), Step("backward", "n2", "weight_grad", (9, 1))):
        view = made.go(step)
        assert view.horizontalScrollBar().maximum() == 0
