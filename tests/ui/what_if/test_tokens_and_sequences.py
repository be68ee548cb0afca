"""Tokens that an embedding reads, and targets at every step: chosen, slid, typed; the loss and all views follow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from inspecting import Hand
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.engine import Place
from nnstudio.inspection import Step
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector import InspectorPanel
from nnstudio.ui.layer_views.embedding import EmbeddingView
from nnstudio.ui.layer_views.examples import characters
from nnstudio.ui.shell.inspect_views import VIEWS
from nnstudio.ui.what_if import WhatIfView

TOKEN = Place("n1", "a", (3,), 0)


@pytest.fixture
def reader(open_inspect: Callable[..., InspectorPanel], qtbot: QtBot) -> Hand:
    """An embedding of characters, whose next one is foretold at every step."""
    hand = Hand(open_inspect(Session(characters()), lambda session: InspectorPanel(session, VIEWS)), qtbot)
    hand.click(hand.panel.right.tabs.buttons["what_if"])
    return hand


def view_of(hand: Hand) -> WhatIfView:
    found = hand.panel.view("what_if")
    assert isinstance(found, WhatIfView)
    return found


def value(hand: Hand, place: Place) -> float:
    with hand.session.display.hold(), hand.inspection.hold() as moment:
        assert moment is not None
        return moment.trace.value(place)


def loss(hand: Hand) -> float:
    with hand.session.display.hold(), hand.inspection.hold() as moment:
        assert moment is not None
        return float(moment.trace.plan.losses[0])


def come_to(hand: Hand, place: Place, wanted: float) -> None:
    hand.until(lambda: not hand.session.trainer.pending and value(hand, place) == wanted)
    hand.until(lambda: view_of(hand).field.value() == wanted and view_of(hand).plot.at == (wanted, loss(hand)))


def type_in(view: WhatIfView, text: str) -> None:
    view.field.setFocus()
    view.field.selectAll()
    QTest.keyClicks(view.field, text)
    QTest.keyClick(view.field, Qt.Key.Key_Return)


def at_token(hand: Hand) -> WhatIfView:
    hand.inspection.go_to(Step("forward", "n2", "a", (3, 0)))
    view = view_of(hand)
    hand.inspection.offer(TOKEN)
    hand.until(lambda: view.token.isVisible())
    return view


def test_a_token_is_chosen_or_typed_and_its_loss_is_that_of_its_stem(reader: Hand) -> None:
    view, first = at_token(reader), value(reader, TOKEN)
    vocabulary = view.token.count()
    assert vocabulary > 10
    assert view.token.currentIndex() == first
    assert view.foretold.text() == "—"
    assert view.plot.slope is None
    reader.until(lambda: len(view.plot.curve) == vocabulary)
    expected = dict(view.plot.curve)
    view.token.setFocus()
    QTest.keyClick(view.token, Qt.Key.Key_Down if first < vocabulary - 1 else Qt.Key.Key_Up)
    chosen = float(view.token.currentIndex())
    assert chosen != first
    come_to(reader, TOKEN, chosen)
    assert loss(reader) == pytest.approx(expected[chosen], rel=1e-4)
    type_in(view, "5")
    come_to(reader, TOKEN, 5.0)
    assert loss(reader) == pytest.approx(expected[5.0], rel=1e-4)
    assert view.slider.value() == 5
    for wrong in (str(vocabulary), "2.5"):
        type_in(view, wrong)
        assert view.field.problem() is not None
    assert value(reader, TOKEN) == 5.0


def test_a_token_is_slid_and_wheeled_and_all_is_taken_back(reader: Hand) -> None:
    view, first = at_token(reader), value(reader, TOKEN)
    type_in(view, "5")
    come_to(reader, TOKEN, 5.0)
    view.slider.setFocus()
    QTest.keyClick(view.slider, Qt.Key.Key_Right)
    come_to(reader, TOKEN, 6.0)
    reader.until(lambda: reader.session.what_if.turning is None)
    view.field.setFocus()
    QApplication.sendEvent(view.field, wheel(-120))
    come_to(reader, TOKEN, 5.0)
    assert len(reader.session.history.done) == 3
    for back in (6.0, 5.0, first):
        reader.click(view.undo_bar.undo)
        come_to(reader, TOKEN, back)
    assert not reader.session.history.can_undo


def wheel(angle: int) -> QWheelEvent:
    return QWheelEvent(
        QPointF(4, 4),
        QPointF(4, 4),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )


def test_the_embedding_s_own_view_follows_the_token(reader: Hand) -> None:
    reader.inspection.go_to(Step("forward", "n2", "a", (3, 0)))
    reader.panel.left.show_group("layer")
    table = reader.panel.view(reader.panel.left.shown)
    assert isinstance(table, EmbeddingView)
    reader.inspection.offer(TOKEN)
    view = view_of(reader)
    reader.until(lambda: view.token.isVisible())
    wanted = 7.0 if value(reader, TOKEN) != 7.0 else 8.0
    type_in(view, str(int(wanted)))
    come_to(reader, TOKEN, wanted)
    reader.until(lambda: table.tokens.cells.values[0, 3] == wanted)
    with reader.inspection.hold() as moment:
        assert moment is not None
        trace = moment.trace
        row = trace.plan.sites["n2"].parameter("weight")[int(wanted)]
        assert np.array_equal(trace.plan.quantity("n2", "a")[0, 3], row)


def test_a_target_of_one_step_is_turned(reader: Hand) -> None:
    with reader.inspection.hold() as moment:
        assert moment is not None
        sink = moment.trace.graph.sinks[0]
        steps, width = moment.trace.shape(sink)
    assert steps > 2
    view = view_of(reader)
    for index in ((0, 0), (steps - 1, width - 1)):
        place = Place(sink, "target", index, 0)
        reader.inspection.offer(place)
        reader.until(lambda place=place: view._place() == place)
        assert view.start is not None
        before, others = loss(reader), value(reader, Place(sink, "target", (1, 1), 0))
        slope = view.start.slope
        assert slope is not None
        goal = value(reader, place) + 0.25
        type_in(view, repr(goal))
        come_to(reader, place, goal)
        # Cross-entropy is linear in its targets: the tangent is the loss itself.
        assert loss(reader) - before == pytest.approx(slope * 0.25, rel=2e-3, abs=1e-5)
        assert value(reader, Place(sink, "target", (1, 1), 0)) == others
        reader.click(view.undo_bar.undo)
        reader.until(lambda before=before: not reader.session.trainer.pending and loss(reader) == before)
