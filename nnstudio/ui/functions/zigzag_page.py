"""Zig-zag: the same neuron learns behind outputs that are all positive, and behind centred ones."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnstudio.engine.declaration import Kind, Parameter
from nnstudio.exchange.table import Table
from nnstudio.inspection.functions.zigzag import RIVALS, Descent, descend
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.aside import Aside
from nnstudio.ui.controls import ParameterForm, Segmented, bind, label, on_retranslate, rule
from nnstudio.ui.functions.board import Board, Line
from nnstudio.ui.functions.descent_plot import DescentPlot
from nnstudio.ui.functions.lab import Lab
from nnstudio.ui.functions.page import LabPage
from nnstudio.ui.functions.side import CountSlider, side_column

STEPS = 400
_DONE, _LEAST = 0.01, 1e-8
_SETTINGS = (
    Parameter("share", msg("Step size"), Kind.REAL, 1.0, msg("α as a share of 1/max ‖a‖², for both alike."),
              minimum=0.1, maximum=1.9),
)  # fmt: skip


class ZigzagPage(LabPage):
    """``runs`` : of the logistic function and of its rival, in this order; None until they are there."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.runs: tuple[Descent, Descent] | None = None
        self.seed = 0
        self.rival = Segmented((("centred", lambda: "σ − ½"), ("tanh", lambda: "tanh")))
        self.steps = CountSlider(msg("Updates"), 0, STEPS, 30)
        self.form, self.again = ParameterForm(_SETTINGS), QPushButton()
        self.plots = (
            DescentPlot(msg("Way behind the logistic function"), 1),
            DescentPlot(msg("Way behind the other"), 0),
        )
        self.loss = Board(msg("Loss over the updates"), msg("updates"), logarithmic=True, cursor=False)
        self.said, self.signs = label("", "body", wrap=True), label("", "strong", wrap=True)
        self.work = Aside(self)
        self.work.done.connect(self._on_done)
        self._arrange()
        bind(self.again.setText, msg("Other samples"))
        self.rival.chosen.connect(lambda _: self._run())
        self.form.edited.connect(lambda *_: self._run())
        self.steps.changed.connect(lambda _: self._show())
        self.again.clicked.connect(self._on_again)
        on_retranslate(self, self._show)
        self._run()

    def table(self) -> Table | None:
        """Return weights and losses of both after each update."""
        if self.runs is None:
            return None
        headings: list[str] = ["step"]
        columns: list[np.ndarray] = [np.arange(STEPS + 1)]
        for name, run in zip(self._names(), self.runs, strict=True):
            headings += [f"{name}: w₁", f"{name}: w₂", f"{name}: L"]
            columns += [run.path[:, 0], run.path[:, 1], run.losses]
        return Table(tuple(headings), tuple(columns))

    def picture(self) -> QWidget:
        """Return both ways and the losses."""
        return self._pictures

    def _arrange(self) -> None:
        space = theme.tokens().space
        self._pictures = QWidget()
        column = QVBoxLayout(self._pictures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        ways = QHBoxLayout()
        ways.setSpacing(space(1))
        for plot in self.plots:
            ways.addWidget(plot, 1)
        self.loss.setFixedHeight(space(22))
        column.addLayout(ways, 1)
        column.addWidget(self.loss)
        why = msg(
            "A neuron with two weights behind two outputs a₁, a₂ of a layer. Its gradient is (a − y) aᵢ: where both aᵢ "
            "are positive, both weights move the same way at every update. The goal + needs one up and one down."
        )
        shown = (label(msg("Rival of σ"), "soft"), self.rival, self.steps, self.form, self.again, rule())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        row.addWidget(self._pictures, 1)
        row.addWidget(rule(vertical=True))
        row.addWidget(side_column(*shown, self.signs, self.said, label(why, "soft", wrap=True)))

    def _names(self) -> tuple[str, str]:
        return "σ", "tanh" if self.rival.value() == "tanh" else "σ − ½"

    def _on_again(self) -> None:
        self.seed += 1
        self._run()

    def _run(self) -> None:
        rival = RIVALS[2] if self.rival.value() == "tanh" else RIVALS[1]
        share, seed = float(self.form.rows["share"].value()), self.seed
        self.work.start(lambda: tuple(descend(each, STEPS, share, seed) for each in (RIVALS[0], rival)))

    def _on_done(self, runs: tuple[Descent, Descent]) -> None:
        self.runs = runs
        self._show()

    def _show(self) -> None:
        if self.runs is None:
            return
        step, lines = self.steps.value(), []
        for name, plot, run, slot in zip(self._names(), self.plots, self.runs, (1, 0), strict=True):
            needed = run.steps_to(_DONE)
            taken = (
                tr("{count} updates to 1 % of the loss", count=needed) if needed is not None else tr("not at 1 % yet")
            )
            plot.show_descent(run, step, tr("{name}: {said}", name=name, said=taken))
            style = "solid" if slot else "dash"
            lines.append(Line(name, np.arange(STEPS + 1), _above(run.losses / run.losses[0]), slot, style))
        self.loss.show_lines(tuple(lines), (0.0, float(STEPS)), (_LEAST, 1.0))
        self._say(step)

    def _say(self, step: int) -> None:
        assert self.runs is not None
        if 0 < step <= STEPS:
            moves = [" ".join(_arrow(-each) for each in run.gradients[step - 1]) for run in self.runs]
            first, second = self._names()
            self.signs.setText(
                tr(
                    "Update {step} moved (w₁, w₂): {one} {a}, {other} {b}",
                    step=step,
                    one=first,
                    a=moves[0],
                    other=second,
                    b=moves[1],
                )
            )
        said = [
            tr(
                "{name}: both weights the same way in {share} of the updates; the loss is {times} times steeper one "
                "way than the other.",
                name=name,
                share=theme.percent(run.together, 0),
                times=theme.number(run.condition, 3),
            )
            for name, run in zip(self._names(), self.runs, strict=True)
        ]
        self.said.setText("\n".join(said))


def _above(shares: np.ndarray) -> np.ndarray:
    """Return the shares of the loss that are worth drawing."""
    return np.where(shares >= _LEAST, shares, np.nan)


def _arrow(change: float) -> str:
    return "↑" if change > 0 else "↓" if change < 0 else "·"
