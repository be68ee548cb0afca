"""A grid of cells under real mouse and keys: what is pointed at, chosen, lit and said; its colours are the scale's."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.engine import Place
from nnstudio.ui import theme
from nnstudio.ui.controls.cell_board import LEAST, MOST
from nnstudio.ui.controls.cells import CellGrid


def weight(row: int, column: int) -> Place | None:
    return Place("h", "weight", (row, column)) if column < 3 else None


@pytest.fixture
def grid(qtbot: QtBot, qapp: QApplication) -> CellGrid:
    theme.apply(qapp, "light")
    made = CellGrid()
    qtbot.addWidget(made)
    made.show_cells(
        np.array([[0.5, -1.0, 0.25, 9.0], [0.0, np.nan, 1.0, -9.0]]),
        limit=1.0,
        text=False,
        rows=("x₁", "x₂"),
        columns=("1", "2", "3", "4"),
        places=weight,
        marks={(0, 3): "padding"},
    )
    made.resize(made.sizeHint())
    made.show()
    return made


def centre(grid: CellGrid, row: int, column: int) -> QPoint:
    return grid.layout_now().box(row, column).center()


def emitted(grid: CellGrid, name: str) -> list[Place | None]:
    found: list[Place | None] = []
    getattr(grid, name).connect(found.append)
    return found


def test_pointing_and_clicking_tell_the_place(grid: CellGrid) -> None:
    pointed, chosen = emitted(grid, "pointed"), emitted(grid, "chosen")
    QTest.mouseMove(grid.viewport(), centre(grid, 1, 2))
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=centre(grid, 0, 1))
    QTest.mouseMove(grid.viewport(), centre(grid, 0, 3))
    assert pointed[0] == Place("h", "weight", (1, 2))
    assert pointed[-1] is None
    assert chosen == [Place("h", "weight", (0, 1))]


def test_what_stands_nowhere_cannot_be_chosen(grid: CellGrid) -> None:
    chosen = emitted(grid, "chosen")
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=centre(grid, 0, 3))
    assert chosen == []


def test_a_click_that_slips_to_another_cell_chooses_neither_but_drags(grid: CellGrid) -> None:
    chosen, dragged = emitted(grid, "chosen"), emitted(grid, "dragged")
    QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=centre(grid, 0, 0))
    QTest.mouseMove(grid.viewport(), centre(grid, 1, 1))
    QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=centre(grid, 1, 1))
    assert (chosen, dragged) == ([], [Place("h", "weight", (1, 1))])


def test_the_keys_walk_and_choose(grid: CellGrid) -> None:
    pointed, chosen = emitted(grid, "pointed"), emitted(grid, "chosen")
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(grid, key)
    assert pointed[-1] == Place("h", "weight", (1, 2))
    assert chosen == [Place("h", "weight", (1, 2))]
    for _ in range(5):
        QTest.keyClick(grid, Qt.Key.Key_Left)
    assert grid.current == (1, 0)
    assert grid.accessibleDescription() == "x₂ · 1: 0"


def test_it_says_what_has_no_place_and_where_there_is_no_number(grid: CellGrid) -> None:
    assert grid.words((0, 3)) == "x₁ · 4: 9 (padding: no number of the network)"
    assert grid.words((1, 1)) == "x₂ · 2"
    assert grid.words((0, 1)) == f"x₁ · 2: {theme.MINUS}1"


def test_colours_are_those_of_the_scale_and_signs_are_drawn(grid: CellGrid) -> None:
    picture = grid.viewport().grab().toImage()
    for cell, value in (((0, 1), -1.0), ((1, 2), 1.0), ((1, 0), 0.0)):
        box = grid.layout_now().box(*cell)
        seen = QColor(picture.pixel(box.left() + 3, box.top() + 3))
        wanted = theme.diverging(value, 1.0)
        assert all(abs(a - b) <= 3 for a, b in zip(seen.getRgb(), wanted.getRgb(), strict=True))
    middle = QColor(picture.pixel(centre(grid, 0, 1)))
    assert middle != theme.diverging(-1.0, 1.0)


def test_lit_places_are_framed(grid: CellGrid) -> None:
    grid.light({Place("h", "weight", (1, 0)), Place("h", "bias", (0,))})
    assert grid.lit() == {(1, 0)}
    box = grid.layout_now().box(1, 0)
    assert QColor(grid.viewport().grab().toImage().pixel(box.left() + 1, box.top() + 5)) == theme.tokens().accent


def test_cells_without_numbers_shrink_before_they_scroll(grid: CellGrid) -> None:
    grid.show_cells(np.ones((28, 28)), limit=1.0, text=False)
    grid.resize(300, 300)
    assert LEAST < grid.layout_now().cell[0] < MOST
    assert grid.verticalScrollBar().maximum() == 0
    grid.resize(100, 100)
    assert grid.layout_now().cell == (LEAST, LEAST)
    assert grid.verticalScrollBar().maximum() > 0


def test_the_keys_bring_a_cell_into_view(grid: CellGrid) -> None:
    grid.show_cells(np.ones((40, 40)), limit=1.0, text=True, rows=[str(row) for row in range(40)])
    grid.resize(200, 120)
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, *[Qt.Key.Key_Down] * 20):
        QTest.keyClick(grid, key)
    assert grid.viewport().rect().contains(grid.layout_now().box(20, 0).center())


def test_a_large_matrix_paints_only_what_is_seen(grid: CellGrid) -> None:
    asked: list[tuple[int, int]] = []

    def place(row: int, column: int) -> Place:
        asked.append((row, column))
        return Place("h", "weight", (row, column))

    grid.show_cells(np.ones((784, 256)), limit=1.0, text=False, places=place)
    grid.light({Place("h", "weight", (0, 0))})
    grid.resize(200, 200)
    grid.grab()
    assert 0 < len(asked) < 20 * 30 * 30


def test_the_last_and_the_first_columns_numbers_are_whole_where_cells_are_narrow(grid: CellGrid) -> None:
    grid.show_cells(
        np.zeros((40, 10)), limit=1.0, text=False, columns=[str(n) for n in range(1, 11)], side=LEAST, least=LEAST
    )
    grid.resize(grid.sizeHint().width(), grid.sizeHint().height() // 2)
    QApplication.processEvents()
    layout = grid.layout_now()
    last, top = layout.box(0, 9), layout.margins[1]
    picture, panel = grid.viewport().grab(), theme.tokens().panel
    ratio, image = picture.devicePixelRatio(), picture.toImage()
    # No labels of rows stand to the left of the first.
    assert any(image.pixelColor(x, y) != panel for x in range(round(8 * ratio)) for y in range(round(top * ratio)))
    strip = image.copy(round((last.center().x() - 12) * ratio), 0, image.width(), round(top * ratio))
    # What lies beyond the edge of the picture is none of it.
    columns = range(round((grid.viewport().width() - last.center().x() + 12) * ratio))
    inked = [x for x in columns if any(strip.pixelColor(x, y) != panel for y in range(strip.height()))]
    wide = QFontMetrics(theme.font("number_caption")).tightBoundingRect("10").width()
    assert len(range(inked[0], inked[-1] + 1)) >= (wide - 1) * ratio
