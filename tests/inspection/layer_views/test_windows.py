"""Windows of a convolution: cells, kernels and products are the plan's numbers, and add up to the plan's number."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from viewed import around, primed, some

from nnstudio.engine import Plan, chain, layers
from nnstudio.engine.errors import NnstudioError
from nnstudio.inspection import Trace
from nnstudio.inspection.expression import evaluate
from nnstudio.inspection.layer_views.cells import Cells
from nnstudio.inspection.layer_views.gathered import gathered
from nnstudio.inspection.layer_views.windows import Window, spread_of, window_of

KINDS = ("convolution1d", "convolution2d", "transposed_convolution1d", "transposed_convolution2d")
GEOMETRIES = list(itertools.product((1, 2), (1, 2), ("narrow", "same", "wide", "explicit")))


def networks(kind: str, dtype: str = "float64") -> list[Plan]:
    """Return a network for each geometry that fits, grouped or not, turned or not."""
    shape = (6, 5, 2) if kind.endswith("2d") else (7, 2)
    turned = ({"flip": False}, {"flip": True}) if not kind.startswith("transposed") else ({},)
    found = []
    for (stride, dilation, padding), groups, flip in itertools.product(GEOMETRIES, (1, 2), turned):
        options = {"stride": stride, "dilation": dilation, "padding": padding, "groups": groups, "amount": 1, **flip}
        try:
            layer = layers.make(kind, filters=4, activation="tanh", **options)
            found.append(around(layer, shape, dtype=dtype))
        except NnstudioError:
            continue
    assert len(found) >= 6
    return found


def check_places(trace: Trace, cells: Cells) -> None:
    """Every number with a place is the one that stands there."""
    for row, column in np.ndindex(cells.values.shape):
        place = cells.place(row, column)
        if place is not None:
            assert cells.values[row, column] == pytest.approx(trace.value(place), rel=1e-12)


def check_window(trace: Trace, window: Window) -> None:
    for cells in (window.read, window.window, window.kernel, window.made):
        check_places(trace, cells)
    assert window.of_plan
    assert window.total.result == pytest.approx(trace.value(window.target), rel=1e-12)
    assert window.total.holds
    np.testing.assert_allclose(window.window.values * window.kernel.values, window.products.values, rtol=1e-12)
    assert list(window.made.marks.values()).count("target") == 1
    shown = np.nansum(window.products.values)
    one = next(share.value for share in window.shares if share.channel == window.shown)
    drawn = one if len(trace.shape("l")) == 3 else sum(share.value for share in window.shares)
    assert shown == pytest.approx(drawn, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_products_add_up_to_z(kind: str) -> None:
    for plan in networks(kind):
        trace = Trace(plan, 1)
        for index in some(plan.sites["l"].output.shape):
            window = window_of(trace, "l", index)
            check_window(trace, window)
            # A convolution in the strict sense turns its kernel, a transposed one gathers over it turned.
            turned = kind.startswith("transposed") or bool(plan.sites["l"].layer.values["flip"])
            assert window.turned == turned


@pytest.mark.parametrize("kind", KINDS)
def test_products_add_up_to_the_gradient_of_the_input(kind: str) -> None:
    for plan in networks(kind):
        trace = Trace(plan, 1)
        for index in some(plan.sites["l"].inputs[0].shape):
            check_window(trace, spread_of(trace, "l", index))


@pytest.mark.parametrize("kind", KINDS)
def test_windows_and_samples_add_up_to_the_gradient_of_the_kernel(kind: str) -> None:
    for plan in networks(kind):
        trace = Trace(plan, 1)
        for index in some(plan.sites["l"].parameter("weight").shape):
            found = gathered(trace, "l", index)
            check_places(trace, found.wide)
            check_places(trace, found.narrow)
            assert found.mean.holds
            assert found.mean.result == plan.sites["l"].gradient("weight")[index]
            assert found.by_sample[1] == pytest.approx(found.total.result, rel=1e-9, abs=1e-12)
            assert found.products.values.sum() == pytest.approx(found.total.result, rel=1e-9, abs=1e-12)
            last = found.met[-1].running if found.met else 0.0
            assert last == pytest.approx(found.total.result, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_in_single_precision_they_agree_within_the_bound(kind: str) -> None:
    for plan in networks(kind, "float32")[::3]:
        trace = Trace(plan, 1)
        assert all(window_of(trace, "l", index).total.holds for index in some(plan.sites["l"].output.shape, 3))
        assert all(spread_of(trace, "l", index).total.holds for index in some(plan.sites["l"].inputs[0].shape, 3))
        assert all(gathered(trace, "l", i).mean.holds for i in some(plan.sites["l"].parameter("weight").shape, 3))


def test_padding_stride_and_dilation_are_drawn() -> None:
    layer = layers.make(
        "convolution2d", filters=1, kernel_height=2, kernel_width=2, dilation=2, padding="explicit", amount=1
    )
    trace = Trace(around(layer, (5, 5, 1)), 0)
    window = window_of(trace, "l", (0, 1, 0))
    assert window.read.values.shape == (7, 7)
    read = {cell for cell, mark in window.read.marks.items() if mark == "read"}
    # Two apart: of the two rows the first lies in the padding, where nothing is framed.
    assert read == {(2, 1), (2, 3)}
    assert window.read.marks[0, 0] == "padding"
    assert window.products.values[0].tolist() == [0.0, 0.0]


def test_a_flipped_kernel_is_drawn_as_it_lies_over_the_input() -> None:
    trace = Trace(around(layers.make("convolution2d", filters=1, flip=True), (5, 5, 1)), 0)
    window = window_of(trace, "l", (1, 1, 0))
    weight = trace.plan.sites["l"].parameter("weight")[:, :, 0, 0]
    assert window.kernel.values.tolist() == weight[::-1, ::-1].tolist()
    place = window.kernel.place(0, 0)
    assert place is not None
    assert place.index == (2, 2, 0, 0)


def test_another_channel_can_be_drawn() -> None:
    trace = Trace(around(layers.make("convolution2d", filters=2), (5, 5, 3)), 0)
    first, third = window_of(trace, "l", (1, 1, 0)), window_of(trace, "l", (1, 1, 0), 2)
    assert (first.shown, third.shown) == (0, 2)
    assert first.channels == third.channels == (0, 1, 2)
    assert first.kernel.values.tolist() != third.kernel.values.tolist()
    assert evaluate(first.total.expression) == evaluate(third.total.expression)


def test_where_nothing_upstream_learns_the_sum_is_its_own() -> None:
    alone = chain((5, 5, 1), layers.make("convolution2d", filters=1), layers.make("flatten"), "dense")
    width = alone["dense1"].layer.units
    trace = Trace(primed(alone, (5, 5, 1), outputs=width), 0)
    window = spread_of(trace, "convolution2d1", (2, 2, 0))
    assert not window.of_plan
    assert window.total.holds
    assert window.made.values.shape == (5, 5)
