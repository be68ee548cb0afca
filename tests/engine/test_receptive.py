"""Receptive fields: numbers known for published networks, and masks followed back through whole chains."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.engine.layer import Layer
from nnstudio.engine.layers import layers
from nnstudio.engine.receptive import Field, field_of, first_field
from nnstudio.engine.typing import Shape


def fields(shape: Shape, *made: Layer) -> list[Field]:
    found = [first_field(shape)]
    for layer in made:
        found.append(field_of(layer, (shape,), found[-1:]))
        shape = layer.infer_shape((shape,))
    return found


def sizes(found: list[Field]) -> list[int]:
    return [field.one[0] for field in found[1:]]


def square(kind: str, size: int, **options: Any) -> Layer:
    return layers.make(kind, kernel_height=size, kernel_width=size, **options)


def test_vgg16_sees_what_the_literature_says() -> None:
    # Araujo et al. 2019, table 1: 212 pixels before the dense layers. A fifth of the channels sees as far.
    made: list[Layer] = []
    for count in (2, 2, 3, 3, 3):
        made += [square("convolution2d", 3, filters=2)] * count + [square("max_pooling2d", 2, stride=2)]
    found = sizes(fields((224, 224, 2), *made))
    assert found == [3, 5, 6, 10, 14, 16, 24, 32, 40, 44, 60, 76, 92, 100, 132, 164, 196, 212]


def test_alexnet_sees_what_the_literature_says() -> None:
    # Araujo et al. 2019, table 1: 195 pixels.
    made = [square("convolution2d", 11, stride=4, padding="narrow", filters=2), square("max_pooling2d", 3, stride=2)]
    made += [square("convolution2d", 5, filters=2), square("max_pooling2d", 3, stride=2)]
    made += [square("convolution2d", 3, filters=2)] * 3 + [square("max_pooling2d", 3, stride=2)]
    assert sizes(fields((227, 227, 3), *made)) == [11, 19, 51, 67, 99, 131, 163, 195]


def test_dilation_doubles_the_field_with_every_layer() -> None:
    # Yu & Koltun 2016, figure 1: 3×3, 7×7, 15×15 with dilations 1, 2, 4.
    made = [square("convolution2d", 3, dilation=2**i, filters=1) for i in range(3)]
    assert sizes(fields((40, 40, 1), *made)) == [3, 7, 15]


def test_flatten_sees_no_more_and_dense_sees_all() -> None:
    made = [square("convolution2d", 5, filters=2), layers.make("flatten"), layers.make("dense", units=3)]
    assert [field.one for field in fields((28, 20, 1), *made)[1:]] == [(5, 5), (5, 5), (28, 20)]


def test_a_recurrent_layer_sees_all_steps_and_a_step_for_itself_one() -> None:
    made = [layers.make("dense"), layers.make("lstm", output="sequence"), layers.make("lstm")]
    assert sizes(fields((20, 3), *made)) == [1, 20, 20]
    assert sizes(fields((20,), layers.make("embedding"), layers.make("convolution1d", kernel_size=3))) == [1, 3]


def test_the_wider_branch_counts_at_a_join() -> None:
    shape, narrow = (16, 16, 2), square("convolution2d", 1, filters=2)
    wide = square("convolution2d", 5, filters=2)
    start = first_field(shape)
    branches = [field_of(layer, (shape,), [start]) for layer in (narrow, wide)]
    for kind in ("add", "concatenate"):
        assert field_of(layers.make(kind), (shape, shape), branches).one == (5, 5)


def test_enlarging_takes_a_stride_back() -> None:
    down = square("convolution2d", 2, stride=2, filters=1)
    up = square("transposed_convolution2d", 2, stride=2, filters=1)
    last = square("convolution2d", 3, filters=1)
    assert sizes(fields((32, 32, 1), down, up, last)) == [2, 2, 4]


WINDOWS = st.tuples(
    st.sampled_from(("convolution1d", "max_pooling1d")), st.integers(1, 4), st.integers(1, 2), st.integers(1, 2)
)


@given(st.lists(WINDOWS, min_size=1, max_size=4))
def test_it_is_what_masks_followed_back_say(drawn: list[tuple[str, int, int, int]]) -> None:
    made, shapes = [], [(240, 2)]
    for kind, size, stride, dilation in drawn:
        own = {"filters": 2, "dilation": dilation} if kind == "convolution1d" else {}
        made.append(layers.make(kind, kernel_size=size, stride=stride, padding="narrow", **own))
        shapes.append(made[-1].infer_shape((shapes[-1],)))
    mask = np.zeros(shapes[-1], bool)
    mask[shapes[-1][0] // 2] = True
    for layer, shape in zip(made[::-1], shapes[-2::-1], strict=True):
        mask = layer.reach((shape,), 0, mask, True)
    seen = np.flatnonzero(mask.any(axis=-1))
    assert sizes(fields(shapes[0], *made))[-1] == seen[-1] - seen[0] + 1
