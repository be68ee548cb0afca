"""Any curve: bumps of σ or ReLU are added up by hand until they follow a goal; the same network is trained then."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnstudio import engine
from nnstudio.engine.declaration import Kind, Parameter
from nnstudio.exchange.table import Table
from nnstudio.inspection.functions.approximation import COUNTS, GOALS, UPDATES, Learned, learn
from nnstudio.inspection.functions.bumps import (
    KINDS,
    REACH,
    Bump,
    Sum,
    Weights,
    X,
    bump_parts,
    distance,
    even_bumps,
    weights_of,
)
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.aside import Aside
from nnstudio.ui.controls import ChoiceBox, ParameterForm, Segmented, bind, label, on_retranslate, rule
from nnstudio.ui.functions.bump_plot import GOAL, HIGHEST, NARROWEST, SUM, TRAINED, WIDEST, BumpPlot
from nnstudio.ui.functions.error_boards import ErrorBoards
from nnstudio.ui.functions.formula_lines import FormulaLines
from nnstudio.ui.functions.lab import Lab
from nnstudio.ui.functions.legend import Entry, Legend
from nnstudio.ui.functions.page import LabPage
from nnstudio.ui.functions.side import CountSlider, side_column

MOST = COUNTS[-1]
"""So many bumps there may be."""
_FIRST = 5
_OWN = "own"
_FORMULAS = {
    "logistic": r"h\,\sigma\left(k\left(x - c + \frac{w}{2}\right)\right)"
    r" - h\,\sigma\left(k\left(x - c - \frac{w}{2}\right)\right)",
    "relu": r"\frac{h}{w} \max\left(0, x - c + w\right) - \frac{2h}{w} \max\left(0, x - c\right)"
    r" + \frac{h}{w} \max\left(0, x - c - w\right)",
}
_BUMP = (
    Parameter("centre", msg("Centre"), Kind.REAL, 0.0, msg("Where on x the bump is."), minimum=-REACH, maximum=REACH,
              symbol="c"),
    Parameter("width", msg("Width"), Kind.REAL, 0.5, msg("From side to side at half of the height, in x."),
              minimum=NARROWEST, maximum=WIDEST, symbol="w", logarithmic=True),
    Parameter("height", msg("Height"), Kind.REAL, 0.5, msg("How high the bump is, in y; below 0 it is a dip."),
              minimum=-HIGHEST, maximum=HIGHEST, symbol="h"),
)  # fmt: skip
_STEEPNESS = Parameter("steepness", msg("Steepness"), Kind.REAL, 20.0,
                       msg("Of all bumps' edges: k is so many times 1/w. Steep edges are hard to train: σ′ is 0."),
                       minimum=3.0, maximum=100.0, symbol="s", logarithmic=True)  # fmt: skip
_RATE = Parameter("rate", msg("Learning rate"), Kind.REAL, 0.01, msg("Of Adam, with all samples in each update."),
                  minimum=1e-3, maximum=0.3, symbol="α", logarithmic=True)  # fmt: skip
_WHY = msg(
    "Universal approximation theorem: one hidden layer, wide enough, comes as near to any continuous curve as one "
    "likes, with more bumps, and thinner ones. That such weights exist does not mean that gradient descent finds "
    "them: compare the training from random weights."
)


class BumpsPage(LabPage):
    """``bumps`` and ``goal`` as they stand; ``learned`` : the training that began with them, None before."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.goal: np.ndarray = GOALS["sine"][1]
        self.bumps: tuple[Bump, ...] = ()
        self.learned: Learned | None = None
        self._networks: dict[tuple[str, int], Sum] = {}
        self.choice, self.plot, self.errors = ChoiceBox(), BumpPlot(), ErrorBoards()
        self.mode = Segmented((("move", msg("Move bumps")), ("draw", msg("Draw the goal"))))
        self.kind = Segmented(tuple((key, engine.activations[key].declaration.name) for key in KINDS))
        self.legend, self.formula = Legend(), FormulaLines()
        self.count = CountSlider(msg("Bumps side by side"), 1, MOST, _FIRST)
        self.add, self.take, self.train, self.open = QPushButton(), QPushButton(), QPushButton(), QPushButton()
        self.form, self.rate = ParameterForm((*_BUMP, _STEEPNESS)), ParameterForm((_RATE,))
        self.steps = CountSlider(msg("Updates"), 0, UPDATES, UPDATES)
        self.said, self.neurons = label("", "body", wrap=True), label("", "number", wrap=True)
        self.work = Aside(self)
        self._arrange()
        self._connect()
        on_retranslate(self, self._fill)
        self._line_up()

    def table(self) -> Table | None:
        """Return goal, sum, bumps and trained answer over x, and the errors over the number of hidden neurons."""
        built, parts = self._built()
        headings = ["x", "goal", "sum", *(f"bump {number + 1}" for number in range(len(parts)))]
        columns: list[np.ndarray] = [X, self.goal, built, *parts]
        if self.learned is not None:
            headings.append(f"trained, {self.steps.value()} updates")
            columns.append(self.learned.answers[self.steps.value()])
        for name in ("units", "built", "trained", "random"):
            headings.append(f"error: {name}")
            columns.append(np.array([getattr(one, name) for one in self.errors.found]))
        return Table(tuple(headings), tuple(columns))

    def picture(self) -> QWidget:
        """Return the curves and the errors."""
        return self._pictures

    # -- building

    def _arrange(self) -> None:
        space = theme.tokens().space
        head = QHBoxLayout()
        head.setSpacing(space(1))
        head.addWidget(self.mode)
        head.addWidget(self.choice)
        head.addStretch(1)
        head.addWidget(self.train)
        self._pictures = QWidget()
        column = QVBoxLayout(self._pictures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        self.errors.setFixedHeight(space(28))
        column.addLayout(head)
        column.addWidget(self.legend)
        column.addWidget(self.plot, 1)
        column.addWidget(self.errors)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(1))
        buttons.addWidget(self.add)
        buttons.addWidget(self.take)
        both = QWidget()
        both.setLayout(buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        shown = (self.kind, self.formula, self.count, both, self.form, self.neurons, self.said, self.open, rule())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        row.addWidget(self._pictures, 1)
        row.addWidget(rule(vertical=True))
        row.addWidget(side_column(*shown, self.rate, self.steps, rule(), label(_WHY, "soft", wrap=True)))

    def _connect(self) -> None:
        # The longest name must fit, whichever is chosen first and whatever the language becomes.
        self.choice.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        bind(self.choice.setAccessibleName, msg("Goal"))
        bind(self.mode.setAccessibleName, msg("What the mouse does"))
        bind(self.kind.setAccessibleName, msg("What bumps are made of"))
        bind(self.add.setText, msg("Add one"))
        bind(self.take.setText, msg("Take away"))
        bind(self.add.setToolTip, msg("Where the sum is farthest from the goal"))
        bind(self.train.setText, msg("Train from here"))
        bind(self.open.setText, msg("Open as a project"))
        bind(
            self.open.setToolTip, msg("A project with this network, its weights as they are, and the goal as its data")
        )
        self.choice.activated.connect(self._on_goal)
        self.mode.chosen.connect(lambda mode: self.plot.set_drawing(mode == "draw"))
        self.kind.chosen.connect(lambda _: self._line_up())
        self.count.changed.connect(lambda _: self._line_up())
        self.add.clicked.connect(self.plot.insert)
        self.take.clicked.connect(self.plot.remove)
        self.form.edited.connect(self._on_form)
        self.rate.edited.connect(lambda *_: self._changed())
        self.plot.changed.connect(self._on_bumps)
        self.plot.picked.connect(lambda _: self._show())
        self.plot.drawn.connect(self._on_drawn)
        self.train.clicked.connect(self._on_train)
        self.open.clicked.connect(self._on_open)
        self.work.done.connect(self._on_learned)
        self.steps.changed.connect(lambda _: self._show())
        self.errors.updates.pointed.connect(lambda x: self.steps.slider.setValue(round(x)))

    def _fill(self) -> None:
        here = max(0, self.choice.currentIndex())
        self.choice.clear()
        for key, (name, _) in GOALS.items():
            self.choice.addItem(str(name), key)
        self.choice.addItem(tr("Drawn by hand"), _OWN)
        self.choice.setCurrentIndex(here)
        self._show()

    # -- what the user does

    def _on_goal(self) -> None:
        key = str(self.choice.currentData())
        if key == _OWN:
            self.mode.set_value("draw")
            self.plot.set_drawing(True)
        else:
            self.goal = GOALS[key][1]
            self._changed()

    def _on_drawn(self, goal: np.ndarray) -> None:
        self.goal = goal
        self.choice.setCurrentIndex(self.choice.findData(_OWN))
        self._changed()

    def _line_up(self) -> None:
        """Put bumps side by side along the goal."""
        self.plot.chosen = 0
        self._on_bumps(even_bumps(self.kind.value(), self.goal, self.count.value()))

    def _on_bumps(self, bumps: tuple[Bump, ...]) -> None:
        if len(bumps) <= MOST:
            self.bumps = bumps
            self.count.show_value(max(1, len(bumps)))
        self.plot.chosen = max(0, min(self.plot.chosen, len(self.bumps) - 1))
        self._changed()

    def _on_form(self, name: str, value: float) -> None:
        if name == "steepness":
            self._changed()
        else:
            moved = replace(self.bumps[self.plot.chosen], **{name: value})
            self._on_bumps(tuple(moved if n == self.plot.chosen else bump for n, bump in enumerate(self.bumps)))

    def _on_train(self) -> None:
        kind, weights, goal, rate = self.kind.value(), self._weights(), self.goal, self._rate()
        self.work.start(lambda: learn(kind, weights, goal, rate))

    def _on_open(self) -> None:
        from nnstudio.inspection.functions.bump_project import project_of  # late: it needs what reads and writes files

        title = str(self.choice.currentText())
        self.lab.project_wanted.emit(project_of(self.kind.value(), self._weights(), self.goal, self._rate(), title))

    def _on_learned(self, learned: Learned) -> None:
        self.learned = learned
        self.steps.slider.setValue(UPDATES)
        self.errors.show_mode("updates")
        self._show()

    def _changed(self) -> None:
        """Forget the training: it began with something else."""
        self.work.drop()
        self.learned = None
        self.errors.ask(self.kind.value(), self.goal, self._steepness(), self._rate())
        self._show()

    # -- showing

    def _rate(self) -> float:
        return float(self.rate.rows["rate"].value())

    def _steepness(self) -> float:
        return float(self.form.rows["steepness"].value())

    def _weights(self) -> Weights:
        return weights_of(self.kind.value(), self.bumps, self._steepness())

    def _built(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the network's answer ``(POINTS,)`` and what each bump's neurons add to it."""
        if not self.bumps:
            return np.zeros(len(X)), np.zeros((0, len(X)))
        weights, kind = self._weights(), self.kind.value()
        key = kind, weights.units
        if key not in self._networks:
            self._networks[key] = Sum(kind, weights.units)
        network = self._networks[key]
        network.put(weights)
        return network.answer(), bump_parts(kind, network.parts())

    def _show(self) -> None:
        built, parts = self._built()
        step = self.steps.value()
        trained = self.learned.answers[step] if self.learned is not None else None
        self.plot.show_curves(self.bumps, self.plot.chosen, (self.goal, built, trained), parts)
        self.errors.show_learned(self.learned, step)
        entries = [Entry(tr("goal"), GOAL, "dash"), Entry(tr("sum of the bumps"), SUM)]
        if trained is not None:
            entries.append(Entry(tr("trained, after {count} updates", count=step), TRAINED, "dot"))
        self.legend.show_entries(tuple(entries))
        self.form.setEnabled(bool(self.bumps))
        self.take.setEnabled(bool(self.bumps))
        self.train.setEnabled(bool(self.bumps))
        self.open.setEnabled(bool(self.bumps))
        self.add.setEnabled(len(self.bumps) < MOST)
        self.steps.setEnabled(self.learned is not None)
        self.form.rows["steepness"].setVisible(self.kind.value() == "logistic")
        self.formula.set_latex(_FORMULAS[self.kind.value()])
        if self.bumps:
            bump = self.bumps[self.plot.chosen]
            given = {name: round(value, 3) for name, value in asdict(bump).items()}
            self.form.set_values({**given, "steepness": self._steepness()})
        self._say(built, trained)

    def _say(self, built: np.ndarray, trained: np.ndarray | None) -> None:
        units = KINDS[self.kind.value()] * len(self.bumps)
        said = [tr("Hidden neurons: {units}.", units=units)]
        mean, most = (theme.number(each, 3) for each in distance(built, self.goal))
        said.append(tr("Sum: {mean} from the goal (root mean square), {most} at most.", mean=mean, most=most))
        if trained is not None:
            mean, most = (theme.number(each, 3) for each in distance(trained, self.goal))
            said.append(tr("Trained: {mean} from the goal, {most} at most.", mean=mean, most=most))
        self.said.setText("\n".join(said))
        self.neurons.setText("\n".join(self._neuron_lines()))
        self.plot.setAccessibleDescription(f"{self.neurons.text()}\n{self.said.text()}")

    def _neuron_lines(self) -> list[str]:
        """Return the chosen bump's neurons with their weights."""
        if not self.bumps:
            return []
        weights, each = self._weights(), KINDS[self.kind.value()]
        first = each * self.plot.chosen
        name = "σ" if self.kind.value() == "logistic" else "ReLU"
        return [
            f"{_signed(out)} {name}({theme.number(float(into), 3)} x {_signed(bias)})"
            for into, bias, out in list(zip(weights.into, weights.bias, weights.out, strict=True))[first : first + each]
        ]


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else theme.MINUS} {theme.number(abs(float(value)), 3)}"
