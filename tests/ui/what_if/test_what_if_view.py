"""A weight turned by hand, in the window."""

from __future__ import annotations

import numpy as np
import pytest
from inspecting import Hand
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from nnstudio.document import templates
from nnstudio.engine import Place
from nnstudio.inspection import Step
from nnstudio.training.commands import SetSpeed
from nnstudio.ui.controls import NumberField
from nnstudio.ui.what_if import WhatIfView

NEVER = 3_600_000
"""Milliseconds that no test goes on for."""


def view_of(hand: Hand) -> WhatIfView:
    found = hand.panel.view("what_if")
    assert isinstance(found, WhatIfView)
    return found


def at_weight(hand: Hand) -> WhatIfView:
    hand.inspection.go_to(next(step for step in hand.line if step.quantity == "weight_grad"))
    return view_of(hand)


def weight_and_loss(hand: Hand, place: Place) -> tuple[float, float]:
    # The trainer may be busy with its sets: it is waited for.
    with hand.session.display.hold(), hand.inspection.hold() as moment:
        assert moment is not None
        return moment.trace.value(place), float(moment.trace.plan.loss)


def type_in(hand: Hand, view: WhatIfView, text: str) -> None:
    view.field.setFocus()
    view.field.selectAll()
    QTest.keyClicks(view.field, text)
    QTest.keyClick(view.field, Qt.Key.Key_Return)


def test_a_neuron_offers_its_weights_and_its_bias(hand: Hand) -> None:
    view = view_of(hand)
    assert hand.step.phase == "forward"
    assert [place.quantity for place in view._places] == ["weight", "weight", "bias", "a", "a"]


def test_a_typed_weight_is_the_run_s_and_the_loss_follows(hand: Hand) -> None:
    view = at_weight(hand)
    place, before = view._places[0], view.loss.text()
    run = hand.session.travel.run
    type_in(hand, view, "1.75")
    hand.until(lambda: weight_and_loss(hand, place)[0] == 1.75)
    hand.until(lambda: view.loss.text() != before)
    assert view.start is not None
    loss = weight_and_loss(hand, place)[1]
    assert view.changed.text()[:4] == f"{loss - view.start.loss:+.6f}".replace("-", "−")[:4]
    hand.until(lambda: hand.session.travel.run == run + 1)
    assert hand.session.travel.branched_from == (run, 0)


@pytest.mark.parametrize("text", ["1e9", "-1e30"])
def test_a_typed_weight_far_beyond_the_slider_is_taken(hand: Hand, text: str) -> None:
    view = at_weight(hand)
    place, before = view._places[0], view.loss.text()
    type_in(hand, view, text)
    hand.until(lambda: weight_and_loss(hand, place)[0] == np.float32(text))
    hand.until(lambda: view.loss.text() != before)
    assert view.slider.value() == (view.slider.maximum() if float(text) > 0 else view.slider.minimum())
    assert view.reset.isEnabled()


