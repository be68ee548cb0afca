"""While one goes through the operations of a number, its card and picture stay; another number brings its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from inspecting import Hand

from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector.card import StepCard
from nnstudio.ui.inspector.picture.view import NetworkView


@pytest.fixture
def hand(show: Callable[[Session], Hand]) -> Hand:
    """The opening network at the scalar grain."""
    hand = show(Session())
    hand.inspection.set_grain("scalar")
    hand.until(lambda: hand.inspection.cursor.grain == "scalar" and not hand.inspection.waiting)
    return hand


def test_the_next_operation_lights_up_what_it_reads_in_the_same_picture(hand: Hand) -> None:
    view, card = hand.panel.view("network"), hand.panel.view("card")
    assert isinstance(view, NetworkView)
    assert isinstance(card, StepCard)
    scene, text, first = view.picture.places.scene, card.expression.text(), hand.inspection.lit
    hand.inspection.over(1)
    hand.until(lambda: hand.inspection.lit != first)
    assert view.picture.places.scene is scene
    assert card.expression.text() == text
    assert view.picture.places.scene is not None


def test_the_result_is_written_when_the_last_operation_has_come_to_it(hand: Hand) -> None:
    card = hand.panel.view("card")
    assert isinstance(card, StepCard)
    begun = card.result.text()
    with hand.inspection.hold() as moment:
        assert moment is not None
        count = len(moment.operations)
    hand.inspection.over(count - 1)
    assert not {"=", "≈"} & set(begun)
    assert "=" in card.result.text() or "≈" in card.result.text()


def test_another_number_has_another_picture_and_card(hand: Hand) -> None:
    view, card = hand.panel.view("network"), hand.panel.view("card")
    assert isinstance(view, NetworkView)
    assert isinstance(card, StepCard)
    scene, text = view.picture.places.scene, card.expression.text()
    hand.inspection.go(hand.inspection.cursor.place + 1)
    assert view.picture.places.scene is not scene
    assert card.expression.text() != text


def test_a_weight_written_by_hand_is_in_the_same_operation_s_card(hand: Hand) -> None:
    card = hand.panel.view("card")
    assert isinstance(card, StepCard)
    text, cursor = card.expression.text(), hand.inspection.cursor
    session = hand.panel.session
    session.trainer.submit(by_hand(hand))
    session.display.wake()
    hand.until(lambda: card.expression.text() != text)
    assert hand.inspection.cursor == cursor
    assert "0.123" in card.expression.text()


def by_hand(hand: Hand) -> object:
    from nnstudio.training.by_hand import WriteWeights
    from nnstudio.training.commands import Write

    step = hand.step
    return WriteWeights((Write(step.layer, "weight", (0, *step.index), 0.123),))


def test_the_operation_gone_to_is_in_sight_in_a_long_calculation_and_the_scroll_is_left_alone_after(hand: Hand) -> None:
    hand.panel.resize(hand.panel.width(), 480)
    line = hand.line
    update = next(n for n, step in enumerate(line) if step.phase == "update")
    hand.inspection.go(update)
    with hand.inspection.hold() as moment:
        assert moment is not None
        count = len(moment.operations)
    card, area = hand.card, hand.card._area
    seen = area.viewport()
    assert area.verticalScrollBar().maximum() > 0
    for number in range(count):
        hand.inspection.go(update, number)
        now = card.expression.now()
        top = card.expression.mapTo(seen, now.topLeft()).y()
        assert top >= 0
        assert top + now.height() <= seen.height()
    # The same operation shown again, as a frame does, leaves the reader's own scrolling alone.
    area.verticalScrollBar().setValue(0)
    hand.inspection.refresh()
    assert area.verticalScrollBar().value() == 0
