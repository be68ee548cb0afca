"""The bar below: back and on, play, the line of steps, and the grain."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.inspection import Grain, Moment
from nnstudio.inspection.cursor import COARSE, offered
from nnstudio.text import Message, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.inspection import Inspection
from nnstudio.ui.controls import ChoiceBox, IconButton, bind, label, on_retranslate
from nnstudio.ui.inspector.scrubber import Scrubber

SPEEDS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0)
"""Steps a second."""
FRAME = 8
"""Milliseconds between two looks at the clock at least."""
GRAIN_NAMES: dict[str, Message] = {
    "scalar": msg("Operation"),
    "neuron": msg("Neuron"),
    "window": msg("Window"),
    "time": msg("Time step"),
    "layer": msg("Layer"),
    "sample": msg("Sample"),
    "batch": msg("Batch"),
    "epoch": msg("Epoch"),
}


class Stepper(QWidget):
    """Moves along the line of steps."""

    def __init__(self, inspection: Inspection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inspection = inspection
        self._grains: tuple[Grain, ...] = ()
        self._since, self._done = 0.0, 0
        self.first = IconButton("first", msg("First step"))
        self.previous = IconButton("previous", msg("Previous step"))
        self.play = IconButton("run", msg("Play"))
        self.next = IconButton("next", msg("Next step"))
        self.last = IconButton("last", msg("Last step"))
        self.into = IconButton("into", msg("Into it: one grain finer"))
        self.out = IconButton("out", msg("Out of it: on to what follows"))
        self.scrubber = Scrubber()
        self.counter = label("", "number")
        self.counter.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.grain, self.speed = ChoiceBox(), ChoiceBox()
        # The coarse timer of Qt is off by a twentieth.
        self.timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
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
            (self.into, "↓"),
            (self.out, "↑"),
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
        bind(self.grain.setToolTip, msg("Grain of the steps"))
        on_retranslate(self, self._name_choices)
        self.speed.setCurrentIndex(1)

    def _name_choices(self) -> None:
        speeds = [tr("{number} /s", number=theme.compact(speed)) for speed in SPEEDS]
        _fill(self.speed, speeds)
        _fill(self.grain, [str(GRAIN_NAMES[grain]) for grain in self._grains])

    def _connect(self) -> None:
        inspection = self.inspection
        self.first.clicked.connect(inspection.first)
        self.last.clicked.connect(inspection.last)
        self.previous.clicked.connect(inspection.back)
        self.next.clicked.connect(lambda: inspection.over(1))
        self.into.clicked.connect(inspection.into)
        self.out.clicked.connect(inspection.out)
        self.play.clicked.connect(self.toggle)
        self.scrubber.moved.connect(inspection.go)
        self.grain.activated.connect(lambda number: inspection.set_grain(self._grains[number]))
        self.timer.timeout.connect(self._advance)
        self.speed.currentIndexChanged.connect(self._set_pace)

    def show_moment(self, moment: Moment) -> None:
        """Show where one stands."""
        count, place = len(moment.line), moment.cursor.place
        self.scrubber.show_place(moment.line, place)
        self._show_grains(offered(moment.trace.plan), moment.cursor.grain)
        self.counter.setText(f"{theme.count(place + 1)} / {theme.count(count)}")
        # Room for the last step from the first on: the scrubber must not move while one walks.
        widest = f"{theme.count(count)} / {theme.count(count)}"
        self.counter.setMinimumWidth(self.counter.fontMetrics().horizontalAdvance(widest) + 1)
        operation = moment.cursor.operation
        started, ended = place == 0 and operation <= 0, place == count - 1
        if operation >= 0:
            ended = ended and operation == len(moment.operations) - 1
        earlier = moment.run[1] > 0 or (moment.cursor.grain == "sample" and moment.trace.sample > 0)
        along = moment.cursor.grain not in COARSE
        for button, enabled in (
            (self.first, not started),
            (self.previous, earlier or (along and not started)),
            (self.last, not ended),
            (self.into, self._grains.index(moment.cursor.grain) > 0),
        ):
            button.setEnabled(enabled)

    def _show_grains(self, grains: tuple[Grain, ...], grain: Grain) -> None:
        if grains != self._grains:
            self._grains = grains
            self._name_choices()
        self.grain.setCurrentIndex(grains.index(grain))

    # -- playing

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self.timer.isActive()

    def toggle(self) -> None:
        """Play, or stop."""
        if self.playing:
            self.stop()
            return
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
        self._since, self._done = time.monotonic(), 0
        self.timer.setInterval(max(FRAME, round(1000 / self._speed)))

    @property
    def _speed(self) -> float:
        return SPEEDS[max(0, self.speed.currentIndex())]

    def _advance(self) -> None:
        """Go as many steps as are due: where a picture takes longer, some are passed over rather than all slowed."""
        due = round((time.monotonic() - self._since) * self._speed) - self._done
        if due > 0:
            self._done += due
            # Nor are steps saved up while the trainer is on its way: there would be a rush of them at its end.
            if not self.inspection.waiting and not self.inspection.over(due) and due > 1:
                self.inspection.over(1)


def _fill(box: ChoiceBox, texts: list[str]) -> None:
    chosen = max(0, box.currentIndex())
    box.blockSignals(True)
    box.clear()
    box.addItems(texts)
    box.setCurrentIndex(chosen)
    box.blockSignals(False)
