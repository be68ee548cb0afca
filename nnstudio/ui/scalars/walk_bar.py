"""The bar below a graph: back and on by node or by edge, play, and a slider over all that happens."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.inspection.graphs import Story
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import IconButton, NumberLabel, Segmented, Slider, bind

_PER_SECOND = 2


class WalkBar(QWidget):
    """Where one stands in a story.

    Signals: ``moved(int)`` when the user goes to another place.
    """

    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.story, self.place = Story(), 0
        self.first = IconButton("first", msg("To the beginning"))
        self.previous = IconButton("previous", msg("Back"))
        self.play = IconButton("run", msg("Play"))
        self.next = IconButton("next", msg("On"))
        self.last = IconButton("last", msg("To the end"))
        self.slider = Slider()
        self.counter = NumberLabel("000 / 000")
        self.grain = Segmented((("node", msg("Node")), ("edge", msg("Edge"))))
        self.timer = QTimer(self)
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.setInterval(1000 // _PER_SECOND)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().space(0.5))
        for button in (self.first, self.previous, self.play, self.next, self.last):
            row.addWidget(button)
        row.addWidget(self.slider, 1)
        row.addWidget(self.counter)
        row.addWidget(self.grain)
        bind(self.slider.setAccessibleName, msg("Place in what happens"))
        bind(self.grain.setAccessibleName, msg("What one step is"))
        self.slider.setMinimumWidth(theme.tokens().space(5))

    def _connect(self) -> None:
        self.first.clicked.connect(lambda: self.moved.emit(0))
        self.last.clicked.connect(lambda: self.moved.emit(len(self.story.events)))
        self.previous.clicked.connect(lambda: self.go(-1))
        self.next.clicked.connect(lambda: self.go(1))
        self.play.clicked.connect(self.toggle)
        self.slider.valueChanged.connect(self._on_slid)
        self.timer.timeout.connect(self._advance)

    def show_place(self, story: Story, place: int) -> None:
        """Show where one stands."""
        self.story, self.place = story, place
        count = len(story.events)
        self.slider.blockSignals(True)
        self.slider.setRange(0, count)
        self.slider.setValue(place)
        self.slider.blockSignals(False)
        self.counter.setText(f"{theme.count(place)} / {theme.count(count)}")
        self.slider.setAccessibleDescription(tr("{number} of {count}", number=place, count=count))
        for button in (self.first, self.previous):
            button.setEnabled(place > 0)
        for button in (self.next, self.last):
            button.setEnabled(place < count)
        self.play.setEnabled(count > 0)

    def go(self, count: int) -> None:
        """Go back or on, by the grain that is chosen."""
        if self.grain.value() == "node":
            goal = self.story.over(self.place, count)
        else:
            goal = max(0, min(len(self.story.events), self.place + count))
        if goal != self.place:
            self.moved.emit(goal)

    def _on_slid(self, place: int) -> None:
        if place != self.place:
            self.moved.emit(place)

    # -- playing

    def toggle(self) -> None:
        """Play, or stop."""
        if self.timer.isActive():
            self.stop()
            return
        if self.place >= len(self.story.events):
            self.moved.emit(0)
        self.timer.start()
        self.play.set_icon("pause")
        self.play.set_name(msg("Stop playing"))

    def stop(self) -> None:
        """Stop playing."""
        self.timer.stop()
        self.play.set_icon("run")
        self.play.set_name(msg("Play"))

    def _advance(self) -> None:
        if self.place >= len(self.story.events):
            self.stop()
        else:
            self.go(1)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop when nobody looks."""
        self.stop()
        super().hideEvent(event)
