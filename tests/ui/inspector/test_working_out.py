"""A result that is covered: it is seen nowhere in Inspect until it is worked out, or asked for."""

from __future__ import annotations

import numpy as np
import pytest
from inspecting import Hand
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from nnstudio.inspection import Overlay, Step
from nnstudio.ui import theme
from nnstudio.ui.check import CheckView
from nnstudio.ui.controls import CellGrid
from nnstudio.ui.controls.calculation.expression_view import ExpressionView
from nnstudio.ui.controls.calculation.numbers import written
from nnstudio.ui.inspector.host import ViewHost
from nnstudio.ui.inspector.picture.painting import number_of
from nnstudio.ui.inspector.picture.view import NetworkView
from nnstudio.ui.neuron import NeuronView
from nnstudio.ui.scalars import GraphView
from nnstudio.ui.what_if import WhatIfView

HIDDEN = Step("backward", "n3", "grad_z", (1,))


def cover(hand: Hand) -> None:
    hand.inspection.go_to(HIDDEN)
    hand.until(lambda: hand.step == HIDDEN)
    hand.click(hand.card.cover)
    hand.until(lambda: hand.card.answer.field.isVisible())


def answer(hand: Hand, text: str) -> str:
    field = hand.card.answer.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    return hand.card.answer.said.text()


def in_the_picture(hand: Hand) -> float | None:
    scene = hand.map.places.scene
    assert scene is not None
    return number_of(scene, scene.by_layer["n3"], ("n3", (1,)))[0]


def operand(hand: Hand, symbol: str) -> float:
    description = hand.inspection.description
    assert description is not None
    return next(each.value for each in description.operands if each.symbol == symbol)


def test_a_hidden_delta_is_worked_out(hand: Hand) -> None:
    cover(hand)
    card = hand.card
    assert hand.result == "δ₂ = ?"
    assert hand.calculation.endswith("= ?")
    assert not card.check_button.isVisible()
    # What stood there going forward is what stands there still.
    with hand.inspection.hold() as moment:
        assert moment is not None
        assert in_the_picture(hand) != float(moment.trace.deltas("n3")[1])
    result = hand.inspection.description.main.result
    assert answer(hand, f"{-result:.4g}") == "The sign is the other one."
    slope = operand(hand, "f'(z_{2})")
    assert answer(hand, f"{result / slope:.5g}") == "The factor f'(z₂) is missing."
    assert hand.result == "δ₂ = ?"
    assert answer(hand, f"{result:.4g}") == "Right."
    hand.until(lambda: not card.answer.field.isVisible())
    assert hand.result.startswith("δ₂ ≈ ")
    assert card.answer.said.isVisible()
    assert not card.cover.isChecked()
    assert hand.calculation.split()[-1] == hand.result.split()[-1]


def test_the_next_step_is_asked_for_as_well_until_the_result_is_wanted(hand: Hand) -> None:
    cover(hand)
    answer(hand, "12")
    assert hand.card.answer.said.text()
    hand.panel.setFocus()
    QTest.keyClick(hand.panel, Qt.Key.Key_Right)
    hand.until(lambda: hand.step != HIDDEN)
    assert hand.result.endswith("= ?")
    assert not hand.card.answer.said.text()
    assert not hand.card.answer.field.text()
    hand.click(hand.card.answer.show_it)
    hand.until(lambda: not hand.result.endswith("?"))
    assert not hand.card.answer.isVisible()


def test_after_the_right_answer_the_arrows_step(hand: Hand) -> None:
    hand.panel.activateWindow()
    cover(hand)
    answer(hand, repr(hand.inspection.description.main.result))
    hand.until(lambda: not hand.card.answer.field.isVisible())
    assert QApplication.focusWidget() is hand.panel
    place = hand.place
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    hand.until(lambda: hand.place == place + 1)


def turned(hand: Hand, half: ViewHost, group: str) -> QWidget:
    """Turn to a group of one half; return what it shows."""
    hand.click(half.tabs.buttons[group])
    hand.until(lambda: half.group is half.groups[group])
    found = half.group.stack.currentWidget()
    assert found is not None
    return found


def left(hand: Hand, group: str) -> QWidget:
    return turned(hand, hand.panel.left, group)


def right(hand: Hand, group: str) -> QWidget:
    return turned(hand, hand.panel.right, group)


def told(view: QWidget) -> str:
    """Return what the numbers of all grids that are seen are told as."""
    grids = [grid for grid in view.findChildren(CellGrid) if grid.isVisible()]
    assert grids
    return " ".join(grid.words((row, column)) for grid in grids for row, column in np.ndindex(grid.board.shape))


