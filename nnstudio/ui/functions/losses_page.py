"""Losses over a prediction with their slopes, and what arrives behind a logistic output that is saturated."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from nnstudio import engine
from nnstudio.engine.declaration import Kind, Parameter
from nnstudio.engine.loss import Loss
from nnstudio.exchange.table import Table
from nnstudio.inspection.functions.loss_curves import (
    CLASSES,
    PAIRS,
    behind_softmax,
    class_keys,
    class_landing,
    curve_keys,
    landing,
    loss_curve,
    reads_values,
    times_the_error,
)
from nnstudio.inspection.functions.sampled import POINTS
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, ParameterForm, Segmented, bind, label, on_retranslate, rule
from nnstudio.ui.functions.board import Board, Line, line_up
from nnstudio.ui.functions.formula_lines import FormulaLines
from nnstudio.ui.functions.lab import Lab
from nnstudio.ui.functions.page import LabPage
from nnstudio.ui.functions.side import side_column

_KEY = Qt.ItemDataRole.UserRole
_KEYS = (*curve_keys(), *class_keys())
_FIRST = ("half_mse", "mae", "huber", "binary_cross_entropy", "cross_entropy")
_LOW, _HIGH, _POINTS = -2.0, 3.0, 1001
_REACH, _HIGHEST = 8.0, 6.0
_TARGET = Parameter("y", msg("Target"), Kind.REAL, 1.0, msg("What the prediction should be."),
                    minimum=0.0, maximum=1.0, symbol="y")  # fmt: skip

_STYLES = ("solid", "dash", "dot")
"""In turn: losses that are one over a stretch are seen there all the same."""
_OVER = msg(
    "Squared error grows with the square, absolute error evenly; Huber is the one near 0 and the other far off."
)
_BEHIND = msg(
    "Where σ is saturated on the wrong side, σ′ is nearly 0 and squared error sends nothing back. The slope of "
    "cross-entropy is 1/(a (1 − a)) times as large: σ′ cancels, and δ = a − y."
)
_BEHIND_SOFTMAX = msg(
    "{count} classes: z is the score of the right one, the others are 0. Cross-entropy, the same of net inputs "
    "(logits), the log-likelihood of a log-softmax and the divergence are one curve: δ = a − y. Where softmax is "
    "certain of a wrong class, squared error sends nothing back.",
    count=CLASSES,
)
_OVER_MANY = msg("A mean over m samples or K outputs divides it by m or K: m α or K α undoes that.")


class LossesPage(LabPage):
    """``mode`` : over the prediction, or over the net input of a logistic output, or over a softmax's.

    ``list`` : which are compared; it has those that the mode is for.
    """

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.mode = Segmented(
            (
                ("prediction", msg("Over the prediction")),
                ("output", msg("After a logistic output")),
                ("classes", msg("After softmax")),
            )
        )
        self.list, self.form = QListWidget(), ParameterForm((_TARGET,))
        self.loss, self.slope = Board(msg("Losses"), msg("prediction")), Board(msg("Their slopes"), msg("prediction"))
        self.formula, self.derivative = FormulaLines(), FormulaLines()
        self.name, self.rate, self.read, self.said = (
            label("", "strong"),
            label("", "soft", wrap=True),
            label("", "number", wrap=True),
            label("", "body", wrap=True),
        )
        line_up(self.loss, self.slope)
        self._arrange()
        self._fill_list()
        self.mode.chosen.connect(lambda _: self._on_mode())
        self.list.itemChanged.connect(lambda _: self._show())
        self.list.currentRowChanged.connect(lambda _: self._describe())
        self.form.edited.connect(lambda *_: self._show())
        self.loss.pointed.connect(self._on_pointed)
        self.slope.pointed.connect(self._on_pointed)
        on_retranslate(self, self._retranslate)

    @property
    def behind(self) -> bool:
        """Whether it is the net input of an output that is drawn over, not a prediction."""
        return self.mode.value() != "prediction"

    def checked(self) -> tuple[str, ...]:
        """Return the losses that are compared."""
        items = (self.list.item(row) for row in range(self.list.count()))
        keys = [str(item.data(_KEY)) for item in items if item.checkState() is Qt.CheckState.Checked]
        return tuple(key for key in keys if key in self._offered())

    def _offered(self) -> tuple[str, ...]:
        """Return the losses that the mode is for."""
        return {"prediction": curve_keys(), "output": PAIRS, "classes": behind_softmax()}[self.mode.value()]

    def table(self) -> Table | None:
        """Return the losses and their slopes."""
        columns = [self.loss.lines[0].x] if self.loss.lines else []
        headings = ["z" if self.behind else "a"][: len(columns)]
        for board, sign in ((self.loss, "ℓ"), (self.slope, "δ" if self.behind else "∂ℓ/∂a")):
            headings += [f"{line.name}: {sign}" for line in board.lines]
            columns += [line.y for line in board.lines]
        return Table(tuple(headings), tuple(columns)) if columns else None

    def picture(self) -> QWidget:
        """Return both plots."""
        return self._pictures

    def _arrange(self) -> None:
        space = theme.tokens().space
        bind(self.list.setAccessibleName, msg("Losses; Space compares one"))
        FocusRing(self.list)
        self.list.setFixedWidth(space(27))
        self._pictures = QWidget()
        column = QVBoxLayout(self._pictures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(self.loss, 1)
        column.addWidget(self.slope, 1)
        middle = QVBoxLayout()
        middle.setSpacing(space(1))
        middle.addWidget(self.mode)
        middle.addWidget(self._pictures, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        row.addWidget(self.list)
        row.addLayout(middle, 1)
        row.addWidget(rule(vertical=True))
        shown = (self.name, self.formula, self.derivative, self.rate, rule(), self.form, self.read, rule(), self.said)
        row.addWidget(side_column(*shown))

    def _fill_list(self) -> None:
        for key in _KEYS:
            item = QListWidgetItem(self.list)
            item.setData(_KEY, key)
            item.setSizeHint(QSize(0, theme.tokens().space(4)))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in _FIRST else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(_KEYS.index("binary_cross_entropy"))
        self._offer()

    def _on_mode(self) -> None:
        self._offer()
        self._show()

    def _offer(self) -> None:
        """List what the mode is for; where the one in focus is not, go to one that is compared."""
        offered = self._offered()
        for row, key in enumerate(_KEYS):
            self.list.item(row).setHidden(key not in offered)
        if _KEYS[self.list.currentRow()] not in offered:
            self.list.setCurrentRow(_KEYS.index((*self.checked(), *offered)[0]))
        self.form.setVisible(self.mode.value() != "classes")

    def _retranslate(self) -> None:
        self.list.blockSignals(True)
        for row, key in enumerate(_KEYS):
            self.list.item(row).setText(_name(key))
            self.list.item(row).setToolTip(str(engine.losses[key].declaration.help))
        self.list.blockSignals(False)
        self._show()
        self._describe()

    def _describe(self) -> None:
        key = _KEYS[max(0, self.list.currentRow())]
        loss = engine.losses.make(key)
        bind(self.name.setText, loss.declaration.name)
        self.formula.set_latex(loss.formula)
        self.derivative.set_latex(loss.derivative)
        self.rate.setVisible(reads_values(key))
        self.rate.setText(f"{_undone(times_the_error(loss))} {_OVER_MANY}" if reads_values(key) else "")

    # -- the curves

    def _show(self) -> None:
        found = [(key, *self._lines(key, _STYLES[n % 3])) for n, key in enumerate(self.checked())]
        across = (-_REACH, _REACH) if self.behind else (_LOW, _HIGH)
        for board, lines in ((self.loss, [one for _, one, _ in found]), (self.slope, [two for *_, two in found])):
            values = np.concatenate([line.y[np.isfinite(line.y)] for line in lines]) if lines else np.zeros(1)
            up = (
                max(float(values.min()), -_HIGHEST / 2),
                min(float(values.max()), _HIGHEST if board is self.loss else 3.0),
            )
            board.show_lines(tuple(lines), across, up)
        self._label()
        self._on_pointed(self.loss.position)

    def _label(self) -> None:
        """Say what is drawn over what, and why the second picture matters."""
        names = (
            (tr("net input z"), tr("loss ℓ"), "δ = ∂ℓ/∂z")
            if self.behind
            else (tr("prediction"), tr("loss ℓ"), tr("slope"))
        )
        for board, up in ((self.loss, names[1]), (self.slope, names[2])):
            board.name_axes(names[0], up)
        self.said.setText(str({"prediction": _OVER, "output": _BEHIND, "classes": _BEHIND_SOFTMAX}[self.mode.value()]))

    def _lines(self, key: str, style: str) -> tuple[Line, Line]:
        x = np.linspace(-_REACH, _REACH, POINTS) if self.behind else np.linspace(_LOW, _HIGH, _POINTS)
        slot, name = _KEYS.index(key), _name(key)
        value, slope = self._curve(key, x)
        return Line(name, x, value, slot, style), Line(name, x, slope, slot, style)

    def _curve(self, key: str, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return a loss and its slope at each x, as the mode has it."""
        target, loss = self._target(key), engine.losses.make(key)
        if self.mode.value() == "classes":
            curve = class_landing(loss, x)
            return curve.loss, curve.slope
        if self.behind:
            landed = landing(loss, target, x)
            return landed.loss, landed.delta
        found = loss_curve(loss, target, x)
        hole = ~_taken(loss, x)
        return np.where(hole, np.nan, found.loss), np.where(hole, np.nan, found.slope)

    def _target(self, key: str) -> float:
        y = float(self.form.rows["y"].value())
        return y if reads_values(key) and not self.behind else float(round(y))

    def _on_pointed(self, x: float) -> None:
        for board in (self.loss, self.slope):
            board.point(x)
        # What is read is computed at that very place: between two points of a line a slope may leap.
        here = round(x, 3)
        said = [f"{'z' if self.behind else 'a'} = {theme.compact(here)}"]
        for key in self.checked():
            value, slope = (float(each[0]) for each in self._curve(key, np.array([here])))
            said.append(tr("{name}: {said}", name=self._told(key), said=f"{_number(value)}, {_number(slope)}"))
        self.read.setText("\n".join(said))

    def _told(self, key: str) -> str:
        """Return a loss's name, with the target where it is not the one that is set: of yes or no it is 0 or 1."""
        asked = self.mode.value() != "classes" and self._target(key) != float(self.form.rows["y"].value())
        return f"{_name(key)} (y = {self._target(key):g})" if asked else _name(key)


def _undone(number: float | None) -> str:
    """Say which learning rate makes the steps those of half the squared error."""
    if number is None:
        return tr("Its slope is no fixed multiple of the error a − y: no α makes its steps those of the squared error.")
    if number == 1.0:
        return tr("The ½ cancels the square's 2: the slope is the error a − y itself.")
    shown = theme.compact(number)
    return tr("The slope is {number} (a − y): α / {number} takes the steps of half the squared error.", number=shown)


def _name(key: str) -> str:
    return str(engine.losses[key].declaration.name)


def _number(value: float) -> str:
    return theme.number(value, 3) if np.isfinite(value) else "—"


def _taken(loss: Loss, x: np.ndarray) -> np.ndarray:
    """Return for which predictions the loss is made: probabilities, where a logistic output goes with it."""
    return (x > 0) & (x < 1) if loss.partner() == "logistic" else np.ones(x.shape, bool)
