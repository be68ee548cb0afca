"""One number to turn: its symbol, a slider, and a field for what a slider cannot hit."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import NumberField, Slider, bind, label

STEPS = 100
"""Of a slider, for each 1."""
DIGITS = 4
"""Of a number in the field, which is narrow; the number itself keeps all of them."""


class Knob(QWidget):
    """Slider and field say the same number; the field also takes what lies beyond the slider's ends.

    Signals: ``changed(float)`` when the user turns or types.
    """

    changed = Signal(float)

    def __init__(self, symbol: str, reach: float = 3.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.symbol: QLabel = label(symbol, "strong")
        self.slider, self.field = Slider(), NumberField(step=0.1, digits=DIGITS)
        self.slider.setRange(round(-reach * STEPS), round(reach * STEPS))
        self.slider.setSingleStep(STEPS // 10)
        self.slider.setPageStep(STEPS // 2)
        self.field.setFixedWidth(theme.tokens().space(11))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.tokens().space(1))
        for column, widget in enumerate((self.symbol, self.slider, self.field)):
            grid.addWidget(widget, 0, column)
        self.symbol.setMinimumWidth(theme.tokens().space(2.5))
        bind(self.slider.setAccessibleName, msg("{symbol}", symbol=symbol))
        bind(self.field.setAccessibleName, msg("{symbol}", symbol=symbol))
        self.slider.stand_for(self.field)
        self.slider.valueChanged.connect(self._on_slid)
        self.field.edited.connect(self._on_typed)

    def value(self) -> float:
        """Return the number."""
        return self.field.value()

    def set_value(self, value: float) -> None:
        """Show another number without telling."""
        self.slider.blockSignals(True)
        # Of a number far out Qt's slider could not even be told.
        self.slider.setValue(round(min(self.slider.maximum(), max(self.slider.minimum(), value * STEPS))))
        self.slider.blockSignals(False)
        self.field.set_value(value)

    def _on_slid(self, place: int) -> None:
        self.field.set_value(place / STEPS)
        self.changed.emit(place / STEPS)

    def _on_typed(self, value: float) -> None:
        self.set_value(value)
        self.changed.emit(value)
