"""The neuron page by clicks and keys: what the widgets show is what the engine's neuron does."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hovering import hover
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.inspection.neuron import PARTS
from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.neuron.cell_page import CellPage
from nnstudio.ui.neuron.knob import Knob
from nnstudio.ui.neuron.stack_page import StackPage
from nnstudio.ui.neuron.sum_page import SumPage
from nnstudio.ui.neuron.truth_page import TruthPage

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> None:
    set_language("en")
    theme.apply(qapp, "light")


def open_page(make: Callable[[], QWidget], qtbot: QtBot) -> QWidget:
    page = make()
    qtbot.addWidget(page)
    page.resize(440, 460)
    page.show()
    return page


@pytest.fixture
def sums(qtbot: QtBot) -> Iterator[SumPage]:
    page = open_page(SumPage, qtbot)
    assert isinstance(page, SumPage)
    yield page
    page.close()


@pytest.fixture
def truth(qtbot: QtBot) -> Iterator[TruthPage]:
    page = open_page(TruthPage, qtbot)
    assert isinstance(page, TruthPage)
    yield page
    page.close()


def click(widget: QWidget, point: QPoint | None = None) -> None:
    QTest.mouseClick(widget, LEFT, pos=point or widget.rect().center())


def turn(knob: Knob, text: str) -> None:
    knob.field.selectAll()
    QTest.keyClicks(knob.field, text)
    QTest.keyClick(knob.field, Qt.Key.Key_Return)


# -- the sum


def test_typed_numbers_are_in_the_sum(sums: SumPage) -> None:
    for knob, text in zip(sums.knobs, ("2", "0.5", "-1", "1.5", "0.25"), strict=True):
        turn(knob, text)
    assert sums.expression.text().startswith("z = 2 × 0.5 + (−1) × 1.5 + 0.25 = −0.25")
    assert f"≈ {1 / (1 + math.exp(0.25)):.4f}" in sums.expression.text()
    assert "θ = −b = −0.25" in sums.said.text()


@pytest.mark.parametrize("text", ["1e9", "-3e300"])
def test_a_number_that_no_slider_can_hold_is_taken(sums: SumPage, text: str) -> None:
    turn(sums.knobs[-1], text)
    assert sums.neuron.bias == float(text)
    assert sums.knobs[-1].field.text() == text
    slider = sums.knobs[-1].slider
    assert slider.value() == (slider.maximum() if float(text) > 0 else slider.minimum())


def test_a_slider_moves_the_line_at_once(sums: SumPage) -> None:
    before = sums.plane.line
    QTest.keyClick(sums.knobs[-1].slider, Qt.Key.Key_Right)
    assert sums.neuron.bias == pytest.approx(0.6)
    assert sums.knobs[-1].field.text() == "0.6"
    assert sums.plane.line is not None
    assert sums.plane.line != before
    assert np.abs(sums.neuron.nets(np.array(sums.plane.line))).max() < 1e-12


def test_the_point_is_dragged_or_walked(sums: SumPage) -> None:
    click(sums.plane, sums.plane.to_screen((-1.0, 1.0)).toPoint())
    assert sums.inputs == pytest.approx([-1.0, 1.0], abs=0.03)
    assert sums.knobs[1].value() == sums.inputs[0]
    start, end = (sums.plane.to_screen(x).toPoint() for x in ((-1.0, 1.0), (0.5, 0.5)))
    QTest.mousePress(sums.plane, LEFT, pos=start)
    QTest.mouseMove(sums.plane, end)
    QTest.mouseRelease(sums.plane, LEFT, pos=end)
    before = sums.inputs[1]
    QTest.keyClick(sums.plane, Qt.Key.Key_Up)
    assert sums.inputs[1] == pytest.approx(before + 0.1)
    assert f"× {theme.compact(float(sums.inputs[1]), 4)}" in sums.expression.text().replace("(", "").replace(")", "")


def test_the_nudge_stands_beside_its_slope(sums: SumPage) -> None:
    change, slope, foretold = (
        float(part.replace("−", "-")) for part in re.findall(r"−?\d\.\d+", sums.nudge_said.text())
    )
    z = 1.5 * 1.0 + (-1.0) * (-0.5) + 0.5
    a = 1 / (1 + math.exp(-z))
    assert change == pytest.approx(1 / (1 + math.exp(-z - 0.1)) - a, rel=1e-3)
    assert slope == pytest.approx(a * (1 - a), rel=1e-3)
    assert foretold == pytest.approx(0.1 * slope, rel=1e-3)


def test_a_step_neuron_stays_or_flips(sums: SumPage) -> None:
    sums.bend.setCurrentIndex(sums.bend.findData("step"))
    sums.bend.activated.emit(sums.bend.currentIndex())
    assert sums.nudge_said.text() == "The step stays at a = 1; its slope is 0."
    turn(sums.knobs[-1], "-2.05")
    assert sums.nudge_said.text().startswith("The step flips: a goes from 0 to 1"), "z = −0.05, nudged by 0.1"
    turn(sums.knobs[-1], "-3")
    assert "stays at a = 0" in sums.nudge_said.text()


# -- truth tables


def test_rows_are_marked(truth: TruthPage) -> None:
    assert [row[-1] for row in truth.rows.texts()] == ["✓ right"] * 4
    assert truth.verdict.text() == "4 of 4 rows are right. Threshold θ = −b = 1.5"
    turn(truth.knobs[2], "-0.5")
    assert [row[-1] for row in truth.rows.texts()] == ["✓ right", "✗ wrong", "✗ wrong", "✓ right"]
    click(truth.choice.buttons["or"])
    assert [row[-1] for row in truth.rows.texts()] == ["✓ right"] * 4
    assert [row[3] for row in truth.rows.texts()] == ["0", "1", "1", "1"]


def test_xor_is_shown_impossible_and_two_layers_do_it(truth: TruthPage) -> None:
    click(truth.choice.buttons["xor"])
    assert "w₁ + w₂ + 2b ≥ 0" in truth.why.text()
    assert "w₁ + w₂ + 2b < 0" in truth.why.text()
    assert "00→0 01→1 10→1 11→0" in truth.why.text()


def test_the_rule_mistake_by_mistake(truth: TruthPage) -> None:
    click(truth.again)
    assert "gradient descent would change nothing" in truth.told.text()
    click(truth.next)
    assert truth.told.text().startswith("Correction 1, round 1: (0, 0) gave 1 not 0.")
    assert truth.weights == (0.0, 0.0, -1.0)
    assert truth.rows.texts()[0][-1].endswith("←")
    for _ in range(40):
        click(truth.next)
    assert "A whole round without a mistake" in truth.told.text()
    assert not truth.next.isEnabled()
    assert truth.verdict.text().startswith("4 of 4")


def test_on_xor_it_goes_round(truth: TruthPage) -> None:
    click(truth.choice.buttons["xor"])
    click(truth.again)
    click(truth.whole)
    assert "it repeats for ever" in truth.told.text()
    turn(truth.knobs[0], "2")
    assert truth.next.isEnabled(), "another start is another run of the rule"


# -- linear layers


def test_linear_layers_collapse(qtbot: QtBot) -> None:
    page = open_page(StackPage, qtbot)
    assert isinstance(page, StackPage)
    assert page.verdict.text() == "The stack is one layer: x W + b."
    stack, single = re.findall(r"\(([^)]*)\)", page.numbers.text())[:2]
    assert stack == single
    click(page.bend.buttons["tanh"])
    assert page.verdict.text().startswith("No single layer")
    stack, single = re.findall(r"\(([^)]*)\)", page.numbers.text())[:2]
    assert stack != single
    click(page.layers.buttons["three"])
    assert page.grids[2].isVisible()
    assert page.product_title.text() == "W = W₁ W₂ W₃"
    before = page.found.product
    click(page.new)
    assert not np.array_equal(page.found.product, before)
    page.close()


# -- the cell


def test_parts_are_matched_by_keys_and_by_pointing(qtbot: QtBot) -> None:
    page = open_page(CellPage, qtbot)
    assert isinstance(page, CellPage)
    page.parts.setFocus()
    QTest.keyClick(page.parts, Qt.Key.Key_Down)
    assert page.picture.lit == 1
    assert page.said.text() == str(PARTS[1].said)
    for drawing in (0, 1):
        for number in (4, 0, 5):
            hover(page.picture, page.picture.tag(drawing, number).toPoint())
            assert page.parts.currentRow() == number, (drawing, number)
    hover(page.picture, page.picture.place(1).map(QPointF(65, 18)).toPoint())
    assert page.parts.currentRow() == 4, "the outline too, not only its number"
    page.close()


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
@pytest.mark.parametrize("make", [SumPage, TruthPage, StackPage, CellPage])
def test_fits_into_half_of_a_small_screen(make: Callable[[], QWidget], language: str, qtbot: QtBot) -> None:
    set_language(language)
    page = open_page(make, qtbot)
    assert page.minimumSizeHint().width() <= 460
    assert page.minimumSizeHint().height() <= 440
    page.close()
    set_language("en")
