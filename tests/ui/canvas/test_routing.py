"""The ways of wires: around boxes wherever these stand, the same however they came there, and laid anew only if so."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from nnstudio.document.model import Wire
from nnstudio.ui.canvas.routes import Routes, path_of
from nnstudio.ui.canvas.routing import route

Box = tuple[float, float, float, float]


def box(x: float, y: float) -> Box:
    return (x - 64, y - 36, x + 64, y + 36)


def ends(source: Box, target: Box):
    return (source[2], (source[1] + source[3]) / 2), (target[0], (target[1] + target[3]) / 2)


def crosses(path: QPainterPath, boxes: list[Box]) -> bool:
    """Whether any of 300 points of a path is inside of a box, its edge apart."""
    points = [path.pointAtPercent(k / 300) for k in range(301)]
    return any(b[0] + 1 < p.x() < b[2] - 1 and b[1] + 1 < p.y() < b[3] - 1 for p in points for b in boxes)


PLACES = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 5), st.integers(0, 4), st.integers(0, 3)),
    min_size=2,
    max_size=25,
    unique_by=lambda place: place[:2],
).map(lambda found: [box(x * 192.0 + 8 * dx, y * 112.0 + 8 * dy) for x, y, dx, dy in found])


@settings(max_examples=80)
@given(boxes=PLACES, lower=st.booleans())
def test_no_wire_forward_or_backward_crosses_a_box(boxes, lower):
    way = route(*ends(boxes[0], boxes[1]), np.asarray(boxes), (0, 1), lower=lower)
    path = path_of(way)
    assert not crosses(path, boxes)
    start, end = ends(boxes[0], boxes[1])
    assert path.pointAtPercent(0) == QPointF(*start)
    assert path.currentPosition() == QPointF(*end)
    # It leaves an output and enters an input from left to right.
    assert path.angleAtPercent(0) == pytest.approx(0, abs=1) or path.angleAtPercent(0) == pytest.approx(360, abs=1)


def test_a_neighbour_is_reached_by_the_plain_curve_and_a_skip_passes_over():
    row = [box(160.0 * k, 0.0) for k in range(5)]
    boxes = np.asarray(row)
    assert not route(*ends(row[0], row[1]), boxes, (0, 1)).corners
    skip = route(*ends(row[0], row[4]), boxes, (0, 4))
    level = min(y for _x, y in skip.corners)
    assert level < row[1][1]
    assert len(skip.corners) == 4
    under = route(*ends(row[0], row[4]), boxes, (0, 4), lower=True)
    assert max(y for _x, y in under.corners) > row[1][3]
    # A skip within a skip runs closer to the boxes.
    inner = route(*ends(row[1], row[3]), boxes, (1, 3))
    assert level < min(y for _x, y in inner.corners) < row[1][1]


def test_a_backward_wire_goes_around_its_own_boxes():
    row = [box(0.0, 0.0), box(200.0, 0.0), box(400.0, 0.0)]
    way = route(*ends(row[2], row[0]), np.asarray(row), (2, 0))
    assert way.corners
    assert not crosses(path_of(way), row)


def test_where_an_end_is_covered_there_is_still_a_wire():
    row = [box(0.0, 0.0), box(40.0, 0.0), box(400.0, 0.0)]
    way = route(*ends(row[0], row[2]), np.asarray(row), (0, 2))
    assert path_of(way).currentPosition().toTuple() == ends(row[0], row[2])[1]


def follow(routes: Routes, boxes: dict[str, Box], wires: list[Wire], moved: set[str] | None = None):
    concerned = [w for w in wires if moved is None or w.source in moved or w.target in moved]
    pairs = {wire: ends(boxes[wire.source], boxes[wire.target]) for wire in concerned}
    given_boxes = boxes if moved is None else {key: boxes[key] for key in moved}
    return routes.follow(given_boxes, pairs, {}, whole=moved is None)


def test_a_way_depends_on_the_places_alone():
    """Boxes dragged about at random: the kept ways are those that a fresh start would find."""
    rng = random.Random(5)
    boxes = {f"n{k}": box(180.0 * (k % 5), 130.0 * (k // 5)) for k in range(15)}
    wires = [Wire(f"n{a}", f"n{b}", 0) for a in range(15) for b in rng.sample(range(15), 2) if a != b]
    kept = Routes()
    shown = follow(kept, boxes, wires)
    for _ in range(40):
        key = rng.choice(list(boxes))
        boxes[key] = box(rng.randrange(0, 100) * 8.0, rng.randrange(0, 50) * 8.0)
        shown.update(follow(kept, boxes, wires, {key}))
        assert shown == follow(Routes(), boxes, wires)


def test_what_is_far_away_is_not_laid_anew():
    boxes = {f"n{k}": box(160.0 * k, 0.0) for k in range(8)} | {"far": box(0.0, 3000.0)}
    wires = [Wire("n0", "n5"), *(Wire(f"n{k}", f"n{k + 1}") for k in range(7))]
    routes = Routes()
    assert len(follow(routes, boxes, wires)) == len(wires)
    assert follow(routes, boxes, wires) == {}
    boxes["far"] = box(80.0, 3000.0)
    assert follow(routes, boxes, wires, {"far"}) == {}
    boxes["far"] = box(400.0, -56.0)
    assert Wire("n0", "n5") in follow(routes, boxes, wires, {"far"})


def test_a_drag_past_a_skip_changes_its_side_once_at_most():
    """While a box is drawn through the middle of a wire's way, the wire jumps over to the other side at most once."""
    sides = []
    for y in range(-160, 168, 8):
        row = [box(0.0, 0.0), box(200.0, float(y)), box(400.0, 0.0)]
        way = route(*ends(row[0], row[2]), np.asarray(row), (0, 2))
        sides += [math.copysign(1, way.corners[1][1])] if way.corners else []
    assert sides == sorted(sides) or sides == sorted(sides, reverse=True)


