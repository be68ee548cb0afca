"""A sequence carried on beyond what the network reads at once, by the weights of the moment, beside its truth."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.data import shown
from nnstudio.data.samples import Prepared, Task
from nnstudio.exchange.table import Table
from nnstudio.inspection.sequels import Course, answers, course_of, run_on
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.naming import feature_names, target_name
from nnstudio.ui.charts.plane import Floats
from nnstudio.ui.charts.sequels.course_picture import CoursePicture, Lane
from nnstudio.ui.charts.surroundings import as_panel
from nnstudio.ui.controls import ElidedLabel, ExportButton, IconButton, Segmented, bind, on_retranslate


class SequenceView(QWidget):
    """``picture`` of course ``number``; ``reads`` : whether the network goes on from its own answers or the truth.

    Where there is an answer at every step that is not the next input (an echo), inputs and answers have a lane each.
    ``tools`` : buttons that whoever shows the view may put elsewhere.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._prepared: Prepared | None = None
        self._course: Course | None = None
        self.number = 0
        self.picture, self.reading = CoursePicture(), ElidedLabel("caption")
        self.reads = Segmented((("own", msg("Own answers")), ("truth", msg("True values"))))
        self.previous = IconButton("previous", msg("The sequence before"))
        self.next = IconButton("next", msg("Another sequence"))
        self.export_button = ExportButton(
            lambda: self.picture, self.table, lambda: tr("Continued sequence"), session.file.folder
        )
        self.tools = (self.previous, self.next, self.export_button)
        self._arrange()
        self._connect()

    @property
    def course(self) -> Course | None:
        """The sequence that is shown."""
        return self._course

    def table(self) -> Table:
        """Return what is drawn as a table: empty where a step has no truth, or no answer."""
        steps = np.arange(1, self.picture.steps + 1)
        names, columns = ["step"], [steps.tolist()]
        for lane in self.picture.lanes:
            for kind, points in (("truth", lane.truth), ("answer", lane.answers)):
                known = {round(step): value for step, value in points.tolist()}
                names.append(f"{lane.name} {kind}")
                columns.append([known.get(step, "") for step in steps.tolist()])
        return Table(tuple(names), tuple(columns))

    # -- building

    def _arrange(self) -> None:
        column, row = as_panel(self), QHBoxLayout()
        row.setSpacing(theme.tokens().space(0.5))
        row.addWidget(self.reads)
        row.addStretch(1)
        for tool in self.tools:
            row.addWidget(tool)
        column.addLayout(row)
        column.addWidget(self.picture, 1)
        column.addWidget(self.reading)

    def _connect(self) -> None:
        session = self._session
        self.reads.chosen.connect(lambda _: session.display.refresh(self))
        self.previous.clicked.connect(lambda: self._walk(-1))
        self.next.clicked.connect(lambda: self._walk(1))
        self.picture.pointed.connect(lambda _: self._read())
        self.export_button.said.connect(self.reading.setText)
        session.display.add(self, self.paint)
        bind(self.reads.setAccessibleName, msg("What the network reads on"))
        bind(self.reads.buttons["own"].setToolTip, msg("Each answer is read as what comes next"))
        bind(self.reads.buttons["truth"].setToolTip, msg("After each answer the true value is read"))
        bind(self.picture.setAccessibleName, msg("The sequence and the network's answers over its steps"))
        on_retranslate(self, lambda: session.display.refresh(self))

    # -- following the run

    def paint(self, frame: Frame) -> None:
        """Ask the network as it is now."""
        if self._session.prepared is not self._prepared:
            self._prepared, self._course = self._session.prepared, None
            self.number = 0
        prepared = self._prepared
        if prepared is None:
            return
        if self._course is None:
            self._course = course_of(self._session.document.data, prepared, self.number)
        course, regression = self._course, prepared.shape.task is Task.REGRESSION
        self.reads.setVisible(regression)
        lanes = self._carried(frame, prepared, course) if regression else self._answered(frame, prepared, course)
        self.picture.show_lanes(lanes, course.read, len(course.x))
        self._read()

    def _carried(self, frame: Frame, prepared: Prepared, course: Course) -> tuple[Lane, ...]:
        """Return the lane of what comes next, foretold step by step."""
        steps = np.arange(1.0, len(course.x) + 1)
        if self.reads.value() == "own":
            found = run_on(frame.predict, prepared, course)[:, 0]
            first = course.read + 1
        else:
            # The answer at a step is about the one after it; of the last the truth is not known.
            found = answers(frame.predict, prepared, course)[:-1, 0]
            first = len(course.x) - len(found) + 1
        name = feature_names(self._session)[0]
        told = np.stack([np.arange(first, first + len(found), dtype=np.float64), found], axis=1)
        return (Lane(name, np.stack([steps, course.x[:, 0]], axis=1), told),)

    def _answered(self, frame: Frame, prepared: Prepared, course: Course) -> tuple[Lane, ...]:
        """Return a lane for each input, and that of the answers beside their targets."""
        steps, found = np.arange(1.0, len(course.x) + 1), answers(frame.predict, prepared, course)
        # One output for two classes is the share of the second; of several the one that wins is drawn.
        told: Floats = found[:, 0] if found.shape[1] == 1 else found.argmax(axis=1).astype(np.float64)
        if found.shape[1] == 2:
            told = found[:, 1]
        nothing, dataset = np.zeros((0, 2)), self._session.document.data.dataset
        lanes = [
            Lane(shown(dataset, name), np.stack([steps, values], axis=1), nothing, whole=True)
            for name, values in zip(prepared.raw.feature_names, course.x.T, strict=True)
        ]
        truth = np.asarray(course.y, np.float64)
        answer = Lane(
            target_name(self._session), np.stack([steps, truth], axis=1), np.stack([steps, told], axis=1), whole=True
        )
        return (*lanes, answer)

    def _walk(self, by: int) -> None:
        self.number = max(0, self.number + by)
        self._course = None
        self._session.display.refresh(self)

    # -- words

    def _read(self) -> None:
        text = self._text()
        self.reading.setText(text)
        self.picture.setAccessibleDescription(text)

    def _text(self) -> str:
        picture = self.picture
        if not picture.lanes:
            return ""
        lane = picture.lanes[-1]
        truth = {round(step): value for step, value in lane.truth.tolist()}
        told = {round(step): value for step, value in lane.answers.tolist()}
        if picture.step:
            parts = [tr("Step {step}", step=picture.step)]
            if picture.step in truth:
                parts.append(tr("truth {value}", value=theme.number(truth[picture.step])))
            if picture.step in told:
                parts.append(tr("network {value}", value=theme.number(told[picture.step])))
            return "  ".join(parts)
        beyond = [abs(told[step] - truth[step]) for step in told if step in truth and step > picture.read]
        error = theme.number(float(np.mean(beyond))) if beyond else theme.number(0.0)
        return tr(
            "Beyond step {read} the answers are off by {error} on average", read=theme.count(picture.read), error=error
        )
