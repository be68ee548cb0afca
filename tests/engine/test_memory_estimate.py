"""The memory that a plan is said to need beside what it takes, and the refusal before anything is taken."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from nnstudio.engine import Graph, Program, ResourceError, layers, memory
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Shape

Chain = Callable[..., Graph]
Compiled = Callable[..., Program]


def made(kind: str, **values: Any) -> Layer:
    return layers.make(kind, **values)


NETWORKS: dict[str, tuple[Shape, tuple[Layer, ...], int]] = {
    "dense": ((784,), (made("dense", units=256, activation="relu"), made("dense", units=128)), 256),
    "convolution": (
        (28, 28, 1),
        (
            made("convolution2d", filters=16, activation="relu"),
            made("max_pooling2d"),
            made("convolution2d", filters=32, activation="relu"),
            made("average_pooling2d"),
            made("flatten"),
            made("dense", units=10),
        ),
        64,
    ),
    "strided and dilated convolution": (
        (32, 32, 3),
        (
            made("convolution2d", filters=12, stride=2, activation="relu"),
            made("convolution2d", filters=24, dilation=2),
            made("global_average_pooling"),
            made("dense", units=10),
        ),
        64,
    ),
    "transposed convolution": (
        (8, 8, 8),
        (made("transposed_convolution2d", filters=8, activation="tanh"), made("transposed_convolution2d", filters=1)),
        64,
    ),
    "convolution along time": (
        (200, 8),
        (made("convolution1d", filters=32, kernel_size=5, activation="relu"), made("max_pooling1d"), made("flatten")),
        64,
    ),
    "simple recurrent": ((100, 8), (made("simple_rnn", units=64), made("dense", units=1)), 64),
    "lstm": ((100, 8), (made("lstm", units=64, output="sequence"), made("lstm", units=64), made("dense", units=1)), 64),
    "gru in both directions": ((100, 8), (made("gru", units=32, bidirectional=True, output="sequence"),), 64),
    "normalised": (
        (16, 16, 16),
        (made("batch_normalization"), made("layer_normalization"), made("group_normalization", groups=4)),
        64,
    ),
    "attention": ((128, 32), (made("multi_head_attention", heads=4), made("dense", units=8)), 32),
    "embedding": (
        (100,),
        (made("embedding", vocabulary=1000, dimension=64), made("flatten"), made("dense", units=2)),
        64,
    ),
}


@pytest.mark.parametrize("mode", ["train", "evaluate"])
@pytest.mark.parametrize("name", NETWORKS)
def test_the_estimate_is_within_a_factor_of_what_a_plan_takes(
    name: str, mode: str, chain: Chain, compiled: Compiled
) -> None:
    shape, parts, batch = NETWORKS[name]
    graph = chain(shape, *parts)
    compiled(graph).plan(2, mode)  # what is imported and kept on first use is none of the plan's
    gc.collect()
    tracemalloc.start()
    program = compiled(graph)
    before = tracemalloc.get_traced_memory()[0]
    plan = program.plan(batch, mode)
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert plan.calls
    assert taken - before > 100_000
    said = memory.estimate(program, batch, mode)
    print(f"{name} {mode}: said {said / 2**20:.1f} MB, taken {taken / 2**20:.1f} MB, ratio {said / taken:.2f}")
    assert 0.75 <= said / taken <= 3


@pytest.mark.parametrize("name", NETWORKS)
def test_what_would_not_fit_is_refused_before_it_is_taken(
    name: str, chain: Chain, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape, parts, batch = NETWORKS[name]
    program = compiled(chain(shape, *parts))
    monkeypatch.setattr(memory, "available", lambda: memory.estimate(program, batch, "train"))
    gc.collect()
    tracemalloc.start()
    with pytest.raises(ResourceError) as caught:
        program.plan(batch)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000
    assert "MB" in str(caught.value.received)
    assert str(caught.value.advice)
