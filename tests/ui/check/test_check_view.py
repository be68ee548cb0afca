"""The Check view by clicks and keys."""

from __future__ import annotations

from collections.abc import Callable

from inspecting import Hand
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnstudio.document import RemoveLayers, apply, templates
from nnstudio.engine.checking import STEPS
from nnstudio.inspection import Step
from nnstudio.text import set_language
from nnstudio.training.frame import Status
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.check import CheckView
from nnstudio.ui.inspector import InspectorPanel
from nnstudio.ui.layer_views.examples import images
from nnstudio.ui.shell.inspect_views import VIEWS


def view_of(hand: Hand) -> CheckView:
    found = hand.panel.view("check")
    assert isinstance(found, CheckView)
    hand.until(lambda: not found.running)
    return found


def backward(hand: Hand) -> Step:
    return next(step for step in hand.line if step.quantity == "weight_grad")


def test_a_gradient_beside_its_nudged_one(hand: Hand) -> None:
    hand.inspection.go_to(backward(hand))
    view = view_of(hand)
    assert [check.h for check in view.checks] == [*STEPS]
    assert view.title.text() == "Check of ∂ℓ/∂w₁₁"
    assert view.analytic.text()[:5] == view.numeric.text()[:5]
    assert view.verdict.text().startswith("They agree in ")


def test_a_forward_step_shows_the_delta_that_belongs_to_it(hand: Hand) -> None:
    assert hand.step.phase == "forward"
    assert view_of(hand).title.text() == "Check of δ₁"


def test_the_loss_s_step_has_none_but_the_network_can_be_checked(hand: Hand) -> None:
    hand.inspection.go_to(next(step for step in hand.line if step.phase == "loss"))
    view = view_of(hand)
    assert view.title.text() == "No gradient to check here"
    assert not view.plot.isVisible()
    assert view.network.button.isVisible()


def test_a_window_of_an_image_has_none_by_itself(open_inspect: Callable[..., InspectorPanel], qtbot: QtBot) -> None:
    hand = Hand(open_inspect(Session(images()), lambda session: InspectorPanel(session, VIEWS)), qtbot)
    hand.click(hand.panel.right.tabs.buttons["check"])
    hand.inspection.set_grain("window")
    place = next(n for n, step in enumerate(hand.line) if step.quantity == "grad_z" and len(step.index or ()) == 2)
    hand.inspection.go(place)
    assert view_of(hand).title.text() == "No gradient to check here"
    hand.inspection.into()
    hand.inspection.over(1)
    assert view_of(hand).title.text().startswith("Check of ")


def test_h_is_typed_or_clicked(hand: Hand) -> None:
    hand.inspection.go_to(backward(hand))
    view = view_of(hand)
    view.h.setFocus()
    view.h.selectAll()
    QTest.keyClicks(view.h, "0.1")
    QTest.keyClick(view.h, Qt.Key.Key_Return)
    coarse = view.error.text()
    point = view.plot.point(1e-4, 1.0).toPoint()
    QTest.mouseClick(view.plot, Qt.MouseButton.LeftButton, pos=point)
    assert view.h.value() == 1e-4
    assert view.error.text() != coarse
    assert view.plot.h == 1e-4


def test_the_whole_network_by_a_click(hand: Hand) -> None:
    view = view_of(hand)
    hand.click(view.network.button)
    hand.until(lambda: not view.network.running)
    said = view.network.said.text()
    assert said.startswith("Check 1, h = 1×10⁻⁵: 51 of 51 numbers looked at, after update 0. All agree. Farthest off: ")
    assert said.endswith(" s.")
    assert [found.count for found in view.network.found] == [12, 6, 24, 4, 4, 1]
    assert view.network.table.item(0, 1).text() == "12 of 12"
    view.network.table.cellClicked.emit(2, 0)
    worst = view.network.found[2]
    assert hand.step == Step("backward", worst.layer, "weight_grad", worst.worst)


def test_a_second_click_checks_again_and_says_so(hand: Hand) -> None:
    view = view_of(hand)
    for number in (1, 2):
        hand.click(view.network.button)
        hand.until(lambda: not view.network.running)
        assert view.network.said.text().startswith(f"Check {number}, h = ")
        assert view.network.table.rowCount() == 6


def test_another_h_checks_the_network_anew(hand: Hand) -> None:
    hand.inspection.go_to(backward(hand))
    view = view_of(hand)
    point = view.plot.point(1e-4, 1.0).toPoint()
    QTest.mouseClick(view.plot, Qt.MouseButton.LeftButton, pos=point)
    assert not view.network.running, "nobody has asked for it yet"
    hand.click(view.network.button)
    hand.until(lambda: not view.network.running)
    assert view.network.said.text().startswith("Check 1, h = 0.0001: ")
    view.h.setFocus()
    view.h.selectAll()
    QTest.keyClicks(view.h, "0.5")
    QTest.keyClick(view.h, Qt.Key.Key_Return)
    hand.until(lambda: not view.network.running)
    said = view.network.said.text()
    assert said.startswith("Check 2, h = 0.5: 51 of 51")
    assert "arrays do not agree" in said
    worst = max(view.network.found, key=lambda found: found.error)
    assert not worst.agrees


def test_a_network_without_weights_has_nothing_to_check(
    open_inspect: Callable[..., InspectorPanel], qtbot: QtBot
) -> None:
    document = templates["sine"]().document()
    bare = apply(document, RemoveLayers(tuple(node.id for node in document.network.of_kind("dense"))))
    hand = Hand(open_inspect(Session(bare), lambda session: InspectorPanel(session, VIEWS)), qtbot)
    hand.click(hand.panel.right.tabs.buttons["check"])
    view = view_of(hand)
    hand.click(view.network.button)
    hand.until(lambda: not view.network.running)
    assert view.network.said.text().endswith("0 of 0 numbers looked at, after update 0.")


def test_what_was_found_of_another_network_is_not_shown(hand: Hand) -> None:
    view = view_of(hand)
    hand.click(view.network.button)
    hand.until(lambda: not view.network.running)
    hand.session.step_batch()
    hand.until(lambda: hand.session.trainer.step == 1 and not hand.session.trainer.pending)
    hand.settle()
    assert len(view.network.found) == 6, "the same network goes on"
    hand.session.new(templates["plane"]().document())
    hand.until(lambda: not view.network.found)
    assert not view.network.table.isVisible()
    hand.until(lambda: hand.session.status is Status.PAUSED and not hand.session.trainer.pending)
    view_of(hand)
    view.network.nudge_by(1e-3)
    assert not view.network.running, "nobody has asked for it"
    hand.click(view.network.button)
    hand.until(lambda: not view.network.running)
    assert view.network.said.text().startswith("Check 1, h = 0.001: 3 of 3 numbers")


def test_it_can_be_stopped(hand: Hand) -> None:
    view = view_of(hand)
    view.network._toggle()
    assert view.network.running
    assert view.network.button.text() == "Stop"
    view.network._toggle()
    assert not view.network.running
    assert view.network.said.text().endswith("Stopped.")


def test_the_language_changes(hand: Hand) -> None:
    view = view_of(hand)
    set_language("zh_CN")
    hand.session.language_changed.emit()
    hand.until(lambda: not view.running)
    assert "Check" not in view.title.text() + view.network.button.text()
    set_language("en")
