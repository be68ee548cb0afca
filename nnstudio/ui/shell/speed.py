"""The speed of a run: from one step a second, at which one can follow, to as fast as the machine can."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import Slider, bind, label

STEPS: tuple[float | None, ...] = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, None)
"""Steps a second at each notch of the slider; None is full speed."""


class SpeedControl(QWidget):
    """Signals: ``chosen(steps_per_second or None)``."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = theme.tokens().space
        self.caption: QLabel = label(self._text, "caption")
        self.slider = Slider()
        self.slider.setRange(0, len(STEPS) - 1)
        self.slider.setPageStep(3)
        self.slider.setValue(len(STEPS) - 1)
        self.slider.setFixedHeight(theme.tokens().target)
        bind(self.slider.setAccessibleName, msg("Speed"))
        bind(self.slider.setAccessibleDescription, self._text)
        bind(self.slider.setToolTip, msg("Speed of the run, from one step a second to as fast as it goes"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.caption)
        column.addWidget(self.slider)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedWidth(space(16))
        self.slider.valueChanged.connect(self._on_moved)

    def value(self) -> float | None:
        """Return steps a second, None for full speed."""
        return STEPS[self.slider.value()]

    def _on_moved(self) -> None:
        bind(self.caption.setText, self._text)
        bind(self.slider.setAccessibleDescription, self._text)
        self.chosen.emit(self.value())

    def _text(self) -> str:
        value = STEPS[self.slider.value()] if hasattr(self, "slider") else None
        if value is None:
            return tr("Speed: full")
        if value == 1:
            return tr("Speed: 1 step/s")
        return tr("Speed: {n} steps/s", n=theme.count(int(value)))
