"""One operation at a time: what is calculated just now, and a slider through all operations of the number."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.inspection import Operation
from nnstudio.inspection.operations import Given
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import Slider, bind, label
from nnstudio.ui.controls.calculation.numbers import marked, relation, written


class OperationBar(QWidget):
    """Where one stands in the calculation of one number.

    Signals: ``moved(int)`` when the *user* goes to another operation.
    """

    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.equation = label("", "strong", wrap=True)
        self.counter = label("", "caption")
        self.slider = Slider()
        space = theme.tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.equation)
        row = QHBoxLayout()
        row.setSpacing(space(1))
        row.addWidget(self.slider, 1)
        row.addWidget(self.counter)
        column.addLayout(row)
        bind(self.slider.setAccessibleName, msg("Operation of this number's calculation"))
        self.slider.valueChanged.connect(self.moved)

    def show_operation(self, operation: Operation, number: int, count: int, digits: int) -> None:
        """Show operation ``number`` of ``count``."""
        self.equation.setText(equation(operation, digits))
        self.counter.setText(
            tr("operation {number} of {count}", number=theme.count(number + 1), count=theme.count(count))
        )
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, count - 1))
        self.slider.setPageStep(max(1, count // 10))
        self.slider.setValue(number)
        self.slider.blockSignals(False)
        self.slider.setEnabled(count > 1)


def equation(operation: Operation, digits: int) -> str:
    """Return an operation with its numbers: ``0.24 × (−0.77) ≈ −0.18``."""
    given = [_number(each, digits) for each in operation.operands]
    values = [each if isinstance(each, float) else each.value for each in operation.operands]
    if operation.mark == "=":
        return marked(values[0], digits)
    shown = f"{relation(digits, *values, operation.value)} {written(operation.value, digits)}"
    if operation.mark == "max(":
        return f"max({', '.join(given)}) {shown}"
    if len(given) == 1:
        first = given[0] if values[0] >= 0 else f"({given[0]})"
        if operation.mark == "²":
            return f"{first}² {shown}"
        return f"{operation.mark}{given[0]}) {shown}" if operation.mark.endswith("(") else f"−{first} {shown}"
    second = given[1] if values[1] >= 0 else f"({given[1]})"
    return f"{given[0]} {operation.mark} {second} {shown}"


def _number(given: Given, digits: int) -> str:
    return written(given if isinstance(given, float) else given.value, digits)
