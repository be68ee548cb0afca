"""What designs see and cost: by hand, and by the layers' own reach."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.inspection.layer_views.commuting import convolved, numbers_in
from nnstudio.inspection.layer_views.designs import LARGEST, SMALLEST, fewer_weights, ways_to_see


def test_field_15_with_3_by_3() -> None:
    one, plain, pooled, dilated = ways_to_see(15, 16, 28)
    assert [len(each.parts) for each in (one, plain, pooled, dilated)] == [1, 7, 5, 3]
    assert [each.field for each in (one, plain, pooled, dilated)] == [15, 15, 18, 15]
    assert [part.values["dilation"] for part in dilated.parts] == [1, 2, 4]
    weights = 3 * 3 * 16 * 16
    assert [each.parameters for each in (one, plain, pooled, dilated)] == [
        15 * 15 * 256 + 16,
        7 * (weights + 16),
        4 * (weights + 16),
        3 * (weights + 16),
    ]
    assert plain.products == 7 * weights * 28 * 28
    assert plain.links == plain.products + 7 * 16 * 28 * 28
    assert pooled.products == 4 * weights * 14 * 14
    assert (plain.made, pooled.made) == ((28, 28, 16), (14, 14, 16))


@pytest.mark.parametrize("field", range(SMALLEST, LARGEST + 1))
def test_each_way_sees_as_far_and_pictures_hold_the_field(field: int) -> None:
    for design in ways_to_see(field, 1, 8):
        assert design.field >= field
        assert design.paths is not None
        assert design.paths.shape == (design.field, design.field)
        assert (design.paths > 0).all()


def test_paths_of_two_layers_by_hand() -> None:
    plain = ways_to_see(5, 1, 8)[1]
    line = np.array([1, 2, 3, 2, 1])
    assert np.array_equal(plain.paths, np.outer(line, line))


def test_fewer_weights() -> None:
    (large, two), (direct, bottleneck), (dense, mean) = fewer_weights(64, 28)
    assert (large.parameters, two.parameters) == (25 * 64 * 64 + 64, 2 * (9 * 64 * 64 + 64))
    assert direct.parameters == 9 * 64 * 64 + 64
    assert bottleneck.parameters == 64 * 16 + 16 + 9 * 16 * 16 + 16 + 16 * 64 + 64
    assert dense.parameters == 28 * 28 * 64 * 10 + 10
    assert mean.parameters == 64 * 10 + 10
    assert large.made == two.made == direct.made == bottleneck.made == (28, 28, 64)
    assert dense.made == mean.made == (10,)


@pytest.mark.parametrize("first", [(1.0, 2.0, 0.0, -1.0, 3.0), (2.0,), (0.0, 0.0, 1.0)])
@pytest.mark.parametrize("second", [(1.0, 0.5, -1.0), (3.0,), (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)])
def test_wide_convolution_commutes(first: tuple[float, ...], second: tuple[float, ...]) -> None:
    one, other = convolved(first, second), convolved(second, first)
    expected = np.convolve(first, second)
    for found in (one, other):
        assert found.made.values.ravel() == pytest.approx(expected)
        assert (found.matrix.values @ found.read.values).ravel() == pytest.approx(expected)
    assert one.matrix.values.shape == (len(expected), len(first))


@pytest.mark.parametrize("text", ["", "1, x", "1, inf", "1 2 3 4 5 6 7 8 9"])
def test_what_are_no_numbers(text: str) -> None:
    with pytest.raises(ValueError, match=r"numbers|convert"):
        numbers_in(text)
    assert numbers_in("1, −2 3.5") == (1.0, -2.0, 3.5)
