"""Keys, clicks, links and states of the panel."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from inspecting import Hand
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from nnstudio.document.edits import RemoveLayers, SetParameters
from nnstudio.document.templates import templates
from nnstudio.inspection import Step, steps
from nnstudio.text import set_language
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls.calculation.formula_view import FormulaView
from nnstudio.ui.timeline import RunBar
from nnstudio.ui.what_if import WhatIfView


def go(hand: Hand, step: Step) -> None:
    assert hand.inspection.go_to(step)
    assert hand.step == step


def test_keys_walk(hand: Hand) -> None:
    for key, place in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1), (Qt.Key.Key_PageDown, 12)):
        hand.key(key)
        assert hand.place == place
    hand.key(Qt.Key.Key_End)
    assert hand.place == len(hand.line) - 1
    hand.key(Qt.Key.Key_Home)
    hand.key(Qt.Key.Key_Left)
    assert hand.place == 0


def test_an_operand_leads_to_its_step(hand: Hand) -> None:
    go(hand, Step("backward", "n3", "grad_z", (1,)))
    hand.click(hand.card.expression, hand.operand("δ_{1}"))
    assert hand.step == Step("backward", "n4", "grad_z", (0,))
    hand.click(hand.card.expression, hand.operand("a_{1}"))
    assert hand.step == Step("forward", "n4", "a", (0,))


def test_pointing_at_an_operand_lights_up_its_place(hand: Hand) -> None:
    go(hand, Step("backward", "n3", "grad_z", (1,)))
    expression = hand.card.expression
    hand.hover(expression, hand.operand("w_{21}"))
    assert hand.map._lit == {(("n3", (1,)), ("n4", (0,)))}
    hand.hover(expression, hand.operand("δ_{1}"))
    assert hand.map._lit == {("n4", (0,))}


def test_pointing_at_a_neuron_lights_up_its_number(hand: Hand) -> None:
    go(hand, Step("backward", "n3", "grad_z", (1,)))
    hand.hover(hand.map, hand.map.places.points["n4", 0].toPoint())
    lit = hand.card.expression._lit
    assert [operand.symbol for operand in lit] == ["δ_{1}"]


def letter(hand: Hand, latex: str) -> QPoint:
    """Return where a letter of the formula stands in the view."""
    view = hand.card.formula
    letters = [view.latex()[start:stop] for each in view.letters for start, stop in each.spans]
    return view.boxes()[letters.index(latex)][1].center().toPoint()


def test_letters_of_the_formula_light_up_their_numbers_and_the_other_way_round(hand: Hand) -> None:
    go(hand, Step("backward", "n3", "grad_z", (1,)))
    view = hand.card.formula
    hand.hover(view, letter(hand, "w_{ij}"))
    assert hand.map._lit == {(("n3", (1,)), ("n4", (0,)))}
    assert [operand.symbol for operand in hand.card.expression._lit] == ["w_{21}"]
    # A frame that comes meanwhile puts nothing out.
    hand.inspection.refresh()
    hand.settle()
    assert [operand.symbol for operand in hand.card.expression._lit] == ["w_{21}"]
    assert view.toolTip() == "weight Hidden 2 · 2 → Output layer · 1"
    hand.hover(view, letter(hand, "\\delta_i"))
    assert hand.map._lit == {("n3", (1,))}
    hand.hover(hand.card.expression, hand.operand("δ_{1}"))
    assert [view.latex()[slice(*view.letters[number].spans[0])] for number in view._lit] == ["\\delta_j"]
    hand.hover(hand.map, hand.map.places.points["n4", 0].toPoint())
    assert "\\delta_j" in [view.latex()[slice(*view.letters[number].spans[0])] for number in view._lit]
    hand.click(view, letter(hand, "\\delta_j"))
    assert hand.step == Step("backward", "n4", "grad_z", (0,))


def test_letters_are_walked_by_keys(hand: Hand) -> None:
    go(hand, Step("backward", "n3", "grad_z", (1,)))
    view, seen = hand.card.formula, []
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(4):
        seen.append(hand.inspection.lit.places)
        QTest.keyClick(view, Qt.Key.Key_Right)
    assert len(set(seen)) == 4, "δ, f′(z), w, δ of the next layer"
    assert hand.step == Step("backward", "n3", "grad_z", (1,)), "the arrows are the letters' here"
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert hand.step == Step("backward", "n4", "grad_z", (0,))


def test_clicks_in_the_picture(hand: Hand) -> None:
    hand.neuron("n3", 2)
    assert hand.step == Step("forward", "n3", "a", (2,))
    hand.click(hand.map, hand.map.places.loss.center().toPoint())
    assert hand.step.quantity == "loss"
    go(hand, Step("backward", "n4", "grad_z", (0,)))
    hand.neuron("n2", 5)
    assert hand.step == Step("backward", "n2", "grad_z", (5,))
    hand.link(("n3", 3), ("n4", 0))
    assert hand.step == Step("backward", "n4", "weight_grad", (3, 0))


def test_the_table_follows_links_by_key_and_click(hand: Hand) -> None:
    go(hand, Step("backward", "n4", "weight_grad", (2, 0)))
    table = hand.card.table
    assert [table.rows.index(row, 0).data() for row in range(2)] == ["a₃", "δ₁"]
    hand.click(table.viewport(), table.visualRect(table.rows.index(0, 3)).center())
    assert hand.step == Step("forward", "n3", "a", (2,))
    go(hand, Step("backward", "n4", "weight_grad", (2, 0)))
    table.setFocus()
    table.setCurrentIndex(table.rows.index(1, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert hand.step == Step("backward", "n4", "grad_z", (0,))


def test_sample_and_batch(hand: Hand) -> None:
    go(hand, Step("backward", "n4", "weight_grad", (0, 0)))
    own = hand.result
    hand.click(hand.panel.toolbar.scope.buttons["batch"])
    assert hand.result.startswith("∂L/∂w₁₁")
    assert hand.calculation.count("×") >= 6, "one product for each sample"
    folded = hand.calculation
    piece = next(piece for piece in hand.card.expression.pieces if piece.token.hidden)
    hand.click(hand.card.expression, piece.box.center().toPoint())
    assert len(hand.calculation) > len(folded), "the long sum is written out"
    hand.click(hand.panel.toolbar.scope.buttons["sample"])
    assert hand.result == own


def test_a_sample_s_delta_among_the_batch_s_leads_to_that_sample_s_own(hand: Hand) -> None:
    go(hand, Step("backward", "n4", "weight_grad", (0, 0)))
    hand.click(hand.panel.toolbar.scope.buttons["batch"])
    table = hand.card.table
    row = next(row for row in range(table.rows.rowCount()) if table.rows.index(row, 0).data() == "δ₁⁽³⁾")
    value = table.rows.index(row, 1).data()
    table.setFocus()
    table.setCurrentIndex(table.rows.index(row, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    hand.until(lambda: hand.session.sample == 2 and hand.step == Step("backward", "n4", "grad_z", (0,)))
    assert not hand.inspection.options.batch
    assert value.removeprefix("≈ ") in hand.result


def test_another_sample(hand: Hand) -> None:
    before = hand.panel.toolbar.about.text()
    field = hand.panel.toolbar.sample
    field.selectAll()
    QTest.keyClicks(field, "4")
    QTest.keyClick(field, Qt.Key.Key_Return)
    hand.until(lambda: hand.session.sample == 3 and hand.panel.toolbar.about.text() != before)
    assert hand.panel.toolbar.sample.value() == 4


def test_running_asks_to_pause_and_the_step_is_kept(hand: Hand) -> None:
    go(hand, Step("backward", "n3", "grad_z", (1,)))
    before = hand.result
    hand.session.run()
    hand.until(lambda: hand.panel.pages.currentIndex() == 1)
    hand.click(hand.panel.empty.button)
    hand.until(lambda: hand.session.status is Status.PAUSED and hand.panel.pages.currentIndex() == 0)
    assert hand.step == Step("backward", "n3", "grad_z", (1,))
    hand.until(lambda: hand.result != before)


def test_grain(hand: Hand) -> None:
    go(hand, Step("forward", "n3", "z", (2,)))
    hand.grain("Layer")
    assert hand.step == Step("forward", "n3", "a")
    assert hand.card.table.rows.rowCount() == 4
    hand.grain("Neuron")
    assert hand.step == Step("forward", "n3", "z", (2,)), "back to the number that one came from"
    hand.grain("Layer")
    hand.neuron("n3", 1)
    assert hand.step == Step("forward", "n3", "a", (1,)), "a neuron leads to the finer grain"


def test_a_neuron_selected_elsewhere_is_shown(hand: Hand) -> None:
    hand.session.select_neuron("n3", (2,))
    assert hand.step == Step("forward", "n3", "a", (2,))


def test_playing_goes_on_into_the_next_batch(hand: Hand) -> None:
    hand.key(Qt.Key.Key_End)
    hand.key(Qt.Key.Key_Left)
    hand.panel.stepper.speed.setCurrentIndex(5)
    hand.click(hand.panel.stepper.play)
    hand.until(lambda: hand.session.trainer.step >= 1 and hand.place > 3)
    hand.click(hand.panel.stepper.play)
    hand.settle()
    here = hand.session.trainer.step, hand.place
    assert not hand.panel.stepper.timer.isActive()
    hand.settle()
    assert (hand.session.trainer.step, hand.place) == here


def test_beyond_the_ends_lie_the_next_batch_and_the_one_before(hand: Hand) -> None:
    assert not hand.panel.stepper.previous.isEnabled(), "nothing was before the first batch"
    hand.key(Qt.Key.Key_Left)
    assert hand.place == 0
    loss = next(iter(hand.line.phases()[1:2]))[1]
    hand.inspection.go(loss)
    first = hand.result
    hand.key(Qt.Key.Key_End)
    hand.key(Qt.Key.Key_Right)
    hand.until(lambda: hand.place == 0 and not hand.inspection.leaping)
    hand.inspection.go(loss)
    assert hand.result != first
    hand.key(Qt.Key.Key_Home)
    hand.key(Qt.Key.Key_Left)
    hand.until(lambda: hand.place == len(hand.line) - 1 and not hand.inspection.leaping)
    hand.inspection.go(loss)
    assert hand.result == first, "bit for bit the same as before"


@pytest.mark.parametrize("grain", ["Sample", "Batch", "Epoch"])
def test_coarse_grains_stay_on_the_number(hand: Hand, grain: str) -> None:
    go(hand, Step("backward", "n3", "grad_z", (1,)))
    shown = [hand.result]
    hand.grain(grain)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right):
        hand.key(key)
        hand.until(lambda: not hand.inspection.leaping)
        assert hand.step == Step("backward", "n3", "grad_z", (1,))
        shown.append(hand.result)
    assert len(set(shown)) == 3
    hand.key(Qt.Key.Key_Left)
    hand.until(lambda: not hand.inspection.leaping)
    hand.until(lambda: hand.result == shown[1])


def test_the_scrubber_jumps(hand: Hand) -> None:
    scrubber = hand.panel.stepper.scrubber
    middle = scrubber.rect().center()
    middle.setX(round(scrubber.x_of(60)))
    hand.click(scrubber, middle)
    assert abs(hand.place - 60) <= 1


def test_copy_is_exact(hand: Hand) -> None:
    hand.click(hand.panel.toolbar.copy_text)
    copied = QGuiApplication.clipboard().text()
    main = hand.inspection.description.main if hand.inspection.description is not None else None
    assert main is not None
    assert json.loads(copied.rpartition("=")[2]) == main.result
    hand.click(hand.panel.toolbar.copy_latex)
    assert QGuiApplication.clipboard().text().startswith(r"\begin{align*}")


@pytest.mark.parametrize("code", ["en", "zh_CN", "zh_TW"])
def test_every_step_reads_in_every_language(show: Callable[[Session], Hand], code: str) -> None:
    hand = show(Session(templates["xor"]().document()))
    set_language(code)
    hand.session.set_language(code)
    for batch in ("sample", "batch"):
        hand.click(hand.panel.toolbar.scope.buttons[batch])
        for place in range(len(hand.line)):
            hand.inspection.go(place)
            texts = [label.text() for label in hand.card.findChildren(QLabel)]
            assert all("{" not in text and "}" not in text for text in texts)
            assert hand.card.title.text()
            assert hand.card.findChild(FormulaView).sizeHint().width() > 10


def test_the_step_is_kept_when_the_network_changes(hand: Hand) -> None:
    go(hand, Step("backward", "n3", "grad_z", (1,)))
    hand.session.edit(SetParameters("n3", (("units", 2),)))
    hand.until(lambda: hand.line.blocks[1].shape == (2,))
    assert hand.step == Step("backward", "n3", "grad_z", (1,))
    hand.session.edit(SetParameters("n3", (("units", 1),)))
    hand.until(lambda: hand.line.blocks[1].shape == (1,))
    assert hand.place == 0, "that neuron is gone"


def test_a_broken_network_says_where_to_go(hand: Hand) -> None:
    wanted: list[str] = []
    hand.panel.workspace_wanted.connect(wanted.append)
    hand.session.edit(RemoveLayers(("n5",)))
    hand.until(lambda: hand.panel.pages.currentIndex() == 1)
    hand.click(hand.panel.empty.button)
    assert wanted == ["build"]


def test_steps_of_large_layers_are_counted_not_listed(hand: Hand) -> None:
    with hand.session.display.hold() as frame:
        assert frame is not None
        assert len(steps(frame.plan)) == len(hand.line)


def test_at_1024_by_768_nothing_needs_more_room(hand: Hand) -> None:
    assert hand.panel.minimumSizeHint().width() <= 1008
    assert hand.panel.minimumSizeHint().height() <= 640


def test_a_step_without_a_result_leaves_no_gap(hand: Hand) -> None:
    hand.inspection.go_to(Step("backward", "n2", "grad_z", (2,)))
    hand.settle()
    hand.grain("Layer")
    hand.inspection.go_to(Step("forward", "n3", "z"))
    hand.until(lambda: not hand.card.result.isVisible())
    card = hand.card
    assert card._area.y() - card.where.geometry().bottom() <= theme.tokens().space(2)
    assert card.table.y() - card._area.geometry().bottom() <= theme.tokens().space(2)


def test_tab_visits_what_is_in_a_tab_right_after_it(hand: Hand) -> None:
    panel = hand.panel
    panel.activateWindow()
    left, right = (half.tabs.buttons[group] for half, group in ((panel.left, "network"), (panel.right, "card")))
    network, find = panel.view("network"), panel.toolbar.copy_latex
    find.setFocus(Qt.FocusReason.TabFocusReason)
    visited: list[QWidget] = []
    while hand.panel.stepper.play not in visited and len(visited) < 40:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        visited.append(QApplication.focusWidget())
    places = {widget: place for place, widget in enumerate(visited)}
    within = [place for widget, place in places.items() if network.isAncestorOf(widget)]
    assert len(within) >= 4
    assert within == list(range(places[left] + 1, places[left] + 1 + len(within)))
    assert max(within) < places[right] < places[hand.card.formula] < places[hand.card.table]
    assert places[hand.card.table] < places[panel.stepper.play]
    hand.click(panel.left.tabs.buttons["neuron"])
    panel.left.tabs.buttons["neuron"].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert panel.view("neuron").isAncestorOf(QApplication.focusWidget())


def test_after_a_click_on_pause_the_arrows_step(hand: Hand) -> None:
    """Qt would give the focus of the button that vanishes to the next one, the sample's field."""
    hand.panel.activateWindow()
    hand.session.run()
    hand.until(lambda: hand.panel.pages.currentIndex() == 1)
    hand.click(next(button for button in hand.panel.empty.findChildren(QPushButton) if button.isVisible()))
    hand.until(lambda: hand.panel.pages.currentIndex() == 0)
    before = hand.place
    focused = QApplication.focusWidget()
    assert focused is hand.panel
    QTest.keyClick(focused, Qt.Key.Key_Right)
    assert hand.place == before + 1


