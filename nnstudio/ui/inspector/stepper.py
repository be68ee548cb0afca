"""The bar below: back and on, play, the line of steps, and the grain."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from nnstudio.inspection import Moment, Steps
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.inspection import Inspection
from nnstudio.ui.controls import IconButton, Segmented, bind, label, on_retranslate
from nnstudio.ui.inspector.scrubber import Scrubber

SPEEDS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Steps a second."""


class Stepper(QWidget):
    """Moves along the line of steps."""

    def __init__(self, inspection: Inspection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inspection = inspection
        self._steps: Steps | None = None
        self._place = 0
        self.first = IconButton("first", msg("First step"))
        self.previous = IconButton("previous", msg("Previous step"))
        self.play = IconButton("run", msg("Play"))
        self.next = IconButton("next", msg("Next step"))
        self.last = IconButton("last", msg("Last step"))
        self.scrubber = Scrubber()
        self.counter = label("", "number")
        self.grain = Segmented((("neuron", msg("Neuron")), ("layer", msg("Layer"))))
        self.speed = QComboBox()
        self.timer = QTimer(self)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        space = theme.tokens().space
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(0.5))
        for button, keys in (
            (self.first, "Home"),
            (self.previous, "←"),
            (self.play, ""),
            (self.next, "→"),
            (self.last, "End"),
        ):
            row.addWidget(button)
            if keys:
                button.set_shortcut_hint(keys)
        row.addWidget(self.speed)
        row.addSpacing(space(1))
        row.addWidget(self.scrubber, 1)
        row.addSpacing(space(1))
        row.addWidget(self.counter)
        row.addSpacing(space(1))
        row.addWidget(self.grain)
        bind(self.speed.setAccessibleName, msg("Steps a second when playing"))
        bind(self.grain.setAccessibleName, msg("Grain of the steps"))
        on_retranslate(self, self._name_speeds)
        self.speed.setCurrentIndex(1)

    def _name_speeds(self) -> None:
        chosen = max(0, self.speed.currentIndex())
        self.speed.blockSignals(True)
        self.speed.clear()
        self.speed.addItems([tr("{number} /s", number=theme.compact(speed)) for speed in SPEEDS])
        self.speed.setCurrentIndex(chosen)
        self.speed.blockSignals(False)

    def _connect(self) -> None:
        self.first.clicked.connect(self.inspection.first)
        self.last.clicked.connect(self.inspection.last)
        self.previous.clicked.connect(self.inspection.back)
        self.next.clicked.connect(lambda: self.inspection.over(1))
        self.play.clicked.connect(self.toggle)
        self.scrubber.moved.connect(self.inspection.go)
        self.grain.chosen.connect(self.inspection.set_grain)
        self.timer.timeout.connect(self._advance)
        self.speed.currentIndexChanged.connect(self._set_pace)

    @property
    def count(self) -> int:
        """How many steps there are."""
        return len(self._steps) if self._steps is not None else 0

    def show_moment(self, moment: Moment) -> None:
        """Show where one stands."""
        self._steps, self._place = moment.line, moment.cursor.place
        count, place = len(moment.line), self._place
        self.scrubber.show_place(moment.line, place)
        self.grain.set_value(moment.cursor.grain)
        self.counter.setText(f"{theme.count(place + 1)} / {theme.count(count)}")
        for button in (self.first, self.previous):
            button.setEnabled(place > 0)
        for button in (self.next, self.last):
            button.setEnabled(place < count - 1)

    # -- playing

    def toggle(self) -> None:
        """Play, or stop."""
        if self.timer.isActive():
            self.stop()
            return
        if self._place >= self.count - 1:
            self.inspection.first()
        self._set_pace()
        self.timer.start()
        self.play.set_icon("pause")
        self.play.set_name(msg("Stop playing"))

    def stop(self) -> None:
        """Stop playing."""
        self.timer.stop()
        self.play.set_icon("run")
        self.play.set_name(msg("Play"))

    def _set_pace(self) -> None:
        self.timer.setInterval(round(1000 / SPEEDS[max(0, self.speed.currentIndex())]))

    def _advance(self) -> None:
        if self._place >= self.count - 1:
            self.stop()
        else:
            self.inspection.over(1)
