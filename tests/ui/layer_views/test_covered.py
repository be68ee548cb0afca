"""A result that is covered is told by no layer's view, whichever step it is of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from kinds import KINDS, document_of
from layer_stage import Stage
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from nnstudio.document import Document
from nnstudio.inspection import Line, Step
from nnstudio.inspection.expression import Num
from nnstudio.inspection.working_out import covered
from nnstudio.ui import theme
from nnstudio.ui.controls import CellGrid
from nnstudio.ui.controls.calculation.expression_view import ExpressionView
from nnstudio.ui.controls.calculation.numbers import written
from nnstudio.ui.controls.calculation.operand_table import OperandTable
from nnstudio.ui.layer_views import examples
from nnstudio.ui.sequence_views.examples import attending

DOCUMENTS: dict[str, Callable[[], Document]] = {
    "attending": attending,
    "residual": examples.residual,
    "embedding": examples.characters,
    **{kind: lambda kind=kind: document_of(kind) for kind in KINDS},
}
DIGITS = 9


def told(view: QWidget) -> Iterator[str]:
    """Yield all that a view says in words and numbers."""
    for label in view.findChildren(QLabel):
        yield label.text()
    for total in view.findChildren(ExpressionView):
        yield total.text()
    for grid in (each for each in view.findChildren(CellGrid) if each.isVisible()):
        yield from (grid.words((row, column)) for row, column in np.ndindex(grid.board.shape))
    for table in view.findChildren(OperandTable):
        model = table.model()
        cells = (model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount()))
        yield from (str(cell.data(role)) for cell in cells for role in (Qt.DisplayRole, Qt.ToolTipRole))


def results(stage: Stage) -> Iterator[tuple[Step, float]]:
    """Go to two steps of each kind, and yield those that have a number to be worked out, with it."""
    stage.inspection.set_grain("neuron")
    line = stage.inspection.line
    assert line is not None
    kinds = Counter[tuple[str, str, str]]()
    for start, stop in zip(line.starts, line.starts[1:], strict=False):
        step = line[(start + stop) // 2]
        kind = step.phase, step.layer, step.quantity
        kinds[kind] += 1
        if kinds[kind] > 2:
            continue
        stage.inspection.go_to(step)
        with stage.inspection.hold() as moment:
            assert moment is not None
            hidden, main = covered(moment), moment.description.main
        if hidden is not None and main is not None and is_worked_out(main):
            yield step, main.result


def is_worked_out(line: Line) -> bool:
    """Whether a result is not its one operand, and has so many digits that no other has the same ones by chance."""
    return not isinstance(line.expression, Num) and len(repr(abs(line.result)).strip("0.")) > 6


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_view_of_a_layer_tells_it(name: str, stage: Callable[[Document], Stage]) -> None:
    shown = stage(DOCUMENTS[name]())
    shown.panel.left.show_group("layer")
    shown.inspection.set_options(covered=True, digits=DIGITS)
    count = 0
    for step, result in results(shown):
        QApplication.processEvents()
        stack = shown.panel.left.group.stack
        said = " ".join(told(stack.currentWidget()))
        assert theme.compact(result, DIGITS) not in said, step
        assert written(result, DIGITS) not in said, step
        assert repr(result) not in said, step
        count += 1
    assert count
