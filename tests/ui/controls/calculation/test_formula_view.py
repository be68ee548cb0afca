"""The formula of a card: what its letters stand for goes below it where both are too long for one row."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from nnstudio.engine import losses
from nnstudio.inspection.letters import Letter
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls.calculation.formula_view import FormulaView

SHORT = r"a = \max(z, 0), \quad z = w x"


def test_a_long_formula_has_the_meaning_of_its_letters_below_it(qtbot: QtBot) -> None:
    size = theme.tokens().title
    view = FormulaView(size)
    qtbot.addWidget(view)
    view.show_formula(SHORT, (), "")
    row = view.sizeHint()
    judge = losses.make("binary_cross_entropy_logits", class_weights="0.5, 2", smoothing=0.1)
    formula = judge.computed
    places = tuple((found, found + 3) for found in (formula.index("z_k"), formula.rindex("t_k"), formula.rindex("s_k")))
    view.show_formula(formula, tuple(Letter((place,), (), msg("zero")) for place in places), "")
    hint = view.sizeHint()
    assert hint.width() <= 30 * size
    assert hint.height() > 1.5 * row.height()
    view.resize(hint)
    boxes = dict(view.boxes())
    assert boxes[1].top() > boxes[0].bottom()
    assert all(view.rect().toRectF().adjusted(-4, -4, 4, 4).contains(box) for box in boxes.values())
