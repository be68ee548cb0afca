"""A convolution by table: what is read, what has a weight, and that it is a convolution with kernels missing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, ParameterError, Plan, Program, layers, per_sample_gradients
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Array
from nnstudio.engine.windows.links import Table, read_table

Chain = Callable[..., Graph]
Compiled = Callable[..., Program]
TABLE = "1 3; 2; *; 2 3"
JOINED = np.array([[1, 0, 1, 0], [0, 1, 1, 1], [1, 0, 1, 1]], bool)
"""Maps by filters: the same."""
OPTIONS = [
    {"padding": "narrow"},
    {"padding": "same", "stride": 2, "flip": True},
    {"padding": "wide", "dilation": 2, "kernel_width": 2},
    {"padding": "explicit", "amount": 1, "stride": "1, 2", "bias": False},
]


def pushed(chain: Chain, compiled: Compiled, layer: Layer, kernel: Array | None = None) -> Plan:
    """Return a plan after both passes; ``kernel`` are the first weights of the layer."""
    graph = chain((6, 7, 3), layers.make("activation", function="prelu"), layer, layers.make("flatten"))
    program = compiled(graph, seed=4)
    if kernel is not None:
        program.set_parameter("2", "weight", kernel)
    random = np.random.default_rng(2)
    plan = program.plan(4)
    plan.load(*program.arrange(random.normal(size=(4, 6, 7, 3)), random.normal(size=(4, *program.shapes["y"]))))
    plan.forward()
    plan.backward()
    return plan


def test_a_table_is_read() -> None:
    assert read_table("1 3; 2,4 ;*; 12", "") == ((0, 2), (1, 3), None, (11,))
    assert read_table("3 1", "") == ((0, 2),)


@pytest.mark.parametrize("text", ["", "1;", "1; ;2", "0 1", "1 1", "1 x", "-1", "1.5", "* 1", "1 2;; 3", "999999"])
def test_what_is_no_table_is_refused_with_its_row(text: str) -> None:
    with pytest.raises(ParameterError) as caught:
        layers.make("table_convolution2d", connections=text)
    assert caught.value.place == "table_convolution2d.connections"
    assert str(caught.value.received).startswith("row ")
    assert "1 2 3; 2 3 4" in str(caught.value.expected)


def test_only_links_are_parameters(chain: Chain, compiled: Compiled) -> None:
    program = compiled(chain((6, 7, 3), layers.make("table_convolution2d", connections=TABLE), layers.make("flatten")))
    assert program.parameter("1", "weight").shape == (3, 3, 8)
    assert program.counts["1"] == 9 * 8 + 4
    plain = compiled(chain((6, 7, 3), layers.make("convolution2d", filters=4), layers.make("flatten")))
    assert plain.counts["1"] == 9 * 12 + 4


def test_links_are_counted_filter_by_filter() -> None:
    table = Table(((0, 2), (1,), (0, 1, 2), (1, 2)), 3)
    assert table.pairs == ((0, 0), (2, 0), (1, 1), (0, 2), (1, 2), (2, 2), (1, 3), (2, 3))
    assert np.array_equal(table.joined, JOINED)
    assert [table.narrow(number) for number in range(3)] == [(0, 2), (1, 2, 3), (0, 2, 3)]
    assert all(table.ends(table.index(*pair)) == pair for pair in table.pairs)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_it_is_a_convolution_whose_other_kernels_are_zero(
    options: dict[str, object], chain: Chain, compiled: Compiled
) -> None:
    own = pushed(chain, compiled, layers.make("table_convolution2d", connections=TABLE, **options))
    plain = layers.make("convolution2d", filters=4, **options)
    weight, gradient = own.sites["2"].parameter("weight"), own.sites["2"].gradient("weight")
    wide, narrow = np.nonzero(JOINED.T)[::-1]
    kernel = np.zeros((*weight.shape[:2], 3, 4))
    kernel[:, :, wide, narrow] = weight
    other = pushed(chain, compiled, plain, kernel)
    for place, quantity in (("2", "z"), ("1", "grad_a")):
        np.testing.assert_array_equal(own.quantity(place, quantity), other.quantity(place, quantity))
    np.testing.assert_array_equal(gradient, other.sites["2"].gradient("weight")[:, :, wide, narrow])
    assert np.abs(gradient).min() > 0


def test_missing_kernels_stay_away_while_it_learns(chain: Chain, compiled: Compiled) -> None:
    plan = pushed(chain, compiled, layers.make("table_convolution2d", connections=TABLE, activation="tanh"))
    for _ in range(5):
        plan.step()
    whole = plan.sites["2"].emit.kept["2", "whole kernel"]
    assert (np.abs(whole).max(axis=(0, 1)) > 0).tolist() == JOINED.tolist()


def test_each_samples_gradients_have_the_plans_as_their_mean(chain: Chain, compiled: Compiled) -> None:
    plan = pushed(chain, compiled, layers.make("table_convolution2d", connections=TABLE, activation="tanh"))
    each = per_sample_gradients(plan, "2", "weight")
    assert each.shape == (4, 3, 3, 8)
    np.testing.assert_allclose(each.mean(axis=0), plan.sites["2"].gradient("weight"), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_what_is_reached_is_what_moves(options: dict[str, object]) -> None:
    layer = layers.make("table_convolution2d", connections=TABLE, **options)
    shape = (6, 7, 3)
    out = layer.infer_shape((shape,))
    seen = np.zeros((*out, *shape), bool)
    moved = np.zeros((*shape, *out), bool)
    for index in np.ndindex(out):
        seen[index] = layer.reach((shape,), 0, at(out, index), True)
    for index in np.ndindex(shape):
        moved[index] = layer.reach((shape,), 0, at(shape, index), False)
    assert np.array_equal(seen, moved.transpose(3, 4, 5, 0, 1, 2))
    assert np.array_equal(seen.any(axis=(0, 1, 3, 4)), JOINED.T)


def at(shape: tuple[int, ...], index: tuple[int, ...]) -> Array:
    mask = np.zeros(shape, bool)
    mask[index] = True
    return mask
