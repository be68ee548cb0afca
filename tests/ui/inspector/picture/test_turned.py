"""What a weight turned by hand makes of the picture: all numbers of the moment, from what need not be made again."""

from __future__ import annotations

import numpy as np
import pytest
from inspecting import Hand
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

from nnstudio.document.edits import SetParameters
from nnstudio.engine import Place
from nnstudio.inspection import Step
from nnstudio.ui.inspector.picture.arrangement import arrange
from nnstudio.ui.inspector.picture.links import lit_links
from nnstudio.ui.inspector.picture.painting import paint_scene


def at(hand: Hand, units: int, step: Step) -> None:
    hand.session.edit(SetParameters("n2", (("units", units),)))
    hand.until(lambda: any(block.layer == "n2" and block.shape == (units,) for block in hand.line.blocks))
    hand.inspection.go_to(step)
    hand.settle()


def weight(hand: Hand, place: Place) -> float:
    with hand.session.display.hold() as frame:
        return float("nan") if frame is None else float(frame.parameter(place.layer, place.quantity)[place.index])


def painted(hand: Hand, *, anew: bool) -> QPixmap:
    """Return the picture as it is painted, or as it would be with nothing at hand."""
    places = hand.map.places
    assert places.scene is not None
    if anew:
        places = arrange(places.scene, hand.map.width(), hand.map.height())
    paper = QPixmap(hand.map.size())
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    paint_scene(painter, places, frozenset())
    painter.end()
    return paper


@pytest.mark.parametrize("units", [5, 200])
@pytest.mark.parametrize("layer", ["n2", "n3"])
def test_what_is_kept_of_the_picture_is_what_would_be_painted_anew(hand: Hand, units: int, layer: str) -> None:
    at(hand, units, Step("forward", layer, "z", (1,)))
    place = Place(layer, "weight", (1, 1), -1)
    kept, pictures = hand.map.places.quiet, []
    for value in (-0.4, 0.0, 3.0, 3.001):
        hand.session.what_if.set(place, value, sliding=True)
        hand.until(lambda value=value: weight(hand, place) == pytest.approx(value))
        hand.settle()
        pictures.append(painted(hand, anew=False).toImage())
        assert pictures[-1] == painted(hand, anew=True).toImage()
    assert any(picture != pictures[0] for picture in pictures)
    assert kept is not None
    hand.session.what_if.set(place, 3.0)
    hand.settle()
    hand.inspection.go_to(Step("loss", hand.line.blocks[-1].layer, "loss", ()))
    hand.settle()
    assert painted(hand, anew=False).toImage() == painted(hand, anew=True).toImage()


@pytest.mark.parametrize("units", [5, 200])
def test_the_numbers_of_many_links_are_those_of_each(hand: Hand, units: int) -> None:
    at(hand, units, Step("forward", "n3", "z", (1,)))
    scene, places = hand.map.places.scene, hand.map.places
    assert scene is not None
    links = lit_links(scene)
    assert len(links) == units
    for shade in (scene.shades.colour, scene.shades.width):
        each = [scene.link_value(link, shade) for link in links]
        assert np.array_equal(scene.link_values(links, shade), each)
        assert np.array_equal(scene.link_values(list(links)[::-1], shade), each[::-1])
    assert scene.link_values([(("nowhere", (0,)), ("n3", (0,)))]).tolist() == [0.0]
    neurons = [neuron for link in links for neuron in link]
    assert places.points_of(neurons) == {neuron: places.point(neuron) for neuron in neurons}
