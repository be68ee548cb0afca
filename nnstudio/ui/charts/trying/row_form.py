"""A row, feature by feature: a slider and a field for each number, a list for each text; or typed as a whole."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from nnstudio.data.samples import Numbers
from nnstudio.inspection.trying import Entry, read_row
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.charts.trying.editor import Editor
from nnstudio.ui.controls import ChoiceBox, ElidedLabel, NumberField, Slider, TextField, bind
from nnstudio.ui.controls.scrolled_column import scrolled_column

_NOTCHES = 1000
_DIGITS = 4


class RowForm(Editor):
    """``fields`` by the entry's number; ``whole`` takes a row that is typed or pasted.

    ``brief`` : names and fields only, for what has another way to move them.
    """

    def __init__(
        self, entries: tuple[Entry, ...], x: Numbers, *, brief: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(x, parent)
        self.entries, self._brief = entries, brief
        self.fields: list[NumberField | ChoiceBox] = []
        self.sliders: dict[int, Slider] = {}
        self.whole = TextField("", lambda text: text.strip() and read_row(text, entries, len(x)))
        bind(self.whole.setPlaceholderText, msg("Type or paste a row"))
        bind(self.whole.setAccessibleName, msg("A whole row: a value for each feature"))
        self.whole.edited.connect(self._on_whole)
        self.whole.problem_changed.connect(self.edited)
        area = QScrollArea()
        rows = scrolled_column(area, right=1, spacing=0)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(theme.tokens().space(0.5))
        self._grid.setColumnStretch(0, 1)
        rows.addLayout(self._grid)
        rows.addStretch(1)
        for number, entry in enumerate(entries):
            self._add(number, entry)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(0.5))
        column.addWidget(self.whole)
        column.addWidget(area, 1)
        self.whole.setVisible(len(entries) > 1 and not brief)
        if brief:
            area.setFixedHeight(area.widget().sizeHint().height())
        self.show_input(x)

    def show_input(self, x: Numbers) -> None:
        """Show another row."""
        super().show_input(x)
        for number, (entry, field) in enumerate(zip(self.entries, self.fields, strict=True)):
            if isinstance(field, ChoiceBox):
                field.setCurrentIndex(int(x[entry.start : entry.stop].argmax()))
            else:
                field.set_value(float(x[entry.start]))
                self._show_on_slider(number, float(x[entry.start]))

    def advice(self) -> str:
        """Return what is wrong with the row that was typed."""
        problem = self.whole.problem()
        return str(problem) if problem is not None else ""

    # -- building

    def _add(self, number: int, entry: Entry) -> None:
        name = ElidedLabel("body")
        name.setText(entry.name)
        field = self._choice(number, entry) if entry.options else self._number(number, entry)
        bind(field.setAccessibleName, msg("{name}", name=entry.name))
        self.fields.append(field)
        slider = self.sliders.get(number)
        # A long name has a line of its own, above the slider; without one it stands beside its field.
        self._grid.addWidget(name, 2 * number, 0, 1, 2 if slider is not None else 1)
        self._grid.addWidget(field, 2 * number + (slider is not None), 1)
        if slider is not None:
            self._grid.addWidget(slider, 2 * number + 1, 0)
            bind(slider.setAccessibleName, msg("{name}, slider", name=entry.name))

    def _choice(self, number: int, entry: Entry) -> ChoiceBox:
        box = ChoiceBox()
        box.addItems(list(entry.options))
        box.activated.connect(lambda _: self._take(number))
        return box

    def _number(self, number: int, entry: Entry) -> NumberField:
        reach = entry.high - entry.low
        field = NumberField(step=1.0 if entry.whole else reach / 100 or 0.1, digits=_DIGITS)
        field.setFixedWidth(theme.tokens().space(11))
        field.edited.connect(lambda _: self._take(number))
        if reach > 0 and not self._brief:
            slider = self.sliders[number] = Slider(Qt.Orientation.Horizontal)
            slider.setRange(0, round(reach) if entry.whole and reach < _NOTCHES else _NOTCHES)
            slider.stand_for(field)
            slider.valueChanged.connect(lambda notch: self._on_slider(number, notch))
        bind(
            field.setToolTip,
            lambda: tr("In the training set: {low} to {high}", low=_said(entry.low), high=_said(entry.high)),
        )
        return field

    # -- what the user does

    def _take(self, number: int) -> None:
        entry, field = self.entries[number], self.fields[number]
        self.entered = self.entered.copy()
        if isinstance(field, ChoiceBox):
            self.entered[entry.start : entry.stop] = np.arange(len(entry.options)) == field.currentIndex()
        else:
            self.entered[entry.start] = field.value()
            self._show_on_slider(number, field.value())
        self.edited.emit()

    def _on_slider(self, number: int, notch: int) -> None:
        entry, field = self.entries[number], self.fields[number]
        assert isinstance(field, NumberField)
        share = notch / self.sliders[number].maximum()
        field.set_value(entry.low + share * (entry.high - entry.low))
        self.entered = self.entered.copy()
        self.entered[entry.start] = field.value()
        self.edited.emit()

    def _show_on_slider(self, number: int, value: float) -> None:
        slider, entry = self.sliders.get(number), self.entries[number]
        if slider is not None:
            share = min(1.0, max(0.0, (value - entry.low) / (entry.high - entry.low)))
            slider.blockSignals(True)
            slider.setValue(round(share * slider.maximum()))
            slider.blockSignals(False)

    def _on_whole(self, text: str) -> None:
        if text.strip():
            self.show_input(read_row(text, self.entries, len(self.entered)))
            self.edited.emit()


def _said(value: float) -> str:
    return theme.compact(value, _DIGITS)