def test_from_what_if_to_the_learning_rate_the_arrows_go_on_stepping(hand: Hand) -> None:
    """Qt would give the focus of the button that is put away to the formula's letters, and the arrows with it."""
    hand.panel.activateWindow()
    hand.click(hand.panel.right.tabs.buttons["what_if"])
    view = hand.panel.view("what_if")
    assert isinstance(view, WhatIfView)
    hand.until(view.settings.isVisible)
    button = view.settings
    button.setFocus()
    hand.click(button)
    hand.until(lambda: hand.panel.right.shown == "card")
    assert QApplication.focusWidget() is hand.panel
    assert not hand.inspection.lit.places
    place = hand.place
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    hand.until(lambda: hand.place == place + 1)


def test_a_link_clicked_going_forward_can_be_given_a_break_point(hand: Hand) -> None:
    hand.link(("n1", 0), ("n2", 3))
    assert (hand.step.phase, hand.step.quantity) == ("forward", "z"), "it leads to the sum that the weight is in"
    bar = hand.panel.foot[0]
    assert isinstance(bar, RunBar)
    hand.click(bar.stops)
    assert bar.dialog is not None
    bar.dialog.menu.aboutToShow.emit()
    action = bar.dialog.actions_by_kind["weight_crosses_zero"]
    assert action.isEnabled()
    assert action.text() == "Weight 1, 4 of Hidden 1 crosses 0"
    bar.dialog.close()
