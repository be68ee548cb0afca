"""The other kinds' views under real clicks: what they write is the plan's number, and parts add up."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from layer_stage import Stage
from PySide6.QtGui import QColor

from nnstudio.document import Document
from nnstudio.engine import Place
from nnstudio.inspection import Overlay, Step
from nnstudio.ui import theme
from nnstudio.ui.layer_views import examples
from nnstudio.ui.layer_views.cross_entropy import CrossEntropyView
from nnstudio.ui.layer_views.dense import DenseView
from nnstudio.ui.layer_views.dropout import DropoutView
from nnstudio.ui.layer_views.norm import NormView
from nnstudio.ui.layer_views.pooling import PoolingView
from nnstudio.ui.layer_views.quantities import QuantitiesView
from nnstudio.ui.layer_views.residual import ResidualView

Show = Callable[[Document], Stage]


def written(text: str) -> float:
    return float(text.replace("−", "-"))


def value(stage: Stage, layer: str, quantity: str, index: tuple[int, ...], sample: int | None = None) -> float:
    with stage.inspection.hold() as moment:
        assert moment is not None
        own = stage.session.sample if sample is None else sample
        return moment.trace.value(Place(layer, quantity, index, own))


def test_pooling_shows_the_winner_and_the_way_back(stage: Show) -> None:
    shown = stage(examples.images())
    view = shown.go(Step("forward", "n3", "a", (1, 2, 1)))
    assert isinstance(view, PoolingView)
    winner = next(cell for cell, mark in view.window_pane.cells.marks.items() if mark == "winner")
    assert view.window_pane.cells.values[winner] == value(shown, "n3", "a", (1, 2, 1))
    shown.go(Step("backward", "n3", "grad_a", (1, 2, 1)))
    assert view.tabs.value() == "back"
    # The one that has won is looked at: it gets all of the window's gradient.
    assert written(view.total.pieces[-1].text) == pytest.approx(value(shown, "n3", "grad_a", (1, 2, 1)), rel=1e-3)
    loser = next((row, column) for row, column in ((2, 4), (2, 5), (3, 4), (3, 5)) if (row, column) != winner)
    shown.click(view.back.grid, *loser)
    assert written(view.total.pieces[-1].text) == 0


def test_a_norm_frames_its_group_and_adds_up_its_ways_back(stage: Show) -> None:
    shown = stage(examples.images())
    view = shown.go(Step("backward", "n5", "grad_normalized", (1, 2, 3)))
    assert isinstance(view, NormView)
    with shown.inspection.hold() as moment:
        assert moment is not None
        count = moment.trace.count
    assert view.group.cells.values.shape == (count, 16)
    assert str(16 * count) in view.note.text()
    parts = [written(piece.text.strip("()")) for piece in view.total.pieces if piece.symbol in ("①", "②", "③")]
    whole = value(shown, "n4", "grad_a", (1, 2, 3))
    assert sum(parts) == pytest.approx(whole, abs=2e-3 * sum(abs(part) for part in parts))
    assert written(view.total.pieces[-1].text) == pytest.approx(whole, rel=1e-3)
    shown.tab(view.tabs, "forward")
    names = {operand.place.quantity: operand.value for operand in view.made.rows.operands}
    assert names["mean"] == pytest.approx(view.group.cells.values.mean(), rel=1e-5)
    assert names["variance"] == pytest.approx(view.group.cells.values.var(), rel=1e-5)
    other = 1 if shown.session.sample == 0 else 0
    row = view.group.cells.place(other, 5)
    shown.click(view.group.grid, other, 5)
    assert shown.session.sample == other
    # It is what is looked at from now on, though the step is about another number and is shown again.
    shown.settle()
    shown.inspection.refresh()
    assert (view.index, shown.session.sample) == (row.index, row.sample) != ((1, 2, 3), row.sample)
    assert shown.inspection.step == Step("backward", "n5", "grad_normalized", (1, 2, 3))


def test_the_loss_cancels_to_prediction_minus_target(stage: Show) -> None:
    shown = stage(examples.images())
    view = shown.go(Step("backward", "n7", "grad_z", (3,)))
    assert isinstance(view, CrossEntropyView)
    parts = {name: pane.cells.values for name, pane in view.shown.items()}
    np.testing.assert_allclose(parts["p"] - parts["y"], parts["gap"], atol=1e-7)
    np.testing.assert_allclose(parts["gap"], parts["delta"], atol=1e-5)
    np.testing.assert_allclose(parts["jacobian"] @ parts["slopes"], parts["delta"], atol=1e-5)
    shown.click(view.shown["delta"].grid, 7, 0)
    assert shown.inspection.step == Step("backward", "n7", "grad_z", (7,))
    shown.inspection.go_to(Step("loss", "n8", "loss", ()))
    assert shown.panel.left.shown == "cross_entropy"


def test_a_dense_layer_in_both_conventions(stage: Show) -> None:
    shown = stage(examples.residual())
    view = shown.go(Step("forward", "n3", "z", (2,)))
    assert isinstance(view, DenseView)
    parts = {name: pane.cells.values for name, pane in view.parts.items()}
    np.testing.assert_allclose(parts["left"] @ parts["right"] + parts["plus"], parts["made"], atol=1e-5)
    assert parts["made"][0, 2] == pytest.approx(value(shown, "n3", "z", (2,)))
    shown.click(view.parts["made"].grid, 0, 4)
    assert shown.inspection.step.index == (4,)
    shown.hover(view.parts["right"].grid, 1, 4)
    assert shown.inspection.lit.places == {Place("n3", "weight", (1, 4))}
    shown.inspection.set_options(columns=True)
    turned = {name: pane.cells.values for name, pane in view.parts.items()}
    np.testing.assert_array_equal(turned["left"], parts["right"].T)
    np.testing.assert_array_equal(turned["made"], parts["made"].T)
    shown.go(Step("backward", "n3", "weight_grad", (1, 4)))
    assert view.tabs.value() == "weight"
    shown.inspection.set_options(columns=False, batch=True)
    with shown.inspection.hold() as moment:
        assert moment is not None
        count = moment.trace.count
    product = view.parts["left"].cells.values @ view.parts["right"].cells.values / count
    np.testing.assert_allclose(product, view.parts["made"].cells.values, atol=1e-6)


def test_a_number_pointed_at_stays_framed_under_its_other_names_whatever_frames_come(stage: Show) -> None:
    shown = stage(examples.residual())
    view = shown.go(Step("forward", "n3", "z", (2,)))
    shown.settle()
    shown.hover(view.parts["made"].grid, 0, 4)
    framed = {name: pane.grid.lit() for name, pane in view.parts.items()}
    assert any(framed.values())
    before = shown.inspection.description
    shown.inspection.set_options(overlay=Overlay(fill="bias"))
    shown.settle()
    assert shown.inspection.description is not before
    assert {name: pane.grid.lit() for name, pane in view.parts.items()} == framed


def test_what_a_single_operation_lit_goes_out_at_another_grain(stage: Show) -> None:
    shown = stage(examples.residual())
    view = shown.go(Step("forward", "n3", "z", (2,)))
    shown.inspection.set_grain("scalar")
    shown.settle()
    assert any(pane.grid.lit() for pane in view.parts.values())
    shown.inspection.set_grain("neuron")
    shown.settle()
    assert not any(pane.grid.lit() for pane in view.parts.values())


def test_skip_and_branch_share_the_gradient(stage: Show) -> None:
    shown = stage(examples.residual())
    view = shown.go(Step("backward", "n4", "grad_a", (2,)))
    assert isinstance(view, ResidualView)
    skip, branch, both = view.rows.cells.values
    np.testing.assert_allclose(skip + branch, both, atol=1e-6)
    whole = [value(shown, "n2", "grad_a", (number,)) for number in range(6)]
    np.testing.assert_allclose(both, whole, rtol=1e-6)
    size = np.linalg.norm(skip) / (np.linalg.norm(skip) + np.linalg.norm(branch))
    assert view.backward.shares[0] == pytest.approx(size)
    assert theme.number(float(np.linalg.norm(skip)), 3) in view.backward.names[0]
    picture = view.backward.grab().toImage()
    edge = round(view.backward.width() * size)
    height = theme.tokens().space(3)
    assert QColor(picture.pixel(edge - 4, height)) == theme.class_color(0)
    assert QColor(picture.pixel(min(edge + 5, view.backward.width() - 1), height)) != theme.class_color(0)


def test_dropout_crosses_out_what_is_silenced(stage: Show) -> None:
    shown = stage(examples.residual())
    view = shown.go(Step("forward", "n5", "a", (0,)))
    assert isinstance(view, DropoutView)
    values = view.table.cells.values
    off = {row for row, _ in view.table.cells.marks}
    np.testing.assert_allclose(values[:, 0] * values[:, 1], values[:, 2], atol=1e-6)
    assert off == set(np.flatnonzero(values[:, 1] == 0).tolist())
    assert str(6 - len(off)) in view.note.text()


def test_all_numbers_are_there_for_every_layer(stage: Show) -> None:
    shown = stage(examples.residual())
    for step in (Step("forward", "n2", "z", (1,)), Step("forward", "n4", "a", (1,)), Step("loss", "n7", "loss", ())):
        shown.go(step)
        group = shown.panel.left.groups["layer"]
        offered = [view.id for view in group._offered]
        group.choice.setCurrentIndex(offered.index("quantities"))
        group.choice.activated.emit(offered.index("quantities"))
        view = shown.panel.view("quantities")
        assert isinstance(view, QuantitiesView)
        assert view.shown[0].isVisibleTo(view)
    shown.go(Step("forward", "n2", "z", (1,)))
    z = next(pane for pane in view.shown if pane.title.text().startswith("z"))
    assert z.cells.values[1, 0] == pytest.approx(value(shown, "n2", "z", (1,)))
    assert z.cells.marks == {(1, 0): "target"}
