"""Images, sequences and whatever else there is: nothing fails, and the tiles show the engine's numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hovering import hover
from kinds import KINDS, document_of
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnstudio.ui.network import NetworkView
from nnstudio.ui.network.target import Neuron, beside, target_at


def press(view: NetworkView, qtbot: QtBot, name: str) -> None:
    """Press a switch and wait for its numbers."""
    qtbot.mouseClick({**view.modes.buttons, **view.scopes.buttons}[name], Qt.MouseButton.LeftButton)
    wanted = (view.mode, view.scope)
    qtbot.waitUntil(lambda: (view.picture.scene.reading.mode, view.picture.scene.reading.scope) == wanted)


@pytest.mark.parametrize("kind", KINDS)
def test_every_mode_is_drawn_and_every_layer_pointed_at(kind: str, opened: Any, qtbot: QtBot) -> None:
    session, view = opened(document_of(kind), (640, 480))
    assert not [problem for problem in session.analysis.problems if problem.is_error]
    for mode in ("weights", "activations", "gradients"):
        press(view, qtbot, mode)
        for scope in ("sample", "batch"):
            press(view, qtbot, scope)
            assert not view.grab().isNull()
        for node, strip in view.picture.arrangement.strips.items():
            point = strip.point(int(strip.indices[0]))
            assert point is not None
            hover(view.picture, point.toPoint())
            assert view.picture.pointed == Neuron(node, int(strip.indices[0]))
            assert view.picture.card is not None
            assert view.picture.card.rows


def test_tiles_are_the_channels_of_the_sample(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(document_of("images"), (640, 480))
    press(view, qtbot, "activations")
    press(view, qtbot, "sample")
    reading = view.picture.scene.reading
    node = next(column.node for column in view.picture.structure.columns if column.kind == "convolution2d")
    with session.display.hold() as frame:
        a = frame.quantity(node, "a")[frame.sample]
        weight = frame.parameter(node, "weight")
        np.testing.assert_allclose(reading.tiles[node], np.moveaxis(a, 2, 0), rtol=1e-6)
    press(view, qtbot, "weights")
    kernels = view.picture.scene.reading.tiles[node]
    np.testing.assert_allclose(kernels, np.moveaxis(weight.mean(axis=2), 2, 0), rtol=1e-6)


def test_time_goes_across(opened: Any, qtbot: QtBot) -> None:
    session, view = opened(document_of("a target at every step"), (640, 480))
    press(view, qtbot, "activations")
    press(view, qtbot, "sample")
    column = next(column for column in view.picture.structure.columns if column.kind == "lstm")
    strip = view.picture.arrangement.strips[column.node]
    with session.display.hold() as frame:
        a = frame.quantity(column.node, "a")[frame.sample]
        np.testing.assert_allclose(view.picture.scene.reading.tiles[column.node][0], a.T, rtol=1e-6)
    late = strip.point(column.flat((19, 0)))
    assert late.x() > strip.point(column.flat((0, 0))).x()
    assert target_at(view.picture.arrangement, late) == Neuron(column.node, column.flat((19, 0)))


def test_arrows_walk_through_the_channels(opened: Any) -> None:
    _, view = opened(document_of("images"), (640, 480))
    arrangement = view.picture.arrangement
    column = next(column for column in view.picture.structure.columns if column.kind == "convolution2d")
    height = column.shape[0]
    here = Neuron(column.node, column.flat((height - 1, 2, 0)))
    assert beside(arrangement, here, 0, 1) == Neuron(column.node, column.flat((0, 2, 1)))
    last = Neuron(column.node, column.flat((height - 1, 0, 4)))
    assert beside(arrangement, last, 0, 1) == last


def test_of_many_channels_some_are_drawn(opened: Any) -> None:
    _, view = opened(document_of("many channels"), (640, 480))
    strip = next(s for s in view.picture.arrangement.strips.values() if s.column.kind == "convolution2d")
    assert len(strip.panes) == 16
    assert strip.hidden == 4
    assert strip.point(strip.column.flat((0, 0, 19))) is None
