"""Two numbers as a point in the plane: a click or a drag puts it, over what the network answers everywhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QVBoxLayout

from nnstudio.data.samples import Numbers, Prepared
from nnstudio.inspection.trying import Entry
from nnstudio.text import msg
from nnstudio.training.frame import Frame
from nnstudio.ui.charts.answers import Answers, Options
from nnstudio.ui.charts.plane_picture import PlanePicture
from nnstudio.ui.charts.surface import FINEST, finest_for
from nnstudio.ui.charts.trying.editor import Editor
from nnstudio.ui.charts.trying.row_form import RowForm
from nnstudio.ui.controls import bind


class PlaneEntry(Editor):
    """``picture`` over ``form``, which has the same two numbers as fields."""

    def __init__(self, prepared: Prepared, entries: tuple[Entry, ...], x: Numbers, target: str) -> None:
        super().__init__(x)
        self._answers = Answers(prepared, tuple(entry.name for entry in entries), target)
        self.picture = PlanePicture()
        self.picture.set_backdrop(self._answers.backdrop)
        bind(self.picture.setAccessibleName, msg("The network's answers over the data; a click puts the input there"))
        self.form = RowForm(entries, x, brief=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.picture, 1)
        column.addWidget(self.form)
        self.picture.placed.connect(self._on_placed)
        self.form.edited.connect(self._on_form)

    def show_input(self, x: Numbers) -> None:
        """Show another point."""
        super().show_input(x)
        self.form.show_input(x)
        self._mark()

    def follow(self, frame: Frame) -> None:
        """Draw the surface of the moment under the point."""
        axes = self.picture.axes()
        side = finest_for(max(axes.area.width(), axes.area.height())) if axes is not None else FINEST
        self.picture.drawn = self._answers.draw(frame, Options(side=side))
        self._mark()

    def advice(self) -> str:
        """Return what is wrong with the row that was typed."""
        return self.form.advice()

    def _mark(self) -> None:
        self.picture.show_drawn(replace(self.picture.drawn, marked=self.entered))

    def _on_placed(self, across: float, up: float) -> None:
        self.show_input(np.array([across, up]))
        self.edited.emit()

    def _on_form(self) -> None:
        self.entered = self.form.entered
        self._mark()
        self.edited.emit()
