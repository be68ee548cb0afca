"""Any learned number of the network, chosen by its layer, its name there, and its place."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.inspection import Trace
from nnstudio.inspection.quantities import parameter
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import ChoiceBox, NumberField, bind

AXES = 4
"""No parameter has more axes."""


class ParameterPicker(QWidget):
    """A box of all parameters with their shapes, and a field for each axis, from 1. Signals: ``picked(Place)``."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = ChoiceBox()
        self.fields = [NumberField(1, minimum=1, integer=True) for _ in range(AXES)]
        self._arrays: tuple[tuple[str, str, tuple[int, ...]], ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().space(1))
        row.addWidget(self.choice, 1)
        for axis, field in enumerate(self.fields, start=1):
            field.setFixedWidth(theme.tokens().space(7))
            bind(field.setAccessibleName, msg("Place in the parameter, axis {axis}", axis=axis))
            row.addWidget(field)
            field.edited.connect(lambda _: self._tell())
        bind(self.choice.setAccessibleName, msg("Layer and parameter"))
        bind(self.choice.setPlaceholderText, msg("Any other weight or bias …"))
        self.choice.activated.connect(self._on_activated)

    def show_parameters(self, trace: Trace, chosen: Place) -> None:
        """List the network's parameters, and show where one of their numbers stands."""
        sites = trace.plan.sites
        known = next(iter(sites.values())).arenas.layout.entries
        arrays = tuple((layer, name, tuple(sites[layer].parameter(name).shape)) for layer, name in known)
        names = [_said(trace, *array) for array in arrays]
        if names != [self.choice.itemText(number) for number in range(self.choice.count())]:
            self.choice.clear()
            self.choice.addItems(names)
        self._arrays = arrays
        number = next((n for n, array in enumerate(arrays) if array[:2] == (chosen.layer, chosen.quantity)), -1)
        self.choice.setCurrentIndex(number)
        self._show_index(chosen.index if number >= 0 else ())

    def _show_index(self, index: tuple[int, ...]) -> None:
        number = self.choice.currentIndex()
        shape = self._arrays[number][2] if number >= 0 else ()
        for axis, field in enumerate(self.fields):
            field.setVisible(axis < len(shape))
            if axis < len(shape):
                field.set_range(1, shape[axis])
                field.set_value(index[axis] + 1 if axis < len(index) else 1)

    def _on_activated(self, _: int) -> None:
        self._show_index(())
        self._tell()

    def _tell(self) -> None:
        layer, name, shape = self._arrays[self.choice.currentIndex()]
        self.picked.emit(Place(layer, name, tuple(int(field.value()) - 1 for field in self.fields[: len(shape)])))


def _said(trace: Trace, layer: str, name: str, shape: tuple[int, ...]) -> str:
    size = " × ".join(map(str, shape))
    return tr("{layer} · {what} ({size})", layer=trace.name(layer), what=parameter(name).title, size=size)
