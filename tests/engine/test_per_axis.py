"""Whole numbers for both axes of an image, or one for each."""

from __future__ import annotations

import pytest

from nnstudio.engine import layers
from nnstudio.engine.errors import ParameterError, ShapeError
from nnstudio.engine.per_axis import each_axis

GOOD = [(2, 2), ("2", 2), (2.0, 2), ("2, 2", 2), ("2, 1", "2, 1"), ("2 1", "2, 1"), ("2，1", "2, 1"), ("2×1", "2, 1")]


@pytest.mark.parametrize(("given", "kept"), GOOD, ids=str)
def test_what_means_the_same_is_kept_the_same(given: object, kept: object) -> None:
    layer = layers.make("convolution2d", stride=given)
    assert layer.stride == kept
    assert type(layer.stride) is type(kept)
    assert layer == layers.make("convolution2d", stride=kept)
    assert each_axis(layer.stride) == ((2, 2) if kept == 2 else (2, 1))


@pytest.mark.parametrize("given", ["", "a", "2, 1, 3", "0, 1", "2, -1", "1, 256", "²", "1" * 50, 0, 256, 2.5, True])
def test_what_is_no_number_of_places_is_refused(given: object) -> None:
    with pytest.raises(ParameterError, match=r"stride: expected a whole number in \[1, 255\], or two"):
        layers.make("convolution2d", stride=given)


@pytest.mark.parametrize(
    ("kind", "values", "wanted"),
    [
        ("convolution2d", {"stride": "2, 1"}, (5, 7, 8)),
        ("convolution2d", {"dilation": "1, 3", "padding": "narrow"}, (7, 1, 8)),
        ("convolution2d", {"amount": "0, 2", "padding": "explicit"}, (7, 9, 8)),
        ("transposed_convolution2d", {"stride": "3, 1"}, (27, 7, 8)),
        ("transposed_convolution2d", {"stride": "3, 2", "padding": "narrow", "extra": "2, 0"}, (29, 15, 8)),
        ("max_pooling2d", {"stride": "2, 1"}, (4, 6, 2)),
        ("average_pooling2d", {"stride": "1, 2", "padding": "same"}, (9, 4, 2)),
    ],
)
def test_each_axis_has_its_own_length(kind: str, values: dict[str, object], wanted: tuple[int, ...]) -> None:
    assert layers.make(kind, **values).infer_shape(((9, 7, 2),)) == wanted


def test_extra_output_is_less_than_the_stride_of_its_axis() -> None:
    layer = layers.make("transposed_convolution2d", stride="3, 1", extra="0, 1", padding="narrow")
    with pytest.raises(ShapeError, match="less extra output than the stride, 1"):
        layer.infer_shape(((4, 4, 1),))


def test_along_a_sequence_there_is_one_axis() -> None:
    with pytest.raises(ParameterError):
        layers.make("convolution1d", stride="2, 1")
