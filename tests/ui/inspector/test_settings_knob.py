"""Hyper-parameters turned on the update's card: the new weight follows at once, and undo brings the old one back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from inspecting import Hand
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnstudio.document import SetTraining, apply, opening_document
from nnstudio.inspection import Step
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import NumberField, Slider
from nnstudio.ui.inspector import InspectorPanel
from nnstudio.ui.inspector.settings_knob import SettingsKnob
from nnstudio.ui.shell.inspect_views import VIEWS

KEPT = ("theta", "grad", "state.v")


@pytest.fixture
def hand(open_inspect: Callable[..., InspectorPanel], qtbot: QtBot) -> Hand:
    document = apply(opening_document(), SetTraining((("optimizer", "momentum"), ("learning_rate", 0.1))))
    hand = Hand(open_inspect(Session(document), lambda session: InspectorPanel(session, VIEWS)), qtbot)
    hand.inspection.go_to(Step("update", "n2", "weight_update", (0, 0)))
    return hand


def type_in(knob: SettingsKnob, text: str) -> None:
    row = next(iter(knob.form.rows.values()))
    field = row.findChild(NumberField)
    assert field is not None
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def new_weight(hand: Hand) -> float:
    description = hand.inspection.description
    assert description is not None
    assert description.main is not None
    return description.main.result


def gradient(hand: Hand) -> tuple[float, float]:
    with hand.session.display.hold() as frame:
        assert frame is not None
        return (
            float(frame.parameter("n2", "weight")[0, 0]),
            float(frame.gradient("n2", "weight")[0, 0]),
        )


def test_alpha_moves_the_new_weight_on_the_card_and_is_undone_in_the_document(hand: Hand) -> None:
    knob, shown = hand.card.knob, hand.result
    assert knob.isVisible()
    weight, slope = gradient(hand)
    assert new_weight(hand) == pytest.approx(weight - 0.1 * slope, rel=1e-6)
    type_in(knob, "2")
    hand.until(lambda: hand.result != shown)
    assert new_weight(hand) == pytest.approx(weight - 2 * slope, rel=1e-6)
    assert hand.session.document.training.learning_rate == 2
    hand.session.undo()
    hand.until(lambda: hand.result == shown)
    assert hand.session.document.training.learning_rate == 0.1


def test_a_drag_of_alpha_is_one_step_of_undo(hand: Hand) -> None:
    slider = hand.card.knob.form.findChild(Slider)
    assert slider is not None
    shown = hand.result
    slider.setSliderDown(True)
    for share in (0.5, 0.6, 0.7):
        slider.setSliderPosition(round(slider.minimum() + share * (slider.maximum() - slider.minimum())))
        hand.settle()
    slider.setSliderDown(False)
    hand.until(lambda: hand.result != shown)
    assert len(hand.session.history.done) == 1


def test_the_optimiser_s_own_numbers_can_be_turned_too(hand: Hand) -> None:
    knob = hand.card.knob
    names = [knob.choice.itemText(number) for number in range(knob.choice.count())]
    place = next(number for number, name in enumerate(names) if name.startswith("μ"))
    knob.choice.setFocus()
    while knob.choice.currentIndex() < place:
        QTest.keyClick(knob.choice, Qt.Key.Key_Down)
    type_in(knob, "0.25")
    hand.until(lambda: dict(hand.session.document.training.optimizer_parameters).get("mu") == 0.25)
    hand.until(lambda: ".25" in hand.calculation)
    assert len(hand.session.history.done) == 1


def test_a_drag_of_the_optimiser_s_number_compiles_nothing_and_is_one_step_of_undo(hand: Hand) -> None:
    session, knob = hand.session, hand.card.knob
    names = [knob.choice.itemText(number) for number in range(knob.choice.count())]
    place = next(number for number, name in enumerate(names) if name.startswith("μ"))
    knob.choice.setFocus()
    while knob.choice.currentIndex() < place:
        QTest.keyClick(knob.choice, Qt.Key.Key_Down)
    # Something kept, so that μ counts.
    session.step_batch()
    hand.until(lambda: session.travel.step == 1)
    hand.settle()
    weights: list[float] = []
    loaded: list[object] = []
    session.problem_loaded.connect(lambda: loaded.append(session.trainer.step))
    with session.display.hold() as frame:
        assert frame is not None
        program, before = frame.program, frame.program.save_state()
    slider = knob.form.findChild(Slider)
    assert slider is not None
    shown = hand.result
    slider.setSliderDown(True)
    for share in (0.3, 0.5, 0.7):
        slider.setSliderPosition(round(slider.minimum() + share * (slider.maximum() - slider.minimum())))
        mu = dict(session.document.training.optimizer_parameters)["mu"]
        hand.until(lambda mu=mu, shown=shown: program.optimizer.values["mu"] == mu and hand.result != shown)
        shown = hand.result
        weights.append(new_weight(hand))
    slider.setSliderDown(False)
    assert len(set(weights)) == 3
    with session.display.hold() as frame:
        assert frame is not None
        assert frame.program is program
        after = program.save_state()
        assert all(np.array_equal(before[name], after[name]) for name in KEPT)
    assert loaded == []
    assert len(session.history.done) == 1
    session.undo()
    hand.until(lambda: program.optimizer.values["mu"] == 0.9)
    assert loaded == []


def test_there_is_no_such_knob_where_nothing_is_updated(hand: Hand) -> None:
    hand.inspection.go_to(Step("forward", "n2", "z", (0,)))
    assert not hand.card.knob.isVisible()
