"""The picture: its colours are the plan's numbers, long layers are strips, mouse and keys reach every neuron."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from inspecting import Hand
from kinds import document_of
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from nnstudio.document import templates
from nnstudio.document.edits import SetParameters
from nnstudio.engine import Place
from nnstudio.inspection import Overlay, Step
from nnstudio.inspection.overlay import FILLS
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector.picture.arrangement import arrange
from nnstudio.ui.inspector.picture.inset_painting import cell_box, inset_box
from nnstudio.ui.inspector.picture.painting import ring_width
from nnstudio.ui.inspector.picture.view import NetworkView


def view(hand: Hand) -> NetworkView:
    found = hand.panel.view("network")
    assert isinstance(found, NetworkView)
    return found


def near(color: QColor, other: QColor) -> bool:
    return all(abs(a - b) <= 2 for a, b in zip(color.getRgb()[:3], other.getRgb()[:3], strict=True))


def pixel(hand: Hand, point: QPointF) -> QColor:
    return hand.map.grab().toImage().pixelColor(point.toPoint())


def settle(hand: Hand) -> None:
    """Wait until everything has the room that it wants: bars beside the picture come with the first moment."""
    size = None
    while size != hand.map.size():
        size = hand.map.size()
        hand.settle()
        hand.panel.grab()


def choose(hand: Hand, part: str, choice: str) -> None:
    box = view(hand).bar.boxes[part]
    number = {"fill": FILLS, "ring": ("", *FILLS[1:])}.get(part, ()).index(choice)
    box.setFocus()
    box.setCurrentIndex(number)
    box.activated.emit(number)
    settle(hand)


@pytest.mark.parametrize("quantity", ["a", "z", "slope", "grad_a", "grad_z", "bias"])
def test_each_neuron_has_the_colour_of_its_number(hand: Hand, quantity: str) -> None:
    hand.inspection.go_to(Step("backward", "n3", "grad_z", (0,)))
    choose(hand, "fill", quantity)
    assert hand.inspection.options.overlay.fill == quantity
    settle(hand)
    scene = hand.map.places.scene
    with hand.inspection.hold() as moment:
        plan, sample = moment.trace.plan, moment.trace.sample
        for flat in range(6):
            if quantity == "bias":
                value = float(plan.sites["n2"].parameter("bias")[flat])
            else:
                scale = plan.batch_size if quantity.startswith("grad") else 1
                value = float(plan.quantity("n2", quantity)[sample, flat]) * scale
            limit = scene.shades.limits[scene.shades.fill.scale]
            inside = hand.map.places.points["n2", flat] + QPointF(0, hand.map.places.radius * 0.8)
            assert near(pixel(hand, inside), theme.diverging(value, limit)), (flat, value)


def test_a_ring_shows_a_second_number(hand: Hand) -> None:
    choose(hand, "ring", "slope")
    places, scene = hand.map.places, hand.map.places.scene
    with hand.inspection.hold() as moment:
        plan = moment.trace.plan
        value = float(plan.quantity("n2", "slope")[moment.trace.sample, 4])
    wide = ring_width(places.radius)
    rim = places.points["n2", 4] + QPointF(0, places.radius + wide / 2 + 1)
    color = theme.diverging(value, scene.shades.limits["slope"])
    assert any(near(pixel(hand, rim + QPointF(0, off)), color) for off in (-1, 0, 1)), "its middle falls between pixels"
    assert [legend.isVisible() for legend in view(hand).bar.legends.values()].count(True) == 3


def test_what_is_chosen_stays_from_step_to_step(hand: Hand) -> None:
    choose(hand, "fill", "grad_z")
    hand.key(Qt.Key.Key_Right)
    assert hand.inspection.options.overlay == Overlay(fill="grad_z")
    assert hand.map.places.scene.overlay.fill == "grad_z"


def widened(hand: Hand, units: int) -> None:
    hand.session.edit(SetParameters("n2", (("units", units),)))
    hand.until(lambda: hand.line.blocks[0].shape == (units,) and "n2" in hand.map.places.strips)
    settle(hand)


def test_a_long_layer_is_a_strip_of_all_its_neurons(hand: Hand) -> None:
    widened(hand, 61)
    strip = hand.map.places.strips["n2"]
    assert strip.columns == 2
    hand.inspection.go_to(Step("forward", "n3", "z", (0,)))
    hand.until(lambda: hand.step.layer == "n3" and hand.map.places.scene.step.layer == "n3")
    settle(hand)
    strip, scene = hand.map.places.strips["n2"], hand.map.places.scene
    with hand.inspection.hold() as moment:
        values = moment.trace.activations("n2").copy()
    drawn = {flat for layer, flat in hand.map.places.points if layer == "n2"}
    weights = scene.shades.colour.values["n3"][:, 0]
    most = np.argsort(-np.abs(values * weights))[: len(drawn)].tolist()
    assert drawn == set(most), "those that bring the most are drawn out"
    for flat in set(range(0, 61, 7)) - drawn:
        seen = pixel(hand, strip.cell(flat).center())
        color = theme.diverging(float(values[flat]), scene.shades.limits["value"])
        assert all(abs(a - b) <= 4 for a, b in zip(seen.getRgb()[:3], color.getRgb()[:3], strict=True)), flat


def test_among_many_layers_a_strip_keeps_to_its_own_place(show: Callable[[Session], Hand]) -> None:
    hand = show(Session(templates["resnet"]().document()))
    hand.until(lambda: hand.map.places.scene is not None and bool(hand.map.places.strips))
    places = hand.map.places
    assert len(places.tiles) > 8
    for strip in places.strips.values():
        assert not any(box.intersects(strip.box) for boxes in places.tiles.values() for box in boxes)


def test_a_click_on_the_strip_leads_to_the_neuron(hand: Hand) -> None:
    widened(hand, 61)
    for flat in (0, 17, 60):
        cell = hand.map.places.strips["n2"].cell(flat)
        hand.click(hand.map, QPoint(int(cell.center().x()), int(cell.center().y())))
        assert hand.step == Step("forward", "n2", "a", (flat,))
        assert ("n2", flat) in hand.map.places.points, "and draws it out"


def test_pointing_at_the_strip_reads_it(hand: Hand) -> None:
    widened(hand, 61)
    hand.inspection.go_to(Step("backward", "n4", "grad_z", (0,)))
    choose(hand, "fill", "a")
    cell = hand.map.places.strips["n2"].cell(33).center().toPoint()
    hand.hover(hand.map, cell)
    assert any(place.index == (33,) for place in hand.inspection.lit.places)
    with hand.inspection.hold() as moment:
        value = float(moment.trace.activations("n2")[33])
    assert theme.number(value, 6) in hand.map.words(("n2", (33,))) == hand.map.toolTip()


def test_arrows_walk_from_neuron_to_neuron(hand: Hand) -> None:
    picture = hand.map
    picture.setFocus(Qt.FocusReason.TabFocusReason)
    assert picture.standing == hand.map.places.scene.highlight.target == ("n2", (0,))
    QTest.keyClick(picture, Qt.Key.Key_Down)
    assert picture.standing == ("n2", (1,))
    assert any(place.index == (1,) for place in hand.inspection.lit.places)
    QTest.keyClick(picture, Qt.Key.Key_Right)
    assert picture.standing[0] == "n3"
    QTest.keyClick(picture, Qt.Key.Key_Left)
    QTest.keyClick(picture, Qt.Key.Key_Left)
    assert picture.standing[0] == "n1"
    QTest.keyClick(picture, Qt.Key.Key_Right)
    standing = picture.standing
    QTest.keyClick(picture, Qt.Key.Key_Return)
    assert hand.step == Step("forward", "n2", "a", standing[1])


def test_shift_walks_along_the_links_into_a_neuron(hand: Hand) -> None:
    picture = hand.map
    hand.inspection.go_to(Step("backward", "n3", "grad_z", (2,)))
    picture.setFocus(Qt.FocusReason.TabFocusReason)
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(picture, Qt.Key.Key_Down, shift)
    assert picture.standing == (("n2", (0,)), ("n3", (2,)))
    QTest.keyClick(picture, Qt.Key.Key_Up, shift)
    assert picture.standing == (("n2", (5,)), ("n3", (2,)))
    assert {(place.quantity, place.index) for place in hand.inspection.lit.places} == {("weight", (5, 2))}
    QTest.keyClick(picture, Qt.Key.Key_Return)
    assert hand.step == Step("backward", "n3", "weight_grad", (5, 2))
    QTest.keyClick(picture, Qt.Key.Key_Left)
    assert picture.standing == ("n2", (5,))


def test_escape_gives_the_arrows_back_to_the_stage(hand: Hand) -> None:
    hand.map.setFocus(Qt.FocusReason.TabFocusReason)
    before = hand.place
    QTest.keyClick(hand.map, Qt.Key.Key_Right)
    assert hand.place == before
    QTest.keyClick(hand.map, Qt.Key.Key_Escape)
    QTest.keyClick(hand.map, Qt.Key.Key_Right)
    assert hand.place == before + 1


def test_the_smallest_room_is_room(hand: Hand) -> None:
    for step in (Step("backward", "n3", "weight_grad", (2, 1)), Step("forward", "n2", "z", (1,))):
        hand.inspection.go_to(step)
        for width, height in ((0, 0), (1, 1), (30, 70), (300, 72), (300, 90), (72, 300)):
            assert arrange(hand.map.places.scene, width, height).titles


def test_a_kernel_s_weight_is_framed_in_its_tile(show: Callable[[Session], Hand]) -> None:
    hand = show(Session(document_of("images")))
    layer = next(step.layer for step in hand.line if step.quantity == "z" and len(step.index) == 3)
    hand.inspection.light((Place(layer, "weight", (2, 1, 0, 3)),), "test")
    inset = hand.map.inset
    assert (inset.layer, inset.cell) == (layer, (2, 1))
    with hand.inspection.hold() as moment:
        kernel = moment.trace.plan.sites[layer].parameter("weight")[:, :, 0, 3].copy()
    np.testing.assert_array_equal(inset.values, kernel)
    box = cell_box(inset_box(hand.map.places, inset, hand.map.width()), inset)
    assert near(pixel(hand, box.center()), theme.diverging(float(kernel[2, 1]), float(np.abs(kernel).max())))
    hand.inspection.light((), "test")
    assert hand.map.inset is None


def test_the_title_of_a_lower_branch_stands_free_of_the_tiles_above(show: Callable[[Session], Hand]) -> None:
    hand = show(Session(templates["inception"]().document()))
    hand.until(lambda: hand.map.places.scene is not None and len(hand.map.places.tiles) > 8)
    places = arrange(hand.map.places.scene, 454, 350)
    assert places.scene is not None
    depths: dict[int, list[str]] = {}
    for column in places.scene.columns:
        depths.setdefault(places.scene.depths[column.layer], []).append(column.layer)
    branches = [layers for layers in depths.values() if len(layers) > 2]
    assert branches, "there are branches beside one another"
    for layers in branches:
        for upper, lower in pairwise(layers):
            title = places.titles[lower]
            inside = title.adjusted(0.1, 0.1, -0.1, -0.1)
            for boxes in places.tiles.values():
                assert not any(inside.intersects(box) for box in boxes), "beside it neighbours stand"
            assert max(box.bottom() for box in places.tiles[upper]) <= title.top() + 0.01
            assert title.bottom() <= min(box.top() for box in places.tiles[lower]) + 0.01
