"""Inputs and targets turned by hand, from the picture, the card and the list; the data come back."""

from __future__ import annotations

import numpy as np
import pytest
from inspecting import Hand
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.engine import Place
from nnstudio.inspection import Step
from nnstudio.ui.what_if import WhatIfView


def view_of(hand: Hand) -> WhatIfView:
    found = hand.panel.view("what_if")
    assert isinstance(found, WhatIfView)
    return found


def type_in(view: WhatIfView, text: str) -> None:
    view.field.setFocus()
    view.field.selectAll()
    QTest.keyClicks(view.field, text)
    QTest.keyClick(view.field, Qt.Key.Key_Return)


def value(hand: Hand, place: Place) -> float:
    with hand.session.display.hold(), hand.inspection.hold() as moment:
        assert moment is not None
        return moment.trace.value(place)


def seen(hand: Hand) -> bytes:
    with hand.session.display.hold() as frame:
        assert frame is not None
        return frame.program.theta.tobytes() + frame.plan.losses.tobytes() + frame.plan.quantity("n1", "a").tobytes()


def at_input(hand: Hand) -> tuple[WhatIfView, Place]:
    hand.click(hand.panel.right.tabs.buttons["card"])
    hand.neuron("n1", 0)
    view = view_of(hand)
    assert hand.panel.right.tabs.value() == "what_if"
    place = view._place()
    assert place is not None
    return view, place


def test_a_click_on_an_input_neuron_offers_it_and_the_loss_follows(hand: Hand) -> None:
    before = seen(hand)
    view, place = at_input(hand)
    assert place == Place("n1", "a", (0,), 0)
    assert view.start is not None
    type_in(view, "0.125")
    hand.until(lambda: value(hand, place) == 0.125 and view.field.value() == 0.125)
    hand.until(lambda: hand.panel.altered.isVisible())
    with hand.session.display.hold(), hand.inspection.hold() as moment:
        assert moment is not None
        loss = float(moment.trace.plan.losses[0])
    assert view.plot.at == (0.125, pytest.approx(loss))
    assert "ℓ" in view._whose.text()
    assert view.plot.loss == "ℓ"
    # The curve was worked out in a twin beforehand: the run's point lies on it.
    hand.until(lambda: len(view.plot.curve) == 41)
    assert np.interp(0.125, *zip(*view.plot.curve, strict=True)) == pytest.approx(loss, rel=2e-2)
    hand.click(hand.panel.altered.restore)
    hand.until(lambda: not hand.panel.altered.isVisible())
    assert seen(hand) == before


def test_a_changed_input_is_never_trained_on(hand: Hand) -> None:
    hand.session.step_batch()
    hand.until(lambda: hand.session.travel.step == 1)
    plain = seen(hand)
    hand.session.travel.seek(0)
    hand.until(lambda: hand.session.travel.step == 0)
    view, _ = at_input(hand)
    view.slider.setSliderDown(True)
    for notch in (100, 200, 300):
        view.slider.setSliderPosition(notch)
        hand.settle()
    view.slider.setSliderDown(False)
    hand.until(lambda: hand.panel.altered.isVisible())
    hand.session.step_batch()
    hand.until(lambda: hand.session.travel.step == 1 and not hand.panel.altered.isVisible())
    assert seen(hand) == plain


def test_an_input_in_the_card_offers_it(hand: Hand) -> None:
    hand.click(hand.panel.right.tabs.buttons["card"])
    hand.inspection.go_to(Step("forward", "n2", "z", (1,)))
    hand.click(hand.card.expression, hand.operand("x_{2}"))
    hand.until(lambda: hand.panel.right.tabs.value() == "what_if")
    assert view_of(hand)._place() == Place("n1", "a", (1,), 0)


def test_the_target_is_offered_at_the_loss_with_a_slope_of_its_own(hand: Hand) -> None:
    hand.inspection.go_to(Step("loss", "n5", "loss", ()))
    view = view_of(hand)
    places = [place for place in view._places if place.quantity == "target"]
    assert len(places) == 1
    view.choice.setCurrentIndex(view._places.index(places[0]))
    view.choice.activated.emit(view.choice.currentIndex())
    type_in(view, "0.5")
    hand.until(lambda: value(hand, places[0]) == 0.5 and view.plot.at[0] == 0.5)
    with hand.session.display.hold(), hand.inspection.hold() as moment:
        assert moment is not None
        p = float(moment.trace.plan.quantity("n4", "a")[0, 0])
    assert view.plot.slope == pytest.approx(float(np.log((1 - p) / p)), rel=1e-4, abs=1e-6)


def test_any_weight_can_be_picked_whatever_the_step(hand: Hand) -> None:
    view = view_of(hand)
    assert hand.step.phase == "forward"
    picker = view.picker
    picker.choice.setFocus()
    while "Hidden 2 · weight" not in picker.choice.currentText().lower().replace("hidden", "Hidden"):
        QTest.keyClick(picker.choice, Qt.Key.Key_Down)
    assert [field.isVisible() for field in picker.fields] == [True, True, False, False]
    picker.fields[1].setFocus()
    picker.fields[1].selectAll()
    QTest.keyClicks(picker.fields[1], "3")
    QTest.keyClick(picker.fields[1], Qt.Key.Key_Return)
    place = view._place()
    assert place == Place("n3", "weight", (0, 2))
    step = hand.step
    type_in(view, "1.5")
    hand.until(lambda: value(hand, place) == 1.5)
    assert hand.step == step
    hand.inspection.over()
    assert view._place() == place
