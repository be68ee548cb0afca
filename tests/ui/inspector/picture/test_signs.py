"""What the picture says of signs, of second numbers and of scales, where there is little room or are many links."""

from __future__ import annotations

from collections.abc import Callable

from inspecting import Hand
from kinds import document_of
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPixmap
from pytestqt.qtbot import QtBot

from nnstudio.document.edits import SetParameters
from nnstudio.inspection import Overlay, Step
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ColorScaleLegend
from nnstudio.ui.inspector.picture.links import lit_links, paint_loud, paint_quiet
from nnstudio.ui.inspector.picture.overlay_bar import OverlayBar
from nnstudio.ui.inspector.picture.view import NetworkView


class Recorder(QPainter):
    """Remembers with which pen each line was drawn."""

    def __init__(self, paper: QPixmap) -> None:
        super().__init__(paper)
        self.drawn: list[tuple[QPen, QLineF]] = []

    def drawLines(self, lines: list[QLineF]) -> None:
        """Remember the lines, and draw them."""
        self.drawn += [(QPen(self.pen()), line) for line in lines]
        super().drawLines(lines)


def test_of_hundreds_of_links_the_negative_ones_are_dashed(hand: Hand) -> None:
    hand.session.edit(SetParameters("n2", (("units", 200),)))
    hand.until(lambda: any(block.layer == "n2" and block.shape == (200,) for block in hand.line.blocks))
    hand.inspection.go_to(Step("forward", "n3", "z", (1,)))
    hand.settle()
    places = hand.map.places
    scene = places.scene
    assert scene is not None
    links = lit_links(scene)
    assert len(links) == 200
    paper = QPixmap(hand.map.size())
    painter = Recorder(paper)
    paint_loud(painter, places, scene, frozenset())
    painter.end()
    pens = {(line.p1().toTuple(), line.p2().toTuple()): pen for pen, line in painter.drawn}
    solid = Qt.PenStyle.SolidLine
    clear = [link for link in links if abs(scene.link_value(link)) > 0.01]
    assert len(clear) > 50
    for link in clear:
        ends = (places.point(link[0]), places.point(link[1]))
        pen = pens[ends[0].toTuple(), ends[1].toTuple()]
        assert (pen.style() == solid) == (scene.link_value(link) > 0)


def test_negative_links_that_are_not_lit_are_dashed(hand: Hand) -> None:
    places = hand.map.places
    scene = places.scene
    assert scene is not None
    paper = QPixmap(hand.map.size())
    painter = Recorder(paper)
    paint_quiet(painter, places, scene)
    painter.end()
    pens = {(line.p1().toTuple(), line.p2().toTuple()): pen for pen, line in painter.drawn}
    seen = {True: 0, False: 0}
    for layer, sources in scene.inputs.items():
        limit = scene.shades.limit(scene.shades.colour, layer)
        weights = scene.shades.colour.values[layer]
        for row, source in enumerate(sources):
            for column in range(weights.shape[1]):
                ends = places.point(source), places.point((layer, (column,)))
                if abs(weights[row, column]) > 0.1 * limit:
                    solid = pens[ends[0].toTuple(), ends[1].toTuple()].style() == Qt.PenStyle.SolidLine
                    assert solid == (weights[row, column] > 0)
                    seen[solid] += 1
    assert min(seen.values()) >= 2


def test_the_pixel_that_is_made_has_the_ring_of_its_second_number(show: Callable[[Session], Hand]) -> None:
    hand = show(Session(document_of("images")))
    hand.inspection.set_options(overlay=Overlay(ring="slope"))
    step = next(each for each in hand.line if each.quantity == "z" and each.layer == "n2")
    hand.inspection.go_to(step)
    hand.settle()
    scene, box = hand.map.places.scene, hand.map.places.pixel(("n2", step.index))
    assert scene.shades.ring is not None
    assert box is not None
    value = float(scene.shades.ring.values["n2"][step.index])
    wanted = theme.diverging(value, scene.shades.limit(scene.shades.ring, "n2"))
    image = hand.map.grab().toImage()
    x, y = round(box.center().x()), round(box.top() - 2.5 - theme.tokens().space(0.5) / 2)
    found = [image.pixelColor(x + dx, y + dy) for dx in range(-3, 4) for dy in (-1, 0, 1)]
    assert any(max(abs(a - b) for a, b in zip(c.getRgb(), wanted.getRgb(), strict=True)) <= 3 for c in found)


def test_four_scales_stand_two_by_two_where_there_is_little_room(hand: Hand) -> None:
    hand.inspection.set_options(overlay=Overlay("a", "grad_z", "weight", "weight_grad"))
    found = hand.panel.view("network")
    assert isinstance(found, NetworkView)
    hand.settle()
    legends = [legend for legend in found.bar.legends.values() if legend.isVisible()]
    assert len(legends) == 4
    metrics = QFontMetrics(theme.font("number_caption"))
    for legend in legends:
        low, middle, high = legend.legible(metrics)
        assert middle == "0"
        assert sum(map(metrics.horizontalAdvance, (low, middle, high))) < legend.width()
    assert len({legend.y() for legend in legends}) == 2


def test_a_legend_too_narrow_for_three_numbers_leaves_the_middle_out(qtbot: QtBot) -> None:
    legend, metrics = ColorScaleLegend(), QFontMetrics(theme.font("number_caption"))
    qtbot.addWidget(legend)
    legend.set_limit(0.00012)
    legend.resize(400, 40)
    assert legend.legible(metrics)[1] == "0"
    legend.resize(100, 40)
    assert legend.legible(metrics)[1] == ""


def test_targets_stand_clear_of_the_loss(show: Callable[[Session], Hand]) -> None:
    hand = show(Session(document_of("images")))
    places = hand.map.places
    assert places.scene is not None
    metrics = QFontMetrics(theme.font("caption"))
    for (layer, _), point in places.points.items():
        if layer == places.scene.sink:
            end = point.x() + places.radius + theme.tokens().space(0.5) + metrics.horizontalAdvance("y = 0")
            assert end <= places.loss.left()


def test_a_gradient_without_bars_says_why(show: Callable[[Session], Hand]) -> None:
    hand = show(Session(document_of("images")))
    hand.click(hand.panel.toolbar.scope.buttons["batch"])
    step = next(each for each in hand.line if each.quantity == "weight_grad" and each.layer == "n2")
    hand.inspection.go_to(step)
    found = hand.panel.view("network")
    assert isinstance(found, NetworkView)
    hand.until(found.shares.isVisible)
    assert "batch normalisation" in found.shares.said.text()
    assert not found.shares.bars.isVisible()
    hand.inspection.go(0)
    hand.until(lambda: not found.shares.isVisible())


def test_the_bar_is_as_high_before_the_first_step_as_at_it(hand: Hand, qtbot: QtBot) -> None:
    found = hand.panel.view("network")
    assert isinstance(found, NetworkView)
    empty = OverlayBar()
    qtbot.addWidget(empty)
    empty.resize(found.bar.size())
    empty.show()
    assert empty.sizeHint().height() == found.bar.sizeHint().height()
    assert [legend.isVisible() for legend in empty.legends.values()] == [True, True]


def test_the_scrubber_stays_where_it_is_while_one_walks(hand: Hand) -> None:
    stepper, widths = hand.panel.stepper, set()
    for place in (0, 8, 9, 98, 99, len(hand.line) - 1):
        hand.inspection.go(place)
        hand.settle()
        widths.add((stepper.scrubber.x(), stepper.scrubber.width()))
    assert len(hand.line) > 100
    assert len(widths) == 1
