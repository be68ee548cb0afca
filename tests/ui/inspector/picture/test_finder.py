"""The search field above the picture: found by keys and by the mouse, and gone to."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from inspecting import Hand
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.inspection import Step
from nnstudio.text import set_language
from nnstudio.training.by_hand import WriteWeights
from nnstudio.training.commands import Write
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector.picture.finder import Finder
from nnstudio.ui.inspector.picture.view import NetworkView


def finder(hand: Hand) -> Finder:
    view = hand.panel.view("network")
    assert isinstance(view, NetworkView)
    return view.finder


def kinds(found: Finder) -> list[str]:
    return [row.search for row in found.list.rows() if row.search]


def test_a_click_lists_the_searches_and_keys_lead_to_the_largest_gradient(hand: Hand) -> None:
    found = finder(hand)
    hand.click(found.field)
    assert kinds(found)[:3] == ["largest_gradient", "smallest_gradient", "largest_weight"]
    QTest.keyClicks(found.field, "largest gr")
    assert kinds(found) == ["largest_gradient"]
    QTest.keyClick(found.field, Qt.Key.Key_Return)
    rows = found.list.rows()
    with hand.inspection.hold() as moment:
        grads = moment.trace.plan.update_rule.grad.copy()
    assert abs(rows[0].found.value) == float(np.abs(grads).max())
    QTest.keyClick(found.field, Qt.Key.Key_Down)
    QTest.keyClick(found.field, Qt.Key.Key_Return)
    assert hand.step == rows[1].found.step
    assert hand.step.phase == "backward"
    assert not found.list.isVisible()


def test_the_row_that_is_current_lights_its_place(hand: Hand) -> None:
    found = finder(hand)
    hand.click(found.field)
    QTest.keyClicks(found.field, "largest w")
    QTest.keyClick(found.field, Qt.Key.Key_Return)
    assert hand.inspection.lit.places == {found.list.rows()[0].found.place}
    QTest.keyClick(found.field, Qt.Key.Key_Escape)
    assert not hand.inspection.lit.places
    assert not found.list.isVisible()
    QTest.keyClick(found.field, Qt.Key.Key_Escape)
    assert found.field.text() == ""


def test_a_click_on_a_finding_goes_there(hand: Hand) -> None:
    hand.session.trainer.submit(WriteWeights((Write("n2", "weight", (1, 3), 9.0),)))
    hand.session.display.wake()
    found = finder(hand)
    hand.until(lambda: largest_weight(hand) == 9.0)
    hand.click(found.field)
    QTest.keyClicks(found.field, "largest w")
    QTest.keyClick(found.field, Qt.Key.Key_Return)
    assert found.list.rows()[0].found.value == 9.0
    hand.click(found.list.viewport(), found.list.visualItemRect(found.list.item(0)).center())
    assert hand.step == Step("backward", "n2", "weight_grad", (1, 3))


def largest_weight(hand: Hand) -> float:
    with hand.inspection.hold() as moment:
        return float(np.abs(moment.trace.plan.update_rule.theta).max()) if moment is not None else 0.0


def test_a_neuron_is_found_by_its_name(hand: Hand) -> None:
    found = finder(hand)
    name = hand.session.document.network.nodes[2].name
    hand.click(found.field)
    QTest.keyClicks(found.field, f"{name} 2")
    assert [row.found.step for row in found.list.rows() if row.found][:1] == [Step("forward", "n3", "a", (1,))]
    QTest.keyClick(found.field, Qt.Key.Key_Return)
    assert hand.step == Step("forward", "n3", "a", (1,))


def test_nothing_found_is_said_and_typing_does_not_walk(hand: Hand) -> None:
    found, before = finder(hand), hand.step
    hand.click(found.field)
    QTest.keyClick(found.field, Qt.Key.Key_Right)
    QTest.keyClicks(found.field, "qqq")
    assert [row.can_be_chosen for row in found.list.rows()] == [False]
    QTest.keyClick(found.field, Qt.Key.Key_Return)
    assert hand.step == before
    found.field.clear()
    QTest.keyClicks(found.field, "dead")
    QTest.keyClick(found.field, Qt.Key.Key_Return)
    assert [row.can_be_chosen for row in found.list.rows()] == [False], "tanh is never dead"


def test_searches_speak_every_language(show: Callable[[Session], Hand]) -> None:
    hand = show(Session())
    texts = set()
    for code in ("en", "zh_CN", "zh_TW"):
        set_language(code)
        hand.click(finder(hand).field)
        texts.add(finder(hand).list.rows()[3].text)
        finder(hand).close()
    assert len(texts) == 3
