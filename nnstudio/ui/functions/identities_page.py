"""Identities: two ways to one function over one another, their difference below, and a verdict with its number."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout

from nnstudio.engine.declaration import Kind, Parameter
from nnstudio.exchange.table import Table
from nnstudio.inspection.functions.identities import IDENTITIES, Checked, Identity, check_identity
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, ParameterForm, bind, label, on_retranslate, rule
from nnstudio.ui.functions.board import Board, Line, line_up
from nnstudio.ui.functions.formula_lines import FormulaLines
from nnstudio.ui.functions.lab import Lab
from nnstudio.ui.functions.page import LabPage
from nnstudio.ui.functions.side import side_column

_THIN = 20
"""Of the places that are checked every so many is drawn."""


class IdentitiesPage(LabPage):
    """``identity`` is the one shown, ``checked`` what was found of it."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.identity: Identity = IDENTITIES[0]
        self.checked: Checked = check_identity(self.identity)
        self.list = QListWidget()
        self.formula = FormulaLines()
        self.form = ParameterForm()
        self.said = label("", "soft", wrap=True)
        self.verdict, self.number = label("", "strong", wrap=True), label("", "body", wrap=True)
        self.board = Board(msg("Both sides"), msg("x"))
        self.difference = Board(msg("Left side minus right side"), msg("x"), cursor=False)
        self.values = label("", "number")
        line_up(self.board, self.difference)
        self._arrange()
        self.list.currentRowChanged.connect(self._choose)
        self.form.edited.connect(lambda *_: self._check())
        self.board.pointed.connect(lambda _: self._read())
        self._fill()
        on_retranslate(self, self._check)

    def table(self) -> Table | None:
        """Return both sides at every place that was checked."""
        found = self.checked
        return Table(("x", tr("left side"), tr("right side")), (found.x, found.left, found.right))

    def _arrange(self) -> None:
        space = theme.tokens().space
        bind(self.list.setAccessibleName, msg("Identities"))
        FocusRing(self.list)
        self.list.setFixedWidth(theme.tokens().space(29))
        pictures = QVBoxLayout()
        pictures.setSpacing(space(1))
        pictures.addWidget(self.formula)
        pictures.addWidget(self.board, 3)
        pictures.addWidget(self.values)
        pictures.addWidget(self.difference, 2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        row.addWidget(self.list)
        row.addLayout(pictures, 1)
        row.addWidget(rule(vertical=True))
        row.addWidget(side_column(self.verdict, self.number, self.said, rule(), self.form))

    def _fill(self) -> None:
        for identity in IDENTITIES:
            item = QListWidgetItem(_NAMES[identity.id], self.list)
            item.setSizeHint(QSize(0, theme.tokens().space(4)))
        self.list.setCurrentRow(0)

    def _choose(self, row: int) -> None:
        if row >= 0:
            self.identity = IDENTITIES[row]
            self.formula.set_latex(self.identity.formula)
            bind(self.said.setText, self.identity.said)
            self.form.set_parameters(_parameters(self.identity))
            self._check()

    def _check(self) -> None:
        row = self.form.rows.get("gamma")
        self.checked = check_identity(self.identity, float(row.value()) if row is not None else 1.0)
        self._draw()
        self._say()
        self._read()

    def _draw(self) -> None:
        found = self.checked
        x, left, right = (each[::_THIN] for each in (found.x, found.left, found.right))
        reach = (float(x[0]), float(x[-1]))
        # The dashes lie over the other line, which is wider: where both are one, both are seen.
        sides = Line(tr("right side"), x, right, 1, "dash", 1.6), Line(tr("left side"), x, left, 0, "solid", 3.0)
        self.board.show_lines(sides, reach)
        self.difference.show_lines((Line(tr("left − right"), x, left - right, 5),), reach)

    def _say(self) -> None:
        found = self.checked
        largest = theme.number(found.largest, 3)
        if found.holds:
            self.verdict.setText("✓ " + tr("Equal, but for rounding"))
        else:
            self.verdict.setText("✕ " + tr("Not equal"))
        self.number.setText(
            tr(
                "Largest deviation {largest}, at x = {where}, of {count} places from {low} to {high}, in float64. "
                "Rounding may leave {bound}.",
                largest=largest,
                where=theme.compact(found.where, 4),
                count=theme.count(len(found.x)),
                low=theme.compact(float(found.x[0])),
                high=theme.compact(float(found.x[-1])),
                bound=theme.number(found.bound, 2),
            )
        )

    def _read(self) -> None:
        place = int(abs(self.checked.x - self.board.position).argmin())
        x, left, right = (float(each[place]) for each in (self.checked.x, self.checked.left, self.checked.right))
        shown = (theme.compact(x, 4), theme.rounded(left, 8), theme.rounded(right, 8))
        self.values.setText(tr("x = {x}:   left {left}   right {right}", x=shown[0], left=shown[1], right=shown[2]))


def _parameters(identity: Identity) -> tuple[Parameter, ...]:
    if identity.parameter is None:
        return ()
    low, first, high = identity.parameter
    said = msg("The parameter in the identity.")
    return (Parameter("gamma", msg("Parameter"), Kind.REAL, first, said, minimum=low, maximum=high, symbol="γ"),)


_NAMES = {
    "logistic_slope": "σ′ = σ (1 − σ)",
    "tanh_slope": "tanh′ = 1 − tanh²",
    "tanh_logistic": "tanh(x) = 2 σ(2x) − 1",
    "elu": "ELU = max(0, x) + min(0, …)",
    "leaky_relu": "Leaky = max(0, x) + γ min(0, x)",
    "leaky_maximum": "Leaky = max(γx, x)",
    "softplus_slope": "softplus′ = σ",
    "swish": "swish(x) = x σ(βx)",
    "mirror": "σ(−x) = 1 − σ(x)",
    "gelu": "GELU ≈ x σ(1.702 x)",
}
"""The identities in one line of plain text."""
