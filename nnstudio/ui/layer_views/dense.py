"""A dense layer as matrices: what each number of the result is a row times a column of."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from nnstudio.engine import Place
from nnstudio.inspection import Moment
from nnstudio.inspection.layer_views import matrix
from nnstudio.inspection.layer_views.matrix import Equation
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import label
from nnstudio.ui.layer_views.base import Index, LayerView, at_step
from nnstudio.ui.layer_views.pane import Pane, sign

TABS = (
    ("forward", msg("Forward")),
    ("weight", msg("Weight gradient")),
    ("input", msg("Input gradient")),
)


class DenseView(LayerView):
    """``x W + b = z`` with rows, ``W x + b = z`` with columns; the weights' and the input's gradients likewise."""

    source = "dense"
    beside = 34

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.tabs = self.side_tabs(TABS)
        self.note = label("", "caption", wrap=True)
        self.parts = {name: self.pane() for name in ("left", "right", "plus", "made")}
        self.signs = {name: sign(text) for name, text in (("times", "×"), ("plus", "+"), ("equals", "="))}
        self.index: Index = (0,)
        self.input_index: Index = (0,)
        self.weight_index: Index = (0, 0)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.tokens().space(1))
        self.column.addWidget(self.tabs)
        self.column.addWidget(self.note)
        self._second, self._placed = QHBoxLayout(), (False, False, False, 0)
        self._second.setSpacing(theme.tokens().space(1))
        self.column.addLayout(self._grid)
        self.column.addLayout(self._second)
        self.column.addStretch(1)
        self.parts["made"].chosen.disconnect(self.choose)
        self.parts["made"].chosen.connect(self._choose_made)

    def begin(self, moment: Moment) -> None:
        """Look at the first neuron of another layer."""
        shape = moment.trace.shape(self.layer)
        self.index = (0,) * len(shape)
        self.input_index = (0,) * len(shape)
        self.weight_index = (0, 0)

    def _follow(self, moment: Moment) -> None:
        step, side = moment.step, self._followed
        if step.index is not None and step.quantity in ("z", "a", "slope", "grad_a", "grad_z"):
            self.index = at_step(moment, self.index)
            side = "forward" if step.phase == "forward" else "input"
        elif step.index is not None and len(step.index) == 2 and step.quantity.startswith("weight"):
            self.weight_index, side = step.index, "weight"
        elif step.quantity.startswith(("weight", "bias")):
            side = "weight"
        side = side or ("forward" if step.phase == "forward" else "input")
        if side != self._followed:
            # Who has chosen a tab keeps it until the steps come to another side of the layer.
            self._followed = side
            self.tabs.set_value(side)

    def fill(self, moment: Moment) -> None:
        """Show the equation of the side that is chosen."""
        self._follow(moment)
        trace, columns = moment.trace, moment.options.columns
        side = self.tabs.value()
        if side == "forward":
            equation = matrix.net_input(trace, self.layer, self.index, columns)
        elif side == "input":
            equation = matrix.input_gradient(trace, self.layer, self.input_index, columns)
        else:
            equation = matrix.weight_gradient(trace, self.layer, self.weight_index, columns)
        self._show(equation, moment.options.digits)
        self.note.setText(str(_said(side, equation, trace.count if trace.batch else 1, columns)))

    def _show(self, equation: Equation, digits: int) -> None:
        self._place(equation)
        shown = {"left": equation.left, "right": equation.right, "plus": equation.plus, "made": equation.made}
        for name, part in shown.items():
            self.parts[name].setVisible(part is not None)
            if part is not None:
                share = f"1/{round(1 / equation.share)} " if name == "left" and equation.share != 1 else ""
                rows, columns = part.cells.values.shape
                title = f"{share}{part.letter} · {rows}×{columns}"
                self.parts[name].show_part(title, part.cells, digits)
        self.signs["plus"].setVisible(equation.plus is not None)

    def _place(self, equation: Equation) -> None:
        """Lay the equation out: below one another where its vectors are rows, else beside one another."""
        across = equation.left.cells.values.shape[0] > 1
        order: list[tuple[str, QLabel | Pane]] = [
            ("left", self.parts["left"]),
            ("times", self.signs["times"]),
            ("right", self.parts["right"]),
            ("plus", self.signs["plus"]),
            ("plus", self.parts["plus"]),
            ("equals", self.signs["equals"]),
            ("made", self.parts["made"]),
        ]
        beside, second = across and equation.right.cells.values.shape[1] == 1, 3 if equation.plus is not None else 5
        # A column times a row: the product stands beside the one and below the other, as in a multiplication table.
        table = across and not beside and equation.left.cells.values.shape[1] == 1
        if (across, beside, table, second) == self._placed:
            return
        self._placed = across, beside, table, second
        while self._second.count():
            self._second.takeAt(0)
        for number, (_, widget) in enumerate(order):
            self._grid.removeWidget(widget)
            if not across:
                # A sign stands before its matrix.
                self._grid.addWidget(widget, (number + 1) // 2, 0 if isinstance(widget, QLabel) else 1)
            elif table and not number:
                self._grid.addWidget(widget, 0, 0, 2, 1)
            elif beside or number < 3:
                self._grid.addWidget(widget, 0, number)
            elif table and number >= second:
                self._grid.addWidget(widget, 1, number - second + 1)
            elif number >= second:
                self._second.addWidget(widget)
        # Nothing stands at the end but the room that is left.
        if self._second.count():
            self._second.addStretch(1)
        self._grid.setColumnStretch(7, 1)

    def _choose_made(self, place: Place) -> None:
        """Go to the number's step; of an input's gradient, look at how it is made."""
        if self.tabs.value() == "input":
            self.input_index = place.index
            self.refill()
        else:
            self.choose(place)


def _said(side: str, equation: Equation, count: int, columns: bool) -> Message:
    row, column = equation.at[0] + 1, equation.at[1] + 1
    if side == "weight" and count > 1 and columns:
        return msg("Each weight's gradient: a row of δ times a column of xᵀ, over the {count} samples.", count=count)
    if side == "weight" and count > 1:
        return msg("Each weight's gradient: a row of xᵀ times a column of δ, over the {count} samples.", count=count)
    if side == "weight":
        return msg("Each weight's gradient is what went in times what came back: one product for each pair.")
    if side == "input" and not equation.of_plan:
        return msg(
            "The framed number is row {row} times column {column}. The plan holds no such sum.", row=row, column=column
        )
    return msg(
        "The framed number is row {row} of the first times column {column} of the second.", row=row, column=column
    )
