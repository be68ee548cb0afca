"""Layouts: nothing overlaps, wires go to the right, and few of them cross."""

from __future__ import annotations

import itertools
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.engine.scalars import MLP, Value, topological_order
from nnstudio.inspection.graphs import arranged
from nnstudio.inspection.graphs.layout import Edge, Layout

GAP = 10.0


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[tuple[float, float]], list[Edge]]:
    count = draw(st.integers(1, 25))
    sizes = [(draw(st.integers(10, 80)), draw(st.integers(8, 30))) for _ in range(count)]
    pairs = [(first, last) for last in range(count) for first in range(last)]
    edges = draw(st.lists(st.sampled_from(pairs), max_size=50)) if pairs else []
    return [(float(width), float(height)) for width, height in sizes], edges


def check(sizes: list[tuple[float, float]], edges: list[Edge], found: Layout) -> None:
    boxes = [
        (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        for (x, y), (width, height) in zip(found.places, sizes, strict=True)
    ]
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert left >= -1e-6
        assert top >= -1e-6
        assert right <= found.width + 1e-6
        assert bottom <= found.height + 1e-6
        for other in boxes[:number]:
            apart = other[0] >= right or other[2] <= left or other[1] >= bottom - 1e-6 or other[3] <= top + 1e-6
            assert apart
    for first, last in edges:
        points = [found.places[first], *found.routes[first, last], found.places[last]]
        assert all(one[0] < other[0] for one, other in itertools.pairwise(points))
        assert boxes[first][2] + GAP <= boxes[last][0] + 1e-6


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_boxes_never_overlap_and_wires_go_right(drawn: tuple[list[tuple[float, float]], list[Edge]]) -> None:
    sizes, edges = drawn
    check(sizes, edges, arranged(sizes, edges, GAP, GAP))


def test_a_chain_is_straight_and_a_tree_has_no_crossing() -> None:
    chain = arranged([(20.0, 10.0)] * 4, [(0, 1), (1, 2), (2, 3)], GAP, GAP)
    assert len({y for _, y in chain.places}) == 1
    # Leaves given in an order that would cross.
    tree = arranged([(20.0, 10.0)] * 7, [(0, 4), (2, 4), (1, 5), (3, 5), (4, 6), (5, 6)], GAP, GAP)
    heights = [y for _, y in tree.places]
    assert (max(heights[0], heights[2]) < min(heights[1], heights[3])) == (heights[4] < heights[5])


def test_a_leaf_stands_beside_its_first_reader() -> None:
    found = arranged([(20.0, 10.0)] * 4, [(0, 1), (1, 3), (2, 3)], GAP, GAP)
    assert found.places[2][0] == found.places[1][0] > found.places[0][0]


def test_nothing_is_laid_out_as_nothing() -> None:
    assert arranged([], [], GAP, GAP) == Layout()


def test_four_hundred_boxes_are_laid_out_in_a_moment() -> None:
    root = MLP(3, (8, 8, 1), random=1)([Value(1.0, "x"), Value(2.0, "y"), Value(3.0, "z")])[0]
    order = topological_order(root)
    number = {node: place for place, node in enumerate(order)}
    edges = [(number[child], place) for place, node in enumerate(order) for child in node.children]
    begun = time.process_time()
    found = arranged([(60.0, 20.0)] * len(order), edges, GAP, GAP)
    # A tenth of a second on the machine that it was written on.
    assert time.process_time() - begun < 20
    check([(60.0, 20.0)] * len(order), edges, found)
