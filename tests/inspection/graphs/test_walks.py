"""Walks of both modes against the engine's own passes, and the story of a program forward and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.engine.scalars import MLP, Value, topological_order
from nnstudio.engine.scalars.scratch import read, run
from nnstudio.inspection.graphs import Moment, forward, reverse, story_of, walk_story
from nnstudio.inspection.graphs.walks import needed

PROGRAM = (
    "a = Value(2)\nb = Value(-3)\nc = a * b + a\nL = c * c\nL.backward()\na.data += 1\nL.zero_grad()\nL.forward(a)"
)


def network() -> Value:
    return MLP(2, (3, 2, 1), random=3)([Value(0.5, "x"), Value(-1.0, "y")])[0]


def test_reverse_leaves_the_engine_s_gradients_and_touches_nothing() -> None:
    root = network()
    found = reverse(root).numbers()
    assert all(node.grad == 0 for node in topological_order(root))
    root.backward()
    assert {node: node.grad for node in topological_order(root)} == found


def test_forward_leaves_the_engine_s_tangents() -> None:
    root = network()
    for leaf in [node for node in topological_order(root) if node.is_leaf]:
        found = forward(root, leaf).numbers()
        assert found.get(root, 0.0) == pytest.approx(root.forward(leaf), rel=1e-15)
        for node in topological_order(root):
            assert found.get(node, 0.0) == pytest.approx(node.tangent, rel=1e-15, abs=1e-300)


def test_what_forgotten_zeroing_and_overwriting_do() -> None:
    a = Value(3.0, "a")
    root = a * a + a
    assert reverse(root).numbers()[a] == 7.0
    assert reverse(root, times=2).numbers()[a] == 14.0
    wrong = reverse(root, overwrite=True)
    assert wrong.numbers()[a] in (1.0, 3.0)
    assert all(move.after == move.part for move in wrong.moves)


def test_passes_that_each_mode_needs() -> None:
    root = network()
    assert needed(topological_order(root)) == (2 + 9 + 8 + 3, 1)
    a = Value(1.0, "a")
    assert needed(topological_order(a * 2 + 1)) == (1, 1)


def test_a_story_forward_and_back_is_where_it_was() -> None:
    story = story_of(run(read(PROGRAM)))
    kept = []
    moment = Moment(story)
    for place in range(len(story.events) + 1):
        moment.go(place)
        kept.append(({name: dict(moment.known(name)) for name in ("data", "grad", "tangent")}, set(moment.shown)))
    for place in (*range(len(story.events), -1, -1), 7, 3, 11, 0, len(story.events)):
        moment.go(place)
        assert ({name: dict(moment.known(name)) for name in ("data", "grad", "tangent")}, moment.shown) == kept[place]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-5, 40), max_size=20))
def test_a_moment_depends_on_its_place_alone(places: list[int]) -> None:
    story = story_of(run(read(PROGRAM)))
    moment = Moment(story)
    for place in places:
        moment.go(place)
        fresh = Moment(story)
        fresh.go(place)
        assert (moment.values, moment.shown) == (fresh.values, fresh.shown)


def test_over_goes_from_node_to_node() -> None:
    a, b = Value(2.0, "a"), Value(3.0, "b")
    root = (a * b).tanh() + a
    story = walk_story(tuple(topological_order(root)), reverse(root))
    stops = [story.over(0, count) for count in range(6)]
    # The seed; +, which has two operands; tanh; ×, which has two; then there is no further.
    assert stops == [0, 1, 3, 4, 6, 6]
    assert [story.over(6, -count) for count in range(6)] == [6, 4, 3, 1, 0, 0]
    assert story.over(2, 1) == 3
    assert story.over(2, -1) == 1
