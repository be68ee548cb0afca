"""The attention's view: the step's row, every head, and clicks that lead to weights."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest
from sequence_stage import Stage

from nnstudio.document import Document
from nnstudio.engine import Place
from nnstudio.inspection import Step
from nnstudio.ui.sequence_views.attention import AttentionView
from nnstudio.ui.sequence_views.examples import attending


def test_rows_heads_and_clicks(stage: Callable[[Document], Stage]) -> None:
    made = stage(attending())
    view = made.top(Step("forward", "n2", "weights", (4, 7, 1)))
    assert isinstance(view, AttentionView)
    assert view.shown is not None
    assert (view.row, view.head) == (4, 1)
    value = made.value(Place("n2", "weights", (4, 7, 1), made.session.sample))
    assert view.grids[1].board.values[4, 7] == value
    assert view.grids[1].board.values[4].sum() == pytest.approx(1, abs=1e-5)
    made.click(view.grids[0].viewport(), view.grids[0].layout_now().box(2, 3).center())
    assert made.step == Step("forward", "n2", "scores", (2, 3, 1))
    view.heads.activated.emit(0)
    assert view.shown.head == 0
    QTest.qWait(10)
    assert view.horizontalScrollBar().maximum() == 0
