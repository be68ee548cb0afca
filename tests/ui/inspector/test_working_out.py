"""A result that is covered: it is seen nowhere in Inspect until it is worked out, or asked for."""

from __future__ import annotations

import numpy as np
from inspecting import Hand
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nnstudio.inspection import Overlay, Step
from nnstudio.ui import theme
from nnstudio.ui.controls import CellGrid
from nnstudio.ui.controls.calculation.numbers import written
from nnstudio.ui.inspector.picture.painting import number_of
from nnstudio.ui.inspector.picture.view import NetworkView
from nnstudio.ui.scalars import GraphView

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


def left(hand: Hand, group: str) -> QWidget:
    """Turn to a group of the left half; return what it shows."""
    hand.click(hand.panel.left.tabs.buttons[group])
    hand.until(lambda: hand.panel.left.group is hand.panel.left.groups[group])
    found = hand.panel.left.group.stack.currentWidget()
    assert found is not None
    return found


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


def test_a_view_that_would_say_it_gives_way_to_a_page_that_uncovers_it(hand: Hand) -> None:
    cover(hand)
    page = left(hand, "neuron")
    assert page is hand.panel.left.group.hidden
    hand.click(page.button)
    hand.until(lambda: hand.panel.left.group.stack.currentWidget() is not page)
    assert not hand.card.cover.isChecked()
    assert not hand.result.endswith("?")
    assert "?" not in told(left(hand, "layer"))


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
