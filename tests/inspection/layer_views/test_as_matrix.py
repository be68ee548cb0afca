"""A convolution as a matrix: every row times what is read is the sum of its window; turned over it carries δ back."""

from __future__ import annotations

import numpy as np
import pytest
from test_windows import KINDS, networks
from viewed import around, some

from nnstudio.engine import layers
from nnstudio.engine.typing import Array
from nnstudio.inspection import Trace
from nnstudio.inspection.layer_views.as_matrix import MOST, Unrolled, unrolled
from nnstudio.inspection.layer_views.windows import Window, spread_of, window_of


def times(trace: Trace, found: Unrolled) -> Array:
    """Return the matrix, with its zeros, times what it reads."""
    return np.nan_to_num(found.cells.values) @ np.array([trace.value(place) for place in found.reads])


def share(window: Window) -> float:
    return next(one.value for one in window.shares if one.channel == window.shown)


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_is_a_window(kind: str) -> None:
    for plan in networks(kind):
        trace = Trace(plan, 1)
        for back in (False, True):
            shape = plan.sites["l"].inputs[0].shape if back else plan.sites["l"].output.shape
            for index in some(shape):
                window = (spread_of if back else window_of)(trace, "l", index)
                found = unrolled(trace, "l", index, window.shown, back=back)
                row = next(place for place, made in enumerate(found.makes) if made.index == index)
                assert times(trace, found)[row] == pytest.approx(share(window), rel=1e-9, abs=1e-12)
                assert {cell[0] for cell in found.cells.marks} <= {row}
                for cell in np.argwhere(~np.isnan(found.cells.values))[:20]:
                    weight = found.cells.place(int(cell[0]), int(cell[1]))
                    assert weight is not None
                    assert found.cells.values[tuple(cell)] == trace.value(weight)


@pytest.mark.parametrize("kind", KINDS)
def test_what_goes_back_is_the_same_matrix_turned_over(kind: str) -> None:
    for plan in networks(kind)[:4]:
        trace = Trace(plan, 0)
        inputs, outputs = plan.sites["l"].inputs[0].shape, plan.sites["l"].output.shape
        first, last = (0,) * len(inputs), (0,) * len(outputs)
        forward, back = unrolled(trace, "l", last, 0), unrolled(trace, "l", first, 0, back=True)
        np.testing.assert_array_equal(forward.cells.values, back.cells.values.T)


def test_of_a_large_image_the_part_about_one_line_is_drawn_and_still_a_whole_row() -> None:
    plan = around(layers.make("convolution2d", filters=2, padding="same", activation="tanh"), (20, 20, 1))
    trace = Trace(plan, 1)
    for back in (False, True):
        found = unrolled(trace, "l", (9, 4, 0), 0, back=back)
        assert found.whole == (400, 400)
        assert not found.is_whole
        assert found.cells.values.size <= MOST
        window = (spread_of if back else window_of)(trace, "l", (9, 4, 0), 0)
        row = next(place for place, made in enumerate(found.makes) if made.index == (9, 4, 0))
        assert times(trace, found)[row] == pytest.approx(share(window), rel=1e-5, abs=1e-9)
