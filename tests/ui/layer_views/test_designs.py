"""Designs compared, by clicks and keys: what a table's rows say, and what fits into the smallest window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from layer_stage import Stage
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.document import Document
from nnstudio.inspection import Step
from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.layer_views import examples
from nnstudio.ui.layer_views.designs import DesignsView
from nnstudio.ui.shell.inspect_views import VIEWS

Show = Callable[[Document], Stage]


@pytest.fixture
def shown(stage: Show) -> tuple[Stage, DesignsView]:
    """The page on top, chosen at a convolution's step."""
    made = stage(examples.images())
    made.go(Step("forward", "n2", "z", (0, 0, 0)))
    made.panel.show_view(next(view for view in VIEWS if view.id == "designs"))
    QApplication.processEvents()
    view = made.panel.view("designs")
    assert isinstance(view, DesignsView)
    return made, view


def test_the_field_by_keys(shown: tuple[Stage, DesignsView]) -> None:
    _, view = shown
    counts = [theme.count(number) for number in (16_240, 12_732_160, 12_644_352)]
    assert view.cells[1] == ["7 of 3×3", "15×15", *counts, "28×28"]
    assert view.cells[3][0] == "3×3, D = 1, 2, 4"
    view.field.selectAll()
    QTest.keyClicks(view.field, "7")
    QTest.keyClick(view.field, Qt.Key.Key_Return)
    assert [row[:2] for row in view.cells] == [
        ["one 7×7", "7×7"],
        ["3 of 3×3", "7×7"],
        ["pooling, 2 of 3×3", "10×10"],
        ["3×3, D = 1, 2", "7×7"],
    ]
    assert [pane.cells.values.shape for pane in view.panes] == [(7, 7), (7, 7), (10, 10), (7, 7)]


def test_fewer_weights_by_a_click(shown: tuple[Stage, DesignsView]) -> None:
    made, view = shown
    made.tab(view.tabs, "weigh")
    assert [row[0] for row in view.cells[:2]] == ["one 5×5", "two 3×3"]
    assert [row[1] for row in view.cells[:2]] == ["6416", "4640"]
    assert not view.pictures.isVisible()
    assert not view.field.isVisible()


def test_either_way_round(shown: tuple[Stage, DesignsView]) -> None:
    made, view = shown
    made.tab(view.tabs, "swap")
    page = view.swap
    page.second.selectAll()
    QTest.keyClicks(page.second, "1, 1")
    QTest.keyClick(page.second, Qt.Key.Key_Return)
    (matrix, _, one), (_, _, other) = page.shown
    assert matrix.cells.values.shape == (6, 5)
    assert one.cells.values.ravel().tolist() == other.cells.values.ravel().tolist() == [1, 3, 2, -1, 2, 3]
    page.second.selectAll()
    QTest.keyClicks(page.second, "one")
    QTest.keyClick(page.second, Qt.Key.Key_Return)
    assert page.problem.isVisible()
    assert one.cells.values.ravel().tolist() == [1, 3, 2, -1, 2, 3]


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
@pytest.mark.parametrize("tab", ["see", "weigh", "swap"])
def test_no_column_is_beyond_the_edge(shown: tuple[Stage, DesignsView], language: str, tab: str) -> None:
    made, view = shown
    set_language(language)
    made.session.language_changed.emit()
    made.tab(view.tabs, tab)
    made.settle()
    assert view.horizontalScrollBar().maximum() == 0
