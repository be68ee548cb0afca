"""The attention's view: every grid of every head, forward and back; a number pointed at is written out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sequence_stage import Stage

from nnstudio.document import Document, SetParameters
from nnstudio.engine import Place
from nnstudio.inspection import Step
from nnstudio.inspection.sequences.attended import ROLES
from nnstudio.text import set_language
from nnstudio.ui.sequence_views.attention import AttentionView
from nnstudio.ui.sequence_views.examples import attending

Show = Callable[[Document], Stage]


@pytest.fixture
def shown(stage: Show) -> tuple[Stage, AttentionView]:
    made = stage(attending())
    view = made.top(Step("forward", "n2", "weights", (4, 7, 1)))
    assert isinstance(view, AttentionView)
    return made, view


def result(view: AttentionView) -> float:
    return float(view.total.pieces[-1].text.replace("\u2212", "-").replace("×10⁻⁵", "e-5"))


def test_rows_heads_and_clicks(shown: tuple[Stage, AttentionView]) -> None:
    made, view = shown
    assert (view.row, view.head) == (4, 1)
    value = made.value(Place("n2", "weights", (4, 7, 1), made.session.sample))
    weights, scores = view.board.grid("weights"), view.board.grid("scores")
    assert weights.board.values[4, 7] == value
    assert weights.board.marks[4, 7] == "target"
    assert weights.board.values[4].sum() == pytest.approx(1, abs=1e-5)
    assert result(view) == pytest.approx(value, rel=1e-3)
    made.click(scores.viewport(), scores.layout_now().box(2, 3).center())
    assert made.step == Step("forward", "n2", "scores", (2, 3, 1))
    QTest.keyClick(view.heads, Qt.Key.Key_Up)
    # It stays while the step does: each frame shows the step once more.
    for _ in range(2):
        assert view.shown is not None
        assert (view.shown.head, view.heads.currentIndex()) == (0, 0)
        made.settle()
        made.inspection.refresh()
    assert made.step == Step("forward", "n2", "scores", (2, 3, 1))
    made.click(view.board.grid("scores").viewport(), view.board.grid("scores").layout_now().box(1, 3).center())
    assert made.step == Step("forward", "n2", "scores", (1, 3, 0))
    assert view.horizontalScrollBar().maximum() == 0


def test_a_number_pointed_at_is_written_out_and_framed_are_its_operands(shown: tuple[Stage, AttentionView]) -> None:
    made, view = shown
    scores, sample = view.board.grid("scores"), made.session.sample
    made.hover(scores.viewport(), scores.layout_now().box(2, 3).center())
    place = Place("n2", "scores", (2, 3, 1), sample)
    assert made.inspection.lit.places == {place}
    assert result(view) == pytest.approx(made.value(place), rel=1e-3)
    assert view.board.grid("query").lit() == {(2, 0), (2, 1)}
    assert view.board.grid("key").lit() == {(3, 0), (3, 1)}
    assert view.what.text()
    # It stays written out while the mouse does, whatever frames come.
    made.inspection.refresh()
    made.settle()
    assert result(view) == pytest.approx(made.value(place), rel=1e-3)
    assert view.board.grid("query").lit() == {(2, 0), (2, 1)}
    # The step stays; when the mouse leaves, its own number is written out again.
    assert made.step.quantity == "weights"
    made.hover(view.board, view.board.choice.geometry().center())
    made.settle()
    view.point(None)
    assert result(view) == pytest.approx(made.value(Place("n2", "weights", (4, 7, 1), sample)), rel=1e-3)


@pytest.mark.parametrize("role", ROLES)
def test_each_grid_alone_forward_and_back(shown: tuple[Stage, AttentionView], role: str) -> None:
    made, view = shown
    made.click(view.board.choice.buttons[role])
    assert [each for each, part in view.board.parts.items() if part.isVisibleTo(view)] == [role]
    for side in ("forward", "back"):
        made.click(view.tabs.buttons[side])
        assert view.shown is not None
        grid, own = view.board.grid(role), view.shown.grids(side == "back")[role]
        grid.setFocus(Qt.FocusReason.TabFocusReason)
        grid.current = (2, 1)
        QTest.keyClick(grid, Qt.Key.Key_Left)
        place = own.place(2, 0)
        assert place is not None
        assert made.inspection.lit.places == {place}
        assert grid.board.values[2, 0] == made.value(place)
        assert view.description is not None
        assert view.description.main is not None
        assert view.description.main.result == made.value(place)
        assert grid.accessibleName()
    QTest.keyClick(view.board.grid(role), Qt.Key.Key_Return)
    assert made.step.phase == "backward"
    assert made.step.quantity == f"grad_{role}"


def test_the_head_follows_a_feature(shown: tuple[Stage, AttentionView]) -> None:
    made, view = shown
    made.top(Step("forward", "n2", "query", (3, 0)))
    assert view.head == 0
    made.top(Step("forward", "n2", "query", (3, 3)))
    assert view.head == 1
    assert view.board.grid("query").board.marks[3, 1] == "target"


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_it_fits_into_the_smallest_window(stage: Show, language: str) -> None:
    made = stage(attending(length=30))
    set_language(language)
    for step in (Step("forward", "n2", "scores", (4, 7, 1)), Step("backward", "n2", "grad_scores", (4, 7, 1))):
        view = made.top(step)
        assert isinstance(view, AttentionView)
        made.settle()
        assert view.horizontalScrollBar().maximum() == 0


def test_as_columns_all_grids_are_transposed(shown: tuple[Stage, AttentionView]) -> None:
    made, view = shown
    made.inspection.set_options(columns=True)
    weights, value = view.board.grid("weights"), made.value(Place("n2", "weights", (4, 7, 1), made.session.sample))
    assert weights.board.values[7, 4] == value
    assert weights.board.marks[7, 4] == "target"
    assert weights.board.marks[0, 4] == "read"
    assert view.board.grid("query").board.shape == (2, 12)
    made.click(weights.viewport(), weights.layout_now().box(3, 2).center())
    assert made.step == Step("forward", "n2", "weights", (2, 3, 1))


def test_a_covered_weight_is_told_neither_in_words_nor_where_it_mixes(shown: tuple[Stage, AttentionView]) -> None:
    made, view = shown
    made.top(Step("forward", "n2", "weights", (4, 0, 1)))
    weights, context = view.board.grid("weights"), view.board.grid("context")
    made.inspection.set_options(covered=True)
    made.settle()
    assert weights.words((4, 0)).endswith("?")
    assert not weights.words((4, 1)).endswith("?")
    assert view.total.pieces[-1].text == "?"
    assert "looks most at step ?: ? of its attention" in view.note.text()
    made.hover(context.viewport(), context.layout_now().box(4, 0).center())
    mixed = [piece.text for piece in view.total.pieces if piece.token.operand is not None]
    assert mixed.count("?") == 1
    assert view.total.pieces[-1].text != "?"
    made.inspection.set_options(covered=False)
    made.settle()
    assert not weights.words((4, 0)).endswith("?")
    assert "?" not in view.note.text()


def test_with_fewer_heads_the_first_is_shown(shown: tuple[Stage, AttentionView]) -> None:
    made, view = shown
    assert view.head == 1
    assert made.session.edit(SetParameters("n2", (("heads", 1),)))
    made.settle()
    assert view.shown is not None
    assert (view.head, view.shown.heads) == (0, 1)
