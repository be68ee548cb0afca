"""What stands above and beside a grid: scales that are never cut, numbers of rows, scales of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from layer_stage import Stage
from PySide6.QtCore import QRect

from nnstudio.document import Document, SetParameters, apply, opening_document
from nnstudio.inspection import Step
from nnstudio.ui import theme
from nnstudio.ui.controls.cell_board import short, unit_of
from nnstudio.ui.layer_views import examples
from nnstudio.ui.layer_views.cross_entropy import CrossEntropyView
from nnstudio.ui.layer_views.dense import DenseView
from nnstudio.ui.layer_views.dropout import DropoutView

Show = Callable[[Document], Stage]


@pytest.mark.parametrize(
    "step", [Step("backward", "n4", "weight_grad", (0, 0, 0, 0)), Step("backward", "n7", "grad_z", (2,))], ids=str
)
def test_scales_are_never_cut(stage: Show, step: Step) -> None:
    made = stage(examples.images())
    view = made.go(step)
    made.settle()
    shown = [pane for pane in view.panes if pane.isVisible()]
    assert len(shown) > 2
    for pane in shown:
        if not pane.scale.isVisible():
            assert pane.title.fontMetrics().horizontalAdvance(pane.title.text()) <= pane.title.width() + 1
        else:
            assert pane.scale.width() >= pane.scale.sizeHint().width()
            assert pane.scale.text() not in pane.title.text() or not pane.scale.text()


def test_ten_classes_are_seen_without_scrolling(stage: Show) -> None:
    made = stage(examples.images())
    view = made.go(Step("backward", "n7", "grad_z", (2,)))
    assert isinstance(view, CrossEntropyView)
    made.settle()
    assert view.shown["p"].grid.verticalScrollBar().maximum() == 0


def test_a_wide_matrix_scrolls_under_headings_that_stay(stage: Show) -> None:
    document = apply(opening_document(), SetParameters("n2", (("units", 64),)))
    document = apply(document, SetParameters("n3", (("units", 60),)))
    made = stage(document)
    view = made.go(Step("forward", "n3", "z", (0,)))
    assert isinstance(view, DenseView)
    made.settle()
    grid = view.parts["right"].grid
    assert (grid.board.rows[63], grid.board.columns[59]) == ("64", "60")
    assert (grid.horizontalScrollBar().value(), grid.verticalScrollBar().value()) == (0, 0), "it begins at its start"
    bar = grid.verticalScrollBar()
    assert bar.maximum() > 0
    left, top = grid.layout_now().margins
    area = QRect(0, 0, left, grid.viewport().height())
    before = grid.viewport().grab(area).toImage()
    bar.setValue(bar.maximum())
    made.settle()
    assert grid.layout_now().margins == (left, top)
    assert grid.viewport().grab(area).toImage() != before, "other rows, other numbers"
    head = grid.viewport().grab(QRect(left, 0, 100, top)).toImage()
    paper = theme.tokens().panel.rgb()
    assert any(head.pixel(x, y) != paper for x in range(head.width()) for y in range(head.height()))


def test_the_opening_network_s_weights_are_written(stage: Show) -> None:
    view = stage(opening_document()).go(Step("forward", "n2", "z", (0,)))
    assert isinstance(view, DenseView)
    assert view.parts["right"].grid.board.text


def test_a_silenced_layer_s_gradients_have_their_own_scale(stage: Show) -> None:
    view = stage(examples.residual()).go(Step("forward", "n5", "a", (0,)))
    assert isinstance(view, DropoutView)
    assert view.table.cells.columns == ("x", "m/q", "a")
    assert all(letter.startswith("∂") for letter in view.back.cells.columns)
    assert view.back.grid.board.limit == view.back.cells.limit


def test_what_rounds_to_nothing_is_not_0() -> None:
    assert short(2e-7, 4, 1.0) == "≈0"
    assert short(0.0, 4, 1.0) == "0"
    assert short(0.01, 4, 1.0) == "0.010"


@pytest.mark.parametrize("limit", [0.019, 0.001, 0.00099, 8e-5, 1.5e-6, 1e-6, 3e-9])
def test_small_numbers_are_written_in_a_unit_that_leaves_whole_ones(limit: float) -> None:
    assert 0.999 <= limit / unit_of(limit) < 1000
    assert unit_of(0.02) == unit_of(3.0) == unit_of(0.0) == 1.0
