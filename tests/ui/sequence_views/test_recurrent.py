"""The recurrent layers' view under real clicks and keys: every number is the plan's, every click goes to its step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from sequence_stage import Stage

from nnstudio.document import Document
from nnstudio.engine import Place
from nnstudio.inspection import Step
from nnstudio.ui import theme
from nnstudio.ui.sequence_views.examples import reading
from nnstudio.ui.sequence_views.recurrent import RecurrentView

Show = Callable[[Document], Stage]
HERE = Step("forward", "n2", "h", (6, 2))


@pytest.fixture
def shown(stage: Show) -> tuple[Stage, RecurrentView]:
    made = stage(reading())
    return made, made.go(HERE)


def spot(view: RecurrentView, quantity: str, row: int, time: int) -> QPoint:
    board = view.strips.board
    number = next(n for n, strip in enumerate(board.strips) if strip.quantity == quantity)
    return board.box((number, row, time)).center().toPoint()


def test_the_strips_are_the_plans_numbers(shown: tuple[Stage, RecurrentView]) -> None:
    stage, view = shown
    board = view.strips.board
    names = [strip.quantity for strip in board.strips]
    assert names == ["x", "forget_gate", "input_gate", "candidate", "output_gate", "c", "h"]
    assert board.time == 6
    value = stage.value(Place("n2", "forget_gate", (11, 4), stage.session.sample))
    assert board.strips[1].values[4, 11] == value
    stage.hover(board, spot(view, "forget_gate", 4, 11))
    assert "12" in view.strips.readout.text()
    assert stage.inspection.lit.places == {Place("n2", "forget_gate", (11, 4), stage.session.sample)}


def test_a_click_on_a_strip_goes_to_its_step(shown: tuple[Stage, RecurrentView]) -> None:
    stage, view = shown
    stage.click(view.strips.board, spot(view, "output_gate", 3, 15))
    assert stage.step == Step("forward", "n2", "output_gate", (15, 3))
    assert (view.time, view.unit) == (15, 3)
    stage.click(view.strips.board, spot(view, "x", 0, 4))
    assert stage.step == Step("forward", "n2", "h", (4, 3))


def test_the_keys_walk_over_the_strips(shown: tuple[Stage, RecurrentView]) -> None:
    stage, view = shown
    board = view.strips.board
    board.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(board, key)
    assert stage.step == Step("forward", "n2", "forget_gate", (7, 0))
    QTest.keyClick(board, Qt.Key.Key_End)
    assert board.current == (1, 0, 19)


def test_what_is_lit_elsewhere_is_framed(shown: tuple[Stage, RecurrentView]) -> None:
    stage, view = shown
    stage.inspection.light([Place("n2", "c", (5, 1), stage.session.sample)], "elsewhere")
    assert view.strips.board.lit() == {(5, 1, 5)}


def test_going_back_the_gradients_are_shown(shown: tuple[Stage, RecurrentView]) -> None:
    stage, _ = shown
    view = stage.go(Step("backward", "n2", "grad_c", (8, 1)))
    names = [strip.quantity for strip in view.strips.board.strips]
    assert names[:2] == ["grad_h", "grad_c"]
    assert "forget_gate_grad_z" in names
    stage.click(view.strips.board, spot(view, "forget_gate_grad_z", 2, 9))
    assert stage.step == Step("backward", "n2", "forget_gate_grad_z", (9, 2))


def test_the_cell_shows_the_units_numbers_and_leads_to_them(shown: tuple[Stage, RecurrentView]) -> None:
    stage, _ = shown
    view = stage.go(HERE, "cell")
    diagram = view.cell.diagram
    assert diagram.step is not None
    place = Place("n2", "forget_gate", (6, 2), stage.session.sample)
    part = diagram.step.part("f")
    assert part.value == stage.value(place)
    # In the smallest window the cell's gates are below the unrolled chain.
    stage.settle()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    stage.hover(diagram, diagram.box(part).center().toPoint())
    assert stage.inspection.lit.places == {place}
    stage.click(diagram, diagram.box(part).center().toPoint())
    assert stage.step == Step("forward", "n2", "forget_gate", (6, 2))
    # The keys go on from what was clicked.
    assert diagram.current == "f"
    view.cell.unit.activated.emit(5)
    assert stage.step == Step("forward", "n2", "h", (6, 5))
    view = stage.go(Step("backward", "n2", "grad_h", (6, 5)))
    assert diagram.value(diagram.step.part("c")) == stage.value(Place("n2", "grad_c", (6, 5), stage.session.sample))


def test_the_keys_go_from_gate_to_gate(shown: tuple[Stage, RecurrentView]) -> None:
    stage, _ = shown
    diagram = stage.go(HERE, "cell").cell.diagram
    diagram.setFocus(Qt.FocusReason.TabFocusReason)
    names = []
    for _ in range(3):
        QTest.keyClick(diagram, Qt.Key.Key_Right)
        names.append(diagram.current)
    assert len(set(names)) == 3
    QTest.keyClick(diagram, Qt.Key.Key_Return)
    part = diagram.step.part(names[-1]) if diagram.step else None
    assert part is not None
    assert part.place is not None
    assert stage.step.quantity == part.place.quantity


@pytest.mark.parametrize("batch", [False, True])
def test_the_shares_bars_add_up_to_the_weights_gradient(stage: Show, batch: bool) -> None:
    made = stage(reading())
    made.inspection.set_options(batch=batch)
    view = made.go(Step("backward", "n2", "recurrent_weight_grad", (3, 9)))
    assert view.tabs.value() == "gradient"
    found = view.gradient.shown
    assert found is not None
    assert found.holds
    result = made.inspection.description.main.result
    assert float(view.gradient.shares.bars.values.sum()) == pytest.approx(result, rel=1e-4, abs=1e-9)
    made.go(Step("backward", "n2", "grad_h", (3, 1)))
    whole = view.gradient.shown
    assert whole is not None
    assert whole.index is None
    assert whole.holds
    made.click(view.gradient.weight.buttons["input_weight"])
    assert view.gradient.shown is not None
    assert view.gradient.shown.weight == "input_weight"


def test_truncation_is_told(stage: Show) -> None:
    made = stage(reading(length=12, units=4, truncation=5))
    view = made.go(Step("backward", "n2", "grad_h", (6, 1)), "strips")
    told = "Truncated every 5 steps"
    assert told in view.strips.note.text()
    view = made.go(Step("backward", "n2", "grad_h", (6, 1)), "gradient")
    assert not view.gradient.norms.bars.values[:10].any()
    assert view.gradient.norms.bars.values[10:].all()
    cut = view.gradient.truncated
    assert "step 7 goes back as far as step 6 (steps back: 1) and is cut there: step 5 and all before" in cut.text()
    made.click(view.gradient.norms, QPoint(round(view.gradient.norms.box(3).center().x()), 40))
    assert made.step == Step("backward", "n2", "grad_h", (3, 1))
    assert "step 4 goes back as far as step 1 (steps back: 3): nothing was read before it" in cut.text()
    view = made.go(Step("forward", "n2", "h", (6, 1)), "strips")
    assert told not in view.strips.note.text()


def test_a_click_on_a_bar_goes_to_the_states_gradient(shown: tuple[Stage, RecurrentView]) -> None:
    stage, _ = shown
    view = stage.go(Step("backward", "n2", "grad_h", (3, 1)), "gradient")
    bars = view.gradient.norms
    box = bars.box(12)
    stage.click(bars, QPoint(round(box.center().x()), bars.height() // 2))
    assert stage.step == Step("backward", "n2", "grad_h", (12, 1))
    bars.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(bars, Qt.Key.Key_Left)
    QTest.keyClick(bars, Qt.Key.Key_Return)
    assert stage.step == Step("backward", "n2", "grad_h", (11, 1))
    stage.click(view.gradient.scale.buttons["linear"])
    assert not bars.bars.logarithmic


def test_the_memory_and_its_bound(stage: Show) -> None:
    made = stage(reading("simple_rnn"))
    view = made.go(Step("forward", "n2", "h", (15, 1)), "memory")
    found = view.memory.shown
    assert found is not None
    assert found.time == 15
    assert found.bound is not None
    assert (found.influence <= found.bound * (1 + 1e-6)).all()
    assert "σ" in view.memory.line.text()


@pytest.mark.parametrize(
    ("factor", "shown", "said"),
    [(0.99999997, "1.000", "not below 1"), (0.99998, "0.999980", "must vanish"), (0.9, "0.9000", "must vanish")],
)
def test_weights_that_stretch_by_1_but_for_their_rounding_are_not_said_to_make_it_vanish(
    stage: Show, monkeypatch: pytest.MonkeyPatch, factor: float, shown: str, said: str
) -> None:
    """First weights are orthogonal: their largest singular value is 1, in float32 a little more or less."""
    monkeypatch.setattr("nnstudio.engine.measures.recurrent.contraction", lambda *_: factor)
    view = stage(reading("simple_rnn", length=6, units=3)).go(Step("forward", "n2", "h", (4, 1)), "memory")
    assert f"= {shown} " in view.memory.line.text()
    assert said in view.memory.line.text()


@pytest.mark.parametrize(("kind", "letter"), [("lstm", "c̃"), ("gru", "h̃")])
def test_the_memory_names_the_candidate_as_the_card_does(stage: Show, kind: str, letter: str) -> None:
    made = stage(reading(kind, length=6, units=3))
    view = made.go(Step("forward", "n2", "candidate", (4, 1)), "memory")
    assert made.inspection.description.main.symbol.startswith(letter)
    assert letter in view.memory.singular.text()


def test_the_first_step_s_memory_says_where_to_look(stage: Show) -> None:
    made = stage(reading())
    view = made.go(Step("forward", "n2", "h", (0, 1)), "memory")
    assert view.memory.line.text().startswith("Nothing was read before")
    bars = view.memory.bars
    bars.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(bars, Qt.Key.Key_End)
    QTest.keyClick(bars, Qt.Key.Key_Return)
    made.settle()
    assert view.memory.shown is not None
    assert view.memory.shown.time == 19
    assert "direct path" in view.memory.line.text()
    assert "step 20: 1;" in view.memory.readout.text()


def test_the_gates_product_is_read_and_supposed(stage: Show) -> None:
    made = stage(reading("lstm", length=20))
    view = made.go(Step("forward", "n2", "h", (19, 1)), "memory")
    page = view.memory
    assert page.shown is not None
    assert page.shown.direct is not None
    product = theme.number(float(page.shown.direct[0]), 4)
    assert page.path.text() == f"Πf from step 1 to step 20: {product} (mean over the units)"
    assert page.supposed.text() == f"Πf = 0.5¹⁹ ≈ {theme.number(0.5**19, 4)}"
    page.field.setFocus()
    page.field.selectAll()
    QTest.keyClicks(page.field, "1")
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert page.supposed.text().startswith("Πf = 1¹⁹ ≈ 1")
    assert page.bars.bars.lines[1].tolist() == [1.0] * 20
    assert "dashed" in page.bars.words(0)


@pytest.mark.parametrize("back", [False, True])
def test_a_covered_state_is_a_question_mark_in_strips_and_cell(stage: Show, back: bool) -> None:
    made = stage(reading("lstm"))
    step = Step("backward", "n2", "grad_h", (6, 1)) if back else Step("forward", "n2", "h", (6, 1))
    view = made.go(step, "cell")
    diagram, chain = view.cell.diagram, view.cell.chain.board
    assert diagram.step is not None
    told = theme.compact(made.value(Place("n2", step.quantity, (6, 1), made.session.sample)), 9)
    part = diagram.step.part("h")
    assert diagram.words(part).endswith(told)
    made.inspection.set_options(covered=True)
    made.settle()
    part = diagram.step.part("h")
    assert diagram.words(part).endswith("?")
    texts = [chain.words(knot) for row in chain.chain.rows for knot in row]
    texts += [diagram.words(each) for each in diagram.step.parts]
    made.click(view.tabs.buttons["strips"])
    board = view.strips.board
    texts += [board.words((n, 1, 6)) for n in range(len(board.strips))]
    assert not any(text.endswith(told) for text in texts)
    assert view.strips.readout.text().endswith("?")
    made.inspection.set_options(covered=False)
    made.settle()
    assert view.strips.readout.text().endswith(told)


def test_both_directions(stage: Show) -> None:
    made = stage(reading("gru", bidirectional=True, truncation=5))
    view = made.go(Step("forward", "n2", "reverse_h", (4, 2)))
    assert view.way.isVisibleTo(view)
    assert view.way.value() == "reverse"
    assert view.strips.board.strips[-1].quantity == "reverse_h"
    made.click(view.way.buttons["forward"])
    assert view.strips.board.strips[-1].quantity == "h"
    # What was chosen by hand stays when the same step is shown once more, as each frame of a run does.
    made.inspection.refresh()
    made.settle()
    assert view.way.value() == "forward"
    assert view.strips.board.strips[-1].quantity == "h"
    view = made.go(Step("backward", "n2", "grad_h", (4, 2)), "gradient")
    assert view.gradient.norms.bars.cuts == (5, 10, 15)


@pytest.mark.parametrize("kind", ["lstm", "gru", "simple_rnn"])
def test_all_of_it_fits_into_the_smallest_window(stage: Show, kind: str) -> None:
    made = stage(reading(kind, length=100, units=16))
    for tab in ("strips", "cell", "gradient", "memory"):
        view = made.go(Step("forward", "n2", "h", (60, 3)), tab)
        assert view.horizontalScrollBar().maximum() == 0, tab
        assert np.isfinite(view.strips.board.width())


def test_a_tall_window_gives_its_height_to_bars_and_strips_a_low_one_shows_all(stage: Show) -> None:
    made = stage(reading())
    view = made.go(HERE)
    pictures = {
        "strips": view.strips.board,
        "gradient": view.gradient.norms,
        "memory": view.memory.bars,
    }
    highs: dict[int, list[int]] = {}
    for height in (688, 1000):
        made.panel.resize(1024, height)
        made.settle()
        for tab, picture in pictures.items():
            made.click(view.tabs.buttons[tab])
            assert view.verticalScrollBar().maximum() == 0, (tab, height)
            highs.setdefault(height, []).append(picture.height())
    assert all(tall >= low + 40 for low, tall in zip(highs[688], highs[1000], strict=True)), highs
