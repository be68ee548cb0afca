"""The embedding: rows of a table, gradients added up in them, and no number that has no row."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import DataError, Graph, GraphNode, Plan, Program, ShapeError, expand, layers
from nnstudio.engine.typing import Array

Compiled = Callable[..., Program]
WORDS = layers.make("embedding", vocabulary=6, dimension=3)
X = np.array([[0, 5, 5, 2], [1, 1, 1, 1], [3, 2, 0, 5]])


def network(*before: GraphNode) -> Graph:
    """Return ``x``, what stands before, the embedding ``e``, a dense layer behind it, flattened."""
    last = before[-1].name if before else "x"
    return Graph(
        (
            GraphNode("x", layers["input"](shape=(4,))),
            *before,
            GraphNode("e", WORDS, (last,)),
            GraphNode("f", layers.make("flatten"), ("e",)),
            GraphNode("d", layers.make("dense", units=2), ("f",)),
            GraphNode("y", layers.make("output"), ("d",)),
        )
    )


def loaded(program: Program, x: Array = X) -> Plan:
    plan = program.plan(len(x))
    plan.load(*program.arrange(x, np.random.default_rng(1).normal(size=(len(x), 2))))
    return plan


def test_rows_are_picked_and_their_gradients_add_up(compiled: Compiled) -> None:
    program = compiled(network())
    plan = loaded(program)
    plan.forward()
    plan.backward()
    plan.forward()
    plan.backward()
    table = program.parameter("e", "weight")
    assert table.shape == (6, 3)
    assert (plan.quantity("e", "a") == table[X]).all()
    wanted = np.zeros((6, 3))
    np.add.at(wanted, X, plan.quantity("e", "grad_a"))
    assert program.gradient("e", "weight") == pytest.approx(wanted, abs=1e-15)
    assert (program.gradient("e", "weight")[4] == 0).all(), "nobody picked it"


def test_terms_are_the_row_and_the_places_that_picked_it(compiled: Compiled) -> None:
    plan = loaded(compiled(network()))
    plan.forward()
    plan.backward()
    (term,) = expand(plan, "e", "a", (1, 2), 0).terms
    assert term.factors[0].place is not None
    assert term.factors[0].place.index == (5, 2)
    found = expand(plan, "e", "weight_grad", (5, 0))
    assert len(found.terms) == 3
    assert abs(sum(term.value for term in found.terms) - found.total) <= found.bound


@pytest.mark.parametrize("wrong", [-1, 6, 2.5, 1e9])
def test_numbers_without_a_row_are_refused_where_data_come_in(wrong: float, compiled: Compiled) -> None:
    program = compiled(network())
    x = X.astype(float)
    x[1, 2] = wrong
    with pytest.raises(DataError, match=r"whole numbers from 0 to 5"):
        loaded(program, x)
    with pytest.raises(DataError, match=re.escape(f"{wrong:g}")):
        program.predict(x)


@pytest.mark.parametrize("wrong", [-1.0, 6.0, 2.5, np.nan])
def test_numbers_that_another_layer_makes_are_checked_in_the_step(wrong: float, compiled: Compiled) -> None:
    program = compiled(network(GraphNode("r", layers.make("reshape", shape="4"), ("x",))))
    plan = loaded(program)
    plan.forward()
    plan.sites["x"].output.array[2, 1] = wrong
    with pytest.raises(DataError, match=r"whole numbers from 0 to 5"):
        plan.forward()


def test_what_stands_before_it_gets_no_gradient_but_the_rest_learns(compiled: Compiled) -> None:
    program = compiled(network(GraphNode("s", layers.make("activation", function="relu"), ("x",))))
    plan = loaded(program)
    first = program.theta.copy()
    plan.step()
    assert (program.theta != first).any()


def test_it_wants_a_list_of_numbers() -> None:
    with pytest.raises(ShapeError, match="4×2"):
        WORDS.infer_shape(((4, 2),))


def test_a_step_allocates_no_more_than_the_additions_own_iterator(
    compiled: Compiled, allocated: Callable[..., tuple[int, int]]
) -> None:
    x = np.random.default_rng(2).integers(0, 6, (64, 4))
    plan = loaded(compiled(network(), dtype="float32"), x)
    kept, peak = allocated(plan.step, times=20, warm=5)
    assert kept < 1000
    assert peak < 8000, "numpy.add.at takes 5 kB, whatever the size"
