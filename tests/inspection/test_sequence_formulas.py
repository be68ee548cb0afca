"""Layers along time: their cards' formulas go over time steps, both ways, and not over rows and columns."""

from __future__ import annotations

import re

import numpy as np
import pytest
from inspected import primed

from nnstudio import engine
from nnstudio.engine import Graph, GraphNode, layers
from nnstudio.inspection import Description, Step, Trace, describe

Values = dict[str, object]
SEQUENCES: tuple[tuple[str, Values], ...] = (
    ("max_pooling1d", {}),
    ("average_pooling1d", {}),
    ("average_pooling1d", {"padding": "same", "kernel_size": 3, "count_padding": False}),
    ("global_max_pooling", {}),
    ("global_average_pooling", {}),
    ("convolution1d", {"filters": 2}),
    ("transposed_convolution1d", {"filters": 2}),
)
IMAGES: tuple[tuple[str, Values], ...] = (
    ("max_pooling2d", {}),
    ("average_pooling2d", {}),
    ("global_max_pooling", {}),
    ("convolution2d", {"filters": 2}),
    ("transposed_convolution2d", {"filters": 2}),
)
PICTURE = re.compile(r"hw|h,w|K_h|K_w|H W|hS|ij")


def cards(kind: str, values: Values, shape: tuple[int, ...], batch: bool = False) -> list[Description]:
    """Return a card of each quantity of a layer, and of what it sends to the layer before it."""
    before = layers.make(f"convolution{len(shape) - 1}d", filters=2, activation="tanh")
    nodes = (
        GraphNode("x", layers.make("input", shape=shape)),
        GraphNode("c", before, ("x",)),
        GraphNode("l", layers.make(kind, **values), ("c",)),
        GraphNode("y", layers.make("output"), ("l",)),
    )
    program = engine.compile(Graph(nodes), engine.losses.make("mse"), "sgd", learning_rate=0.1, dtype="float64")
    rng = np.random.default_rng(0)
    targets = rng.normal(size=(2, *program.plan(2).sites["y"].output.shape))
    trace = Trace(primed(program, rng.normal(size=(2, *shape)), targets), batch=batch)
    found: dict[tuple[str, str], Step] = {}
    for number in range(len(trace.fine)):
        step = trace.fine[number]
        if step.phase != "update" and step.layer in ("c", "l"):
            found.setdefault((step.layer, step.quantity), step)
    return [describe(trace, step) for step in found.values()]


@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize(("kind", "values"), SEQUENCES)
def test_along_time_nothing_is_said_of_rows_and_columns(kind: str, values: Values, batch: bool) -> None:
    found = cards(kind, values, (6, 2), batch)
    assert not [card.formula for card in found if PICTURE.search(card.formula.replace("w_{ij}", ""))]
    assert any(re.search(r"_t |\{t|_\{?tc|_\{tf", card.formula) for card in found)


@pytest.mark.parametrize(("kind", "values"), IMAGES)
def test_over_images_they_are_still_over_both(kind: str, values: Values) -> None:
    assert any(PICTURE.search(card.formula) for card in cards(kind, values, (4, 4, 2)))


@pytest.mark.parametrize(("kind", "values"), SEQUENCES[:5])
def test_what_pooling_sends_back_is_said_by_its_own_rule(kind: str, values: Values) -> None:
    """It has no weights that a δ could come over."""
    delta = next(
        card for card in cards(kind, values, (6, 2)) if (card.step.layer, card.step.quantity) == ("c", "grad_z")
    )
    assert "w_" not in delta.formula
    assert r"\frac{\partial \ell}{\partial x_{tc}} = " in delta.formula
    assert "weight" not in str(delta.sentence)
    assert ("wins" in delta.formula) == ("max" in kind)


def test_a_mean_that_leaves_the_padding_out_is_not_over_the_whole_window() -> None:
    kind, values = SEQUENCES[2]
    found = {card.step.quantity: card for card in cards(kind, values, (6, 2)) if card.step.layer == "l"}
    assert r"\frac{1}{n_t}" in found["a"].formula
    main = found["a"].main
    assert main is not None
    assert main.holds


@pytest.mark.parametrize("kind", ["convolution1d", "convolution2d"])
def test_of_one_sample_there_is_no_sum_over_samples_and_of_a_batch_it_is_the_mean(kind: str) -> None:
    shape = (6, 2) if kind == "convolution1d" else (4, 4, 2)
    for batch in (False, True):
        grads = [
            card.formula for card in cards(kind, {"filters": 2}, shape, batch) if card.step.quantity.endswith("_grad")
        ]
        assert grads
        for formula in grads:
            assert (r"\sum_n" in formula) == batch
            assert (r"\frac{1}{N}\sum_n" in formula) == batch
