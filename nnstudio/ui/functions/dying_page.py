"""Dying ReLU: one bad step on a real small network, which neurons it kills, and which come back."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnstudio import engine
from nnstudio.engine.declaration import Kind, Parameter
from nnstudio.exchange.table import Table
from nnstudio.inspection.functions.dying import FIRST_SEED, LAYERS, RIVALS, SAMPLES, WIDTH, Dying, bad_step
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.aside import Aside
from nnstudio.ui.controls import ChoiceBox, ParameterForm, bind, label, on_retranslate, rule
from nnstudio.ui.functions.board import Board, Line
from nnstudio.ui.functions.firing_map import FiringMap
from nnstudio.ui.functions.lab import Lab
from nnstudio.ui.functions.page import LabPage
from nnstudio.ui.functions.side import side_column

_SETTINGS = (
    Parameter("factor", msg("The bad step's α, times"), Kind.REAL, 25.0, msg("So many times the learning rate, once."),
              minimum=1.0, maximum=200.0, logarithmic=True),
)  # fmt: skip
_DRAWN = (1e-3, 1e2)
"""Losses that are drawn: a run that diverges leaves the picture."""
_STYLES = ("solid", "dash", "dot", "solid")


class DyingPage(LabPage):
    """``runs`` : by activation, with the same data, first weights and bad step; the ReLU's is there first."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.runs: dict[str, Dying] = {}
        self.seed = FIRST_SEED
        self._waiting: list[str] = []
        self._asked = (0.0, 0)
        self.choice, self.form, self.again = ChoiceBox(), ParameterForm(_SETTINGS), QPushButton()
        self.map = FiringMap()
        self.loss = Board(msg("Loss of each"), msg("updates"), msg("loss"), logarithmic=True, cursor=False)
        self.said, self.table_said = label("", "body", wrap=True), label("", "number", wrap=True)
        self.work = Aside(self, patient=False)
        self.work.done.connect(self._on_done)
        self._arrange()
        bind(self.again.setText, msg("Other first weights"))
        bind(self.choice.setAccessibleName, msg("Activation of both hidden layers"))
        self.choice.activated.connect(lambda _: self._show())
        self.form.edited.connect(lambda *_: self._run())
        self.again.clicked.connect(self._on_again)
        self.map.pointed.connect(self._on_pointed)
        on_retranslate(self, self._fill)
        self._run()

    @property
    def complete(self) -> bool:
        """Whether all runs are there."""
        return not self._waiting and not self.work.running and set(self.runs) == set(RIVALS)

    def table(self) -> Table | None:
        """Return the share of samples that each neuron fires for, and the loss, after each update."""
        run = self.runs.get(self._key())
        if run is None:
            return None
        headings, columns = ["step", "L"], [np.arange(len(run.losses)), run.losses]
        for layer in LAYERS:
            headings += [f"{layer}[{neuron + 1}]" for neuron in range(WIDTH)]
            columns += list(run.firing[layer].T)
        return Table(tuple(headings), tuple(columns))

    def picture(self) -> QWidget:
        """Return the map and the losses."""
        return self._pictures

    def _arrange(self) -> None:
        space = theme.tokens().space
        self._pictures = QWidget()
        column = QVBoxLayout(self._pictures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        self.loss.setFixedHeight(space(23))
        column.addWidget(self.map, 1)
        column.addWidget(self.loss)
        why = msg(
            "A 2-{width}-{width}-1 network on {count} points of circles, inputs above 0 as pixels are, whole batches. "
            "The red line is one update with a learning rate that is too large. In layer 1 the inputs never change: "
            "what is dead there has no gradient and stays dead. Layer 2 sees other inputs as layer 1 learns.",
            width=WIDTH,
            count=SAMPLES,
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        row.addWidget(self._pictures, 1)
        row.addWidget(rule(vertical=True))
        shown = (self.choice, self.form, self.again, rule(), self.said, self.table_said, label(why, "soft", wrap=True))
        row.addWidget(side_column(*shown))

    def _fill(self) -> None:
        here = max(0, self.choice.currentIndex())
        self.choice.clear()
        for key in RIVALS:
            self.choice.addItem(_name(key), key)
        self.choice.setCurrentIndex(here)
        self._show()

    def _key(self) -> str:
        return str(self.choice.currentData())

    # -- the runs

    def _on_again(self) -> None:
        self.seed += 1
        self._run()

    def _run(self) -> None:
        """Begin anew; what was under way is for another step or other weights."""
        self._asked = float(self.form.rows["factor"].value()), self.seed
        self._waiting = [*RIVALS]
        if not self.work.running:
            self._next()

    def _next(self) -> None:
        if self._waiting:
            key, (factor, seed) = self._waiting.pop(0), self._asked
            self.work.start(lambda: (factor, seed, bad_step(key, factor, seed)))

    def _on_done(self, found: tuple[float, int, Dying]) -> None:
        factor, seed, run = found
        if (factor, seed) == self._asked:
            self.runs[run.activation] = run
            self._show()
        self._next()

    # -- showing

    def _on_pointed(self, step: int) -> None:
        run = self.runs[self._key()]
        self.map.show_run(run, step)
        self._say(run)

    def _show(self) -> None:
        run = self.runs.get(self._key())
        if run is None:
            # Another function's picture would stand under the name of this one.
            self.map.clear()
            self.said.setText(tr("Being trained …"))
            self.table_said.clear()
            return
        self.map.show_run(run, min(self.map.step or run.shock, len(run.losses) - 1))
        lines = []
        for number, key in enumerate(key for key in RIVALS if key in self.runs):
            losses = self.runs[key].losses
            steps = np.arange(len(losses))
            lines.append(Line(_name(key), steps, losses, RIVALS.index(key), _STYLES[number]))
        self.loss.show_lines(tuple(lines), (0.0, float(len(run.losses) - 1)), _DRAWN)
        self._say(run)

    def _say(self, run: Dying) -> None:
        before, after, last = run.shock - 1, run.shock, len(run.losses) - 1
        said = []
        for number, layer in enumerate(LAYERS, start=1):
            counts = [run.dead_at(layer, step) for step in (before, after, last)]
            said.append(
                tr(
                    "Layer {number}: {before} dead before the bad step, {after} after it, {last} at the end; "
                    "{revived} came back.",
                    number=number,
                    before=counts[0],
                    after=counts[1],
                    last=counts[2],
                    revived=run.revived(layer),
                )
            )
        self.said.setText("\n".join(said))
        step = self.map.step
        self.table_said.setText(
            tr(
                "Beside the rows, update {step}: loss {loss}. A click into a row asks for another update.",
                step=step,
                loss=theme.number(float(run.losses[step]), 3),
            )
        )
        self.map.setAccessibleDescription(f"{self.table_said.text()}\n{self.map.words()}")


def _name(key: str) -> str:
    return str(engine.activations[key].declaration.name)
