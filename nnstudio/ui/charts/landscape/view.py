"""The view: which plane, map or relief, the survey under way, and the run that goes on across it."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from nnstudio.engine import Program
from nnstudio.engine.errors import DataError
from nnstudio.exchange.table import Table
from nnstudio.inspection.landscape import all_points
from nnstudio.text import Message, msg, tr
from nnstudio.training.frame import Frame
from nnstudio.training.kept_run import KeptRun
from nnstudio.ui import theme
from nnstudio.ui.bridge.aside import Aside
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.landscape.asking import PATH, Asked, Path, WeightChoice, ask, plane_of, weights_of
from nnstudio.ui.charts.landscape.map_picture import MapPicture
from nnstudio.ui.charts.landscape.relief_picture import ReliefPicture
from nnstudio.ui.charts.landscape.standing_line import StandingLine
from nnstudio.ui.charts.landscape.terrain import Terrain
from nnstudio.ui.charts.landscape.way_legend import WayLegend
from nnstudio.ui.charts.landscape.ways import Hovered, Way, nearest, point_of, traceable, way_of
from nnstudio.ui.charts.landscape.ways_button import WaysButton
from nnstudio.ui.charts.surroundings import as_panel
from nnstudio.ui.controls import (
    ChoiceBox,
    ElidedLabel,
    EmptyState,
    ExportButton,
    IconButton,
    Segmented,
    bind,
    on_retranslate,
)

_LOOK = 120
"""Milliseconds between two looks at a survey under way."""
_LONGEST = 2000
"""Points of the trail; when it is longer every second is dropped."""
_KINDS = (
    ("path", msg("Path")),
    ("together", msg("All paths")),
    ("random", msg("Random")),
    ("weights", msg("Two weights")),
)
_ADVICE: dict[str, Message] = {
    "path": msg("The plane in which the weights have moved most"),
    "together": msg("The plane in which the weights of all runs that are drawn have moved most"),
    "random": msg("Two random directions, scaled neuron by neuron; each survey draws others"),
    "weights": msg("Two single weights; all the others stay as they are"),
}


class LandscapeView(QWidget):
    """A survey is made of the weights of one moment; the run may go on, and its way is drawn across the survey.

    Ways of kept runs of the same network, loss and data are drawn as the shelf says.
    ``tools`` : buttons that whoever shows the view may put elsewhere.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._program: Program | None = None
        self._weights: tuple[WeightChoice, ...] = ()
        self._terrain: Terrain | None = None
        self._terrain_share = 0.0
        self._seed = self._tried = 0
        self._trail: list[tuple[float, float]] = []
        self.asked: Asked | None = None
        self._error: DataError | None = None
        self._at = (math.nan, math.nan)
        self._traced: dict[int, KeptRun] = {}
        self._ways: tuple[Way, ...] = ()
        self._hovered: Hovered | None = None
        self.kinds, self.stack = Segmented(_KINDS), QStackedWidget()
        self.relief_button = IconButton("relief", msg("As a relief that can be turned, or as a map"))
        self.survey_button = IconButton("reset", msg("Survey anew, through the weights of this moment; or stop"))
        self.export_button = ExportButton(
            lambda: self.stack, self.table, lambda: tr("Loss landscape"), session.file.folder
        )
        self.ways_button = WaysButton(session, lambda: traceable(session, self._program))
        self.tools = (self.ways_button, self.relief_button, self.survey_button, self.export_button)
        self.first, self.second = ChoiceBox(), ChoiceBox()
        self.map, self.relief = MapPicture(), ReliefPicture()
        self.empty = EmptyState(msg("No landscape yet"), self._reason, icon_name="gradient")
        self.title, self.reading = ElidedLabel("strong"), ElidedLabel("caption")
        self.legend, self.standing = WayLegend(), StandingLine(self)
        self.aside = Aside(self)
        self._looks = QTimer(self, interval=_LOOK)
        self._arrange()
        self._connect()

    def table(self) -> Table | None:
        """Return the surveyed losses as a table; None before there are any."""
        terrain = self._terrain
        if terrain is None:
            return None
        x, y = np.meshgrid(terrain.xs, terrain.ys)
        return Table((*terrain.names, "loss"), (x.ravel(), y.ravel(), terrain.losses.ravel()))

    # -- building

    def _arrange(self) -> None:
        column = as_panel(self)
        self.relief_button.setCheckable(True)
        column.addLayout(_row(self.kinds, None, *self.tools))
        self._choices = QWidget()
        choices = _row(self.first, self.second)
        choices.setContentsMargins(0, 0, 0, 0)
        self._choices.setLayout(choices)
        column.addWidget(self._choices)
        for page in (self.empty, self.map, self.relief):
            self.stack.addWidget(page)
        column.addWidget(self.title)
        column.addWidget(self.standing)
        column.addWidget(self.stack, 1)
        column.addWidget(self.legend)
        column.addWidget(self.reading)
        for box in (self.first, self.second):
            box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
        self._choices.hide()
        self._offer_together()

    def _connect(self) -> None:
        session = self._session
        self.kinds.chosen.connect(self._on_kind)
        self.relief_button.toggled.connect(self._show)
        self.survey_button.clicked.connect(self._on_survey)
        for box in (self.first, self.second):
            box.activated.connect(lambda _: self.begin())
        self.map.pointed.connect(self._on_pointed)
        self._looks.timeout.connect(self._show)
        self.aside.done.connect(lambda _: self._on_done())
        self.export_button.said.connect(self.reading.setText)
        session.display.add(self, self.paint)
        session.shelf.changed.connect(self._on_shelf)
        for kind, advice in _ADVICE.items():
            bind(self.kinds.buttons[kind].setToolTip, advice)
        bind(self.kinds.setAccessibleName, msg("Which plane of parameter space"))
        bind(self.first.setAccessibleName, msg("Weight to the right"))
        bind(self.second.setAccessibleName, msg("Weight upward"))
        bind(self.map.setAccessibleName, msg("Map of the loss"))
        bind(self.relief.setAccessibleName, msg("Relief of the loss; the arrow keys turn it"))
        on_retranslate(self, self._on_language)

    # -- following the run

    def paint(self, frame: Frame) -> None:
        """Draw the way to where the run is now; survey where there is nothing yet."""
        if frame.program is not self._program:
            self._program = frame.program
            self._call_off()
            self.asked, self._weights = None, weights_of(frame.program)
            self._fill()
            self._sort_out()
            self._ask_later(frame)
        elif self.asked is None and not frame.running and frame.step != self._tried:
            # It was too early for a path.
            self._ask_later(frame)
        elif self.asked is not None:
            self._follow(frame, self.asked)
            self._show()

    def _ask_later(self, frame: Frame) -> None:
        """Survey after this paint: the run must stand still, which it need not for a paint."""
        self._tried = frame.step
        QTimer.singleShot(0, self, self._begin_where_nothing_is)

    def _begin_where_nothing_is(self) -> None:
        """Survey, if no hand has asked for that meanwhile: what it has chosen would be done twice."""
        if self.asked is None:
            self.begin()

    def _follow(self, frame: Frame, asked: Asked) -> None:
        if frame.step < asked.step:
            self._trail.clear()
        x, y = asked.survey.plane.coordinates(frame.program.theta).tolist()
        if not self._trail or self._trail[-1] != (x, y):
            self._trail.append((x, y))
        if len(self._trail) > _LONGEST:
            self._trail = [*self._trail[:-1:2], self._trail[-1]]

    # -- surveying

    def begin(self) -> None:
        """Survey the landscape through the weights of this moment."""
        self._call_off()
        self.asked, self._error, self._terrain = None, None, None
        self._trail.clear()
        with self._session.display.hold(exclusive=True) as frame:
            path = self._session.trainer.path(PATH) if frame is not None else None
            if frame is not None and path is not None and frame.program.count:
                self._ask(frame, path)
        self._place_ways()
        if self.asked is not None:
            self.survey_button.set_icon("close")
            self._looks.start()
            self.aside.start(self.asked.survey.run)
        self._show()

    def _ask(self, frame: Frame, path: Path) -> None:
        prepared = self._session.prepared
        if prepared is None or not self._weights:
            # Chosen before the first paint, which asks by itself.
            return
        places = [self._weights[max(0, box.currentIndex())].place for box in (self.first, self.second)]
        self._seed += 1
        kind, points = self.kinds.value(), path[1]
        if kind in ("together", "weights"):
            points = all_points(points, [run.snapshots.theta for run in self._traced.values()])
        try:
            plane = plane_of(kind, frame.program, points, (places[0], places[1]), self._seed)
        except DataError as error:
            self._error = error
            return
        self.asked = ask(frame.program, prepared, plane, path, points)

    def _call_off(self) -> None:
        self.standing.clear()
        if self.asked is not None:
            self.asked.survey.call_off()

    def _on_done(self) -> None:
        self._looks.stop()
        self.survey_button.set_icon("reset")
        if self.asked is not None and self.asked.survey.share == 1:
            self.standing.ask(self.asked)
        self._show()

    # -- the ways of other runs

    def _on_shelf(self) -> None:
        """Draw other ways; survey anew where the plane is made of them."""
        before = self._traced
        self._sort_out()
        kind, changed = self.kinds.value(), list(before.values()) != list(self._traced.values())
        if changed and not before and kind == "path":
            self.kinds.set_value("together")
        if changed and self._program is not None and "together" in (kind, self.kinds.value()):
            self.begin()
        else:
            self._place_ways()
            self._show()

    def _sort_out(self) -> None:
        """Find which of the runs that are to be drawn lie on this landscape."""
        traced = self._session.shelf.traced
        able = traceable(self._session, self._program) if traced else {}
        self._traced = {number: run for number, run in able.items() if run in traced}
        self._offer_together()

    def _offer_together(self) -> None:
        some = bool(self._traced)
        self.kinds.set_enabled("together", some)
        self.kinds.buttons["together"].setVisible(some)
        if not some and self.kinds.value() == "together":
            self.kinds.set_value("path")

    def _place_ways(self) -> None:
        asked, self._hovered = self.asked, None
        plane = asked.survey.plane if asked is not None else None
        self._ways = tuple(way_of(*each, plane) for each in self._traced.items()) if plane is not None else ()
        self.legend.show_ways(self._ways)

    # -- what the user does

    def _on_survey(self) -> None:
        if self.aside.running:
            self._call_off()
        else:
            self.begin()

    def _on_kind(self) -> None:
        self._choices.setVisible(self.kinds.value() == "weights")
        self.begin()

    def _on_pointed(self, x: float, y: float) -> None:
        self._at = x, y
        self._find_pointed()

    def _find_pointed(self) -> None:
        """Find the step that the mouse is at: also of ways that have come under it."""
        x, y = self._at
        axes, asked, self._hovered = self.map.axes(), self.asked, None
        if axes is not None and asked is not None and not math.isnan(x):
            own = Way(tr("Run in hand"), 0, asked.steps, asked.path, asked.away)
            self._hovered = nearest((own, *self._ways), axes, (x, y))
        self.map.ring(point_of(self._hovered, axes) if self._hovered is not None and axes is not None else None)
        self.legend.light(self._hovered[0].number if self._hovered is not None else -1)
        self._read()

    def _on_language(self) -> None:
        self._fill()
        self._terrain = None
        self._place_ways()
        self._show()

    def _fill(self) -> None:
        names = [each.name(self._session.document) for each in self._weights]
        for box, default in ((self.first, 0), (self.second, 1)):
            chosen = box.currentIndex() if box.count() == len(names) else min(default, len(names) - 1)
            box.clear()
            box.addItems(names)
            box.setCurrentIndex(chosen)

    # -- showing

    def _show(self) -> None:
        terrain = self._drawn()
        page = self.empty if terrain is None else self.relief if self.relief_button.isChecked() else self.map
        self.map.show_terrain(terrain)
        self.relief.show_terrain(terrain)
        self.empty.set_texts(msg("No landscape yet"), self._reason)
        self.stack.setCurrentWidget(page)
        self._find_pointed()

    def _drawn(self) -> Terrain | None:
        """Return what is known of the landscape, with the way of the run upon it."""
        asked = self.asked
        if asked is None or not asked.survey.share:
            return None
        survey = asked.survey
        if self._terrain is None or self.aside.running or self._terrain_share != survey.share:
            self._terrain_share = survey.share
            self._terrain = Terrain(survey.xs, survey.ys, survey.filled(), self._names(), asked.path)
        self._terrain.trail, self._terrain.ways = np.array(self._trail, np.float64).reshape(-1, 2), self._ways
        return self._terrain

    def _names(self) -> tuple[str, str]:
        explained = self.asked.survey.plane.explained if self.asked is not None else ()
        if explained:
            return self._direction(1, explained[0]), self._direction(2, explained[1])
        if self.kinds.value() == "weights":
            return self.first.currentText(), self.second.currentText()
        return tr("random direction {number}", number=1), tr("random direction {number}", number=2)

    def _direction(self, number: int, share: float) -> str:
        return tr("direction {number} · {share} of the path", number=number, share=theme.percent(share))

    def _reason(self) -> str:
        if self._error is not None:
            return str(self._error.advice)
        return tr("Here the loss appears over a plane through the weights.")

    def _read(self) -> None:
        asked = self.asked
        if asked is None:
            self.title.setText("")
            self.reading.setText("")
            return
        samples, step = theme.count(asked.samples), theme.count(asked.step)
        self.title.setText(tr("Loss of {count} samples around step {step}", count=samples, step=step))
        self.reading.setText(self._reading(asked))

    def _reading(self, asked: Asked) -> str:
        if self._hovered is not None:
            way, place = self._hovered
            step, away = theme.count(int(way.steps[place])), theme.number(float(way.away[place]), 2)
            return tr("{run} · step {step} · {distance} off this plane", run=way.name, step=step, distance=away)
        if self.aside.running:
            return tr("{share} surveyed", share=theme.percent(asked.survey.share))
        if self._terrain is not None and not math.isnan(self._at[0]):
            x, y, loss = self._terrain.nearest(*self._at)
            return f"({theme.number(x)}, {theme.number(y)}) → {theme.number(loss)}"
        return tr("○ start   ● now   dark is low")


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.tokens().space(0.5))
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget, 1 if isinstance(widget, ChoiceBox) else 0)
    return row
