"""Auto-layout of what is too long for the window: rows that begin where one value goes on."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt

from nnstudio.document import AddLayer, Connect, GroupLayers, apply, templates
from nnstudio.document.model import Document
from nnstudio.ui.bridge.seeing import DOWN
from nnstudio.ui.canvas.arrange import arrange
from nnstudio.ui.canvas.wrapping import Room, wrapped


def chain(length: int) -> tuple[dict[str, tuple[float, float]], list[tuple[str, str]]]:
    names = [f"n{number:02}" for number in range(length)]
    return {name: (float(rank), 0.0) for rank, name in enumerate(names)}, list(pairwise(names))


def test_what_fits_is_one_line_and_what_hardly_exceeds_it_too():
    part, edges = chain(6)
    assert wrapped(part, edges, Room(6, 4, 1.0)) == part
    assert wrapped(part, edges, Room(5.5, 4, 1.0)) == part
    assert wrapped(part, edges, Room(2.5, 4)) == part, "it is readable in one row"
    assert wrapped(part, edges, Room(2, 4)) != part


def test_a_long_chain_is_in_rows_that_are_alike():
    part, edges = chain(12)
    places = wrapped(part, edges, Room(5, 6, 1.0))
    rows = sorted({across for _along, across in places.values()})
    assert [[k for k in sorted(part) if places[k][1] == row] for row in rows] == [
        ["n00", "n01", "n02", "n03"],
        ["n04", "n05", "n06", "n07"],
        ["n08", "n09", "n10", "n11"],
    ]
    assert [places[k][0] for k in sorted(part)] == [0, 1, 2, 3] * 3
    assert all(below - above > 1 for above, below in pairwise(rows))


def test_no_row_begins_where_two_values_go_on():
    """A skip from each second layer over the next: only behind the joins is there one value."""
    part, edges = chain(13)
    names = sorted(part)
    edges += [(names[at], names[at + 3]) for at in range(0, 12, 3)]
    places = wrapped(part, edges, Room(5, 9, 1.0))
    begins = {k for k in names if places[k][0] == 0}
    assert begins == {"n00", "n04", "n07", "n10"} or begins == {"n00", "n01", "n04", "n07", "n10"}
    assert len(set(places.values())) == len(names)


@pytest.mark.parametrize("down", [False, True])
def test_boxes_stand_apart_and_nothing_is_lost(down):
    document: Document = templates["inception"]().document()
    network = document.network
    places = arrange(network, down=down, room=(250, 200))
    assert set(places) == set(network.by_id)
    spots = list(places.values())
    for number, (x, y) in enumerate(spots):
        assert all(abs(x - a) >= 128 or abs(y - b) >= 72 for a, b in spots[:number])
    line = arrange(network, down=down)
    axis = 1 if down else 0
    long, short = ([spot[axis] for spot in found.values()] for found in (line, places))
    assert max(short) - min(short) < max(long) - min(long)


def test_ctrl_l_shows_a_deep_network_larger_and_undo_brings_it_back(make_hand, built):
    document = built(AddLayer("input", 0, 0))
    for number in range(1, 25):
        document = apply(document, AddLayer("dense", number * 160, 0, connect_from=f"n{number}"))
    document = apply(document, AddLayer("add", 4000, 0, connect_from="n25"))
    document = apply(document, Connect("n24", "n26", 1))
    hand = make_hand(document)
    line = hand.canvas.zoom
    hand.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert hand.canvas.zoom > 1.5 * line
    hand.assert_scene_is_document()
    # Tab goes on in the next row, not down to it at each step.
    assert hand.canvas.snapshot.reading_order() == [f"n{number}" for number in range(1, 27)]
    laid = hand.document
    hand.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert hand.document == laid
    hand.session.undo()
    assert hand.document == document
    hand.canvas.seeing.set(DOWN, True)
    hand.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert len({node.x for node in hand.document.network.nodes}) > 1
    hand.assert_scene_is_document()


def test_rows_are_so_far_apart_that_the_header_of_a_group_covers_no_layer(make_hand):
    hand = make_hand(templates["inception"]().document())
    for group in (("n4", "n5"), ("n6", "n7"), ("n13", "n14")):
        assert hand.session.edit(GroupLayers(group))
    hand.panel.auto_layout()
    stage = hand.canvas.stage
    boxes = {node: item.scene_box() for node, item in stage.nodes.items()}
    for frame in stage.groups.frames.values():
        assert not [node for node, box in boxes.items() if node not in frame.face.layers and box.intersects(frame.rect)]
    frames = [frame.rect for frame in stage.groups.frames.values()]
    assert not [1 for at, one in enumerate(frames) for other in frames[:at] if one.intersects(other)]
