"""How weights, activations or gradients of a layer are spread, over the steps of the run."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.exchange.run_tables import spreads_table
from nnstudio.exchange.table import Table
from nnstudio.text import Message, msg, tr
from nnstudio.training.frame import Frame
from nnstudio.training.observation import DECADES, SPREADS, Name
from nnstudio.training.trends import Spreads
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.surroundings import as_panel
from nnstudio.ui.charts.trends.spread_picture import SpreadPicture
from nnstudio.ui.controls import ChoiceBox, ElidedLabel, ExportButton, bind, on_retranslate

_NAMES: dict[str, Message] = {
    "weights": msg("Weights"),
    "activations": msg("Activations"),
    "gradients": msg("Gradients"),
}
_UPWARD = {"weights": "w", "activations": "a", "gradients": "log₁₀ |∂L/∂w|"}
_CHOICE = "spread_quantity"
_EMPTY = Spreads()


class SpreadView(QWidget):
    """``picture`` of the ``quantity`` and the ``layer`` chosen; ``reading`` : what is under the mouse."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._at = np.nan, np.nan
        self._listed: list[tuple[str, str]] = []
        self.quantity, self.layer = ChoiceBox(), ChoiceBox()
        self.picture, self.reading = SpreadPicture(), ElidedLabel("caption")
        self.export_button = ExportButton(lambda: self.picture, self.table, self._title, session.file.folder)
        self.export_button.said.connect(self.reading.setText)
        self.tools = (self.export_button,)
        self._arrange()
        self._connect()

    @property
    def name(self) -> Name:
        """What is shown: the quantity and the layer."""
        return str(self.quantity.currentData()), str(self.layer.currentData())

    @property
    def spreads(self) -> Spreads:
        """The histograms that are shown."""
        return self._session.curves.trends.spreads.get(self.name, _EMPTY)

    def table(self) -> Table:
        """Return what is drawn as a table."""
        return spreads_table(self.name, self.spreads)

    def _arrange(self) -> None:
        column = as_panel(self)
        row = QHBoxLayout()
        row.setSpacing(theme.tokens().space(0.5))
        for box in (self.quantity, self.layer):
            box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(10)
            row.addWidget(box)
        row.addStretch(1)
        row.addWidget(self.export_button)
        for quantity in SPREADS:
            self.quantity.addItem("", quantity)
        column.addLayout(row)
        column.addWidget(self.picture, 1)
        column.addWidget(self.reading)

    def _connect(self) -> None:
        session = self._session
        remembered = session.settings.choice(_CHOICE) if session.settings is not None else ""
        self.quantity.setCurrentIndex(max(0, self.quantity.findData(remembered)))
        self.quantity.activated.connect(lambda _: self._on_quantity())
        self.layer.activated.connect(lambda _: self._show())
        self.picture.pointed.connect(self._on_pointed)
        bind(self.quantity.setAccessibleName, msg("Whose histograms"))
        bind(self.layer.setAccessibleName, msg("Layer whose histograms are shown"))
        bind(self.picture.setAccessibleName, msg("Histograms over the steps of the run"))
        session.display.add(self, self.paint)
        on_retranslate(self, self._retranslate)

    # -- following the run

    def paint(self, frame: Frame) -> None:
        """Draw the histograms as they are now."""
        self._list(frame)
        self._show()

    def _list(self, frame: Frame) -> None:
        """Offer the layers that have such values."""
        known, quantity = self._session.document.network.by_id, self.name[0]
        seen = {name[1] for name in self._session.curves.trends.spreads if name[0] == quantity}
        found = [(layer, known[layer].name) for layer in frame.program.graph.order if layer in seen and layer in known]
        if found != self._listed:
            before, self._listed = self.name[1], found
            self.layer.clear()
            for layer, name in found:
                self.layer.addItem(name, layer)
            # At first the first hidden layer: of an input nothing changes.
            places = [layer for layer, _ in found]
            learns = [layer for layer in places if ("weights", layer) in self._session.curves.trends.spreads]
            wanted = before if before in places else learns[0] if learns else ""
            self.layer.setCurrentIndex(max(0, self.layer.findData(wanted)))

    def _show(self) -> None:
        spreads, quantity = self.spreads, self.name[0]
        ends = DECADES if quantity == "gradients" else (-(2.0**spreads.reach), 2.0**spreads.reach)
        self.picture.show_spreads(*spreads.points(), ends, (tr("step"), _UPWARD[quantity]))
        self._read()

    def _on_quantity(self) -> None:
        if self._session.settings is not None:
            self._session.settings.set_choice(_CHOICE, self.name[0])
        self._session.display.refresh(self)

    def _on_pointed(self, step: float, value: float) -> None:
        self._at = step, value
        self._read()

    def _retranslate(self) -> None:
        for number, quantity in enumerate(SPREADS):
            self.quantity.setItemText(number, str(_NAMES[quantity]))
        self._session.display.refresh(self)

    # -- reading

    def _title(self) -> str:
        return f"{self.quantity.currentText()} {self.layer.currentText()}"

    def _read(self) -> None:
        self.reading.setText(self._text())

    def _text(self) -> str:
        step, value = self._at
        spreads = self.spreads
        if spreads.last_step < 0:
            return tr("Nothing yet: press Run")
        if np.isnan(step):
            return tr("A column is a histogram. Strong colour: many values lie there")
        number = self.picture.bin_at(value)
        low, high = self.picture.edges(number)
        share = float(spreads.at(step)[number])
        return tr(
            "step {step}: {share} between {low} and {high}",
            step=theme.count(round(step)),
            share=theme.percent(share if np.isfinite(share) else 0.0),
            low=theme.number(low),
            high=theme.number(high),
        )
