"""A trend of the layers: one line a layer over the steps of the run."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.exchange.run_tables import curves_table
from nnstudio.text import tr
from nnstudio.training.frame import Frame
from nnstudio.training.pyramid import Curve
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.curve_plot import CurvePlot
from nnstudio.ui.charts.looking import Linked
from nnstudio.ui.charts.reading import Reading
from nnstudio.ui.charts.series import Series, numbered
from nnstudio.ui.charts.spoken import sentences
from nnstudio.ui.charts.surroundings import as_panel
from nnstudio.ui.charts.trends.key import SeriesKey
from nnstudio.ui.charts.trends.kinds import TrendKind
from nnstudio.ui.charts.trends.switches import PlotSwitches
from nnstudio.ui.controls import ExportButton, bind, label, on_retranslate


class TrendView(QWidget):
    """``plot`` under a ``key`` of its lines and a ``reading``; ``tools`` whoever shows the view may put elsewhere."""

    def __init__(self, session: Session, kind: TrendKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.kind = session, kind
        self.plot, self.reading, self.key = CurvePlot(()), Reading(), SeriesKey()
        self.plot.smooths_all = True
        self.export_button = ExportButton(
            lambda: self, lambda: curves_table(self.named()), lambda: str(kind.name), session.file.folder
        )
        self.export_button.said.connect(self.reading.setText)
        self.switches = PlotSwitches(self.plot, session.settings, f"trend_{kind.quantity}", kind.logarithmic)
        self.tools = (self.export_button,)
        self._arrange()
        self._connect()

    def curves(self) -> dict[str, Curve]:
        """Return the kind's curves by layer, in the order of the network."""
        found = {
            name[-1]: curve
            for name, curve in self._session.curves.trends.curves.items()
            if name[0] == self.kind.quantity
        }
        order = [node.id for node in self._session.document.network.nodes]
        return dict(sorted(found.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order)))

    def named(self) -> dict[str, Curve]:
        """Return the curves by what the lines are called."""
        return {str(self._name(layer)): curve for layer, curve in self.curves().items()}

    # -- building

    def _arrange(self) -> None:
        column = as_panel(self)
        row = QHBoxLayout()
        row.setSpacing(theme.tokens().space(0.5))
        self._head(row)
        row.addWidget(self.switches)
        row.addWidget(self.export_button)
        column.addLayout(row)
        column.addWidget(self.key)
        column.addWidget(self.reading)
        column.addWidget(self.plot, 1)
        bind(self.plot.setToolTip, self.kind.hint)
        bind(self.plot.setAccessibleName, lambda: tr("Chart: {name}", name=str(self.kind.name)))

    def _head(self, row: QHBoxLayout) -> None:
        """Say what is drawn."""
        row.addWidget(label(self.kind.formula, "strong"))
        row.addStretch(1)

    def _connect(self) -> None:
        self.link = Linked(self._session, (self.plot,), self._read, self)
        self.switches.whole.clicked.connect(self.link.show_whole)
        self.key.toggled.connect(self._on_toggled)
        self._session.display.add(self, self.paint)
        on_retranslate(self, self._read)

    # -- following the run

    def paint(self, frame: Frame) -> None:
        """Draw the lines as they are now."""
        curves = self.curves()
        if [(entry.key, entry.name) for entry in self.plot.series] != [(key, self._name(key)) for key in curves]:
            self._take(curves)
        self.plot.show_curves(curves, running=frame.running)
        self._read()

    def _take(self, curves: dict[str, Curve]) -> None:
        series = tuple(self._series(layer, number) for number, layer in enumerate(curves))
        self.plot.set_series(series)
        self.key.show_series(series if len(series) > 1 else (), self.plot.hidden)

    def _series(self, layer: str, number: int) -> Series:
        return numbered(layer, self._name(layer), number)

    def _name(self, layer: str) -> str:
        node = self._session.document.network.by_id.get(layer)
        return node.name if node is not None else str(self.kind.name) if layer == self.kind.quantity else layer

    # -- reading

    def _on_toggled(self, key: str, shown: bool) -> None:
        self.plot.set_hidden(key, not shown)
        self._read()

    def _read(self) -> None:
        curves = self.curves()
        shown = [entry for entry in self.plot.series if entry.key not in self.plot.hidden and entry.key in curves]
        if not shown:
            text = spoken = tr("Nothing yet: press Run")
        else:
            text, spoken = sentences(shown, curves, self.link.looking)
        self.reading.setText(text)
        self.reading.setAccessibleName(spoken)
        self.reading.setToolTip(spoken)
        # Whoever moves the cursor by keys is on the plot.
        self.plot.setAccessibleDescription(f"{spoken}\n{self.kind.hint}")
