"""The column beside a page's picture: headings, sentences, formulas, settings; it scrolls where it must."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from nnstudio.text import Message
from nnstudio.ui import theme
from nnstudio.ui.controls import NumberLabel, Slider, bind, label
from nnstudio.ui.controls.scrolled_column import scrolled_column


def side_column(*widgets: QWidget) -> QScrollArea:
    """Return the column with these widgets one under the other."""
    area = QScrollArea()
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    column: QVBoxLayout = scrolled_column(area, right=1)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    area.setFixedWidth(theme.tokens().side_panel + theme.tokens().space(1))
    return area


class CountSlider(QWidget):
    """A whole number on a slider, its name and the number above it.

    Signals: ``changed(int)`` when the user moves it.
    """

    changed = Signal(int)

    def __init__(self, name: Message, low: int, high: int, first: int) -> None:
        super().__init__()
        self.slider, self.number = Slider(), NumberLabel(str(high))
        self.slider.setRange(low, high)
        self.slider.setValue(first)
        self.slider.setPageStep(max(1, (high - low) // 10))
        bind(self.slider.setAccessibleName, name)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(theme.tokens().space(0.25))
        grid.addWidget(label(name, buddy=self.slider), 0, 0)
        grid.addWidget(self.number, 0, 1)
        grid.addWidget(self.slider, 1, 0, 1, 2)
        self.slider.valueChanged.connect(self._on_moved)
        self.number.setText(str(first))

    def value(self) -> int:
        """Return the number."""
        return self.slider.value()

    def show_value(self, value: int) -> None:
        """Show another number without telling."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(value)
        self.number.setText(str(value))

    def _on_moved(self, value: int) -> None:
        self.number.setText(str(value))
        self.changed.emit(value)
