"""What is pointed at in the card, by mouse or keys: it is marked everywhere, and stays so whatever frames come."""

from __future__ import annotations

from inspecting import Hand, chain
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.engine import Place
from nnstudio.inspection import Overlay, Step


def go(hand: Hand, step: Step) -> None:
    hand.inspection.go_to(step)
    hand.until(lambda: hand.step == step)


def symbols_lit(hand: Hand) -> set[str]:
    """Return the letters of the formula and the numbers of the line that are marked."""
    card = hand.card
    formula = card.formula
    marked = {number for number in (*formula._lit, formula._here) if number >= 0}
    letters = {formula.latex()[start:stop] for number in marked for start, stop in formula.letters[number].spans}
    operands = {card.expression._hovered, *card.expression._lit} - {None}
    return letters | {operand.symbol for operand in operands}


def test_the_result_is_pointed_at_like_any_other_number(hand: Hand) -> None:
    go(hand, Step("backward", "n3", "grad_z", (1,)))
    card, own = hand.card, Place("n3", "grad_z", (1,), 0)
    pieces = {piece.token.mark: piece.box.center().toPoint() for piece in card.expression.pieces if piece.token.mark}
    for mark in ("head", "result"):
        hand.hover(card.expression, pieces[mark])
        assert hand.map._lit == {("n3", (1,))}
        assert hand.inspection.lit.places == {own}
        hand.click(card.expression, pieces[mark])
        assert hand.step == Step("backward", "n3", "grad_z", (1,))
    hand.hover(card.expression, hand.operand("w_{21}"))
    QApplication.sendEvent(card.result, QEnterEvent(QPointF(3, 3), QPointF(3, 3), QPointF(3, 3)))
    assert hand.inspection.lit.places == {own}
    assert symbols_lit(hand) >= {"δ_{2}", r"\delta_i"}
    QApplication.sendEvent(card.result, QEvent(QEvent.Type.Leave))
    assert not hand.inspection.lit.places
    hand.hover(hand.map, hand.map.places.points["n3", 1].toPoint())
    assert symbols_lit(hand) >= {"δ_{2}", r"\delta_i"}


def test_what_is_pointed_at_stays_marked_in_a_frame_of_the_same_step(hand: Hand) -> None:
    go(hand, Step("backward", "n3", "grad_z", (1,)))
    hand.hover(hand.card.expression, hand.operand("δ_{1}"))
    before, seen = hand.inspection.description, symbols_lit(hand)
    assert seen == {"δ_{1}", r"\delta_j"}
    for fill in ("bias", "z"):
        hand.inspection.set_options(overlay=Overlay(fill=fill))
        hand.until(lambda before=before: hand.inspection.description is not before)
        assert symbols_lit(hand) == seen
        assert hand.inspection.lit.places == {Place("n4", "grad_z", (0,), 0)}
        before = hand.inspection.description


def test_a_row_that_is_chosen_stays_in_a_frame_of_the_same_step(hand: Hand) -> None:
    go(hand, Step("backward", "n3", "grad_z", (1,)))
    table, before = hand.card.table, hand.inspection.description
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex().row() > 0
    row = table.currentIndex().row()
    hand.inspection.set_options(overlay=Overlay(fill="bias"))
    hand.until(lambda: hand.inspection.description is not before)
    assert table.currentIndex().row() == row
    go(hand, Step("backward", "n3", "grad_z", (2,)))
    assert not table.currentIndex().isValid()


def test_a_mouse_that_rests_while_one_steps_points_at_what_is_there_now(hand: Hand) -> None:
    go(hand, Step("backward", "n3", "grad_z", (1,)))
    where = hand.operand("δ_{1}")
    hand.hover(hand.card.expression, where)
    go(hand, Step("forward", "n3", "a", (1,)))
    there = [each.token.operand for each in hand.card.expression.pieces if each.box.contains(QPointF(where))]
    places = {each.place for each in there if each is not None}
    assert hand.inspection.lit.places == places
    assert Place("n4", "grad_z", (0,), 0) not in places


def test_a_note_lowers_its_indices(hand: Hand) -> None:
    go(hand, Step("update", "n2", "weight_update", (0, 0)))
    assert "α<sub>t</sub> m / (√v + ε<sub>t</sub>)" in hand.card.note.text()
    assert hand.card.note.textFormat() == Qt.TextFormat.RichText
    go(hand, Step("backward", "n3", "grad_z", (1,)))
    assert hand.card.note.textFormat() == Qt.TextFormat.PlainText


def test_what_is_pointed_at_is_let_go_with_its_network(hand: Hand) -> None:
    sample = hand.session.sample
    hand.inspection.light((Place("n4", "a", (0,), sample),), "layer")
    run = hand.session.travel.run
    hand.session.new(chain((2,), "logistic"))
    hand.until(lambda: hand.session.travel.run != run and hand.inspection.line is not None)
    hand.until(lambda: not hand.inspection.lit.places)
    with hand.inspection.hold() as moment:
        assert moment is None or "n4" not in moment.trace.plan.sites
