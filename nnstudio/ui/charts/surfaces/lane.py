"""One racer: on or off, its optimiser, its learning rate."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from nnstudio.engine import optimizers
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import ChoiceBox, NumberField, bind, on_retranslate


class Lane(QWidget):
    """The fields of a racer; its ``badge`` stands elsewhere, beside those of the others.

    ``number`` counts from 1 and has its colour. Signals: ``chosen()`` by a click on the badge; ``touched()`` when it
    takes part or no more, or anything in it was chosen or typed.
    """

    chosen = Signal()
    touched = Signal()

    def __init__(self, number: int, optimizer: str, rate: float, *, on: bool = True) -> None:
        super().__init__()
        self.number, self._is_chosen = number, False
        self.badge = QToolButton()
        self.badge.setCheckable(True)
        self.badge.setChecked(on)
        self.badge.setText(str(number))
        self.badge.setProperty("role", "switch")
        side = theme.tokens().space(3.5)
        self.badge.setFixedSize(side, side)
        self.optimizer = ChoiceBox()
        self.rate = NumberField(rate, minimum=0.0, open_minimum=True, logarithmic=True, digits=4)
        self.rate.setFixedWidth(theme.tokens().space(7))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().space(0.5))
        row.addWidget(self.optimizer, 1)
        row.addWidget(self.rate)
        self.optimizer.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.optimizer.setMinimumContentsLength(5)
        self.ids = list(optimizers)
        self._fill(self.ids.index(optimizer))
        self.badge.clicked.connect(self._on_badge)
        self.optimizer.activated.connect(lambda _: self.touched.emit())
        self.rate.edited.connect(lambda _: self.touched.emit())
        bind(self.badge.setAccessibleName, msg("Racer {number}", number=number))
        bind(self.badge.setToolTip, msg("Racer {number}: choose it; once more: take part or not", number=number))
        bind(self.optimizer.setAccessibleName, msg("Optimiser of racer {number}", number=number))
        bind(self.rate.setAccessibleName, msg("Learning rate of racer {number}", number=number))
        bind(self.rate.setToolTip, msg("Learning rate α"))
        theme.changed.connect(self._restyle)
        on_retranslate(self, lambda: self._fill(self.optimizer.currentIndex()))
        self._restyle()

    @property
    def id(self) -> str:
        """The optimiser that is chosen."""
        return self.ids[self.optimizer.currentIndex()]

    @property
    def races(self) -> bool:
        """Whether it takes part."""
        return self.badge.isChecked()

    def choose(self, chosen: bool) -> None:
        """Have it be the one whose fields are seen."""
        self._is_chosen = chosen
        self._restyle()

    def _on_badge(self, on: bool) -> None:
        if not self._is_chosen:
            # The first click brings its fields; one that took part goes on doing so.
            self.badge.setChecked(True)
            self.chosen.emit()
        self.touched.emit()

    def _fill(self, chosen: int) -> None:
        self.optimizer.clear()
        self.optimizer.addItems([str(optimizers[key].declaration.name) for key in self.ids])
        self.optimizer.setCurrentIndex(chosen)

    def _restyle(self) -> None:
        # The number's colour is its way's: the number stands on the ball, too.
        color, tokens = theme.class_color(self.number - 1), theme.tokens()
        frame = f"border: 2px solid {tokens.text.name() if self._is_chosen else 'transparent'};"
        self.badge.setStyleSheet(
            f"QToolButton {{ {frame} font-weight: 600; }}"
            f"QToolButton:checked {{ background: {color.name()}; color: {tokens.plot.name()}; }}"
            f"QToolButton:focus {{ border-color: {tokens.focus.name()}; }}"
        )
