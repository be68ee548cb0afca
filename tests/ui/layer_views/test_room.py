"""What a view is about is seen without scrolling in the smallest window, of 1024 × 768."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from layer_stage import Stage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.document import Document, templates
from nnstudio.inspection import Step
from nnstudio.ui.layer_views import examples
from nnstudio.ui.layer_views.base import LayerView
from nnstudio.ui.layer_views.convolution import ConvolutionView
from nnstudio.ui.layer_views.dense import DenseView
from nnstudio.ui.layer_views.norm import NormView
from nnstudio.ui.layer_views.pane import LEASTS
from nnstudio.ui.layer_views.quantities import QuantitiesView

Show = Callable[[Document], Stage]
LEFT_IN_WINDOW = 1024, 688
"""What menus and the bar above leave of it."""


def large_kernels() -> Document:
    return examples._chain(
        "digits",
        ("convolution2d", {"filters": 4, "kernel_height": 5, "kernel_width": 5, "padding": "same"}),
        ("flatten", {}),
        ("dense", {"units": 10, "activation": "softmax"}),
    )


def small(stage: Stage, qtbot: QtBot) -> None:
    stage.panel.resize(*LEFT_IN_WINDOW)
    qtbot.waitUntil(lambda: stage.panel.height() == LEFT_IN_WINDOW[1])
    QApplication.processEvents()


def over(view: LayerView) -> int:
    return view.verticalScrollBar().maximum()


@pytest.mark.parametrize("side", ["forward", "kernel", "reach"])
def test_kernels_of_five_by_five(stage: Show, qtbot: QtBot, side: str) -> None:
    shown = stage(large_kernels())
    small(shown, qtbot)
    view = shown.go(Step("forward", "n2", "z", (3, 3, 0)))
    assert isinstance(view, ConvolutionView)
    shown.tab(view.tabs, side)
    assert over(view) == 0


def test_the_input_gradient_of_several_filters_is_seen_with_its_sum(stage: Show, qtbot: QtBot) -> None:
    shown = stage(large_kernels())
    small(shown, qtbot)
    view = shown.go(Step("forward", "n2", "z", (3, 3, 0)))
    assert isinstance(view, ConvolutionView)
    shown.tab(view.tabs, "input")
    total = view.input.total
    assert total.mapTo(view.viewport(), total.rect().bottomLeft()).y() <= view.viewport().height()


def test_ten_classes_both_ways(stage: Show, qtbot: QtBot) -> None:
    shown = stage(large_kernels())
    small(shown, qtbot)
    view = shown.go(Step("loss", "n5", "loss", ()))
    assert over(view) == 0
    heights = {view.shown[name].grid.layout_now().cell[1] for name in ("jacobian", "slopes", "product")}
    assert len(heights) == 1, "row by row beside what it is multiplied by"


def test_a_matrix_of_many_rows_scrolls_by_itself(stage: Show, qtbot: QtBot) -> None:
    shown = stage(large_kernels())
    small(shown, qtbot)
    view = shown.go(Step("forward", "n4", "z", (0,)))
    assert over(view) == 0
    assert view.parts["right"].cells.values.shape == (256, 10)
    assert view.parts["right"].grid.verticalScrollBar().maximum() > 0


def test_more_height_makes_the_grids_larger_again(stage: Show, qtbot: QtBot) -> None:
    shown = stage(large_kernels())
    small(shown, qtbot)
    view = shown.go(Step("forward", "n2", "z", (3, 3, 0)))
    assert isinstance(view, ConvolutionView)
    before = view.forward.read.grid.layout_now().cell[1]
    shown.panel.resize(1024, 1000)
    qtbot.waitUntil(lambda: view.forward.read.grid.layout_now().cell[1] > before)
    assert over(view) == 0


@pytest.mark.parametrize(
    ("template", "step", "side"),
    [
        ("lenet5", Step("forward", "n2", "z", (14, 14, 0)), "forward"),
        ("lenet5", Step("forward", "n2", "z", (14, 14, 0)), "kernel"),
        ("lenet5", Step("forward", "n2", "z", (14, 14, 0)), "input"),
        ("lenet5", Step("forward", "n6", "z", (0, 0, 60)), "reach"),
        ("resnet", Step("forward", "n8", "z", (4, 4, 8)), "reach"),
        ("resnet", Step("forward", "n4", "mean", (4,)), "forward"),
        ("resnet", Step("backward", "n4", "grad_mean", (4,)), "back"),
        ("lenet5", Step("forward", "n8", "z", (42,)), "forward"),
        ("autoencoder", Step("loss", "n7", "loss", ()), ""),
        ("transformer", Step("forward", "n7", "mean", (10,)), "forward"),
        ("transformer", Step("forward", "n8", "z", (10, 30)), "weight"),
    ],
)
def test_large_layers_of_the_templates(stage: Show, qtbot: QtBot, template: str, step: Step, side: str) -> None:
    shown = stage(templates[template]().document())
    small(shown, qtbot)
    view = shown.go(step)
    if side:
        shown.tab(view._sides, side)
    shown.settle()
    assert over(view) == 0
    assert all(pane.grid.layout_now().cell[0] >= LEASTS[-1] for pane in view.panes if pane.isVisible())


def test_what_was_cut_for_one_side_is_whole_on_another(stage: Show, qtbot: QtBot) -> None:
    shown = stage(templates["lenet5"]().document())
    small(shown, qtbot)
    view = shown.go(Step("forward", "n2", "z", (14, 14, 0)))
    assert isinstance(view, ConvolutionView)
    before = view.forward.read.grid.size()
    shown.tab(view.tabs, "input")
    shown.tab(view.tabs, "forward")
    shown.settle()
    assert view.forward.read.grid.size() == before
    assert view.forward.read.grid.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize("step", [Step("forward", "n5", "mean", (0,)), Step("backward", "n5", "grad_mean", (0,))])
def test_statistics_of_a_norm(stage: Show, qtbot: QtBot, step: Step) -> None:
    shown = stage(examples.images())
    small(shown, qtbot)
    view = shown.go(step)
    assert isinstance(view, NormView)
    assert over(view) == 0


def test_the_list_of_views_stands_beside_the_tabs_where_there_is_a_choice(stage: Show) -> None:
    shown = stage(examples.images())
    shown.go(Step("forward", "n2", "z", (0, 0, 0)))
    host = shown.panel.left
    choice = host.groups["layer"].choice
    assert choice.isVisible()
    assert abs(choice.geometry().center().y() - host.tabs.geometry().center().y()) <= 1
    host.show_group("network")
    QApplication.processEvents()
    assert not choice.isVisible()


def test_the_input_gradient_is_seen_at_every_step_of_its_layer(stage: Show, qtbot: QtBot) -> None:
    shown = stage(templates["resnet"]().document())
    small(shown, qtbot)
    inspection = shown.inspection
    inspection.set_grain("layer")
    steps = [step for step in inspection.line if step.layer == "n3"]
    assert {step.phase for step in steps} >= {"forward", "backward", "update"}
    for step in steps:
        view = shown.go(step)
        assert isinstance(view, ConvolutionView)
        shown.tab(view.tabs, "input")
        assert over(view) == 0


def test_numbers_that_do_not_fit_beside_one_another_stand_below(stage: Show, qtbot: QtBot) -> None:
    shown = stage(templates["lenet5"]().document())
    small(shown, qtbot)
    view = shown.go(Step("forward", "n5", "z", (3, 3, 0)))
    shown.panel.left.group.prefer("quantities")
    shown.inspection.refresh()
    view = shown.panel.view("quantities")
    assert isinstance(view, QuantitiesView)
    QApplication.processEvents()
    assert view.horizontalScrollBar().maximum() == 0


def test_rows_of_matrices_are_as_low_as_they_must_be_whichever_side_was_shown_before(stage: Show, qtbot: QtBot) -> None:
    shown = stage(templates["transformer"]().document())
    small(shown, qtbot)
    for layer in ("n8", "n9", "n11"):
        view = shown.go(Step("forward", layer, "z", (0, 0)))
        assert isinstance(view, DenseView)
        for side in ("forward", "weight", "input", "forward"):
            shown.tab(view.tabs, side)
            shown.settle()
            assert over(view) == 0


def test_a_dense_layer_over_steps_stands_in_two_rows(stage: Show, qtbot: QtBot) -> None:
    shown = stage(templates["transformer"]().document())
    small(shown, qtbot)
    view = shown.go(Step("forward", "n11", "z", (0, 0)))
    assert isinstance(view, DenseView)
    places = [view.signs["plus"], view.parts["plus"], view.signs["equals"], view.parts["made"]]
    edges = [(each.mapTo(view, each.rect().topLeft()).x(), each.width()) for each in places]
    for (left, wide), (right, _) in pairwise(edges):
        assert left + wide <= right
    assert view.horizontalScrollBar().maximum() == 0


def test_a_large_window_has_larger_grids_and_a_small_one_again_smaller(stage: Show, qtbot: QtBot) -> None:
    shown = stage(examples.images())
    view = shown.go(Step("forward", "n4", "z", (1, 2, 3)))
    assert isinstance(view, ConvolutionView)
    grid = view.forward.made.grid
    before = grid.layout_now().cell[0]
    assert not view.large
    shown.panel.resize(1900, 1000)
    qtbot.waitUntil(lambda: view.large and grid.layout_now().cell[0] > before)
    # Nothing is pushed below the edge by it, nor squeezed.
    qtbot.waitUntil(lambda: over(view) == 0 and grid.sizeHint().width() <= grid.width())
    assert view.tight == 0
    shown.panel.resize(1008, 640)
    qtbot.waitUntil(lambda: not view.large and grid.layout_now().cell[0] == before)
