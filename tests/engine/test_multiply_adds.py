"""Multiply-adds as others have published them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnstudio.document.templates.lenet5 import CONNECTIONS
from nnstudio.engine.layers import layers
from nnstudio.engine.typing import Shape

Step = tuple[str, dict[str, Any]]


def convolution(filters: int, size: int, **options: Any) -> Step:
    return "convolution2d", {"filters": filters, "kernel_height": size, "kernel_width": size, **options}


def pooling(size: int, stride: int) -> Step:
    return "max_pooling2d", {"kernel_height": size, "kernel_width": size, "stride": stride}


def dense(units: int) -> Step:
    return "dense", {"units": units}


def counted(shape: Shape, steps: list[Step]) -> list[tuple[str, int, int]]:
    """Return kind, multiply-adds and weights (without biases) of each layer of a chain that has any."""
    found = []
    for kind, options in steps:
        layer = layers.make(kind, **options)
        weights = sum(int(np.prod(w.shape)) for w in layer.weights((shape,)) if w.name == "weight")
        found.append((kind, layer.multiply_adds((shape,)), weights))
        shape = layer.infer_shape((shape,))
    return [each for each in found if each[1]]


def test_lenet5_has_the_connections_that_its_paper_counts() -> None:
    # LeCun et al. 1998, §II.B: C1 122,304 connections, C3 151,600, C5 48,120, F6 10,164; one for each bias among them.
    narrow, tall = {"padding": "narrow"}, {"kernel_height": 5, "kernel_width": 5}
    steps = [convolution(6, 5, **narrow), ("subsampling2d", {})]
    steps += [("table_convolution2d", {"connections": CONNECTIONS, **tall, **narrow}), ("subsampling2d", {})]
    steps += [convolution(120, 5, **narrow), ("flatten", {}), dense(84), dense(10)]
    works = {place: work for place, (_, work, _) in enumerate(counted((32, 32, 1), steps))}
    biases = {0: 28 * 28 * 6, 2: 10 * 10 * 16, 4: 120, 5: 84, 6: 10}
    connections = [works[place] + bias for place, bias in biases.items()]
    assert connections == [122_304, 151_600, 48_120, 10_164, 850]
    # Subsampling multiplies once for each number that it gives; the paper counts what it adds up as well.
    assert (works[1], works[3]) == (14 * 14 * 6, 5 * 5 * 16)
    assert sum(works.values()) == 328_096


def test_alexnet_has_the_figures_of_the_survey() -> None:
    # Sze et al. 2017, table II: convolutions 666 M multiply-adds and 2.3 M weights, dense layers 58.6 M of both.
    steps = [convolution(96, 11, stride=4, padding="narrow"), pooling(3, 2), convolution(256, 5, groups=2)]
    steps += [pooling(3, 2), convolution(384, 3), convolution(384, 3, groups=2), convolution(256, 3, groups=2)]
    steps += [pooling(3, 2), ("flatten", {}), dense(4096), dense(4096), dense(1000)]
    found = counted((227, 227, 3), steps)
    assert [work for _, work, _ in found[:5]] == [105_415_200, 223_948_800, 149_520_384, 112_140_288, 74_760_192]
    assert round(sum(work for _, work, _ in found[:5]) / 1e6) == 666
    assert round(sum(weights for _, _, weights in found[:5]) / 1e6, 1) == 2.3
    assert round(sum(work for _, work, _ in found[5:]) / 1e6, 1) == 58.6
    assert round(sum(work for _, work, _ in found) / 1e6) == 724


def test_vgg16_has_the_figures_of_the_survey() -> None:
    # Sze et al. 2017, table II: 15.3 G multiply-adds in the convolutions, 124 M in the dense layers, 15.5 G in all.
    steps: list[Step] = []
    for filters, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        steps += [convolution(filters, 3)] * count + [pooling(2, 2)]
    found = counted((224, 224, 3), [*steps, ("flatten", {}), dense(4096), dense(4096), dense(1000)])
    assert round(sum(work for _, work, _ in found[:13]) / 1e9, 1) == 15.3
    assert round(sum(work for _, work, _ in found[13:]) / 1e6) == 124
    assert sum(work for _, work, _ in found) == 15_470_264_320


@pytest.mark.parametrize(("kind", "gates"), [("simple_rnn", 1), ("gru", 3), ("lstm", 4)])
@pytest.mark.parametrize("output", ["last", "sequence"])
def test_a_recurrent_layer_multiplies_each_matrix_once_a_step(kind: str, gates: int, output: str) -> None:
    # Sak et al. 2014, §2.1: 4 n_c² + 4 n_i n_c weights of an LSTM's gates, each used once at each step.
    steps, features, units = 50, 28, 128
    layer = layers.make(kind, units=units, output=output)
    assert layer.multiply_adds(((steps, features),)) == steps * gates * units * (units + features)
    both = layers.make(kind, units=units, output=output, bidirectional=True)
    assert both.multiply_adds(((steps, features),)) == 2 * steps * gates * units * (units + features)


def test_attention_pays_for_projections_scores_and_means() -> None:
    # Vaswani et al. 2017, table 1: O(n² d) for a layer of attention; 4 projections of d × d for each of n steps.
    steps, width = 10, 512
    layer = layers.make("multi_head_attention", heads=8)
    assert layer.multiply_adds(((steps, width),)) == 4 * steps * width**2 + 2 * steps**2 * width
    bare = layers.make("attention")
    assert bare.multiply_adds(((7, 3), (5, 3), (5, 4))) == 7 * 5 * (3 + 4)


def test_a_transposed_convolution_works_as_hard_as_the_convolution_it_transposes() -> None:
    wide, narrow = (16, 16, 3), (8, 8, 5)
    options = {"kernel_height": 4, "kernel_width": 4, "stride": 2, "padding": "explicit", "amount": 1}
    down, up = (
        layers.make("convolution2d", filters=5, **options),
        layers.make("transposed_convolution2d", filters=3, **options),
    )
    assert (down.infer_shape((wide,)), up.infer_shape((narrow,))) == (narrow, wide)
    assert down.multiply_adds((wide,)) == up.multiply_adds((narrow,)) == 8 * 8 * 5 * 4 * 4 * 3


@pytest.mark.parametrize("kind", ["max_pooling2d", "flatten", "batch_normalization", "activation", "dropout"])
def test_layers_without_weighted_sums_have_none(kind: str) -> None:
    assert layers.make(kind).multiply_adds(((8, 8, 4),)) == 0


def test_a_table_is_looked_up_not_multiplied() -> None:
    assert layers.make("embedding", vocabulary=100, dimension=16).multiply_adds(((12,),)) == 0
    learned = layers.make("positional_encoding", encoding="learned")
    assert learned.multiply_adds(((12, 16),)) == 0
