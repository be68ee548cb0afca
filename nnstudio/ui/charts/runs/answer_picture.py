"""What a kept run answered at one of its steps: over a plane of two inputs, as confusions, or against the truth."""

from __future__ import annotations

import dataclasses

import numpy as np
from PySide6.QtWidgets import QStackedWidget, QWidget

from nnstudio.data import shown
from nnstudio.data.samples import Task
from nnstudio.training.frame import Frame, Status
from nnstudio.training.kept_run import KeptRun, Moment
from nnstudio.ui import theme
from nnstudio.ui.charts.answers import Answers, Options
from nnstudio.ui.charts.asked import asked_of
from nnstudio.ui.charts.confusion import ConfusionPicture, count_confusions
from nnstudio.ui.charts.plane_picture import PlanePicture
from nnstudio.ui.charts.truth import TruthPicture, compare

SIDE = 48
"""Points a side of a surface: many pictures stand side by side."""


class AnswerPicture(QStackedWidget):
    """One picture at a time; which one, the data decide."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plane, self.confusion, self.truth = PlanePicture(), ConfusionPicture(), TruthPicture()
        for page in (self.plane, self.confusion, self.truth):
            page.setMinimumSize(theme.tokens().space(12), theme.tokens().space(14))
            self.addWidget(page)
        # So many samples would hide a surface that is so small.
        for name in ("validation", "test"):
            self.plane.set_hidden(name, True)
        self.step = -1
        self._run: KeptRun | None = None
        self._answers: Answers | None = None

    def show_moment(self, run: KeptRun, moment: Moment) -> None:
        """Show the answers with a moment's weights; ``step`` is then its step."""
        if run is self._run and moment[0] == self.step:
            return
        if run is not self._run:
            self._answers = None
        self._run, self.step = run, moment[0]
        self._show(run, _frame_of(run, moment))

    def _show(self, run: KeptRun, frame: Frame) -> None:
        prepared, dataset = run.prepared, run.document.data.dataset
        targets = prepared.raw.target_names
        name = shown(dataset, targets[0]) if targets else "y"
        if prepared.is_flat:
            if self._answers is None:
                names = tuple(shown(dataset, each) for each in prepared.raw.feature_names)
                self._answers = Answers(prepared, names, name)
                self.plane.set_backdrop(self._answers.backdrop)
            drawn = self._answers.draw(frame, Options(side=SIDE))
            self.plane.show_drawn(dataclasses.replace(drawn, marked=None))
            self.setCurrentWidget(self.plane)
        else:
            self._show_judged(run, frame, name)

    def _show_judged(self, run: KeptRun, frame: Frame, target: str) -> None:
        """Show right and wrong answers; to what is no class, how far off they are."""
        prepared, asked = run.prepared, asked_of(frame, run.prepared)
        if prepared.shape.task is Task.CLASSIFICATION:
            classes = tuple(shown(run.document.data.dataset, each) for each in prepared.shape.class_names)
            self.confusion.show_counts(count_confusions(frame, asked, len(classes)), classes)
            self.confusion.setAccessibleDescription(asked.told(self.confusion.sentence()))
            self.setCurrentWidget(self.confusion)
        else:
            self.truth.show_compared(compare(frame, prepared, asked), target)
            self.truth.setAccessibleDescription(asked.told(self.truth.sentence()))
            self.setCurrentWidget(self.truth)


def _frame_of(run: KeptRun, moment: Moment) -> Frame:
    """Return a moment of a kept run that answers can be read from; nothing else of it is known."""
    step, program = moment[0], run.holding(moment)
    return Frame(
        run_id=run.run,
        revision=0,
        step=step,
        epoch=step // run.per_epoch,
        batch_position=0,
        batches=run.per_epoch,
        sample=0,
        rows=np.zeros(1, np.int64),
        loss=float("nan"),
        status=Status.PAUSED,
        program=program,
        plan=program.plan(1, "predict"),
    )
