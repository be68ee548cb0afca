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
from nnstudio.ui.charts.naming import class_names
from nnstudio.ui.charts.plane_picture import PlanePicture
from nnstudio.ui.controls import ChoiceBox, IconButton, bind

_TAKE, _OTHER = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_NEAR = 40.0
"""Pixels from which a point is taken out by keys or clicks: the nearest within."""


class PointEditing(QObject):
    """``button`` switches it on; ``classes`` chooses what a click adds.

    A click adds a point, with Shift of the next class, with Ctrl it takes the nearest one out. Each is an edit of the
    document, which undo takes back; the run goes on with the data as they are then.
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
        self.button.toggled.connect(self._on_toggled)
        picture.struck.connect(self._on_struck)

    @property
    def on(self) -> bool:
        """Whether clicks put points."""
        return self.button.isChecked()

    def offer(self, prepared: Prepared, on_curve: bool) -> None:
        """Offer it where a click says all of a sample: two features and a class, one feature and a value."""
        classes = prepared.shape.task is Task.CLASSIFICATION
        told = prepared.measured_shape == (2,) if classes else on_curve and prepared.measured_shape == (1,)
        fits = told and takes_points(self._session.document.data, prepared.raw)
        self.button.setVisible(fits)
        names = class_names(self._session)
        if [self.classes.itemText(number) for number in range(self.classes.count())] != list(names):
            self.classes.clear()
            self.classes.addItems(list(names))
        if not fits:
            self.button.setChecked(False)
        self.classes.setVisible(self.on and classes)

    def advice(self) -> str:
        """Return what a click does; empty while it does nothing of the kind."""
        if not self.on:
            return ""
        if self.classes.count():
            return tr("Click: a point; Shift: of the next class; Ctrl: take the nearest out")
        return tr("Click: a point; Ctrl: take the nearest out")

    def _on_toggled(self, on: bool) -> None:
        self._picture.set_pen(on)
        self.classes.setVisible(on and self.classes.count() > 0)
        self.changed.emit()

    def _on_struck(self, x: float, y: float, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & _TAKE:
            self._take_out(x, y)
        elif self.classes.count():
            number = self.classes.currentIndex() + (1 if modifiers & _OTHER else 0)
            self._session.edit(AddPoint((x, y, float(number % self.classes.count()))))
        else:
            self._session.edit(AddPoint((x, y)))

    def _take_out(self, x: float, y: float) -> None:
        axes, prepared = self._picture.axes(), self._session.prepared
        if axes is None or prepared is None:
            return
        found = self._picture.sample_at(QPointF(*axes.pixels(np.array([[x, y]]))[0].tolist()), _NEAR)
        if found is None or (found[0].name == "training" and len(found[0].rows) < 2):
            return
        row, drawn = int(found[0].rows[found[1]]), len(prepared.raw.x) - len(self._session.document.data.points)
        self._session.edit(LeaveOut(row - drawn, added=True) if row >= drawn else LeaveOut(row))
