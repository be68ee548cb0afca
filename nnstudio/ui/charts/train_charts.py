"""The charts of a run: loss above, accuracy or R² below, live, one cursor for all lines; of all outputs or of one."""

from __future__ import annotations

import math
from time import monotonic

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.data.samples import Task
from nnstudio.exchange.run_tables import run_table
from nnstudio.text import msg, tr
from nnstudio.training.curves import RunCurves
from nnstudio.training.events import ProblemLoaded, RunFailed, RunReset, RunStarted
from nnstudio.training.frame import Frame
from nnstudio.training.pyramid import Curve
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.curve_plot import CurvePlot
from nnstudio.ui.charts.looking import Linked
from nnstudio.ui.charts.output_choice import OutputChoice
from nnstudio.ui.charts.reading import Reading
from nnstudio.ui.charts.series import Series, SeriesToggle
from nnstudio.ui.charts.spoken import sentences
from nnstudio.ui.charts.switch import switch
from nnstudio.ui.controls.export import ExportButton
from nnstudio.ui.controls.icons import IconButton
from nnstudio.ui.controls.labels import label
from nnstudio.ui.controls.translation import bind, on_retranslate
from nnstudio.ui.controls.wrapping import WrappingRow

_LOSSES = (
    Series("batch_loss", msg("Batch"), "line"),
    Series("train_loss", msg("Training"), "training", "o"),
    Series("validation_loss", msg("Validation"), "validation", "s", hollow=True),
)
_METRICS = (
    Series("train_metric", msg("Training"), "training", "o"),
    Series("validation_metric", msg("Validation"), "validation", "s", hollow=True),
)

_READING = 0.15
"""Seconds that the readings stand at least while a run goes on."""


class TrainCharts(QWidget):
    """Loss and metric over the steps of the run (epochs above), for every batch and for both measured sets.

    ``tools`` : what whoever shows the view may put elsewhere.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._next_reading = 0.0
        self.loss_plot = CurvePlot(_LOSSES, epochs=True)
        self.metric_plot = CurvePlot(_METRICS, unit_range=True)
        self.loss_reading = Reading()
        self.metric_reading = Reading()
        self.metric_title = label("", "strong")
        self.toggles = {entry.key: self._toggle(entry) for entry in _LOSSES}
        self.log_button = switch(msg("Log"), msg("Show the loss on a logarithmic axis"))
        self.smooth_button = switch(msg("Smooth"), msg("Draw the batches' weighted mean over their faint range"))
        self.reset_button = IconButton("fit", msg("Show the whole run"))
        self.output = OutputChoice(session, self)
        self.export_button = ExportButton(
            lambda: self, lambda: run_table(self.curves), lambda: tr("Loss and metric"), self._session.file.folder
        )
        self.export_button.said.connect(self.loss_reading.setText)
        self.tools = (self.export_button,)
        self._arrange()
        self._connect()

    @property
    def curves(self) -> RunCurves:
        """The history of the run, kept by the session."""
        return self._session.curves

    # -- building

    def _toggle(self, entry: Series) -> SeriesToggle:
        button = SeriesToggle(entry)
        button.toggled.connect(lambda shown: self._on_series_toggled(entry.key, shown))
        return button

    def _arrange(self) -> None:
        space = theme.tokens().space
        legend = QHBoxLayout()
        legend.setSpacing(space(0.5))
        legend.addLayout(WrappingRow(*self.toggles.values()), 1)
        legend.addWidget(self.reset_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(1), space(1), space(1), space(0.5))
        column.setSpacing(0)
        heading = self._heading(label(msg("Loss"), "strong"), QWidget())
        heading.insertWidget(1, self.output)
        heading.addWidget(self.smooth_button)
        heading.addWidget(self.log_button)
        heading.addWidget(self.export_button)
        column.addLayout(legend)
        column.addLayout(heading)
        # A line of its own: beside the switches a step and three losses would be cut.
        column.addWidget(self.loss_reading)
        column.addSpacing(space(0.5))
        column.addWidget(self.loss_plot, 3)
        column.addLayout(self._heading(self.metric_title, self.metric_reading))
        column.addWidget(self.metric_plot, 2)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bind(self.loss_plot.setAccessibleName, msg("Chart of the loss; left and right move the cursor"))
        bind(self.metric_plot.setAccessibleName, msg("Chart of the metric; left and right move the cursor"))

    def _heading(self, title: QLabel, beside: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.tokens().space(1))
        row.addWidget(title)
        row.addWidget(beside, 1)
        return row

    def _connect(self) -> None:
        self.metric_plot.follow_steps_of(self.loss_plot)
        self.log_button.toggled.connect(self.loss_plot.set_logarithmic)
        self.smooth_button.toggled.connect(self.loss_plot.set_smooth)
        self.link = Linked(self._session, (self.loss_plot, self.metric_plot), self._read, self)
        self.reset_button.clicked.connect(self.link.show_whole)
        self.output.chosen.connect(self._on_output_chosen)
        self._session.events.connect(self._on_events)
        self._session.display.add(self, self.paint)
        on_retranslate(self, self._retitle)

    # -- following the run

    def paint(self, frame: Frame) -> None:
        """Draw the curves as they are now."""
        self.loss_plot.set_steps_per_epoch(frame.batches)
        everything = self.output.shown(self.curves.all())
        self.loss_plot.show_curves(everything, running=frame.running)
        self.metric_plot.show_curves(everything, running=frame.running)
        # Numbers that change oftener cannot be read.
        if not frame.running or monotonic() >= self._next_reading:
            self._next_reading = monotonic() + _READING
            self._retitle()

    def _on_events(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, RunFailed):
                self._mark(event.failure.step)
            elif isinstance(event, RunReset | RunStarted | ProblemLoaded):
                self._mark(math.nan)

    def _mark(self, step: float) -> None:
        self.loss_plot.set_failure(step)
        self.metric_plot.set_failure(step)

    def _on_series_toggled(self, key: str, shown: bool) -> None:
        self.loss_plot.set_hidden(key, not shown)
        self.metric_plot.set_hidden(key.replace("loss", "metric"), not shown)
        self._read()

    def _on_output_chosen(self) -> None:
        everything = self.output.shown(self.curves.all())
        for plot in (self.loss_plot, self.metric_plot):
            plot.show_curves(everything)
        self._read()

    # -- reading

    def _retitle(self) -> None:
        prepared = self._session.prepared
        regression = prepared is not None and prepared.shape.task is Task.REGRESSION
        self.metric_title.setText("R²" if regression else tr("Accuracy"))
        self._read()

    def _read(self) -> None:
        curves = self.output.shown(self.curves.all())
        for plot, reading in ((self.loss_plot, self.loss_reading), (self.metric_plot, self.metric_reading)):
            # The signs are the same in every language, the names are not.
            text, spoken = self._sentences(plot, curves)
            if (text, spoken) != (reading.text(), reading.accessibleName()):
                reading.setText(text)
                reading.setAccessibleName(spoken)
                # Whoever moves the cursor by keys is on the plot.
                plot.setAccessibleDescription(spoken)

    def _sentences(self, plot: CurvePlot, curves: dict[str, Curve]) -> tuple[str, str]:
        """Return the text under the cursor, or of the last values: with the lines' signs, and with their names."""
        shown = [entry for entry in plot.series if entry.key not in plot.hidden and curves[entry.key].used]
        if not shown:
            nothing = tr("Nothing yet: press Run") if plot is self.loss_plot else ""
            return nothing, nothing
        return sentences(list(reversed(shown)), curves, self.link.looking, headed=plot is self.loss_plot)
