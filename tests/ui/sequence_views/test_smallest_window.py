"""What a view is about is seen without scrolling in the smallest window, of 1024 × 768."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot
from sequence_stage import Stage

from nnstudio.document import Document, templates
from nnstudio.inspection import Step
from nnstudio.ui.sequence_views.attention import AttentionView
from nnstudio.ui.sequence_views.examples import attending, reading

Show = Callable[[Document], Stage]
LEFT_IN_WINDOW = 1024, 688
"""What menus and the bar above leave of it."""


@pytest.mark.parametrize("kind", ["lstm", "gru"])
def test_a_cell_and_the_steps_around_it(stage: Show, qtbot: QtBot, kind: str) -> None:
    shown = stage(reading(kind, length=40, units=16))
    shown.panel.resize(*LEFT_IN_WINDOW)
    view = shown.go(Step("forward", "n2", "h", (20, 2)), "cell")
    qtbot.waitUntil(lambda: view.height() < LEFT_IN_WINDOW[1] and view.cell.note.height() > 0, timeout=60_000)
    shown.settle()
    assert view.verticalScrollBar().maximum() == 0


def test_no_number_of_an_operation_lies_over_a_box(stage: Show, qtbot: QtBot) -> None:
    shown = stage(reading("lstm", length=20, units=16))
    shown.panel.resize(*LEFT_IN_WINDOW)
    diagram = shown.go(Step("forward", "n2", "h", (3, 2)), "cell").cell.diagram
    shown.settle()
    assert diagram.step is not None
    parts = [part for part in diagram.step.parts if part.drawn.kind != "join"]
    operations = [part for part in parts if part.drawn.kind == "operation" and diagram.value(part) is not None]
    assert len(operations) >= 3
    for operation in operations:
        text = diagram._beside(diagram.box(operation), 52, 14)
        assert diagram.rect().contains(text.toAlignedRect())
        assert not any(text.intersects(diagram.box(part)) for part in parts), operation


@pytest.mark.parametrize("side", ["forward", "back"])
def test_all_grids_of_a_head_with_a_sum(stage: Show, qtbot: QtBot, side: str) -> None:
    shown = stage(attending())
    shown.panel.resize(*LEFT_IN_WINDOW)
    view = shown.top(Step("forward", "n2", "query", (0, 0)))
    assert isinstance(view, AttentionView)
    shown.click(view.tabs.buttons[side])
    shown.settle()
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() == 0, timeout=60_000)


@pytest.mark.parametrize(
    ("document", "step"),
    [
        (attending, Step("backward", "n2", "grad_query", (0, 0))),
        (attending, Step("backward", "n2", "grad_scores", (0, 0, 0))),
        (lambda: templates["transformer"]().document(), Step("backward", "n5", "query_bias_grad", (0,))),
    ],
)
def test_a_long_sum_of_the_way_back(stage: Show, qtbot: QtBot, document: Callable[[], Document], step: Step) -> None:
    shown = stage(document())
    shown.panel.resize(*LEFT_IN_WINDOW)
    view = shown.top(step)
    assert isinstance(view, AttentionView)
    shown.click(view.tabs.buttons["back"])
    shown.settle()
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() == 0, timeout=60_000)
    assert "…" in view.total.text()
    before = view.total.text()
    hidden = next(piece for piece in view.total.pieces if piece.token.hidden)
    shown.click(view.total, hidden.box.center().toPoint())
    qtbot.waitUntil(lambda: "…" not in view.total.text(), timeout=60_000)
    assert len(view.total.text()) > len(before)
    with shown.inspection.hold() as moment:
        assert moment is not None
        view.show_moment(moment)
    assert "…" not in view.total.text(), "the same moment, shown again"
