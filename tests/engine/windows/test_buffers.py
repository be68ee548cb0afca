"""What convolution copies, what it does not, and that a step allocates nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, Program, layers
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.layer import Layer
from nnstudio.engine.product import LARGEST
from nnstudio.engine.windows.products import emit_products, row_groups, tile, tile_summed

Chain = Callable[..., Graph]
Compiled = Callable[..., Program]


def make(kind: str, **values: object) -> Layer:
    return layers.make(kind, **values)


OWN_ROOM = 3 * 8192 * 4
"""What NumPy itself takes for a moment where it walks over operands that are not in one piece."""

NETWORKS = {
    "usual": (make("convolution2d", activation="relu"), make("max_pooling2d"), make("convolution2d", filters=4)),
    "strided": (make("convolution2d", stride=2, groups=1, flip=True), make("average_pooling2d", padding="same")),
    "transposed": (make("transposed_convolution2d", filters=3), make("max_pooling2d", stride=1, kernel_height=3)),
    "by table": (
        make("table_convolution2d", connections="1; 2; *", activation="relu"),
        make("subsampling2d", activation="tanh"),
    ),
    "dilated": (make("convolution2d", dilation=2), make("global_average_pooling")),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_step_allocates_nothing(
    name: str, chain: Chain, compiled: Compiled, allocated: Callable[..., tuple[int, int]]
) -> None:
    graph = chain((12, 12, 2), *NETWORKS[name], make("flatten"), make("dense", units=3))
    program = compiled(graph, dtype="float32", learning_rate=0.001)
    plan = program.plan(64)
    plan.load(*program.arrange(np.random.default_rng(1).normal(size=(64, 12, 12, 2)), np.zeros((64, 3))))
    kept, peak = allocated(plan.step, times=50, warm=25)
    assert kept < 1000
    assert peak < OWN_ROOM + 8000, "a feature map would be 295 kB"


@pytest.mark.parametrize("kind", ["convolution1d", "convolution2d"])
def test_one_by_one_copies_nothing(kind: str, chain: Chain, compiled: Compiled) -> None:
    image = kind == "convolution2d"
    sizes = {"kernel_height": 1, "kernel_width": 1} if image else {"kernel_size": 1}
    shape = (6, 5, 8) if image else (6, 8)
    first = make(kind, filters=4, groups=2, **sizes)
    second = make(kind, filters=4, groups=2, **sizes)
    program = compiled(chain(shape, first, second, make("flatten"), make("dense", units=2)))
    assert [function for function, _ in program.plan(3).calls if function is np.copyto] == []


def test_tiles_are_as_large_as_they_may_be() -> None:
    assert tile(896, 16 * 72) == 2
    assert tile(1792, 72) == 1
    assert tile(512, 512 * 4608) == 1, "what no tile makes small enough is left whole"
    for columns, depth in ((17 * 64, 1152), (1000, 5000), (77, 100000)):
        count = tile(columns, depth)
        assert columns % count == 0
        assert count == 1 or columns // count * depth <= LARGEST


def test_many_rows_are_cut_where_few_columns_would_be_left() -> None:
    assert row_groups(16, 72, 896) == row_groups(8, 9, 1792) == 1
    assert row_groups(64, 288, 256) == 4
    assert row_groups(24, 576, 512) == 2
    assert row_groups(37, 576, 512) == row_groups(64, 4608, 256) == 1, "what nothing makes small enough is left whole"
    random = np.random.default_rng(4)
    kernel, windows = random.normal(size=(2, 1, 64, 288)), random.normal(size=(2, 3, 288, 256))
    emit, whole = Emitter(np.dtype(np.float64)), np.full((2, 64, 3, 256), np.nan)
    out = whole.transpose(0, 2, 1, 3)
    emit_products(emit, kernel, windows, out)
    emit.run()
    assert len(emit.calls) == 1
    assert np.allclose(out, kernel @ windows, rtol=1e-12, atol=1e-12)
    assert np.isfinite(whole).all()


def test_what_is_summed_over_is_cut_above_a_thousand_columns() -> None:
    assert tile_summed(1792, 72) == 2
    assert tile_summed(3584, 72) == 4
    assert tile_summed(1024, 72) == tile_summed(896, 16 * 36) == 1
    assert tile_summed(1031, 72) == 1, "a prime is left whole"


def test_memory_is_foretold(chain: Chain, compiled: Compiled) -> None:
    layer = make("convolution2d", filters=16, activation="relu")
    program = compiled(chain((28, 28, 8), layer, make("flatten"), make("dense", units=2)), dtype="float32")
    plan = program.plan(32)
    pool = plan.sites["1"].emit.pool
    assert pool is not None
    foretold = layer.workspace(((28, 28, 8),)) + 5 * 28 * 28 * 16 * 2
    assert 0.5 * pool.bytes <= foretold * 32 * 4 <= 2 * pool.bytes
