"""The comparison of runs: their curves over one another, their answers at the same step, the settings that differ."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from nnstudio.data.samples import Task
from nnstudio.inspection.landscape import has_same_landscape
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.training.kept_run import KeptRun, Moment
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.runs.figures import RunLine, color_of, quantities
from nnstudio.ui.charts.runs.gradients import Gradients, gradient_ranges
from nnstudio.ui.charts.runs.moments import Moments
from nnstudio.ui.charts.runs.quantity_choice import QuantityChoice
from nnstudio.ui.charts.runs.run_list import RunList
from nnstudio.ui.charts.runs.run_plot import RunPlot
from nnstudio.ui.charts.runs.settings_table import SettingsTable, is_fair
from nnstudio.ui.charts.runs.shown_run import ShownRun
from nnstudio.ui.charts.runs.tile import Tile
from nnstudio.ui.charts.runs.tile_grid import TileGrid
from nnstudio.ui.charts.surroundings import as_panel
from nnstudio.ui.controls import ElidedLabel, IconButton, Segmented, Slider, Splitter, WrappingRow, bind, on_retranslate

_PAGES = (
    ("curves", msg("Curves")),
    ("answers", msg("Answers")),
    ("gradients", msg("Gradients")),
    ("settings", msg("Settings")),
)
_AT_A_STEP = ("answers", "gradients")
"""What is shown of every run at the step that the slider names."""
_STACK = {"curves": 0, "answers": 1, "gradients": 1, "settings": 2}
_STOPS = 1000
"""Places of the slider, from the first step to the longest run's last."""


