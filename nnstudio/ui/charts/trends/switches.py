"""How a chart is drawn: logarithmic, smooth, the whole run again; remembered from session to session."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.settings import Settings
from nnstudio.ui.charts.curve_plot import CurvePlot
from nnstudio.ui.charts.switch import switch
from nnstudio.ui.controls import IconButton


class PlotSwitches(QWidget):
    """``logarithmic`` and ``smooth`` of a plot; ``whole`` asks for the whole run, whoever shows the plot hears it."""

    def __init__(self, plot: CurvePlot, settings: Settings | None, name: str, logarithmic: bool) -> None:
        super().__init__()
        self._settings, self._name = settings, name
        self.logarithmic = switch(msg("Log"), msg("Draw on a logarithmic axis"))
        self.smooth = switch(msg("Smooth"), msg("Draw the weighted mean of the last values"))
        self.whole = IconButton("fit", msg("Show the whole run"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().space(0.5))
        for button in (self.smooth, self.logarithmic, self.whole):
            row.addWidget(button)
        self.logarithmic.toggled.connect(plot.set_logarithmic)
        self.smooth.toggled.connect(plot.set_smooth)
        self.logarithmic.setChecked(self._flag("log", logarithmic))
        self.smooth.setChecked(self._flag("smooth", False))
        self.logarithmic.toggled.connect(lambda on: self._keep("log", on))
        self.smooth.toggled.connect(lambda on: self._keep("smooth", on))

    def _flag(self, what: str, default: bool) -> bool:
        return self._settings.flag(f"{self._name}_{what}", default) if self._settings is not None else default

    def _keep(self, what: str, on: bool) -> None:
        if self._settings is not None:
            self._settings.set_flag(f"{self._name}_{what}", on)
