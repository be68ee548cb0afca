"""What stands on the canvas can be read: shapes on wires, names in boxes, the look of the layer that is there."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from nnstudio import engine
from nnstudio.document import AddLayer, Connect, GroupLayers, SetData, templates
from nnstudio.document.kinds import declared_name
from nnstudio.document.model import Node
from nnstudio.ui.canvas import edits
from nnstudio.ui.canvas.geometry import GRID, NODE_HEIGHT, NODE_WIDTH, STRIPE
from nnstudio.ui.canvas.items import look
from nnstudio.ui.canvas.items.frame import HEADER
from nnstudio.ui.canvas.items.label import label_box
from nnstudio.ui.canvas.wording import two_parameters


def images(built, *more):
    """Return the digits, read by a convolution."""
    return built(SetData((("dataset", "digits"),)), AddLayer("input", 0, 0), *more)


def seen(hand, node: str) -> QImage:
    """Return what the canvas, at rest, shows of a layer; so small a network is fitted at 100 %."""
    hand.canvas.zooming.fit()
    box = hand.canvas.stage.nodes[node].scene_box().translated(-hand.canvas.mapToScene(0, 0))
    return hand.canvas.viewport().grab(box.toRect()).toImage()


def test_a_layer_never_shows_the_look_of_an_earlier_one_with_its_id(make_hand, built):
    first = built(AddLayer("input", 0, 0), AddLayer("dense", 160, 0, (("units", 6),), connect_from="n1"))
    other = built(AddLayer("input", 0, 0), AddLayer("dropout", 160, 0, connect_from="n1"))
    hand, fresh = make_hand(first), make_hand(other)
    before = seen(hand, "n2")
    hand.session.replace(built(AddLayer("input", 0, 0)))
    hand.session.replace(other)
    after = seen(hand, "n2")
    assert after != before
    assert after == seen(fresh, "n2")


def test_a_shape_stands_clear_of_the_boxes_or_not_at_all(make_hand, built):
    hand = make_hand(images(built, AddLayer("convolution2d", 192, 0, connect_from="n1")))
    (wire,) = hand.canvas.stage.wires.values()
    assert wire.labelled
    label = label_box(wire.face.shape, wire.middle, wire.steep).adjusted(2, 0, -2, 0)
    boxes = [hand.canvas.stage.nodes[node].scene_box() for node in ("n1", "n2")]
    assert not any(label.intersects(box) for box in boxes)
    hand.canvas.stage.nodes["n2"].setPos(NODE_WIDTH - 8, 0)
    hand.canvas.stage.lay_wires()
    assert not wire.labelled


def test_a_short_slanting_wire_carries_its_shape_above_it_and_between_the_boxes(make_hand):
    hand = make_hand(templates["resnet"]().document())
    stage = hand.canvas.stage
    slanting = [item for item in stage.wires.values() if 4 < item.path.boundingRect().height() < NODE_HEIGHT]
    assert slanting
    for item in slanting:
        assert item.labelled
        label = label_box(item.face.shape, item.middle, item.steep).adjusted(2, 0, -2, -4)
        assert not any(label.intersects(node.scene_box()) for node in stage.nodes.values())
        assert not item.path.intersects(label)


def test_the_next_layer_leaves_room_for_an_image_shape(make_hand, built):
    hand = make_hand(images(built))
    hand.session.edit(edits.add_after(hand.canvas.snapshot, "convolution2d", ("n1",), (0, 0)))
    hand.session.edit(edits.add_after(hand.canvas.snapshot, "convolution2d", ("n2",), (0, 0)))
    hand.session.edit(edits.insert_on_wire(hand.canvas.snapshot, hand.document.network.wires[0], "max_pooling2d"))
    assert len(hand.canvas.stage.wires) == 3
    assert all(item.labelled for item in hand.canvas.stage.wires.values())
    hand.panel.auto_layout()
    assert all(item.labelled for item in hand.canvas.stage.wires.values())


def test_names_are_broken_between_words_and_end_in_an_ellipsis(hand):
    name = "Global average pooling"
    whole = look.lines(name, 108, "strong", 2)
    assert " ".join(line.strip() for line in whole) == name
    assert len(whole) == 2
    (short,) = look.lines(name, 108, "strong", 1)
    assert short.endswith("…")
    assert look.advance(short, "strong") <= 108
    assert look.lines("one\n\ntwo\nthree", 108, "body", 3) == ("one", "", "two …")
    assert look.lines("", 108, "body", 3) == ("",)


def test_a_far_name_is_as_large_as_its_longest_word_allows(hand):
    assert look.broad("Add", 108) == "title"
    assert look.broad("Batch normalisation", 108) == "subtitle"
    assert look.broad("A supercalifragilistic layer", 108) == "strong"
    assert look.broad("沿时间的平均汇聚", 108) == "title"


def test_a_kernel_is_written_as_one_size(built):
    document = built(
        AddLayer("input", 0, 0),
        AddLayer("convolution2d", 200, 0, (("filters", 8), ("kernel_height", 3), ("kernel_width", 5))),
        AddLayer("max_pooling2d", 400, 0),
        Connect("n1", "n2"),
    )
    assert two_parameters(document.network.by_id["n2"]) == "8 · 3×5"
    assert two_parameters(document.network.by_id["n3"]) == "2×2"


def test_a_table_of_filters_is_told_by_how_many_there_are(built):
    table = (("connections", "1 2; 2 3; *"), ("kernel_height", 5), ("kernel_width", 5))
    document = built(AddLayer("input", 0, 0), AddLayer("table_convolution2d", 200, 0, table), Connect("n1", "n2"))
    assert two_parameters(document.network.by_id["n2"]) == "3 · 5×5"


def test_a_width_left_to_the_input_is_no_number_on_the_box() -> None:
    heads = Node("n1", "multi_head_attention", "", (("heads", 4),))
    assert two_parameters(heads) == "Heads 4"
    assert two_parameters(replace(heads, parameters=(("dimension", 32), ("heads", 4)))) == "4 · 32"


@pytest.mark.parametrize("code", ["en", "zh_CN", "zh_TW"])
def test_each_kinds_name_stands_whole_in_its_box(hand, code):
    hand.session.set_language(code)
    width = NODE_WIDTH - STRIPE - 2 * GRID
    shown = {name: look.name_lines(name, width) for kind in engine.layers for name in (f"{declared_name(kind)} 12",)}
    cut = {
        name: rows for name, (_role, rows) in shown.items() if "".join(rows).replace(" ", "") != name.replace(" ", "")
    }
    assert not cut
    # No word is broken, but where a language has none.
    words = [name for name, (_role, rows) in shown.items() if code == "en" and " ".join(rows).split() != name.split()]
    assert not words


def test_a_note_that_is_too_long_says_so(hand):
    rows = look.lines("word " * 200, 180, "body", 4)
    assert len(rows) == 4
    assert rows[-1].endswith("…")
    assert all(look.advance(row.rstrip(), "body") <= 180 for row in rows)


def test_a_name_of_two_words_stands_whole_above_its_parameters(hand, monkeypatch):
    hand.session.edit(AddLayer("batch_normalization", 160, 160))
    item = hand.canvas.stage.nodes[hand.document.network.nodes[-1].id]
    lines: list[tuple[QRectF, str, str]] = []
    monkeypatch.setattr(look, "paint_line", lambda _, row, text, role, _color: lines.append((QRectF(row), text, role)))
    picture = QPixmap(200, 200)
    painter = QPainter(picture)
    item.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    assert [text for _, text, role in lines if role == "strong"] == ["Batch", "normalisation"]
    assert [text for _, text, role in lines if role == "caption"] == [item.face.detail, f"→ {item.face.shape}"]
    assert all(look.advance(text, role) <= row.width() and item.rect.contains(row) for row, text, role in lines)
    middles = [row.center().y() for row, _, _ in lines]
    # No line stands on another, the name apart from what follows.
    assert [round(after - before) for before, after in pairwise(middles)] == [15, 17, 15]


def test_parameters_without_room_beside_one_another_stand_below_one_another_and_are_never_cut(make_hand, built):
    hand = make_hand(built(AddLayer("gru", 0, 0), AddLayer("positional_encoding", 320, 0)))
    width = NODE_WIDTH - STRIPE - 2 * GRID
    for node, most in (("n1", 2), ("n2", 1)):
        detail = hand.canvas.stage.nodes[node].face.detail
        assert look.advance(detail, "caption") > width
        lines = look.detail_lines(detail, width, most)
        assert len(lines) == most
        assert all(look.advance(line, "caption") <= width for line in lines)


def test_frames_within_frames_stay_clear_of_the_layer_beside_them(make_hand, built):
    hand = make_hand(
        built(
            AddLayer("input", 0, 0),
            AddLayer("dense", 160, 0, connect_from="n1"),
            AddLayer("dense", 320, 0, connect_from="n2"),
            AddLayer("dense", 480, 0, connect_from="n3"),
            AddLayer("dense", 640, 0, connect_from="n4"),
            AddLayer("output", 800, 0, connect_from="n5"),
            GroupLayers(("n3",)),
            GroupLayers(("n3", "n4")),
            GroupLayers(("n3", "n4", "n5")),
        )
    )
    frames = [item.rect for item in hand.canvas.stage.groups.frames.values()]
    assert len(frames) == 3
    for neighbour in ("n2", "n6"):
        box = hand.canvas.stage.nodes[neighbour].scene_box()
        assert not any(frame.intersects(box) for frame in frames)
    heads = sorted(item.header.top() for item in hand.canvas.stage.groups.frames.values())
    assert all(low + HEADER <= high for low, high in pairwise(heads))


def test_one_shape_is_written_once_at_a_place(make_hand):
    hand = make_hand(templates["inception"]().document())
    items = hand.canvas.stage.wires.values()
    shown = [item for item in items if item.labelled]
    assert len(shown) < len(items)
    for source in {item.face.wire.source for item in items}:
        own = [item for item in shown if item.face.wire.source == source]
        assert own
        assert not any(one.words.intersects(other.words) for one, other in combinations(own, 2))


def test_the_shape_on_a_wire_that_goes_around_boxes_is_not_hidden_behind_one(make_hand, built):
    hand = make_hand(
        built(
            AddLayer("input", 0, 0),
            *(AddLayer("dense", 160 * k, 0, connect_from=f"n{k}") for k in range(1, 4)),
            AddLayer("convolution2d", 160, -160),
            AddLayer("add", 480, -160),
            Connect("n1", "n6", 0),
            Connect("n3", "n6", 1),
        )
    )
    stage = hand.canvas.stage
    around = [item for item in stage.wires.values() if item.labelled]
    assert len(around) == 5
    for item in around:
        assert not any(node.scene_box().intersects(item.words) for node in stage.nodes.values()), item.face.spoken