class CompareView(QWidget):
    """The runs on the session's shelf, and first the one in hand. ``tools`` stand in the bar of whoever shows it.

    Signals: ``view_wanted(id)`` : another view of Train is to be shown.
    """

    view_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._per_epoch, self._step = 1, 0
        self._pointed = math.nan
        self.keep = IconButton("add", msg("Keep the run in hand, to compare others with it"))
        self.go = IconButton("into", msg("Go to the end of the chosen run, and go on from there with its settings"))
        self.remove = IconButton("delete", msg("Take the chosen run off the list"))
        self.trace = IconButton("ways", msg("Draw the ways of the ticked runs on the loss landscape"))
        self.tools = (self.trace, self.keep, self.go, self.remove)
        self.pages = Segmented(_PAGES)
        self.quantity = QuantityChoice()
        self.plot, self.answers, self.table = RunPlot(), TileGrid(), SettingsTable()
        self.slider = Slider()
        self.moments, self.gradients = Moments(session, self), Gradients()
        self.list = RunList()
        self.stack = QStackedWidget()
        self.reading = ElidedLabel("caption")
        self._arrange()
        self._connect()
        self._offer()

    # -- building

    def _arrange(self) -> None:
        column = as_panel(self)
        column.addLayout(WrappingRow(self.pages, self.quantity, *self.tools))
        answered = QWidget()
        below = QVBoxLayout(answered)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.answers, 1)
        below.addWidget(self.slider)
        self.slider.setRange(0, _STOPS)
        self.slider.setValue(_STOPS)
        for page in (self.plot, answered, self.table):
            self.stack.addWidget(page)
        split = Splitter(Qt.Orientation.Vertical)
        split.addWidget(self.stack)
        split.addWidget(self.list)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        # On a projector a pane is low, and its tools take two rows: a plot that is small is better than a cut one.
        self.plot.setMinimumHeight(theme.tokens().space(9))
        self.list.setMinimumHeight(theme.tokens().space(5))
        column.addWidget(split, 1)
        column.addWidget(self.reading)

    def _connect(self) -> None:
        session = self._session
        self.pages.chosen.connect(lambda _: self._show())
        self.quantity.changed.connect(self._show)
        self.keep.clicked.connect(session.shelf.ask)
        self.trace.clicked.connect(self._on_trace)
        self.go.clicked.connect(self._on_go)
        self.remove.clicked.connect(self._on_remove)
        self.list.removed.connect(self._on_remove)
        self.list.ticked.connect(self._show)
        self.list.currentRowChanged.connect(lambda _: self._enable())
        self.slider.valueChanged.connect(lambda _: self._show())
        self.plot.pointed.connect(self._on_pointed)
        self.moments.came.connect(self._show)
        session.shelf.changed.connect(self._show)
        session.problem_loaded.connect(self._offer)
        session.display.add(self, self.paint)
        bind(self.pages.setAccessibleName, msg("What is compared"))
        bind(self.list.setAccessibleName, msg("Runs that are compared"))
        bind(self.plot.setAccessibleName, msg("Curves of the runs over one another"))
        bind(self.table.setAccessibleName, msg("Settings in which the runs differ, and their results"))
        bind(self.slider.setAccessibleName, msg("Step at which the runs are compared"))
        on_retranslate(self, self._show)

    def _offer(self) -> None:
        prepared = self._session.prepared
        if prepared is not None:
            regression = prepared.shape.task is Task.REGRESSION
            self.quantity.offer(quantities(regression), bool(len(prepared.validation)))
        self._show()

    # -- the runs

    def paint(self, frame: Frame) -> None:
        """Draw the run in hand as far as it has come."""
        self._per_epoch, self._step = frame.batches, frame.head
        if self.pages.value() == "curves" or not frame.running:
            self._show()

    def runs(self) -> tuple[ShownRun, ...]:
        """Return the run in hand and those that are kept; what is left of it does not stand beside a run in hand."""
        session = self._session
        name = msg("Run in hand")
        now = ShownRun(0, name, session.document, session.curves, self._step, self._per_epoch)
        kept = tuple(
            ShownRun(number, run.name, run.document, run.curves, run.step, run.per_epoch, run)
            for number, run in enumerate(session.shelf.runs, start=1)
        )
        return (now, *kept)

    def _on_go(self) -> None:
        run = self.list.current()
        if run is not None and run.kept is not None and run.kept.run:
            self._session.travel.go_on_with(run.kept)

    def _traceable(self) -> list[KeptRun]:
        document, kept = self._session.document, [run.kept for run in self.list.chosen()]
        return [run for run in kept if run is not None and has_same_landscape(run.document, document)]

    def _on_trace(self) -> None:
        self._session.shelf.trace(self._traceable())
        self.view_wanted.emit("landscape")

    def _on_remove(self) -> None:
        run = self.list.current()
        if run is None or run.kept is None:
            return
        pressed = self.remove.hasFocus()
        self._session.shelf.drop(run.kept)
        # Greyed meanwhile, it has lost the keyboard; the run in hand, which may be next, cannot be taken off.
        if pressed:
            (self.remove if self.remove.isEnabled() else self.list).setFocus()

    def _enable(self) -> None:
        run = self.list.current()
        kept = run.kept if run is not None else None
        self.remove.setEnabled(kept is not None)
        self.trace.setEnabled(bool(self._traceable()))
        self.go.setEnabled(
            kept is not None and kept.run > 0 and kept.document.network == self._session.document.network
        )

    # -- showing

    def _show(self) -> None:
        self.list.show_runs(self.runs())
        page, chosen = self.pages.value(), self.list.chosen()
        self.stack.setCurrentIndex(_STACK[page])
        self.quantity.setVisible(page == "curves")
        self._enable()
        if page not in _AT_A_STEP:
            self.moments.let_go()
        if page == "curves":
            self.plot.show_lines(
                tuple(run.line(self.quantity.value) for run in chosen), logarithmic=self.quantity.logarithmic
            )
        elif page in _AT_A_STEP:
            self._show_at_a_step(chosen, page)
        else:
            self.table.show_runs(chosen, self.quantity.offered)
        self._read()

    def _show_at_a_step(self, chosen: tuple[ShownRun, ...], page: str) -> None:
        kept = [(run, run.kept) for run in chosen if run.kept is not None]
        goal = self._asked_step(chosen)
        if len(kept) != len(self.answers.tiles):
            self.answers.set_count(len(kept))
        lines = [
            self._show_tile(tile, run, own, self.moments.at(own, goal), page)
            for tile, (run, own) in zip(self.answers.tiles, kept, strict=True)
        ]
        if page == "gradients":
            ranges = gradient_ranges(lines)
            for tile, line in zip(self.answers.tiles, lines, strict=True):
                tile.plot.show_lines((line,), logarithmic=True, ranges=ranges)
        self.moments.want([own for _, own in kept], goal)

    def _show_tile(self, tile: Tile, run: ShownRun, own: KeptRun, moment: Moment, page: str) -> RunLine:
        """Show a run's answers at a moment; return its gradients, to be drawn when all are known."""
        name, step = f"{run.mark}  {run.name}", tr("step {step}", step=theme.count(moment[0]))
        spoken, line = f"{name} · {step}", RunLine(np.zeros(0), np.zeros(0), color_of(run.number))
        if page == "answers":
            tile.answers.show_moment(own, moment)
        else:
            line = self.gradients.line(own, moment, color_of(run.number))
            spoken = f"{spoken} · {self.gradients.said(own, moment)}"
        tile.show_answers(page == "answers")
        tile.step = moment[0]
        tile.set_texts(name, step, spoken)
        tile.set_state(color_of(run.number), selected=False, best=False)
        return line

    def _asked_step(self, chosen: tuple[ShownRun, ...]) -> int:
        longest = max((run.step for run in chosen), default=0)
        return round(longest * self.slider.value() / _STOPS)

    def _on_pointed(self, epoch: float) -> None:
        self._pointed = epoch
        self.plot.set_upright(epoch)
        self._read()

    def _read(self) -> None:
        self.reading.setText(self._said())

    def _said(self) -> str:
        page, chosen = self.pages.value(), self.list.chosen()
        if page in _AT_A_STEP:
            if not any(run.kept is not None for run in chosen):
                return tr("Keep runs first: the plus above keeps the one in hand, a reset the one before it.")
            goal = self._asked_step(chosen)
            exact = all(
                tile.step == min(goal, run.step)
                for tile, run in zip(self.answers.tiles, (run for run in chosen if run.kept), strict=False)
            )
            if page == "gradients":
                return tr("‖∂L/∂θ‖ from the first layer to the last, at step {step}", step=theme.count(goal))
            if exact:
                return tr("Answers at step {step}, or at the end of a shorter run", step=theme.count(goal))
            return tr("Answers at step {step}; without a record, at a kept step before it", step=theme.count(goal))
        if page == "curves" and not math.isnan(self._pointed):
            found = [(run.mark, run.value_at(self.quantity.value, self._pointed)) for run in chosen]
            shown = "   ".join(f"{mark} {theme.score(value)}" for mark, value in found if not math.isnan(value))
            return tr("epoch {epoch}", epoch=theme.fixed(self._pointed, 1)) + f"   {shown}"
        if not is_fair(chosen):
            return tr("Data or seeds differ: not only the settings tell these runs apart.")
        return tr("Same data, same seed")
