"""A convolution along time has what one of pictures has: gradients, reach, matrix; in long sequences in sight, too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from layer_stage import Stage
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nnstudio.data.settings import DataSettings
from nnstudio.document import Document
from nnstudio.engine import Place
from nnstudio.inspection import Step
from nnstudio.ui.layer_views import examples
from nnstudio.ui.layer_views.convolution import ConvolutionView

Show = Callable[[Document], Stage]


def waves(length: int) -> Document:
    """Return two convolutions over a wave of so many steps, with pooling between them."""
    made = examples._chain(
        DataSettings("sine_sequence", (("length", length),)),
        ("convolution1d", {"filters": 4, "activation": "tanh"}),
        ("average_pooling1d", {}),
        ("convolution1d", {"filters": 3, "dilation": 2}),
        ("flatten", {}),
        ("dense", {"units": 1}),
    )
    return replace(made, training=replace(made.training, loss="mse"))


def view_of(stage: Stage, step: Step) -> ConvolutionView:
    view = stage.go(step)
    assert isinstance(view, ConvolutionView)
    return view


def value(stage: Stage, place: Place) -> float:
    with stage.inspection.hold() as moment:
        assert moment is not None
        return moment.trace.value(replace(place, sample=stage.session.sample))


def total(text: str) -> float:
    return float(text.replace("−", "-"))


def test_what_comes_back_to_a_time_step_is_the_plans(stage: Show) -> None:
    shown = stage(waves(20))
    view = view_of(shown, Step("backward", "n4", "grad_z", (4, 1)))
    assert view.tabs.value() == "input"
    shown.click(view.input.made.grid, 2, 6)
    assert view.input_index == (6, 2)
    wanted = value(shown, Place("n3", "grad_a", (6, 2)))
    assert total(view.input.total.pieces[-1].text) == pytest.approx(wanted, rel=1e-3)


def test_its_matrix_has_a_row_for_each_time_step_and_turns_over(stage: Show) -> None:
    shown = stage(waves(20))
    view = view_of(shown, Step("forward", "n4", "z", (4, 1)))
    QTest.mouseClick(view.as_matrix, Qt.MouseButton.LeftButton, pos=QPoint(8, view.as_matrix.height() // 2))
    found = view.matrix.shown
    assert found is not None
    assert found.whole == (10, 10)
    x = np.array([value(shown, Place("n3", "a", (time, 0))) for time in range(10)])
    share = float(np.nansum(found.cells.values[4] * x))
    assert total(view.matrix.total.pieces[2].text) == pytest.approx(share, rel=1e-3)
    shown.tab(view.tabs, "input")
    assert "Cᵀ" in view.matrix.matrix.title.text()


def test_a_weights_gradient_is_added_up_over_time_within_the_smallest_window(stage: Show) -> None:
    shown = stage(waves(20))
    view = view_of(shown, Step("backward", "n4", "weight_grad", (1, 2, 0)))
    page = view.kernel
    assert view.weight_index == (1, 2, 0)
    whole = float(page.products.cells.values.sum())
    assert total(page.total.pieces[-1].text) == pytest.approx(whole, rel=1e-3)
    assert view.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize("way", ["back", "forward"])
def test_what_is_reached_of_a_long_sequence_is_in_sight(stage: Show, way: str) -> None:
    shown = stage(waves(200))
    view = view_of(shown, Step("forward", "n4", "z", (90, 1)))
    shown.tab(view.tabs, "reach")
    shown.tab(view.reach.way, way)
    panes = [pane for pane in view.reach.shown if pane.isVisible()]
    assert len(panes) > 2
    for pane in panes:
        layout, seen = pane.grid.layout_now(), pane.grid.viewport().rect()
        cells = np.argwhere(~np.isnan(pane.cells.values)).tolist()
        assert any(seen.contains(layout.box(*cell)) for cell in cells), pane.title.text()


def test_of_a_matrix_too_large_the_part_about_the_step_is_drawn(stage: Show) -> None:
    shown = stage(waves(200))
    view = view_of(shown, Step("forward", "n4", "z", (50, 1)))
    QTest.mouseClick(view.as_matrix, Qt.MouseButton.LeftButton, pos=QPoint(8, view.as_matrix.height() // 2))
    assert view.matrix.shown is not None
    assert not view.matrix.shown.is_whole
    assert "the steps around it" in view.matrix.note.text()