def test_no_other_view_shows_it(hand: Hand) -> None:
    cover(hand)
    with hand.inspection.hold() as moment:
        assert moment is not None
        result = moment.description.main.result
    matrices = left(hand, "layer")
    assert theme.compact(result, 9) not in told(matrices)
    assert "?" in told(matrices)
    graph = left(hand, "graph")
    assert isinstance(graph, GraphView)
    hand.until(lambda: any(face.text("grad") == "?" for face in graph.pane.canvas.faces))
    assert all(written(result, 4) not in face.spoken for face in graph.pane.canvas.faces)
    assert not graph.pane.sentence.text()
    hand.panel.copy()
    copied = QApplication.clipboard().text()
    assert copied.endswith("= ?")
    assert repr(result) not in copied


def in_words(view: QWidget) -> str:
    """Return all that the labels and calculations of a view say."""
    calculations = [each.text() for each in view.findChildren(ExpressionView) if each.isVisible()]
    return " ".join([*(each.text() for each in view.findChildren(QLabel) if each.isVisible()), *calculations])


@pytest.mark.parametrize("group", ["neuron", "what_if", "check"])
def test_views_in_words_leave_a_gap_for_it_alone(hand: Hand, group: str) -> None:
    """Whichever number is asked for: it is nowhere, and what belongs to it stays to be worked with."""
    hand.inspection.set_options(covered=True)
    view = left(hand, group) if group == "neuron" else right(hand, group)
    if isinstance(view, NeuronView):
        hand.click(view.sum.source.buttons["run"])
    kinds = {(step.layer, step.quantity): step for step in hand.line if step.layer in ("n3", "n5")}
    gaps = 0
    for step in kinds.values():
        hand.inspection.go_to(step)
        hand.settle()
        main = hand.inspection.description.main
        assert main is not None
        said = in_words(view)
        if main.result and len(repr(abs(main.result)).strip("0.")) > 6:
            for digits in (4, 9):
                assert written(main.result, digits) not in said.split(), step
        gaps += "?" in said.split()
        if isinstance(view, WhatIfView):
            assert view.slider.isVisible()
    assert gaps
    hand.inspection.set_options(covered=False)
    hand.settle()
    assert "?" not in in_words(view).split()


def test_a_check_says_how_far_both_are_apart_but_not_what_they_are(hand: Hand) -> None:
    cover(hand)
    view = right(hand, "check")
    assert isinstance(view, CheckView)
    hand.settle()
    assert (view.analytic.text(), view.numeric.text()) == ("?", "?")
    assert view.verdict.text().startswith("They agree")
    assert view.plot.isVisible()


def test_what_if_does_not_foretell_by_a_covered_slope(hand: Hand) -> None:
    step = Step("backward", "n3", "weight_grad", (0, 1))
    hand.inspection.go_to(step)
    hand.until(lambda: hand.step == step)
    hand.inspection.set_options(covered=True)
    view = right(hand, "what_if")
    assert isinstance(view, WhatIfView)
    view.field.setFocus()
    view.field.selectAll()
    QTest.keyClicks(view.field, "0.5")
    QTest.keyClick(view.field, Qt.Key.Key_Return)
    hand.until(lambda: view.reset.isEnabled())
    hand.settle()
    assert view.changed.text() != "?"
    assert view.plot.hides_slope
    assert view.foretold.text() == "?"
    hand.inspection.set_options(covered=False)
    hand.settle()
    assert not view.plot.hides_slope
    assert view.foretold.text() != "?"


def test_what_is_laid_over_the_picture_leaves_it_out(hand: Hand) -> None:
    cover(hand)
    hand.inspection.set_options(overlay=Overlay(fill="grad_z"))
    assert in_the_picture(hand) is None
    hand.click(hand.card.answer.show_it)
    hand.until(lambda: in_the_picture(hand) is not None)


def test_the_search_does_not_tell_it_either(hand: Hand) -> None:
    step = Step("forward", "n3", "a", (1,))
    hand.inspection.go_to(step)
    hand.until(lambda: hand.step == step)
    view = hand.panel.view("network")
    assert isinstance(view, NetworkView)
    hand.inspection.set_options(covered=True)
    hand.until(lambda: hand.result.endswith("?"))
    hand.click(view.finder.field)
    QTest.keyClicks(view.finder.field, "Hidden 2")
    rows = [row for row in view.finder.list.rows() if row.found is not None]
    said = {(row.found.place.layer, row.found.place.index): row.text for row in rows}
    assert said["n3", (1,)].endswith("= ?")
    assert not said["n3", (0,)].endswith("?")
