"""Boards that stand one below the other."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QApplication

from nnstudio.ui.functions import FunctionsPanel
from nnstudio.ui.functions.board import Board, Line


def places(board: Board) -> tuple[int, int]:
    """Return where the window shows x = 0 and x = 2."""
    box = board.plot.getPlotItem().getViewBox()
    scene = (box.mapViewToScene(QPointF(x, 0.0)) for x in (0.0, 2.0))
    first, second = (board.plot.viewport().mapTo(board.window(), board.plot.mapFromScene(each)) for each in scene)
    assert isinstance(first, QPoint)
    return first.x(), second.x()


@pytest.mark.parametrize("name", ["losses", "identities", "gates"])
def test_the_same_x_stands_at_the_same_place(lab: FunctionsPanel, name: str) -> None:
    page = lab.show_page(name)
    upper, lower = page.findChildren(Board)
    x = np.linspace(-5.0, 5.0, 11)
    for board, steepness in ((upper, 1.0), (lower, 12_345.0)):
        board.show_lines((Line("a", x, steepness * x, 0),), (-5.0, 5.0))
    # The width of an axis follows the numbers that it has drawn.
    for _ in range(2):
        page.grab()
        QApplication.processEvents()
    assert places(upper) == places(lower)
