"""Rows or columns by one click in Inspect's bar: the card, the matrix view, the sheet and the settings follow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.document import opening_document
from nnstudio.engine import layers
from nnstudio.exchange.sheet import to_html, to_markdown
from nnstudio.inspection import Step
from nnstudio.inspection.convention import written
from nnstudio.text import LANGUAGES, set_language
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.settings import Settings
from nnstudio.ui.controls.formula import formula_drawing
from nnstudio.ui.inspector.card import StepCard
from nnstudio.ui.layer_views.dense import DenseView
from nnstudio.ui.neuron.view import NeuronView
from nnstudio.ui.scalars.graph_view import GraphView
from nnstudio.ui.sequence_views.attention import AttentionView
from nnstudio.ui.sequence_views.examples import attending
from nnstudio.ui.sheets import SheetDialog
from nnstudio.ui.shell.inspect_workspace import InspectWorkspace
from nnstudio.ui.what_if.view import WhatIfView

FORWARD = Step("forward", "n2", "z", (1,))


class Stand:
    """Inspect over the opening network, and its switch."""

    def __init__(self, panel: InspectWorkspace, qtbot: QtBot) -> None:
        self.panel, self.session, self._bot = panel, panel.session, qtbot

    def go(self, step: Step, grain: str = "neuron") -> None:
        self._bot.waitUntil(lambda: self.session.inspection.go_to(step))
        self.session.inspection.set_grain(grain)

    def switch(self, key: str) -> None:
        button = self.panel.toolbar.convention.buttons[key]
        assert button.isVisible()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())
        QApplication.processEvents()

    def view(self, kind: str, group: str = "layer") -> QWidget:
        self.panel.left.show_group(group)
        QApplication.processEvents()
        found = self.panel.view(self.panel.left.shown)
        assert found is not None
        assert type(found).__name__ == kind
        return found

    def shown(self, group: str) -> QWidget:
        """Bring a group of the right half to the top."""
        self.panel.right.show_group(group)
        QApplication.processEvents()
        found = self.panel.view(self.panel.right.shown)
        assert found is not None
        return found

    @property
    def card(self) -> StepCard:
        found = self.panel.view("card")
        assert isinstance(found, StepCard)
        return found


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def stand(open_inspect: Callable[..., InspectWorkspace], settings: Settings, qtbot: QtBot) -> Stand:
    session = Session(opening_document(), settings=settings)
    return Stand(open_inspect(session, InspectWorkspace), qtbot)


def formula(stand: Stand) -> str:
    return stand.card.formula.latex()


def symbols(stand: Stand) -> list[str]:
    found = stand.session.inspection.description
    assert found is not None
    return [operand.symbol for operand in found.operands.parts]


def test_a_click_changes_the_card_and_no_number(stand: Stand) -> None:
    stand.go(FORWARD)
    before, result = stand.card.expression.text(), stand.card.result.text()
    assert formula(stand) == r"z_j = \sum_i w_{ij}\,x_i + b_j"
    assert symbols(stand) == ["w_{12}", "x_{1}", "w_{22}", "x_{2}", "b_{2}"]
    stand.switch("columns")
    assert formula(stand) == r"z_j = \sum_i w_{ji}\,x_i + b_j"
    assert stand.card.expression.text() == before
    assert stand.card.result.text() == result
    assert symbols(stand) == ["w_{21}", "x_{1}", "w_{22}", "x_{2}", "b_{2}"]
    stand.session.inspection.set_grain("layer")
    assert formula(stand) == r"a = f\!\left(W x + b\right)"
    stand.switch("rows")
    assert formula(stand) == r"a = f\!\left(x W + b\right)"


def test_a_click_changes_the_matrix_view(stand: Stand) -> None:
    stand.go(FORWARD)
    view = stand.view("DenseView")
    assert isinstance(view, DenseView)
    rows = {name: pane.cells.values for name, pane in view.parts.items()}
    assert view.parts["right"].title.text().startswith("W · 2×6")
    stand.switch("columns")
    columns = {name: pane.cells.values for name, pane in view.parts.items()}
    assert view.parts["left"].title.text().startswith("W · 6×2")
    np.testing.assert_array_equal(columns["left"], rows["right"].T)
    np.testing.assert_array_equal(columns["right"], rows["left"].T)
    np.testing.assert_array_equal(columns["made"], rows["made"].T)
    stand.switch("rows")
    np.testing.assert_array_equal(view.parts["right"].cells.values, rows["right"])


def test_a_click_changes_the_sheet(stand: Stand) -> None:
    stand.go(FORWARD)
    sheets: dict[str, str] = {}
    for key in ("rows", "columns"):
        stand.switch(key)
        dialog = SheetDialog(stand.session)
        assert dialog.sheet is not None
        sheets[key] = to_markdown(dialog.sheet) + to_html(dialog.sheet)
        dialog.close()
    assert "Vectors are rows: z = x W + b" in sheets["rows"]
    assert "Vectors are columns: z = W x + b" in sheets["columns"]
    assert r"\sum_i w_{ij}" in sheets["rows"]
    assert r"\sum_i w_{ji}" in sheets["columns"]
    weight = r"| $w_{%s}$ | $%s$ |"
    with stand.session.inspection.hold() as moment:
        assert moment is not None
        value = float(moment.trace.plan.sites["n2"].parameter("weight")[0, 1])
    for key, index in (("rows", "12"), ("columns", "21")):
        assert weight % (index, f"{value:.6g}") in sheets[key]


def test_the_choice_outlives_the_program(
    stand: Stand, settings: Settings, open_inspect: Callable[..., InspectWorkspace]
) -> None:
    stand.switch("columns")
    settings.sync()
    again = Session(opening_document(), settings=settings)
    panel = open_inspect(again, InspectWorkspace)
    assert again.inspection.options.columns
    assert panel.toolbar.convention.value() == "columns"
    stand.switch("rows")
    third = Session(opening_document(), settings=settings)
    assert not third.inspection.options.columns
    assert third.close()


def test_linear_layers_are_multiplied_the_other_way_round(stand: Stand) -> None:
    view = stand.view("NeuronView", "neuron")
    assert isinstance(view, NeuronView)
    view.show_page("stack")
    page = view.stack
    assert page.product_title.text() == "W = W₁ W₂"
    rows = page.product.board.values
    stand.switch("columns")
    assert page.product_title.text() == "W = W₂ W₁"
    assert page.verdict.text() == "The stack is one layer: W x + b."
    np.testing.assert_array_equal(page.product.board.values, rows.T)
    assert "beside" in page.product.accessibleName()


def test_attention_has_a_column_for_each_step_that_asks(
    open_inspect: Callable[..., InspectWorkspace], settings: Settings, qtbot: QtBot
) -> None:
    stand = Stand(open_inspect(Session(attending(), settings=settings), InspectWorkspace), qtbot)
    stand.go(Step("forward", "n2", "weights", (4, 7, 1)))
    view = stand.view("AttentionView")
    assert isinstance(view, AttentionView)
    grids = [part.grid for part in view.board.parts.values()]
    rows = [grid.board.values for grid in grids]
    stand.switch("columns")
    for grid, before in zip(grids, rows, strict=True):
        np.testing.assert_array_equal(grid.board.values, before.T)
    scores, weights = view.board.grid("scores"), view.board.grid("weights")
    assert weights.board.values[:, 4].sum() == pytest.approx(1, abs=1e-5)
    main = stand.session.inspection.description.main
    assert main is not None
    assert main.symbol == "w_{8,5,2}"
    QTest.mouseClick(scores.viewport(), Qt.MouseButton.LeftButton, pos=scores.layout_now().box(3, 2).center())
    assert stand.session.inspection.step == Step("forward", "n2", "scores", (2, 3, 1))


def test_the_graph_and_what_if_call_weights_the_same(stand: Stand) -> None:
    stand.go(FORWARD)
    graph = stand.view("GraphView", "graph")
    assert isinstance(graph, GraphView)
    what_if = stand.shown("what_if")
    assert isinstance(what_if, WhatIfView)
    for key, index, subscript in (("rows", "12", "₁₂"), ("columns", "21", "₂₁")):
        stand.switch(key)
        assert graph.graph is not None
        own = {graph.graph.label(node): node.data for node in graph.graph.order if "w_{" in graph.graph.label(node)}
        with stand.session.inspection.hold() as moment:
            assert moment is not None
            value = float(moment.trace.plan.sites["n2"].parameter("weight")[0, 1])
        first = [symbol for symbol, found in own.items() if found == value]
        assert len(first) == 1
        assert first[0].startswith(f"w_{{{index}}}")
        assert what_if.choice.itemText(0).startswith(f"w{subscript}")


def test_every_turned_formula_can_be_drawn() -> None:
    turned = {written(text, True) for name in layers for text in _formulas(name)} - {
        text for name in layers for text in _formulas(name)
    }
    assert len(turned) >= 8
    for formula in turned:
        assert "<svg" in formula_drawing(formula, 20, "#000000")


def _formulas(name: str) -> tuple[str, str]:
    return layers[name].declaration.formula, layers[name].declaration.derivative


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_switch_has_room_in_every_language(stand: Stand, code: str) -> None:
    set_language(code)
    QApplication.processEvents()
    bar = stand.panel.toolbar
    assert bar.minimumSizeHint().width() <= 1024 - 32
    for button in bar.convention.buttons.values():
        assert button.width() >= button.sizeHint().width()
        assert button.height() >= 24
    assert bar.convention.accessibleName()
    assert bar.convention.toolTip()
