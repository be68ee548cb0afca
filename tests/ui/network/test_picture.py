"""The picture says what the engine says: widths, signs, gradients, the numbers of the card."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hovering import hover
from PySide6.QtCore import QPointF, QRectF, Qt
from pytestqt.qtbot import QtBot

from nnstudio.document.edits import AddLayer, Connect, Disconnect, SetParameters
from nnstudio.ui import theme
from nnstudio.ui.controls.scale import Scale, nice_limit
from nnstudio.ui.network import NetworkView
from nnstudio.ui.network.painting.links import LEVELS, buckets, link_pen
from nnstudio.ui.network.target import Link, Neuron


def press(view: NetworkView, qtbot: QtBot, name: str) -> None:
    """Press a segment with the mouse and wait for its numbers."""
    qtbot.mouseClick({**view.modes.buttons, **view.scopes.buttons}[name], Qt.MouseButton.LeftButton)

    def shown() -> bool:
        scene = view.picture.scene
        return scene is not None and (scene.reading.mode, scene.reading.scope) == (view.mode, view.scope)

    qtbot.waitUntil(shown)


def test_every_link_has_the_pen_of_its_weight(opened: Any) -> None:
    session, view = opened()
    picture = view.picture
    links, scene = picture.arrangement.links, picture.scene
    assert len(links) == 2 * 6 + 6 * 4 + 4
    pens = buckets(scene.reading.links, scene.link_limit)
    with session.display.hold() as frame:
        for number in range(len(links)):
            target = picture.structure.bundles[links.bundle[number]].target
            weight = float(frame.parameter(target, "weight")[links.source[number], links.target[number]])
            assert scene.reading.links[number] == pytest.approx(weight)
            assert pens[number] == round(weight / scene.link_limit * LEVELS)


def test_negative_links_are_dashed_and_wider_ones_are_stronger(opened: Any) -> None:
    opened()
    assert link_pen(-5).style() == Qt.PenStyle.CustomDashLine
    assert link_pen(5).style() == Qt.PenStyle.SolidLine
    assert link_pen(5).color() == theme.diverging(5 / LEVELS, 1.0)
    widths = [link_pen(level).widthF() for level in range(LEVELS + 1)]
    assert widths == sorted(widths)
    assert widths[-1] > 4 * widths[0]


def test_gradients_of_the_batch_are_those_of_the_biases(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    press(view, qtbot, "gradients")
    reading = view.picture.scene.reading
    with session.display.hold() as frame:
        for node in ("n2", "n3", "n4"):
            np.testing.assert_allclose(reading.neurons[node], frame.gradient(node, "bias"), rtol=1e-6)
            np.testing.assert_allclose(
                reading.neurons[node], frame.quantity(node, "grad_z").sum(axis=0), rtol=1e-4, atol=1e-7
            )
        np.testing.assert_allclose(
            reading.links[view.picture.arrangement.links.slices[0]], frame.gradient("n2", "weight").ravel(), rtol=1e-6
        )
    assert np.isnan(reading.neurons["n1"]).all()


def test_gradients_of_a_sample_are_not_divided_by_the_batch(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    press(view, qtbot, "gradients")
    press(view, qtbot, "sample")
    reading = view.picture.scene.reading
    with session.display.hold() as frame:
        size = len(frame.rows)
        own = frame.quantity("n3", "grad_z")[frame.sample] * size
        np.testing.assert_allclose(reading.neurons["n3"], own, rtol=1e-6)
        # The mean of the samples' gradients is the batch's.
        total = sum(
            np.outer(frame.quantity("n3", "x")[n], frame.quantity("n3", "grad_z")[n] * size) for n in range(size)
        )
        np.testing.assert_allclose(total / size, frame.gradient("n3", "weight"), rtol=1e-3, atol=1e-6)
        mine = np.outer(frame.quantity("n3", "x")[frame.sample], own)
    np.testing.assert_allclose(reading.links[view.picture.arrangement.links.slices[1]], mine.ravel(), rtol=1e-5)


def test_activations_are_the_batchs_mean_or_the_samples(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    press(view, qtbot, "activations")
    with session.display.hold() as frame:
        values = frame.quantity("n2", "a").copy()
    np.testing.assert_allclose(view.picture.scene.reading.neurons["n2"], values.mean(axis=0), rtol=1e-5)
    press(view, qtbot, "sample")
    session.step_sample()
    qtbot.waitUntil(lambda: session.sample == 1)
    qtbot.waitUntil(lambda: np.allclose(view.picture.scene.reading.neurons["n2"], values[1]))


def test_the_view_keeps_nothing_of_the_frame(opened: Any) -> None:
    session, view = opened()
    with session.display.hold() as frame:
        program, plan = frame.program, frame.plan
        kept = [view.picture.scene.reading.links, *view.picture.scene.reading.neurons.values()]
        buffers = [program.theta, program.grad, *(plan.quantity("n2", name) for name in plan.quantities("n2"))]
        assert not any(np.shares_memory(mine, theirs) for mine in kept for theirs in buffers)


def test_a_long_layer_is_shortened_but_the_selected_neuron_is_drawn(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    session.edit(SetParameters("n2", (("units", 130),)))
    qtbot.waitUntil(lambda: "n2" in view.picture.structure.by_node and view.picture.structure.by_node["n2"].size == 130)
    qtbot.waitUntil(lambda: view.picture.scene is not None)
    strip = view.picture.arrangement.strips["n2"]
    assert strip.hidden == 130 - len(strip.indices) > 100
    assert 64 not in strip.rows
    session.select_neuron("n2", 64)
    strip = view.picture.arrangement.strips["n2"]
    assert 64 in strip.rows
    assert view.picture.chosen == Neuron("n2", 64)


def test_a_skip_connection_goes_around_the_layer_between(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    session.edit(SetParameters("n3", (("units", 6),)))
    session.edit(AddLayer("add", 500.0, 100.0))
    add = session.document.network.nodes[-1].id
    wire = next(wire for wire in session.document.network.wires if wire.target == "n4")
    for edit in (Disconnect(wire), Connect("n2", add, 0), Connect("n3", add, 1), Connect(add, "n4", 0)):
        assert session.edit(edit)
    qtbot.waitUntil(lambda: add in view.picture.structure.by_node and view.picture.scene is not None)
    arrangement = view.picture.arrangement
    number = next(
        i for i, bundle in enumerate(arrangement.structure.bundles) if (bundle.source, bundle.target) == ("n2", add)
    )
    own = arrangement.links.owner[np.isin(arrangement.links.owner, np.flatnonzero(arrangement.links.bundle == number))]
    assert len(own) > 6
    between = arrangement.strips["n3"]
    pieces = arrangement.links.segments[np.isin(arrangement.links.owner, own)]
    at_layer = pieces[np.isclose(pieces[:, 0], between.x)]
    gaps = np.abs(at_layer[:, 1][:, None] - between.ys[None]).min(axis=1)
    assert (gaps > 0).all()


def test_weights_of_neurons_that_see_an_image_are_pictures(opened: Any) -> None:
    session, view = opened("digits")
    reading, structure = view.picture.scene.reading, view.picture.structure
    hidden = structure.bundles[0].target
    strip = view.picture.arrangement.strips[hidden]
    with session.display.hold() as frame:
        weights = frame.parameter(hidden, "weight")
        for row, index in enumerate(strip.indices[:3]):
            np.testing.assert_allclose(reading.weight_tiles[hidden][row], weights[:, index].reshape(8, 8), rtol=1e-6)


def test_a_scale_holds_still_and_is_round() -> None:
    assert [nice_limit(peak) for peak in (0.0, 1.0, 1.2, 0.031, 7.0)] == pytest.approx([1.0, 1.0, 1.5, 0.04, 8.0])
    scale = Scale()
    assert scale.follow(0.9) == 1.0
    assert scale.follow(0.6) == 1.0
    assert scale.follow(1.01) == 1.5
    assert scale.follow(0.2) == pytest.approx(0.2)


def test_the_card_has_the_numbers_of_the_engine(opened: Any, qtbot: QtBot) -> None:
    session, view = opened()
    strip = view.picture.arrangement.strips["n3"]
    hover(view.picture, strip.point(2).toPoint())
    assert view.picture.pointed == Neuron("n3", 2)
    with session.display.hold() as frame:
        wanted = {
            "z": frame.quantity("n3", "z")[:, 2].mean(),
            "a": frame.quantity("n3", "a")[:, 2].mean(),
            "∂L/∂z": frame.gradient("n3", "bias")[2],
            "b": frame.parameter("n3", "bias")[2],
        }
    assert dict(view.picture.card.rows) == {
        symbol: theme.number(float(value), 4, sign=True) for symbol, value in wanted.items()
    }
    middle = view.picture.anchor(Link(0, 1, 5))
    hover(view.picture, middle.toPoint())
    link = view.picture.pointed
    assert isinstance(link, Link)
    with session.display.hold() as frame:
        weight = float(frame.parameter("n2", "weight")[link.source, link.target])
        gradient = float(frame.gradient("n2", "weight")[link.source, link.target])
    assert view.picture.card.rows == (
        ("w", theme.number(weight, 4, sign=True)),
        ("∂L/∂w", theme.number(gradient, 4, sign=True)),
    )


def test_only_what_moves_is_painted_again(opened: Any) -> None:
    _, view = opened()
    picture = view.picture
    moving = picture.arrangement.moving
    for strip in picture.arrangement.strips.values():
        for point in strip.points:
            # With the widest halo and the number below it.
            assert moving.contains(point + QPointF(0, 1.8 * strip.radius + 20))
            assert moving.contains(point - QPointF(0, 1.8 * strip.radius))
    assert moving.contains(QRectF(*picture.arrangement.links.segments[0, :2].tolist(), 1, 1))


def test_stamps_are_made_once_and_anew_for_another_theme(opened: Any) -> None:
    _, view = opened()
    view.picture.grab()
    made = dict(view.picture.sprites._made)
    assert made
    view.picture.grab()
    assert all(view.picture.sprites._made[key] is stamp for key, stamp in made.items())
    theme.changed.emit()
    assert not view.picture.sprites._made
