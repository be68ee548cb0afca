"""The convolution's view under real clicks: the window slides, its sum is the plan's number, gradients are gathered."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from layer_stage import Stage
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.document import Document, SetParameters
from nnstudio.engine import Place
from nnstudio.inspection import Step
from nnstudio.ui.layer_views import examples
from nnstudio.ui.layer_views.convolution import ConvolutionView

Show = Callable[[Document], Stage]


@pytest.fixture
def shown(stage: Show) -> tuple[Stage, ConvolutionView]:
    made = stage(examples.images())
    view = made.go(Step("forward", "n4", "z", (1, 2, 3)))
    assert isinstance(view, ConvolutionView)
    return made, view


def value(stage: Stage, place: Place) -> float:
    with stage.inspection.hold() as moment:
        assert moment is not None
        return moment.trace.value(place)


def test_the_window_of_the_step_is_shown(shown: tuple[Stage, ConvolutionView]) -> None:
    stage, view = shown
    page = view.forward
    assert view.tabs.value() == "forward"
    assert [cell for cell, mark in page.made.cells.marks.items() if mark == "target"] == [(1, 2)]
    z = value(stage, Place("n4", "z", (1, 2, 3), stage.session.sample))
    assert stage.inspection.description.main.result == z
    total = page.total.pieces[-1].text
    assert float(total.replace("−", "-")) == pytest.approx(z, rel=1e-3)
    np.testing.assert_allclose(page.window_pane.cells.values * page.kernel.cells.values, page.products.cells.values)


def test_the_sum_has_a_share_for_each_channel_and_the_bias(shown: tuple[Stage, ConvolutionView]) -> None:
    _, view = shown
    symbols = [piece.symbol for piece in view.forward.total.pieces if piece.symbol]
    assert symbols[1:] == ["Σ_{1}", "Σ_{2}", "Σ_{3}", "Σ_{4}", "b_{4}"]


def test_a_click_into_the_output_goes_to_its_step(shown: tuple[Stage, ConvolutionView]) -> None:
    stage, view = shown
    stage.click(view.forward.made.grid, 0, 3)
    assert stage.inspection.step in (Step("forward", "n4", "z", (0, 3, 3)), Step("forward", "n4", "a", (0, 3, 3)))
    assert view.index == (0, 3, 3)


def test_dragging_over_the_input_slides_the_kernel(shown: tuple[Stage, ConvolutionView]) -> None:
    stage, view = shown
    grid = view.forward.read.grid
    QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=stage.centre(grid, 1, 1))
    QTest.mouseMove(grid.viewport(), stage.centre(grid, 4, 3))
    QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=stage.centre(grid, 4, 3))
    QApplication.processEvents()
    # The padding is one wide: cell (4, 3) is the pixel (3, 2), and the window lies around it.
    assert view.index == (3, 2, 3)
    read = [cell for cell, mark in view.forward.read.cells.marks.items() if mark == "read"]
    assert read == [(3, 2), (3, 3), (3, 4), (4, 2), (4, 3), (4, 4)]
    assert stage.inspection.step is not None
    assert stage.inspection.step.index == (3, 2, 3)


def test_the_keys_reach_every_cell_and_its_step(shown: tuple[Stage, ConvolutionView]) -> None:
    _, view = shown
    grid = view.forward.made.grid
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(grid, key)
    assert view.index == (1, 1, 3)


def test_pointing_at_a_weight_lights_it_in_the_card(shown: tuple[Stage, ConvolutionView]) -> None:
    stage, view = shown
    stage.hover(view.forward.kernel.grid, 1, 2)
    assert stage.inspection.lit.places == {Place("n4", "weight", (1, 2, 0, 3))}
    # The window of (1, 2) begins at (0, 1); a product is a weight times what it meets.
    stage.hover(view.forward.products.grid, 1, 1)
    met = Place("n4", "x", (1, 2, 0), stage.session.sample)
    assert stage.inspection.lit.places == {Place("n4", "weight", (1, 1, 0, 3)), met}
    assert view.forward.read.grid.lit() == {(2, 3)}


def test_what_is_pointed_at_elsewhere_is_framed(shown: tuple[Stage, ConvolutionView]) -> None:
    stage, view = shown
    stage.inspection.light([Place("n4", "weight_grad", (0, 1, 0, 3))], "elsewhere")
    assert view.forward.kernel.grid.lit() == {(0, 1)}
    stage.inspection.light([Place("n3", "a", (1, 1, 0), stage.session.sample)], "elsewhere")
    assert view.forward.read.grid.lit() == {(2, 2)}
    assert view.forward.window_pane.grid.lit() == {(1, 0)}


def test_another_channel_is_drawn(shown: tuple[Stage, ConvolutionView]) -> None:
    _, view = shown
    before = view.forward.kernel.cells.values
    QTest.keyClick(view.channels, Qt.Key.Key_Down)
    view.channels.activated.emit(2)
    assert view.channels.currentIndex() == 2
    assert not np.array_equal(before, view.forward.kernel.cells.values)
    assert "3" in view.forward.read.title.text()


def test_the_kernels_gradient_follows_its_step_and_a_click(shown: tuple[Stage, ConvolutionView]) -> None:
    stage, view = shown
    stage.go(Step("backward", "n4", "weight_grad", (0, 2, 1, 3)))
    assert view.tabs.value() == "kernel"
    assert view.weight_index == (0, 2, 1, 3)
    page = view.kernel
    whole = float(page.products.cells.values.sum())
    assert float(page.total.pieces[-1].text.replace("−", "-")) == pytest.approx(whole, rel=1e-3)
    stage.click(page.kernel.grid, 2, 0)
    assert stage.inspection.step == Step("backward", "n4", "weight_grad", (2, 0, 1, 3))
    stage.inspection.set_options(batch=True)
    result = value(stage, Place("n4", "weight_grad", (2, 0, 1, 3)))
    assert float(page.total.pieces[-1].text.replace("−", "-")) == pytest.approx(result, rel=1e-3)
    assert sum(piece.symbol.startswith("Σ") for piece in page.total.pieces) > 3


def test_the_inputs_gradient_is_the_plans(shown: tuple[Stage, ConvolutionView]) -> None:
    stage, view = shown
    stage.go(Step("backward", "n4", "grad_z", (1, 2, 3)))
    assert view.tabs.value() == "input"
    stage.click(view.input.made.grid, 3, 0)
    assert view.input_index == (3, 0, 0)
    wanted = value(stage, Place("n3", "grad_a", (3, 0, 0), stage.session.sample))
    assert float(view.input.total.pieces[-1].text.replace("−", "-")) == pytest.approx(wanted, rel=1e-3)


def test_the_reach_shows_how_much_of_the_input_counts(shown: tuple[Stage, ConvolutionView]) -> None:
    stage, view = shown
    stage.tab(view.tabs, "reach")
    assert "receptive field" in view.reach.note.text()
    assert view.reach.shown[2].isVisibleTo(view)
    stage.tab(view.reach.way, "forward")
    # The middle of a 4×4 input: a window of 3×3 lies around each of its neighbours, of each of six filters.
    assert view.reach.note.text().startswith(f"{9 * 6} numbers")
    stage.click(view.reach.shown[0].grid, 0, 0)
    assert view.reach.note.text().startswith(f"{4 * 6} numbers")


def test_a_tab_is_kept_until_the_steps_come_to_another_side(shown: tuple[Stage, ConvolutionView]) -> None:
    stage, view = shown
    stage.tab(view.tabs, "reach")
    stage.inspection.over()
    assert view.tabs.value() == "reach"
    stage.go(Step("backward", "n4", "weight_grad", (0, 0, 0, 0)))
    assert view.tabs.value() == "kernel"


def test_all_of_it_fits_into_the_smallest_window(shown: tuple[Stage, ConvolutionView]) -> None:
    stage, view = shown
    for step in (Step("forward", "n2", "z", (3, 3, 0)), Step("backward", "n4", "grad_z", (1, 2, 3))):
        stage.go(step)
        assert view.horizontalScrollBar().maximum() == 0


def test_the_whole_window_is_framed_where_it_lies_over_padding(stage: Show) -> None:
    shown = stage(examples.images())
    view = shown.go(Step("forward", "n2", "z", (0, 0, 0)))
    assert isinstance(view, ConvolutionView)
    marks = view.forward.read.cells.marks
    corner = [[marks.get((row, column)) for column in range(4)] for row in range(4)]
    assert corner == [
        ["covered", "covered", "covered", "padding"],
        ["covered", "read", "read", None],
        ["covered", "read", "read", None],
        ["padding", None, None, None],
    ]


def test_it_is_written_as_a_matrix_too(shown: tuple[Stage, ConvolutionView]) -> None:
    stage, view = shown
    QTest.mouseClick(view.as_matrix, Qt.MouseButton.LeftButton, pos=QPoint(8, view.as_matrix.height() // 2))
    QApplication.processEvents()
    page = view.matrix
    assert page.isVisible()
    assert page.shown is not None
    # Below it stand the image that it reads and the one that it makes; the sum is the window's.
    assert [cell for cell, mark in page.made.cells.marks.items() if mark == "target"] == [(1, 2)]
    symbols = [piece.symbol for piece in page.total.pieces if piece.symbol]
    assert symbols[1:] == ["Σ_{1}", "Σ_{2}", "Σ_{3}", "Σ_{4}", "b_{4}"]
    row, column = next(cell for cell, mark in sorted(page.matrix.cells.marks.items()) if mark == "read")
    stage.hover(page.matrix.grid, row, column)
    lit = stage.inspection.lit.places
    assert {place.quantity for place in lit} == {"weight", "x", "z"}
    assert Place("n4", "z", (1, 2, 3), stage.session.sample) in lit
    # A click into another row leads to its number.
    filled = np.argwhere(~np.isnan(page.matrix.cells.values))
    other, met = next((int(at[0]), int(at[1])) for at in filled if at[0] != row)
    index = page.shown.makes[other].index
    stage.click(page.matrix.grid, other, met)
    assert (stage.inspection.step.layer, stage.inspection.step.index) == ("n4", index)
    assert view.index == index
    assert page.isVisible()


def test_the_way_back_is_the_matrix_turned_over(shown: tuple[Stage, ConvolutionView]) -> None:
    stage, view = shown
    QTest.mouseClick(view.as_matrix, Qt.MouseButton.LeftButton, pos=QPoint(8, view.as_matrix.height() // 2))
    QApplication.processEvents()
    assert view.matrix.shown is not None
    rows, columns = view.matrix.shown.whole
    stage.tab(view.tabs, "input")
    assert view.matrix.shown.whole == (columns, rows)
    assert "Cᵀ" in view.matrix.matrix.title.text()
    place = view.matrix.shown.makes[3]
    cell = next((int(row), int(at)) for row, at in np.argwhere(~np.isnan(view.matrix.matrix.cells.values)) if row == 3)
    stage.click(view.matrix.matrix.grid, *cell)
    assert view.input_index == place.index
    stage.tab(view.tabs, "kernel")
    assert not view.as_matrix.isVisible()


def test_a_tap_that_meets_nothing_has_no_product(stage: Show) -> None:
    options = {"filters": 2, "stride": "2", "padding": "same", "dilation": "2"}
    head = ("flatten", {}), ("dense", {"units": 10, "activation": "softmax"})
    shown = stage(examples._chain("digits", ("convolution2d", options), *head))
    view = shown.go(Step("forward", "n2", "z", (1, 1, 1)))
    assert isinstance(view, ConvolutionView)
    shown.tab(view.tabs, "input")
    products = view.input.products.grid.board
    assert np.isnan(products.values).all(), "a stride and a dilation of two pass this place by"
    assert all(not products.written(*cell) for cell in np.ndindex(products.shape))


@pytest.mark.parametrize("values", [{"stride": "3"}, {"filters": 1}], ids=str)
def test_a_layer_that_has_become_smaller_is_looked_at_anew(
    shown: tuple[Stage, ConvolutionView], values: dict[str, str | int]
) -> None:
    """The step stands at a weight, which the layer still has; what was looked at besides is gone. The side stays."""
    stage, view = shown
    stage.go(Step("backward", "n4", "weight_grad", (2, 2, 1, 3)))
    stage.go(Step("forward", "n4", "z", (3, 3, 5)))
    stage.go(Step("backward", "n4", "weight_grad", (0, 2, 1, 0)))
    stage.tab(view.tabs, "reach")
    assert view.index == (3, 3, 5)
    assert stage.session.edit(SetParameters("n4", tuple(values.items())))
    stage.settle()
    with stage.inspection.hold() as moment:
        assert moment is not None
        shape, kernel = moment.trace.shape("n4"), moment.trace.plan.sites["n4"].parameter("weight").shape
    assert all(np.array(view.index) < shape)
    assert all(np.array(view.weight_index) < kernel)
    assert view.tabs.value() == "reach"
    assert view.reach.shown[0].cells.values.shape == shape[:2]
