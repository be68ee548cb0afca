"""Matrix products in tiles, and with a copied operand: the same numbers, and every call still says what it makes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, Program, expand, layers
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.operands import operands, overlap, span
from nnstudio.engine.product import LARGEST, emit_product, emit_turned
from nnstudio.engine.trace import record

Chain = Callable[..., Graph]
Compiled = Callable[..., Program]


@pytest.mark.parametrize("shape", [(3, 4), (64, 10), (65, 10), (256, 128), (130, 7)])
def test_a_matrix_is_turned_band_by_band(shape: tuple[int, int]) -> None:
    matrix = np.random.default_rng(0).normal(size=shape)
    emit, out = Emitter(np.dtype(np.float64)), np.full(shape[::-1], np.nan)
    emit_turned(emit, matrix.T, out)
    assert len(emit.calls) == -(-shape[0] // 64)
    emit.run()
    assert (out == matrix.T).all()


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize(
    ("rows", "depth", "columns"),
    [
        (5, 3, 4),
        (785, 64, 10),
        (785, 128, 256),
        (257, 64, 240),
        (784, 1, 500),
        (90, 300, 60),
        (40, 64, 64),
        (9, 256, 999),
    ],
)
def test_a_product_is_what_it_was(rows: int, depth: int, columns: int, transposed: bool) -> None:
    random = np.random.default_rng(rows)
    left = random.normal(size=(rows, depth))
    right = random.normal(size=(columns, depth)).T if transposed else random.normal(size=(depth, columns))
    emit, out = Emitter(np.dtype(np.float64)), np.full((rows, columns), np.nan)
    emit_product(emit, left, right, out)
    emit.run()
    assert np.allclose(out, left @ right, rtol=1e-12, atol=1e-12)


def test_large_products_are_made_in_place_and_small_ones_in_one_call() -> None:
    def calls(rows: int, depth: int, columns: int, transposed: bool = False) -> list[int]:
        emit, right = Emitter(np.dtype(np.float32)), np.zeros((columns, depth) if transposed else (depth, columns))
        emit_product(emit, np.zeros((rows, depth)), right.T if transposed else right, np.zeros((rows, columns)))
        reads = [operands(call).reads for call in emit.calls]
        return [0 if len(read) == 1 else read[0].shape[-2] * depth * columns for read in reads]

    assert calls(8, 4, 4) == [128]
    assert calls(8, 4, 4, transposed=True) == [128]
    assert calls(785, 64, 10, transposed=True) == [0, 785 * 64 * 10]
    assert calls(784, 128, 256) == [28 * 128 * 256]
    assert calls(785, 128, 256, transposed=True) == [0, 0, 0, 0, 28 * 128 * 256, 128 * 256]
    assert 28 * 128 * 256 <= LARGEST < 32 * 128 * 256
    # Sums of many terms are left to BLAS.
    assert calls(785, 1000, 256) == [785 * 1000 * 256]


def test_every_call_says_what_it_makes(chain: Chain, compiled: Compiled) -> None:
    graph = chain((300,), *(layers.make("dense", units=units, activation="tanh") for units in (200, 90, 2)))
    random = np.random.default_rng(1)
    program = compiled(graph, dtype="float64")
    plan = program.plan(64)
    plan.load(*program.arrange(random.normal(size=(64, 300)), random.normal(size=(64, 2))))
    plan.forward()
    plan.backward()
    written = [(about, operands(call).writes) for call, about in zip(plan.calls, plan.info, strict=True)]
    tiled = 0
    for layer in ("1", "2", "3"):
        site = plan.sites[layer]
        made = [("weight_grad", site.gradient("weight"))]
        made += [] if layer == "1" else [("grad_x", plan.sites[str(int(layer) - 1)].quantities["grad_a"].array)]
        for quantity, array in made:
            found = [about for about, out in written if about.phase == "backward" and overlap(span(out), span(array))]
            assert {(about.layer, about.quantity) for about in found} == {(layer, quantity)}
            tiled += len(found) > 1
    assert tiled
    told = record(plan)
    for number in told.find("2", "weight_grad"):
        result = told[number].result
        assert result is not None
        assert np.isfinite(result).all()
    term = expand(plan, "2", "weight_grad", (7, 8), 0)
    assert abs(sum(each.value for each in term.terms) - term.total) <= term.bound
