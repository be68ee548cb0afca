"""The labs in their window: one click trains, tiles show, the chosen one is used, kept, or stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.document import templates
from nnstudio.training.labs import labs
from nnstudio.training.trial import Fate
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.runs import LabView

LEFT = Qt.MouseButton.LeftButton
Opened = Callable[..., tuple[Session, QWidget]]
Shown = tuple[Session, LabView]


@pytest.fixture
def shown(opened: Opened) -> Shown:
    """The labs of the circles."""
    session, made = opened(LabView, "circles", (760, 620))
    return session, cast(LabView, made)


def choose(view: LabView, lab: str, epochs: int) -> None:
    """Choose a lab as a hand does: by the keys of the list, and type the epochs."""
    view.choice.setFocus()
    QTest.keyClick(view.choice, Qt.Key.Key_Home)
    for _ in range(list(labs).index(lab)):
        QTest.keyClick(view.choice, Qt.Key.Key_Down)
    view.epochs.setFocus()
    view.epochs.selectAll()
    QTest.keyClicks(view.epochs, str(epochs))
    QTest.keyClick(view.epochs, Qt.Key.Key_Return)


def train(view: LabView, qtbot: QtBot, lab: str, epochs: int = 6) -> None:
    """Train a lab to its end."""
    choose(view, lab, epochs)
    with qtbot.waitSignal(view.work.ended):
        QTest.mouseClick(view.start, LEFT)


def test_before_it_is_started_it_says_what_the_lab_compares(shown: Shown) -> None:
    _, view = shown
    choose(view, "width", 6)
    assert view.empty.isVisible()
    assert view.empty.advice.text() == str(labs["width"].declaration.help)
    assert not view.grid.isVisible()


def test_one_click_trains_every_variant_and_shows_each(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    before = session.document
    train(view, qtbot, "optimizer")
    racers = view.work.racers
    assert [racer.fate for racer in racers] == [Fate.DONE] * len(racers)
    assert [tile.name.text() for tile in view.grid.tiles] == [str(racer.variant.name) for racer in racers]
    losses = [racer.curves.measured["validation_loss"].last_value for racer in racers]
    best = view.grid.tiles[int(np.argmin(losses))]
    assert [tile.best for tile in view.grid.tiles] == [tile is best for tile in view.grid.tiles]
    # All are drawn on the same axes, each strongly in its own tile alone.
    assert len({tile.plot.ranges for tile in view.grid.tiles}) == 1
    for tile in view.grid.tiles:
        assert [line.faint for line in tile.plot.lines] == [True] * (len(racers) - 1) + [False]
    # The run in sight and the document were left alone.
    assert session.document == before
    assert session.trainer.step == 0


def test_the_chosen_variant_is_used_and_undone(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    train(view, qtbot, "learning_rate")
    assert not view.use.isVisible()
    rate = session.document.training.learning_rate
    QTest.mouseClick(view.grid.tiles[0], LEFT)
    QTest.mouseClick(view.use, LEFT)
    assert session.document.training.learning_rate == rate / 100
    session.undo()
    assert session.document.training.learning_rate == rate


def test_one_variant_after_another_is_what_its_name_says(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    before = session.document
    train(view, qtbot, "depth", epochs=1)
    for place in (3, 1, 0):
        QTest.mouseClick(view.grid.tiles[place], LEFT)
        QTest.mouseClick(view.use, LEFT)
        wanted = view.work.racers[place].document.network
        assert (session.document.network.nodes, session.document.network.wires) == (wanted.nodes, wanted.wires)
        assert not view.use.isEnabled(), "it is in force already"
    for _ in range(3):
        session.undo()
    assert session.document == before


def test_what_a_lab_of_another_project_has_found_is_not_put_into_this_one(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    train(view, qtbot, "depth", epochs=1)
    QTest.mouseClick(view.grid.tiles[1], LEFT)
    assert view.use.isEnabled()
    session.new(templates["iris"]().document())
    assert not view.use.isEnabled()
    session.new(templates["circles"]().document())
    assert view.use.isEnabled()


def test_the_document_s_own_variant_has_nothing_to_use(shown: Shown, qtbot: QtBot) -> None:
    _, view = shown
    train(view, qtbot, "activation")
    own = [racer.variant.edit for racer in view.work.racers].index(None)
    view.grid.tiles[own].setFocus()
    QTest.keyClick(view.grid.tiles[own], Qt.Key.Key_Return)
    assert view.use.isVisible()
    assert not view.use.isEnabled()
    assert view.keep.isEnabled()


def test_a_variant_is_put_among_the_runs_that_are_compared(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    train(view, qtbot, "batch")
    QTest.mouseClick(view.grid.tiles[1], LEFT)
    QTest.mouseClick(view.keep, LEFT)
    (kept,) = session.shelf.runs
    assert kept.document == view.work.racers[1].document
    assert kept.step == view.work.racers[1].step
    assert kept.snapshots.steps[-1] == kept.step


def test_answers_are_those_of_the_variant_s_own_weights(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    train(view, qtbot, "initializer", 20)
    QTest.mouseClick(view.kinds.buttons["answers"], LEFT)
    pictures = [tile.answers.plane.drawn.colors for tile in view.grid.tiles]
    assert all(tile.answers.isVisible() for tile in view.grid.tiles)
    assert all(picture is not None for picture in pictures)
    assert len({picture.tobytes() for picture in pictures if picture is not None}) == len(pictures)
    kept = view.work.kept(1)
    assert kept is not None
    assert session.prepared is not None
    answers = kept.at(kept.step).predict(session.prepared.validation.x)
    loss = view.work.racers[1].curves.measured["validation_loss"].last_value
    p, y = answers[:, 0].astype(np.float64), session.prepared.validation.y
    assert -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) == pytest.approx(loss, rel=1e-3)


def test_the_same_button_stops_it_at_once(shown: Shown, qtbot: QtBot) -> None:
    _, view = shown
    choose(view, "depth", 100_000)
    QTest.mouseClick(view.start, LEFT)
    assert view.work.running
    QTest.mouseClick(view.start, LEFT)
    assert not view.work.running
    assert not any(racer.fate is Fate.DONE for racer in view.work.racers)
    # What comes after that is another lab's alone.
    train(view, qtbot, "width", 2)
    assert all(racer.fate is Fate.DONE for racer in view.work.racers)


def test_a_network_without_hidden_layers_has_no_depth_to_vary(opened: Opened) -> None:
    _, made = opened(LabView, "perceptron")
    view = cast(LabView, made)
    choose(view, "depth", 3)
    QTest.mouseClick(view.start, LEFT)
    assert not view.work.running
    assert view.empty.isVisible()
    assert "nothing that this lab could vary" in view.empty.advice.text()


def test_one_click_puts_the_ways_of_a_race_on_the_landscape(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    wanted: list[str] = []
    view.view_wanted.connect(wanted.append)
    train(view, qtbot, "optimizer", 2)
    for _ in range(2):
        QTest.mouseClick(view.trace, LEFT)
    assert wanted == ["landscape"] * 2
    # The second click keeps no run twice.
    assert len(session.shelf.runs) == len(view.work.racers)
    assert session.shelf.traced == session.shelf.runs
    # A lab of other networks has one variant on this landscape: the network as it is.
    train(view, qtbot, "depth", 1)
    QTest.mouseClick(view.trace, LEFT)
    (own,) = session.shelf.traced
    assert own.document == session.document


def test_gradients_stand_layer_by_layer_side_by_side_at_the_start_and_at_the_end(shown: Shown, qtbot: QtBot) -> None:
    _, view = shown
    train(view, qtbot, "skips", epochs=20)
    QTest.mouseClick(view.kinds.buttons["gradients"], LEFT)
    assert not view.quantity.isVisible()
    tiles = {tile.name.text(): tile for tile in view.grid.tiles}
    plain, residual = tiles["plain, 26 hidden layers"], tiles["skips, 26 hidden layers"]
    assert len({tile.plot.ranges for tile in tiles.values()}) == 1
    for tile in (plain, residual):
        start, end = tile.plot.lines
        assert [start.faint, end.faint] == [True, False]
        assert start.x.tolist() == end.x.tolist() == list(range(1, 28))
        assert tile.plot.logarithmic
    # Of what arrives at the last layers little comes to the first, unless it has a way past those between.
    shares = [tile.plot.lines[0].y[0] / tile.plot.lines[0].y[-1] for tile in (plain, residual)]
    assert shares[1] > 2 * shares[0]
    # The pair can be told by the number, too: its loss stays with its name.
    losses = [float(tile.value.text()) for tile in (plain, residual)]
    assert losses[0] > 5 * losses[1]
    QTest.mouseClick(plain, LEFT)
    assert "of layer 27" in view.reading.text()
    QTest.mouseClick(view.use, LEFT)
    assert len(view._session.document.network.of_kind("dense")) == 27
