"""The memory that a plan is said to need beside what it takes, and the refusal before anything is taken."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nnstudio.engine import Graph, Program, ResourceError, layers, memory
from nnstudio.engine.layer import Layer
from nnstudio.engine.memory import readable
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
def test_the_estimate_is_what_a_plan_and_its_weights_take(
    name: str, mode: str, chain: Chain, compiled: Compiled
) -> None:
    shape, parts, batch = NETWORKS[name]
    program = compiled(chain(shape, *parts))
    said = memory.estimate(program, batch, mode)
    plan = program.plan(batch, mode)
    rule = plan.update_rule
    arenas = (rule.theta, rule.grad, rule.decay, rule.conditioning.mask, *rule.state.values(), *rule.memory.values())
    assert said == plan.bytes + sum(array.nbytes for array in arenas)
    assert 0.25 <= memory.buffers(program, batch, mode) / plan.bytes <= 4


def test_a_plan_on_counted_memory_changes_nothing(chain: Chain, compiled: Compiled) -> None:
    shape, parts, batch = NETWORKS["convolution"]
    programs = [compiled(chain(shape, *parts)) for _ in range(2)]
    x = np.random.default_rng(0).normal(size=(batch, *shape))
    y = np.random.default_rng(1).normal(size=(batch, 10))
    memory.estimate(programs[0], batch, "train")
    for program in programs:
        plan = program.plan(batch)
        plan.load(*program.arrange(x, y))
        plan.step()
    assert np.array_equal(programs[0].theta, programs[1].theta)


@pytest.mark.parametrize("name", NETWORKS)
def test_what_would_not_fit_is_refused_before_it_is_taken(
    name: str, chain: Chain, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape, parts, batch = NETWORKS[name]
    program = compiled(chain(shape, *parts))
    needed = memory.estimate(program, batch, "train")
    monkeypatch.setattr(memory, "available", lambda: needed)
    gc.collect()
    tracemalloc.start()
    with pytest.raises(ResourceError) as caught:
        program.plan(batch)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"{name}: needs {needed / 2**20:.1f} MB, refused with {peak / 2**20:.1f} MB of addresses")
    assert peak < 0.8 * needed, "no more than is free"
    assert readable(needed) in str(caught.value.received)
    assert str(caught.value.advice)


def test_a_plan_whose_largest_buffer_is_not_to_be_had_is_refused(
    chain: Chain, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = compiled(chain((784,), made("dense", units=256)))
    needed = memory.estimate(program, 64, "train")
    monkeypatch.setattr(memory, "available", lambda: 2 * needed)

    def none_left(*_: object) -> int:
        raise MemoryError

    monkeypatch.setattr(memory, "estimate", none_left)
    with pytest.raises(ResourceError):
        program.plan(64)
