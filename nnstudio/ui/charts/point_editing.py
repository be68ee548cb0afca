"""Points put among the data by clicks or keys while the run goes on: the switch, the class, and what a click does."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, Signal

from nnstudio.data.by_hand import takes_points
from nnstudio.data.samples import Prepared, Task
from nnstudio.document.edits import AddPoint, LeaveOut
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.answers import Answers
from nnstudio.ui.charts.naming import class_names
from nnstudio.ui.charts.plane_picture import PlanePicture
from nnstudio.ui.controls import ChoiceBox, IconButton, NumberField, bind

_TAKE, _OTHER = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_NEAR = 40.0
"""Pixels from which a point is taken out by keys or clicks: the nearest within."""


class PointEditing(QObject):
    """``button`` switches it on; ``classes``, or for a regression over a plane ``value``, chooses what a click adds.

    A click adds a point, with Shift of the next class or of the value at the other end of what there is, with Ctrl it
    takes the nearest one out; features that the picture does not show are at their mean, as it shows them. Each is an
    edit of the document, which undo takes back; the run goes on with the data as they are then.
    Signals: ``changed()`` when it is switched.
    """

    changed = Signal()

    def __init__(self, session: Session, picture: PlanePicture) -> None:
        super().__init__(picture)
        self._session, self._picture = session, picture
        self.button = IconButton("add", msg("Add points by clicks and take them out, also while the run goes on"))
        self.button.setCheckable(True)
        self.classes = ChoiceBox()
        # It stands beside the list of views, in a bar that must fit the smallest window.
        self.classes.setFixedWidth(theme.tokens().space(9))
        bind(self.classes.setAccessibleName, msg("Class of the points that are added"))
        self.value = NumberField(0.0, digits=4)
        self.value.setFixedWidth(theme.tokens().space(8))
        self.value.setFixedHeight(theme.tokens().target)
        self.value.setProperty("density", "compact")
        bind(self.value.setAccessibleName, msg("Value of the points that are added"))
        self.value.edited.connect(lambda _: self.changed.emit())
        self._answers: Answers | None = None
        self._ends = (0.0, 0.0)
        self.button.toggled.connect(self._on_toggled)
        picture.struck.connect(self._on_struck)

    @property
    def on(self) -> bool:
        """Whether clicks put points."""
        return self.button.isChecked()

    def offer(self, prepared: Prepared, answers: Answers | None) -> None:
        """Offer it where a place, and a class or a value, say all of a sample."""
        self._answers = answers
        fits = answers is not None and takes_points(prepared.raw)
        self.button.setVisible(fits)
        if prepared.shape.task is Task.REGRESSION and fits:
            self._take_ends(prepared)
        names = class_names(self._session)
        if [self.classes.itemText(number) for number in range(self.classes.count())] != list(names):
            self.classes.clear()
            self.classes.addItems(list(names))
        if not fits:
            self.button.setChecked(False)
        self._show_choice()

    def _take_ends(self, prepared: Prepared) -> None:
        # Of the data as they came: a point that was added must not move what the next one says.
        own = prepared.raw.y[: len(prepared.raw.y) - len(self._session.document.data.points)]
        ends = float(own.min()), float(own.max())
        if ends != self._ends:
            self._ends = ends
            self.value.set_value(ends[1])

    @property
    def _valued(self) -> bool:
        """Whether a click's height says nothing of the value, which is chosen then."""
        return self._answers is not None and not self._answers.is_curve and self.classes.count() == 0

    def _show_choice(self) -> None:
        self.classes.setVisible(self.on and self.classes.count() > 0)
        self.value.setVisible(self.on and self._valued)

    def advice(self) -> str:
        """Return what a click does; empty while it does nothing of the kind."""
        if not self.on:
            return ""
        if self.classes.count():
            return tr("Click: a point; Shift: of the next class; Ctrl: take the nearest out")
        if self._valued:
            here, there = theme.compact(self.value.value(), 4), theme.compact(self._other_end(), 4)
            return tr("Click: adds {value}; Shift: {other}; Ctrl: takes the nearest out", value=here, other=there)
        return tr("Click: a point; Ctrl: take the nearest out")

    def _on_toggled(self, on: bool) -> None:
        self._picture.set_pen(on)
        self._show_choice()
        self.changed.emit()

    def _on_struck(self, x: float, y: float, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & _TAKE:
            self._take_out(x, y)
        elif self.classes.count():
            number = self.classes.currentIndex() + (1 if modifiers & _OTHER else 0)
            self._add(x, y, float(number % self.classes.count()))
        elif self._valued:
            self.value.commit()
            self._add(x, y, self._other_end() if modifiers & _OTHER else self.value.value())
        else:
            self._add(x, y, y)

    def _other_end(self) -> float:
        return sum(self._ends) - self.value.value()

    def _add(self, x: float, y: float, target: float) -> None:
        if self._answers is None:
            return
        plane = self._answers.plane
        features = plane.base.copy()
        features[plane.across] = x
        if not self._answers.is_curve:
            features[plane.up] = y
        self._session.edit(AddPoint((*features.tolist(), target)))

    def _take_out(self, x: float, y: float) -> None:
        axes, prepared = self._picture.axes(), self._session.prepared
        if axes is None or prepared is None:
            return
        found = self._picture.sample_at(QPointF(*axes.pixels(np.array([[x, y]]))[0].tolist()), _NEAR)
        if found is None or (found[0].name == "training" and len(found[0].rows) < 2):
            return
        row, drawn = int(found[0].rows[found[1]]), len(prepared.raw.x) - len(self._session.document.data.points)
        self._session.edit(LeaveOut(row - drawn, added=True) if row >= drawn else LeaveOut(row))