def test_the_learning_rate_is_one_click_away_on_the_update_s_card(hand: Hand) -> None:
    view = hand.panel.view("what_if")
    place = view._place()
    hand.click(view.settings)
    assert hand.step == Step("update", place.layer, f"{place.quantity}_update", place.index)
    assert hand.card.isVisible()
    assert hand.card.knob.isVisible()
    before, form = hand.result, hand.card.knob.form
    (field,) = form.findChildren(NumberField)
    field.selectAll()
    QTest.keyClicks(field, "0.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    hand.until(lambda: hand.session.document.training.learning_rate == 0.5 and hand.result != before)
    assert hand.result.partition("→")[0] == before.partition("→")[0], "the old value stays, another new one comes of it"


def test_the_curve_goes_through_the_point_and_the_tangent_has_its_slope(hand: Hand) -> None:
    view = at_weight(hand)
    hand.until(lambda: len(view.plot.curve) == 41)
    assert view.start is not None
    weights, losses = zip(*view.plot.curve, strict=True)
    assert np.interp(view.start.weight, weights, losses) == pytest.approx(view.start.loss, rel=1e-4)
    assert view.plot.slope == view.start.slope
    place = view.start.place
    type_in(hand, view, "0.5")
    hand.until(lambda: weight_and_loss(hand, place)[0] == 0.5 and view.plot.at[0] == 0.5)
    # The curve is the same one, and the run's point lies on it.
    assert np.interp(0.5, weights, losses) == pytest.approx(view.plot.at[1], rel=1e-2)
    assert view.plot.before == (view.start.weight, view.start.loss)


def test_the_neuron_goes_as_far_as_its_slope_says(hand: Hand) -> None:
    view = at_weight(hand)
    assert view.start is not None
    start = view.start
    hand.until(lambda: view.moved.isVisible())
    assert view.moved.text() == view.moves.text() == "0"
    type_in(hand, view, repr(start.weight + 0.001))
    hand.until(lambda: view.reset.isEnabled())
    with hand.session.display.hold(), hand.inspection.hold() as moment:
        assert moment is not None
        neuron = Place(start.place.layer, "a", start.place.index[-1:], moment.trace.sample)
        now = moment.trace.value(neuron)
    assert view._response is not None
    assert now - view._response.before == pytest.approx(view._response.slope * 0.001, rel=0.01, abs=1e-6)


def test_a_slide_is_one_branch_and_putting_back_gives_the_same_bits(hand: Hand) -> None:
    view = at_weight(hand)
    place, run = view._places[0], hand.session.travel.run
    start = weight_and_loss(hand, place)
    view.slider.setSliderDown(True)
    for notch in (20, 60, 120):
        view.slider.setSliderPosition(notch)
        hand.settle()
    view.slider.setSliderDown(False)
    assert view.start is not None
    goal = np.float32(view.start.weight + view.start.scale.reach * 120 / 500)
    hand.until(lambda: weight_and_loss(hand, place)[0] == goal)
    hand.until(lambda: not hand.session.trainer.pending and hand.session.travel.run == run + 1)
    hand.click(view.reset)
    hand.until(lambda: weight_and_loss(hand, place) == start)


def test_arrows_turn_the_slider(hand: Hand) -> None:
    view = at_weight(hand)
    place = view._places[0]
    before = weight_and_loss(hand, place)[0]
    view.slider.setFocus()
    QTest.keyClick(view.slider, Qt.Key.Key_Right)
    hand.until(lambda: weight_and_loss(hand, place)[0] > before)
    hand.until(lambda: view.field.value() == pytest.approx(weight_and_loss(hand, place)[0], rel=1e-6))
    assert view.reset.isEnabled()


def test_a_step_forward_begins_anew(hand: Hand) -> None:
    view = at_weight(hand)
    hand.session.travel.back_batch(-1)
    hand.until(lambda: hand.session.travel.step == 1 and view._run[1] == 1)
    assert view.start is not None
    assert weight_and_loss(hand, view.start.place) == (view.start.weight, view.start.loss)
    assert isinstance(hand.step, Step)


def theta(hand: Hand) -> bytes:
    with hand.session.display.hold() as frame:
        assert frame is not None
        return frame.program.theta.tobytes() + frame.plan.loss.tobytes()


def slide(hand: Hand, view: WhatIfView, *notches: int) -> None:
    done = len(hand.session.history.done)
    assert view.start is not None
    view.slider.setSliderDown(True)
    for notch in notches:
        view.slider.setSliderPosition(notch)
        goal = np.float32(view.start.scale.value(notch))
        hand.until(lambda goal=goal: weight_and_loss(hand, view._places[0])[0] == goal)
    view.slider.setSliderDown(False)
    settle(hand, done + 1)


def settle(hand: Hand, done: int) -> None:
    """Wait until what was turned is written, and so many gestures and edits can be undone."""
    session = hand.session
    hand.until(lambda: not session.trainer.pending and not session.what_if.turning)
    hand.until(lambda: len(session.history.done) == done)


def test_undo_takes_back_a_gesture_at_a_time_and_redo_makes_it_again_bit_for_bit(hand: Hand) -> None:
    view = at_weight(hand)
    assert not view.undo_bar.undo.isEnabled()
    seen, runs = [theta(hand)], [hand.session.travel.run]
    slide(hand, view, 20, 60, 120)
    seen.append(theta(hand))
    type_in(hand, view, "-0.625")
    settle(hand, 2)
    seen.append(theta(hand))
    assert len(set(seen)) == 3
    assert len(hand.session.history.done) == 2
    for expected in reversed(seen[:-1]):
        hand.click(view.undo_bar.undo)
        hand.until(lambda expected=expected: theta(hand) == expected)
    hand.until(lambda: hand.session.travel.run == runs[0] and not view.reset.isEnabled())
    assert not view.undo_bar.undo.isEnabled()
    for expected in seen[1:]:
        hand.click(view.undo_bar.redo)
        hand.until(lambda expected=expected: theta(hand) == expected)
    assert not view.undo_bar.redo.isEnabled()
    hand.until(lambda: view.field.value() == -0.625)


def test_a_drag_that_rests_on_its_way_is_one_gesture(hand: Hand) -> None:
    view = at_weight(hand)
    view._settling.setInterval(1)
    slide(hand, view, 20, 60)
    view.slider.setSliderDown(True)
    view.slider.setSliderPosition(90)
    hand.until(lambda: len(hand.session.history.done) == 2)
    rested = []
    QTimer.singleShot(30, lambda: rested.append(view._settling.isActive()))
    hand.until(lambda: rested == [False])
    assert hand.session.what_if.turning is not None
    view.slider.setSliderPosition(120)
    view.slider.setSliderDown(False)
    settle(hand, 2)
    hand.session.undo()
    hand.until(lambda: view.slider.value() == 60)


def test_once_the_run_has_gone_on_hand_edits_are_past(hand: Hand) -> None:
    view = at_weight(hand)
    type_in(hand, view, "0.75")
    settle(hand, 1)
    assert view.undo_bar.undo.isEnabled()
    hand.session.step_batch()
    hand.until(lambda: hand.session.travel.step == 1)
    hand.until(lambda: not view.undo_bar.undo.isEnabled())
    assert "has gone on" in view.undo_bar.note.text()
    after = theta(hand)
    hand.session.undo()
    hand.settle()
    assert theta(hand) == after


@pytest.mark.parametrize("gone_on", [False, True])
def test_of_another_project_nothing_has_been_turned(hand: Hand, gone_on: bool) -> None:
    view = at_weight(hand)
    type_in(hand, view, "0.75")
    settle(hand, 1)
    if gone_on:
        hand.session.step_batch()
        hand.until(lambda: hand.session.what_if.past)
    before = hand.inspection.line
    hand.session.new(templates["xor"]().document())
    hand.until(lambda: hand.inspection.line is not before)
    hand.settle()
    assert view.undo_bar.note.text() == "Nothing has been turned by hand here."


def test_an_undo_in_the_midst_of_keys_is_not_written_over_when_they_come_to_rest(hand: Hand) -> None:
    view = at_weight(hand)
    before = theta(hand)
    view._settling.setInterval(NEVER)
    view.slider.setFocus()
    QTest.keyClick(view.slider, Qt.Key.Key_Right)
    hand.until(lambda: view.undo_bar.undo.isEnabled())
    assert hand.session.what_if.turning is not None
    hand.session.undo()
    assert not view._settling.isActive()
    hand.settle()
    assert theta(hand) == before
    assert len(hand.session.history.undone) == 1


def test_undo_goes_through_weights_and_settings_in_the_order_in_which_they_were_turned(hand: Hand) -> None:
    view = at_weight(hand)
    place = view._places[0]
    type_in(hand, view, "0.25")
    settle(hand, 1)
    rate = hand.session.document.training.learning_rate
    hand.session.set_learning_rate(0.5)
    type_in(hand, view, "0.5")
    settle(hand, 3)
    hand.session.undo()
    hand.until(lambda: weight_and_loss(hand, place)[0] == 0.25)
    assert hand.session.document.training.learning_rate == 0.5
    hand.session.undo()
    assert hand.session.document.training.learning_rate == rate
    assert weight_and_loss(hand, place)[0] == 0.25
    hand.session.undo()
    hand.until(lambda: weight_and_loss(hand, place)[0] not in (0.25, 0.5))
    with hand.session.display.hold() as frame:
        assert frame is not None
        assert frame.program.learning_rate == pytest.approx(rate)


def test_the_last_value_arrives_although_nothing_else_changes_meanwhile(hand: Hand) -> None:
    view = at_weight(hand)
    place, session = view._places[0], hand.session
    view.slider.setSliderDown(True)
    for notch in range(20, 200, 20):
        # A command that leaves all as it is: no view has anything new to show when it has been obeyed.
        with session.display.hold():
            session.trainer.submit(SetSpeed(None))
            assert session.trainer.pending
            view.slider.setSliderPosition(notch)
        assert view.start is not None
        goal = np.float32(view.start.scale.value(notch))
        hand.until(lambda goal=goal: weight_and_loss(hand, place)[0] == goal)
    view.slider.setSliderDown(False)
    settle(hand, 1)