def test_what_comes_back_is_not_looked_for_again(monkeypatch):
    """Undo and redo, a drag to and fro: a way is found once for each arrangement of what is around it."""
    rng = random.Random(11)
    boxes = {f"n{k}": box(180.0 * (k % 6), 130.0 * (k // 6)) for k in range(24)}
    wires = [Wire(f"n{a}", f"n{b}", 0) for a in range(24) for b in rng.sample(range(24), 2) if a != b]
    routes = Routes()
    shown = follow(routes, boxes, wires)
    there = {**boxes, "n8": box(400.0, 300.0), "n3": box(100.0, 70.0)}
    for step in (there, boxes):
        shown.update(follow(routes, step, wires, {"n8", "n3"}))
        assert shown == follow(Routes(), step, wires)

    def never(*_args, **_kept):
        raise AssertionError("a way that was known has been looked for")

    monkeypatch.setattr("nnstudio.ui.canvas.routes.ways", never)
    for step in (there, boxes, there):
        assert follow(routes, step, wires, {"n8", "n3"})


def test_a_layer_that_was_deleted_and_comes_back_finds_its_wires_as_they_were(monkeypatch):
    boxes = {f"n{k}": box(160.0 * k, 0.0) for k in range(6)}
    wires = [Wire("n0", "n5"), *(Wire(f"n{k}", f"n{k + 1}") for k in range(5))]
    left = [wire for wire in wires if "n3" not in (wire.source, wire.target)]
    fewer = {key: at for key, at in boxes.items() if key != "n3"}
    routes = Routes()
    first = follow(routes, boxes, wires)
    gone = [wire for wire in wires if wire not in left]
    routes.forget(["n3"], gone)
    routes.follow({}, {}, {}, whole=False)
    assert follow(Routes(), fewer, left) == {wire: routes._routes[wire][1] for wire in left}
    monkeypatch.setattr("nnstudio.ui.canvas.routes.ways", lambda *_args, **_kept: pytest.fail("looked for again"))
    pairs = {wire: ends(boxes[wire.source], boxes[wire.target]) for wire in gone}
    routes.follow({"n3": boxes["n3"]}, pairs, {}, whole=False)
    assert {wire: way for wire, (_question, way) in routes._routes.items()} == first


def test_while_a_box_passes_no_wire_runs_through_it_and_in_the_end_all_are_as_if_it_had_not():
    rng = random.Random(3)
    boxes = {f"n{k}": box(200.0 * (k % 6), 150.0 * (k // 6)) for k in range(24)}
    wires = [Wire(f"n{a}", f"n{b}", 0) for a in range(24) for b in rng.sample(range(24), 2) if a != b]
    routes = Routes()
    shown = follow(routes, boxes, wires)
    kept = 0
    for _ in range(4):
        key = rng.choice(list(boxes))
        concerned = [wire for wire in wires if key in (wire.source, wire.target)]
        for step in range(4):
            boxes[key] = box(96.0 + step * 8 + rng.randrange(0, 6) * 200.0, 72.0 + step * 8 + rng.randrange(4) * 150.0)
            pairs = {wire: ends(boxes[wire.source], boxes[wire.target]) for wire in concerned}
            shown.update(routes.follow({key: boxes[key]}, pairs, {}, whole=False, passing=True))
            while routes.waiting:
                # Of many wires in its way only some are laid at once.
                some = routes.follow({}, {}, {}, whole=False, passing=True)
                assert some
                shown.update(some)
            fresh = follow(Routes(), boxes, wires)
            others = [wire for wire in wires if shown[wire] != fresh[wire]]
            assert all((shown[wire].start, shown[wire].end) == (fresh[wire].start, fresh[wire].end) for wire in others)
            assert not any(crosses(path_of(shown[wire]), list(boxes.values())) for wire in others)
            kept += len(others)
        shown.update(follow(routes, boxes, wires, {key}))
        assert shown == follow(Routes(), boxes, wires)
    assert kept
