"""Two short sequences of one's own, convolved either way round, each time as a matrix times a column."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.engine.errors import DataError
from nnstudio.inspection.layer_views.commuting import MOST, convolved, numbers_in
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import TextField, bind, label
from nnstudio.ui.layer_views.pane import Pane, row_of, sign

_X, _W = "1, 2, 0, −1, 3", "1, 0.5, −1"


class SwapPage(QWidget):
    """Attributes: ``first``, ``second``, the fields; ``shown``, of both ways the matrix, the column, what they make.

    Empty until :meth:`refresh`. A field that cannot be read says so and leaves the last numbers.
    """

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = TextField(_X, _checked), TextField(_W, _checked)
        self.problem = label("", "error", wrap=True)
        self.shown = tuple(tuple(Pane() for _ in range(3)) for _ in range(2))
        column, fields = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(1))
        for name, field in (("x =", self.first), ("w =", self.second)):
            fields.addWidget(label(name, "body", buddy=field))
            fields.addWidget(field, 1)
            bind(field.setAccessibleName, msg("Numbers of {letter}", letter=name[0]))
            field.edited.connect(self.refresh)
            field.problem_changed.connect(self._show_problem)
        column.addLayout(fields)
        column.addWidget(self.problem)
        for matrix, read, made in self.shown:
            for pane in (matrix, read, made):
                # Both ways are to be seen together.
                pane.tighten(1, again=False)
            column.addLayout(row_of(matrix, sign("×"), read, sign("="), made))
        self._show_problem()

    def refresh(self, *_: object) -> None:
        """Convolve anew, both ways round."""
        x, w = numbers_in(self.first.value()), numbers_in(self.second.value())
        for (matrix, read, made), (first, second, names) in zip(
            self.shown, ((x, w, ("w", "x")), (w, x, ("x", "w"))), strict=True
        ):
            found = convolved(first, second)
            rows, columns = found.matrix.values.shape
            title = msg("Matrix of {letter}, {rows} × {columns}", letter=names[0], rows=rows, columns=columns)
            matrix.show_part(title, found.matrix, 3, written=True)
            read.show_part(names[1], found.read, 3, written=True)
            made.show_part(f"{names[0]} ∗ {names[1]}", found.made, 3, written=True)

    def _show_problem(self) -> None:
        problem = self.first.problem() or self.second.problem()
        self.problem.setText(str(problem) if problem is not None else "")
        self.problem.setVisible(problem is not None)


def _checked(text: str) -> None:
    try:
        numbers_in(text)
    except ValueError:
        expected = msg("one to {count} numbers, with commas between", count=MOST)
        advice = msg("Write {example}.", example="1, 2, 0")
        raise DataError("numbers", expected, msg("{value}", value=repr(text)), advice) from None
