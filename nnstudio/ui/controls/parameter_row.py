"""One hyper-parameter's editor, chosen by its declaration."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QSizePolicy, QSlider, QWidget

from nnstudio import engine
from nnstudio.engine.declaration import Kind, Parameter, Value
from nnstudio.text import Message
from nnstudio.ui import theme
from nnstudio.ui.controls.axes_field import AxesField
from nnstudio.ui.controls.labels import label
from nnstudio.ui.controls.number_field import NumberField
from nnstudio.ui.controls.text_field import TextField
from nnstudio.ui.controls.translation import Text, bind
from nnstudio.ui.controls.unrolled import ChoiceBox, Slider

_SLIDER_STEPS = 1000
_FIELD = 10
"""Width of a number's field in units of the grid."""


class ParameterRow(QWidget):
    """Name, editor, what is wrong, and a note. ``sliding`` is true while its slider is being dragged.

    Signals: ``edited(value)`` when the user changes the value; ``settled()`` when its slider was let go.
    """

    edited = Signal(object)
    settled = Signal()

    def __init__(self, parameter: Parameter, value: Value, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self.sliding = False
        self.problem = label("", "error", wrap=True)
        self.excerpt = label("", "body")
        self.excerpt.setFont(theme.font("code"))
        self.excerpt.setTextFormat(Qt.TextFormat.PlainText)
        self.excerpt.hide()
        self.note = label("", "caption", wrap=True)
        self.problem.hide()
        self.note.hide()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(theme.tokens().space(1))
        self.grid.setVerticalSpacing(theme.tokens().space(0.25))
        self.grid.setColumnStretch(0, 1)
        self.name = QLabel()
        self.slider: QSlider | None = None
        self.editor = self._make_editor(value)
        bind(self.setToolTip, parameter.help)
        bind(self.editor.setAccessibleName, parameter.name)
        self.grid.addWidget(self.problem, 3, 0, 1, 2)
        self.grid.addWidget(self.excerpt, 4, 0, 1, 2)
        self.grid.addWidget(self.note, 5, 0, 1, 2)

    def value(self) -> Value:
        """Return the value that is shown."""
        if isinstance(self.editor, NumberField):
            number = self.editor.value()
            return int(number) if self.parameter.kind is Kind.INTEGER else number
        if isinstance(self.editor, QCheckBox):
            return self.editor.isChecked()
        if isinstance(self.editor, AxesField):
            return self.editor.axes()
        if isinstance(self.editor, TextField):
            return self.editor.value()
        return str(self.editor.currentData())

    def set_value(self, value: Value) -> None:
        """Show another value without telling."""
        if isinstance(self.editor, NumberField):
            self.editor.set_value(float(value))
            self._show_on_slider(float(value))
        elif isinstance(self.editor, QCheckBox):
            self.editor.setChecked(bool(value))
        elif isinstance(self.editor, TextField):
            self.editor.set_value(str(value))
        else:
            self.editor.setCurrentIndex(max(0, self.editor.findData(value)))

    def set_note(self, text: Text | None) -> None:
        """Say something under the editor, such as that it takes effect at once."""
        self.note.setVisible(text is not None)
        if text is not None:
            bind(self.note.setText, text)

    def _make_editor(self, value: Value) -> NumberField | QCheckBox | QComboBox | TextField:
        if self.parameter.kind is Kind.BOOLEAN:
            return self._make_check_box(bool(value))
        if self.parameter.kind is Kind.CHOICE:
            return self._make_combo_box(str(value))
        if self.parameter.kind is Kind.TEXT:
            return self._make_text_field(str(value))
        if self.parameter.kind is Kind.PER_AXIS:
            return self._make_axes_field(value)
        return self._make_number_field(float(value))

    def _make_check_box(self, value: bool) -> QCheckBox:
        box = QCheckBox()
        bind(box.setText, self.parameter.name)
        box.setChecked(value)
        box.clicked.connect(lambda checked: self.edited.emit(bool(checked)))
        self.grid.addWidget(box, 0, 0, 1, 2)
        return box

    def _make_combo_box(self, value: str) -> QComboBox:
        box = ChoiceBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(6)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for index, (key, name) in enumerate(choices(self.parameter)):
            box.addItem("", key)
            bind(partial(box.setItemText, index), name, owner=box)
        box.setCurrentIndex(max(0, box.findData(value)))
        box.activated.connect(lambda: self.edited.emit(str(box.currentData())))
        self.name = self._make_name(box)
        self.grid.addWidget(self.name, 0, 0, 1, 2)
        self.grid.addWidget(box, 1, 0, 1, 2)
        return box

    def _make_number_field(self, value: float) -> NumberField:
        parameter = self.parameter
        field = NumberField(
            value,
            minimum=parameter.minimum,
            maximum=parameter.maximum,
            open_minimum=parameter.open_minimum,
            integer=parameter.kind is Kind.INTEGER,
            logarithmic=parameter.logarithmic,
            step=_step(parameter),
        )
        field.edited.connect(self._on_number_edited)
        self._place_number(field)
        if parameter.kind is Kind.REAL and not math.isinf(parameter.maximum) and not math.isinf(parameter.minimum):
            self._make_slider(field)
        return field

    def _make_axes_field(self, value: Value) -> AxesField:
        field = AxesField(value, self.parameter)
        field.edited.connect(lambda: self.edited.emit(field.axes()))
        self._place_number(field)
        return field

    def _place_number(self, field: NumberField | AxesField) -> None:
        field.setFixedWidth(theme.tokens().space(_FIELD))
        field.problem_changed.connect(self._on_problem_changed)
        self.name = self._make_name(field)
        self.grid.addWidget(self.name, 0, 0)
        self.grid.addWidget(field, 0, 1)

    def _make_text_field(self, value: str) -> TextField:
        parameter = self.parameter
        longest = 32767 if math.isinf(parameter.maximum) else int(parameter.maximum)
        field = TextField(value, lambda text: parameter.checked(text, parameter.id), longest=longest)
        field.edited.connect(lambda text: self.edited.emit(text))
        field.problem_changed.connect(self._on_problem_changed)
        self.name = self._make_name(field)
        self.grid.addWidget(self.name, 0, 0, 1, 2)
        self.grid.addWidget(field, 1, 0, 1, 2)
        return field

    def _make_name(self, buddy: QWidget) -> QLabel:
        def text() -> str:
            name, unit = str(self.parameter.name), self.parameter.unit
            # The symbol stays with the last word where the name wraps.
            symbol = f"\u00a0{self.parameter.symbol}" if self.parameter.symbol else ""
            return f"{name}{symbol} ({unit})" if unit else f"{name}{symbol}"

        return label(text, wrap=True, buddy=buddy)

    def _make_slider(self, field: NumberField) -> None:
        slider = Slider()
        slider.setRange(0, _SLIDER_STEPS)
        slider.setPageStep(_SLIDER_STEPS // 10)
        slider.setSingleStep(_SLIDER_STEPS // 100)
        bind(slider.setAccessibleName, self.parameter.name)
        self.slider = slider
        slider.stand_for(field)
        self._show_on_slider(field.value())
        slider.valueChanged.connect(self._on_slider_moved)
        slider.sliderPressed.connect(lambda: setattr(self, "sliding", True))
        slider.sliderReleased.connect(self._on_slider_released)
        self.grid.addWidget(slider, 1, 0, 1, 2)

    def _on_slider_moved(self, position: int) -> None:
        number = slider_value(self.parameter, position / _SLIDER_STEPS)
        if isinstance(self.editor, NumberField) and number != self.editor.value():
            self.editor.set_value(number)
            self.edited.emit(number)

    def _on_slider_released(self) -> None:
        self.sliding = False
        self.settled.emit()

    def _show_on_slider(self, value: float) -> None:
        if self.slider is not None and not self.sliding:
            self.slider.blockSignals(True)
            self.slider.setValue(round(slider_share(self.parameter, value) * _SLIDER_STEPS))
            self.slider.blockSignals(False)

    def _on_number_edited(self, number: float) -> None:
        self._show_on_slider(number)
        self.edited.emit(int(number) if self.parameter.kind is Kind.INTEGER else number)

    def _on_problem_changed(self) -> None:
        if not isinstance(self.editor, NumberField | TextField):
            return
        problem = self.editor.problem()
        excerpt = self.editor.excerpt() if isinstance(self.editor, TextField) else ""
        self.excerpt.setText(excerpt)
        self.excerpt.setVisible(bool(excerpt))
        self.problem.setVisible(problem is not None)
        if problem is not None:
            bind(self.problem.setText, problem)


def choices(parameter: Parameter) -> Iterator[tuple[str, Message]]:
    """Yield id and name of each choice; a registry's members are looked up in the engine."""
    for choice in parameter.choices:
        yield choice.id, choice.name
    if parameter.registry:
        for key, member in getattr(engine, parameter.registry).items():
            yield key, member.declaration.name


def slider_value(parameter: Parameter, share: float) -> float:
    """Return the value at a share of the slider, to three significant digits of the range."""
    low, high = _slider_ends(parameter)
    if parameter.logarithmic:
        if share <= 0 and parameter.minimum == 0 and not parameter.open_minimum:
            return 0.0
        return float(f"{low * (high / low) ** share:.3g}")
    return float(f"{round(low + (high - low) * share, _places(high - low)):.10g}")


def slider_share(parameter: Parameter, value: float) -> float:
    """Return where on the slider a value lies, 0 to 1."""
    low, high = _slider_ends(parameter)
    if parameter.logarithmic:
        return 0.0 if value <= low else min(1.0, math.log(value / low) / math.log(high / low))
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _slider_ends(parameter: Parameter) -> tuple[float, float]:
    low = parameter.minimum
    if parameter.logarithmic and low <= 0:
        low = parameter.maximum * 1e-6
    elif parameter.open_minimum:
        low += (parameter.maximum - low) / _SLIDER_STEPS
    return low, parameter.maximum


def _places(span: float) -> int:
    return max(0, 2 - math.floor(math.log10(span)))


def _step(parameter: Parameter) -> float:
    if parameter.kind is Kind.INTEGER:
        return 1.0
    span = parameter.maximum - parameter.minimum
    return 10.0 ** math.floor(math.log10(span / 10)) if math.isfinite(span) else 0.1
