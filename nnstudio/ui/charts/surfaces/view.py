"""The view: a surface, four racers, and their steps with numbers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from nnstudio.engine import optimizers
from nnstudio.inspection.surfaces import Move, Racer, Surface, surfaces
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.landscape.terrain import Terrain
from nnstudio.ui.charts.surfaces.lane import Lane
from nnstudio.ui.charts.surfaces.race_map import Place, RaceMap, Way
from nnstudio.ui.charts.surroundings import as_panel
from nnstudio.ui.controls import ChoiceBox, IconButton, bind, label, on_retranslate

SIDE = 81
"""Points a side of the map."""
PACE = 60
"""Milliseconds from step to step while they race."""
LONGEST = 2000
"""Steps after which a race stops by itself."""
_RACERS = (("sgd", 0.02), ("momentum", 0.02), ("rmsprop", 0.05), ("adam", 0.1))


class SurfacesView(QWidget):
    """``lanes`` set up the ``racers``; the steps of the one that is chosen are written out.

    ``tools`` : buttons that whoever shows the view may put elsewhere.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ids = list(surfaces)
        self.choice, self.map = ChoiceBox(), RaceMap()
        self.lanes = [Lane(number, *racer) for number, racer in enumerate(_RACERS, start=1)]
        self.chosen = len(self.lanes) - 1
        self.racers: dict[int, Racer] = {}
        self.reading = label("", "caption", wrap=True)
        self.play_button = IconButton("run", msg("Let them race, or stop"))
        self.step_button = IconButton("next", msg("One step"))
        self.restart_button = IconButton("reset", msg("Back to the start"))
        self.tools = (self.restart_button, self.step_button, self.play_button)
        self._beat = QTimer(self, interval=PACE)
        self._arrange()
        self._connect()
        self._fill(self.ids.index("ravine"))
        self._choose(self.chosen)
        self._on_surface()

    @property
    def surface(self) -> Surface:
        """The surface that is chosen."""
        return surfaces.make(self.ids[self.choice.currentIndex()])

    # -- building

    def _arrange(self) -> None:
        space = theme.tokens().space
        column = as_panel(self)
        head = QHBoxLayout()
        head.addWidget(self.choice, 1)
        for tool in self.tools:
            head.addWidget(tool)
        column.addLayout(head)
        column.addWidget(self.map, 1)
        self._fields = QStackedWidget()
        self._fields.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        racers = QHBoxLayout()
        racers.setSpacing(space(0.5))
        for lane in self.lanes:
            racers.addWidget(lane.badge)
            self._fields.addWidget(lane)
        racers.addWidget(self._fields, 1)
        column.addLayout(racers)
        self.reading.setMinimumHeight(round(self.reading.fontMetrics().lineSpacing() * 2))
        column.addWidget(self.reading)

    def _connect(self) -> None:
        self.choice.activated.connect(lambda _: self._on_surface())
        self.map.started.connect(self._on_started)
        self.play_button.clicked.connect(self._on_play)
        self.step_button.clicked.connect(self._on_step)
        self.restart_button.clicked.connect(self.restart)
        self._beat.timeout.connect(self._on_beat)
        for place, lane in enumerate(self.lanes):
            lane.chosen.connect(lambda place=place: self._choose(place))
            lane.touched.connect(lambda place=place: self._on_touched(place))
        bind(self.choice.setAccessibleName, msg("Test surface"))
        bind(self.map.setAccessibleName, msg("Map of the surface; the arrow keys move the start"))
        theme.changed.connect(self._show)
        on_retranslate(self, self._on_language)

    def _fill(self, chosen: int) -> None:
        self.choice.clear()
        self.choice.addItems([str(surfaces[key].declaration.name) for key in self.ids])
        self.choice.setCurrentIndex(chosen)

    # -- what the user does

    def _on_surface(self) -> None:
        surface = self.surface
        xs, ys = (np.linspace(surface.low[axis], surface.high[axis], SIDE) for axis in (0, 1))
        losses = surface.loss(*np.meshgrid(xs, ys))
        start = np.array([surface.start])
        self.map.show_terrain(Terrain(xs, ys, losses, ("x", "y"), start))
        self.map.minima, self.map.start = surface.minima, surface.start
        bind(self.choice.setToolTip, surface.declaration.help)
        self._line_up()

    def _on_started(self, x: float, y: float) -> None:
        self.map.start = (x, y)
        self.restart()

    def _choose(self, place: int) -> None:
        self.chosen = place
        self._fields.setCurrentIndex(place)
        for number, lane in enumerate(self.lanes):
            lane.choose(number == place)

    def _on_touched(self, place: int) -> None:
        lane, racer = self.lanes[place], self.racers.get(place)
        if racer is not None and lane.races and racer.id == lane.id:
            # Only the learning rate has changed: it goes on with it, as a run does.
            racer.rate = lane.rate.value()
            self._show()
        else:
            self._line_up()

    def _on_play(self) -> None:
        if self._beat.isActive():
            self._stop()
        else:
            self._beat.start()
            self.play_button.set_icon("pause")

    def _on_beat(self) -> None:
        if all(racer.lost or len(racer.moves) > LONGEST for racer in self.racers.values()):
            self._stop()
        else:
            self._step()

    def _on_step(self) -> None:
        self._stop()
        self._step()

    def restart(self) -> None:
        """Put all racers back to the start, with nothing kept."""
        for racer in self.racers.values():
            racer.begin(self.map.start)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._stop()

    def _line_up(self) -> None:
        self.racers = {
            place: Racer(self.surface, lane.id, lane.rate.value(), self.map.start)
            for place, lane in enumerate(self.lanes)
            if lane.races
        }
        self._show()

    def _step(self) -> None:
        for racer in self.racers.values():
            racer.step()
        self._show()

    def _stop(self) -> None:
        self._beat.stop()
        self.play_button.set_icon("run")

    def _on_language(self) -> None:
        self._fill(self.choice.currentIndex())
        self._show()

    # -- showing

    def _show(self) -> None:
        self.map.ways = tuple(
            Way(racer.way, theme.class_color(place), place + 1, racer.moves[-1].slope, place == self.chosen)
            for place, racer in self.racers.items()
        )
        self.map.update()
        said = self._said()
        self.reading.setText(said)
        self.map.setAccessibleDescription(said)

    def _said(self) -> str:
        racer = self.racers.get(self.chosen)
        if racer is None:
            return str(self.surface.declaration.help)
        move, name = racer.moves[-1], str(optimizers[racer.id].declaration.name)
        if racer.lost:
            return tr("{number} {name}: lost at step {step}", number=self.chosen + 1, name=name, step=move.step)
        head = tr(
            "{number} {name}, step {step}: L {loss}",
            number=self.chosen + 1,
            name=name,
            step=move.step,
            loss=_n(move.loss),
        )
        return f"{head}   (x, y) {_pair(move.place)}   ∇L {_pair(move.slope)}{_kept(move)}"


def _kept(move: Move) -> str:
    return "".join(f"   {name} {_pair(pair)}" for name, pair in move.state.items())


def _pair(pair: Place) -> str:
    return f"({_n(pair[0])}, {_n(pair[1])})"


def _n(value: float) -> str:
    return theme.number(value)
