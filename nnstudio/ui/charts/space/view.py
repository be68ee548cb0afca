"""The view: a line of stops from the inputs to the answer, and the picture of where everything lies there."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.data.samples import Prepared
from nnstudio.engine import Program
from nnstudio.inspection.space import Passage, Stop, stops_of
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.space.picture import SpacePicture
from nnstudio.ui.charts.space.scene import Place, Scenery
from nnstudio.ui.charts.space.subject import Subject
from nnstudio.ui.charts.space.words import Words
from nnstudio.ui.charts.surroundings import as_panel
from nnstudio.ui.controls import ElidedLabel, ExportButton, IconButton, Slider, bind, on_retranslate

_FINE = 50
"""Ticks of the slider from stop to stop."""
_TICK = 16
_STEP = 1
"""Ticks of the slider at each tick while playing: a stop takes 0.8 s."""
_REST = 50
"""Ticks that the play rests at each stop; under reduced motion it goes from rest to rest."""


class SpaceView(QWidget):
    """``position`` counts stops; between two, everything is on a straight way from one to the other.

    ``tools`` : buttons that whoever shows the view may put elsewhere.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.stops: tuple[Stop, ...] = ()
        self._program: Program | None = None
        self._prepared: Prepared | None = None
        self._scenery: Scenery | None = None
        self._pointed = (-1, -1)
        self._rest = 0
        self.words = Words(session)
        self.back = IconButton("previous", msg("To the place before"))
        self.play = IconButton("run", msg("Walk through all layers, or stop"))
        self.next = IconButton("next", msg("To the next place"))
        self.slider = Slider()
        self.all = IconButton("planes", msg("All places side by side"))
        self.export_button = ExportButton(
            lambda: self.picture, lambda: None, lambda: tr("Space through the layers"), session.file.folder
        )
        self.tools = (self.all, self.export_button)
        self.picture = SpacePicture()
        self.title, self.reading = ElidedLabel("strong"), ElidedLabel("caption")
        self._clock = QTimer(self, interval=_TICK)
        self._arrange()
        self._connect()

    @property
    def position(self) -> float:
        """Where on the line of stops the picture is."""
        return self.slider.value() / _FINE

    # -- building

    def _arrange(self) -> None:
        column = as_panel(self)
        row = QHBoxLayout()
        row.setSpacing(theme.tokens().space(0.5))
        for widget in (self.back, self.play, self.next):
            row.addWidget(widget)
        row.addWidget(self.slider, 1)
        for tool in self.tools:
            row.addWidget(tool)
        for button in (self.play, self.all):
            button.setCheckable(True)
        self.slider.setSingleStep(_FINE // 10)
        self.slider.setPageStep(_FINE)
        column.addLayout(row)
        column.addWidget(self.title)
        column.addWidget(self.picture, 1)
        column.addWidget(self.reading)

    def _connect(self) -> None:
        self.back.clicked.connect(lambda: self._go(-1))
        self.next.clicked.connect(lambda: self._go(1))
        self.play.toggled.connect(self._on_play)
        self.slider.valueChanged.connect(self._on_moved)
        self.all.toggled.connect(self._on_all)
        self.picture.pointed.connect(self._on_pointed)
        self.export_button.said.connect(self.reading.setText)
        self.picture.picked.connect(self._on_picked)
        self._clock.timeout.connect(self._on_tick)
        self._session.display.add(self, self.paint)
        bind(self.slider.setAccessibleName, msg("Place on the way through the layers"))
        bind(self.picture.setAccessibleName, msg("Where the samples lie after each layer"))
        on_retranslate(self, lambda: self._session.display.refresh(self))

    # -- painting

    def paint(self, frame: Frame) -> None:
        """Show where everything lies at the moment."""
        prepared = self._session.prepared
        if prepared is None:
            return
        if frame.program is not self._program or prepared is not self._prepared:
            self._take(frame.program, prepared)
        scenery = self._scenery
        assert scenery is not None
        scenery.subject.follow(int(frame.rows[min(frame.sample, len(frame.rows) - 1)]))
        passage = Passage(frame.program, scenery.subject.x)
        if self.all.isChecked():
            places = tuple(scenery.place(passage, stop) for stop in self.stops)
            self.picture.show_row(scenery.subject, places, tuple((self.words.short(stop), "") for stop in self.stops))
        else:
            first = min(int(self.position), len(self.stops) - 1)
            begin = end = scenery.place(passage, self.stops[first])
            if self.position > first:
                end = scenery.place(passage, self.stops[first + 1])
            names = self.words.axes(begin), self.words.axes(end)
            self.picture.show_way(scenery.subject, (begin, end), names, self.position - first)
        self._read()

    def _take(self, program: Program, prepared: Prepared) -> None:
        self._program, self._prepared = program, prepared
        stops = stops_of(program)
        if stops != self.stops:
            self.stops = stops
            self.slider.setRange(0, _FINE * (len(stops) - 1))
        self._scenery = Scenery(Subject(prepared, program, max(stop.width for stop in stops)))
        self._scenery.begin(Passage(program, self._scenery.subject.x), stops)

    # -- what the user does

    def _go(self, by: int) -> None:
        """Come to the next stop in a direction."""
        whole, part = divmod(self.slider.value(), _FINE)
        self.slider.setValue(_FINE * (whole + 1 if by > 0 else whole if part else whole - 1))

    def _on_moved(self) -> None:
        self._session.display.refresh(self)

    def _on_all(self, on: bool) -> None:
        self.play.setChecked(False)
        for widget in (self.back, self.play, self.next, self.slider):
            widget.setDisabled(on)
        self._on_moved()

    def _on_play(self, on: bool) -> None:
        self.play.set_icon("pause" if on else "run")
        if not on:
            self._clock.stop()
            return
        if self.slider.value() == self.slider.maximum():
            self.slider.setValue(0)
        self._rest = _REST
        self._clock.start()

    def _on_tick(self) -> None:
        if self._rest:
            self._rest -= 1
            return
        if self.slider.value() == self.slider.maximum():
            self.play.setChecked(False)
            return
        self.slider.setValue(self.slider.value() + (_FINE if theme.reduced_motion() else _STEP))
        if self.slider.value() % _FINE == 0:
            self._rest = _REST

    def _on_pointed(self, number: int, place: int) -> None:
        if (number, place) != self._pointed:
            self._pointed = number, place
            self._read()

    def _on_picked(self, number: int) -> None:
        subject = self._scenery.subject if self._scenery is not None else None
        if subject is None or self._prepared is None or subject.kinds[number] != 0:
            return
        with self._session.display.hold() as frame:
            rows = self._prepared.training.rows[frame.rows] if frame is not None else np.zeros(0)
        found = np.flatnonzero(rows == subject.rows[number])
        if len(found):
            self._session.select_sample(int(found[0]))

    def _read(self) -> None:
        self.title.setText(self._title())
        number, place = self._pointed
        places = self.picture.places
        inside = self._scenery is not None and 0 <= number < self._scenery.subject.count and place < len(places)
        if not inside or self._scenery is None:
            self.reading.setText(self.words.hint(self._scenery.subject if self._scenery is not None else None))
            return
        shown = places[place] if self.picture.share is None else self._nearer(places)
        self.reading.setText(self.words.sample(self._scenery.subject, number, shown))

    def _nearer(self, places: tuple[Place, ...]) -> Place:
        return places[round(self.picture.share or 0.0)]

    def _title(self) -> str:
        if self.all.isChecked() or not self.picture.places:
            return self.words.all_places(len(self.stops))
        begin, end = self.picture.places
        return self.words.title(begin, end, self.picture.share or 0.0)
