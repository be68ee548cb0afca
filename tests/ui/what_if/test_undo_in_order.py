"""Weights, biases, inputs, targets and settings turned by hand: a step of undo each, in the order of turning."""

from __future__ import annotations

import pytest
from inspecting import Hand
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.engine import Place
from nnstudio.ui.what_if import WhatIfView

WEIGHT, BIAS = Place("n2", "weight", (0, 1)), Place("n2", "bias", (2,))
INPUT, TARGET = Place("n1", "a", (0,), 0), Place("n5", "target", (0,), 0)
State = tuple[float, float, float, float, float]


def view_of(hand: Hand) -> WhatIfView:
    found = hand.panel.view("what_if")
    assert isinstance(found, WhatIfView)
    return found


def state(hand: Hand) -> State:
    """Return the four numbers and the learning rate as they are in the run, which the loss is worked out from."""
    with hand.session.display.hold(), hand.inspection.hold() as moment:
        assert moment is not None
        rate = hand.session.document.training.learning_rate
        weight, bias, x, y = (moment.trace.value(place) for place in (WEIGHT, BIAS, INPUT, TARGET))
        return weight, bias, x, y, rate


def losses(hand: Hand) -> bytes:
    with hand.session.display.hold() as frame:
        assert frame is not None
        return frame.plan.losses.tobytes() + frame.program.theta.tobytes()


def turn(hand: Hand, place: Place, text: str) -> None:
    """Pick a number and type another one."""
    view, done = view_of(hand), len(hand.session.history.done)
    view._pick(place)
    view.field.setFocus()
    view.field.selectAll()
    QTest.keyClicks(view.field, text)
    QTest.keyClick(view.field, Qt.Key.Key_Return)
    hand.until(lambda: len(hand.session.history.done) == done + 1 and not hand.session.trainer.pending)


def slide(hand: Hand, place: Place, *notches: int) -> None:
    view, done = view_of(hand), len(hand.session.history.done)
    view._pick(place)
    view.slider.setSliderDown(True)
    for notch in notches:
        view.slider.setSliderPosition(notch)
        hand.until(lambda: not hand.session.trainer.pending and hand.session.what_if.turning == place)
    view.slider.setSliderDown(False)
    hand.until(lambda: not hand.session.trainer.pending and hand.session.what_if.turning is None)
    hand.until(lambda: len(hand.session.history.done) > done)


def test_every_hand_edit_is_a_step_of_its_own_in_the_order_made(hand: Hand) -> None:
    session, seen = hand.session, [(state(hand), losses(hand))]

    def note() -> None:
        hand.until(lambda: not session.trainer.pending)
        seen.append((state(hand), losses(hand)))

    turn(hand, WEIGHT, "0.25")
    note()
    turn(hand, INPUT, "0.5")
    note()
    session.set_learning_rate(0.5)
    note()
    turn(hand, TARGET, "0.125")
    note()
    turn(hand, BIAS, "-0.75")
    note()
    slide(hand, INPUT, 100, 200, 300)
    note()
    assert len(session.history.done) == len(seen) - 1 == 6
    assert len({each for each, _ in seen}) == len(seen)
    names = [str(step.edit.name) for step in session.history.done]
    assert [name.split()[0] for name in names] == ["Weight", "Input", "Change", "Target", "Bias", "Input"], names
    there = len(seen) - 1
    for going in (-1, -1, -1, -1, -1, -1, 1, 1, 1, -1, 1, 1, 1, 1):
        hand.click(view_of(hand).undo_bar.undo if going < 0 else view_of(hand).undo_bar.redo)
        there += going
        hand.until(lambda: not session.trainer.pending)
        hand.until(lambda there=there: (state(hand), losses(hand)) == seen[there])
    assert len(session.history.done) == 6
    assert session.history.undone == ()


def test_the_data_restored_can_be_undone_too(hand: Hand) -> None:
    turn(hand, INPUT, "0.5")
    turn(hand, TARGET, "0.25")
    changed = losses(hand)
    hand.until(lambda: hand.panel.altered.isVisible())
    hand.click(hand.panel.altered.restore)
    hand.until(lambda: not hand.panel.altered.isVisible())
    assert losses(hand) != changed
    assert len(hand.session.history.done) == 3
    hand.click(view_of(hand).undo_bar.undo)
    hand.until(lambda: hand.panel.altered.isVisible() and losses(hand) == changed)


def test_once_the_run_has_gone_on_changes_of_the_batch_are_past(hand: Hand) -> None:
    turn(hand, INPUT, "0.5")
    assert view_of(hand).undo_bar.undo.isEnabled()
    hand.session.step_batch()
    hand.until(lambda: hand.session.travel.step == 1 and not view_of(hand).undo_bar.undo.isEnabled())
    assert "data's again" in view_of(hand).undo_bar.note.text()
    assert not hand.session.history.can_undo


def test_a_setting_changed_behind_the_head_leaves_what_was_turned_there_undoable(hand: Hand) -> None:
    hand.session.step_batch()
    hand.until(lambda: hand.session.travel.step == 1)
    hand.session.travel.seek(0)
    hand.until(lambda: hand.session.travel.step == 0 and not hand.session.trainer.pending)
    before = losses(hand)
    turn(hand, INPUT, "0.5")
    run = hand.session.travel.run
    hand.session.set_learning_rate(0.5)
    hand.until(lambda: hand.session.travel.run == run + 1)
    assert len(hand.session.history.done) == 2
    hand.session.undo()
    hand.session.undo()
    hand.until(lambda: losses(hand) == before)
    assert hand.session.document.training.learning_rate != pytest.approx(0.5)
