"""The queue of runs in its window: what is put in is seen, ordered, taken out, trained in turn, and then compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.document import SetTraining
from nnstudio.training.headless import train
from nnstudio.training.labs import labs
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.runs import QueueView

LEFT = Qt.MouseButton.LeftButton
Opened = Callable[..., tuple[Session, QWidget]]
Shown = tuple[Session, QueueView]
PATIENCE = 60_000


@pytest.fixture
def shown(opened: Opened) -> Shown:
    """The queue of the circles."""
    session, made = opened(QueueView, "circles", (560, 420))
    return session, cast(QueueView, made)


def put(session: Session, view: QueueView, *rates: float) -> None:
    """Put the document with each of these learning rates in the queue, for three epochs."""
    view.epochs.setFocus()
    view.epochs.selectAll()
    QTest.keyClicks(view.epochs, "3")
    QTest.keyClick(view.epochs, Qt.Key.Key_Return)
    for rate in rates:
        session.edit(SetTraining((("learning_rate", rate),)))
        QTest.mouseClick(view.add, LEFT)


def rates(session: Session) -> list[float]:
    return [entry.racer.document.training.learning_rate for entry in session.queue.waiting]


def test_it_says_what_to_do_and_does_it(shown: Shown) -> None:
    session, view = shown
    assert view.empty.isVisible()
    assert not view.start.isEnabled()
    view.empty.acted.emit()
    assert view.list.isVisible()
    assert view.list.count() == len(session.queue.waiting) == 1
    assert view.start.isEnabled()


def test_runs_are_ordered_and_taken_out(shown: Shown) -> None:
    session, view = shown
    put(session, view, 0.1, 0.2, 0.3)
    assert "α = 0.3 · 3" in view.list.item(2).text()
    assert not view.up.isEnabled()
    view.list.setCurrentRow(2)
    assert not view.down.isEnabled()
    QTest.mouseClick(view.up, LEFT)
    assert rates(session) == [0.1, 0.3, 0.2]
    assert view.list.currentRow() == 1
    QTest.mouseClick(view.remove, LEFT)
    assert rates(session) == [0.1, 0.2]
    view.list.setCurrentRow(0)
    QTest.mouseClick(view.down, LEFT)
    assert rates(session) == [0.2, 0.1]
    view.list.setFocus()
    QTest.keyClick(view.list, Qt.Key.Key_Delete)
    assert rates(session) == [0.2]


def test_they_are_trained_in_turn_and_then_compared(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    put(session, view, 0.1, 0.02)
    documents = [entry.racer.document for entry in session.queue.waiting]
    before = session.trainer.step
    with qtbot.waitSignal(session.queue.ended, timeout=PATIENCE) as ended:
        QTest.mouseClick(view.start, LEFT)
    assert ended.args == [2]
    assert view.empty.isVisible()
    assert not session.queue.running
    kept = session.shelf.runs
    assert [run.document for run in kept] == documents
    assert session.trainer.step == before, "the run in hand is left alone"
    for run in kept:
        alone = train(run.document, epochs=3, prepared=session.prepared)
        assert run.step == alone.problem.run.step
        assert np.array_equal(run.snapshots.theta[-1], alone.problem.program.theta)


def test_a_lab_is_put_in_as_its_variants(shown: Shown) -> None:
    session, view = shown
    view.what.setFocus()
    QTest.keyClick(view.what, Qt.Key.Key_Home)
    for _ in range(1 + list(labs).index("learning_rate")):
        QTest.keyClick(view.what, Qt.Key.Key_Down)
    QTest.mouseClick(view.add, LEFT)
    prepared = session.prepared
    assert prepared is not None
    variants = labs.make("learning_rate").variants(session.document, len(prepared.training))
    assert rates(session) == [variant.applied(session.document).training.learning_rate for variant in variants]
    assert str(variants[0].name) in view.list.item(0).text()


def test_stopped_it_begins_again_and_the_next_one_goes_on_where_one_is_taken_out(shown: Shown, qtbot: QtBot) -> None:
    session, view = shown
    view.epochs.set_value(100_000)
    QTest.mouseClick(view.add, LEFT)
    QTest.mouseClick(view.start, LEFT)
    qtbot.waitUntil(lambda: session.queue.waiting[0].racer.step > 0, timeout=PATIENCE)
    QTest.mouseClick(view.start, LEFT)
    assert not session.queue.running
    assert session.queue.waiting[0].racer.step == 0
    put(session, view, 0.5)
    QTest.mouseClick(view.start, LEFT)
    qtbot.waitUntil(lambda: session.queue.waiting[0].racer.step > 0, timeout=PATIENCE)
    view.list.setCurrentRow(0)
    with qtbot.waitSignal(session.queue.ended, timeout=PATIENCE):
        QTest.mouseClick(view.remove, LEFT)
    assert [run.document.training.learning_rate for run in session.shelf.runs] == [0.5]
