"""What the network has learned so far, over the data: a surface of two inputs, the curve of one."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.data.samples import Prepared, Task
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame, Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.answers import Answers, Options
from nnstudio.ui.charts.class_legend import ClassLegend
from nnstudio.ui.charts.naming import class_names, feature_names, target_name
from nnstudio.ui.charts.plane_picture import PlanePicture
from nnstudio.ui.charts.point_editing import PointEditing
from nnstudio.ui.charts.points import Points, sets_of
from nnstudio.ui.charts.series import Series, SeriesToggle
from nnstudio.ui.charts.surface import FINEST, finest_for
from nnstudio.ui.controls import (
    ElidedLabel,
    EmptyState,
    ExportButton,
    IconButton,
    WrappingRow,
    bind,
    label,
    on_retranslate,
)

_SETS = (
    Series("training", msg("Training"), "text_soft", "o"),
    Series("validation", msg("Validation"), "text_soft", "o", hollow=True),
    Series("test", msg("Test"), "text_soft", "s"),
    Series("unlabelled", msg("No label"), "text_faint", "o"),
)


class BoundaryView(QWidget):
    """The decision boundary of two inputs, the curve of one; with ``neuron`` the activation of the selected neuron.

    ``notice`` : whose activation that is, or that there is none to be shown, and how to choose one.
    While the mouse is on a neuron, wherever it is drawn, that neuron's activation fills the picture.
    More than two inputs: two are chosen, the others are held at their mean. A click on a sample brings the sample
    cursor to it, if it is in the batch, and reads its row. ``tools`` : buttons that whoever shows the view may put
    elsewhere.
    """

    def __init__(self, session: Session, neuron: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.neuron = neuron
        self._session = session
        self._prepared: Prepared | None = None
        self._answers: Answers | None = None
        self._picked: tuple[Points, int] | None = None
        self._at = (math.nan, math.nan)
        self.discrete = IconButton("discretise", msg("Discretise: show only the class that wins"))
        self.discrete.setCheckable(True)
        self.picture = PlanePicture()
        self.editing = PointEditing(session, self.picture)
        self.export_button = ExportButton(
            lambda: self.picture, lambda: None, lambda: tr("Decision boundary"), session.file.folder
        )
        self.export_button.said.connect(self._say)
        self.tools = (self.editing.classes, self.editing.value, self.editing.button, self.discrete, self.export_button)
        self.toggles = {entry.key: SeriesToggle(entry) for entry in _SETS}
        self.across, self.up = QComboBox(), QComboBox()
        self.legend, self.reading, self.notice = ClassLegend(), ElidedLabel("caption"), ElidedLabel("caption")
        self.notice.setVisible(neuron)
        self.empty = EmptyState(
            msg("Nothing to show yet"),
            msg("Here the network's answers appear over the data as it learns."),
            icon_name="data",
        )
        self._arrange()
        self._connect()

    # -- building

    def _arrange(self) -> None:
        space = theme.tokens().space
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(space(1), space(1), space(1), space(0.5))
        column.setSpacing(space(0.5))
        self._head = QWidget()
        head = self._row(None, *self.tools)
        head.setContentsMargins(0, 0, 0, 0)
        self._head.setLayout(head)
        column.addWidget(self._head)
        self._features = QWidget()
        features = self._row(
            self.across, label(msg("and"), "caption"), self.up, label(msg("others at mean"), "caption")
        )
        features.setContentsMargins(0, 0, 0, 0)
        self._features.setLayout(features)
        column.addWidget(self._features)
        column.addWidget(self.notice)
        column.addWidget(self.picture, 1)
        self._sets = QWidget()
        self._sets.setLayout(WrappingRow(*self.toggles.values()))
        # The legend gives way to what is read under the mouse: one line for both.
        self._line = QStackedWidget()
        self._line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._line.addWidget(self.legend)
        self._line.addWidget(self.reading)
        column.addWidget(self._line)
        column.addWidget(self._sets)
        self._arrange_pages()

    def _arrange_pages(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._body)
        outer.addWidget(self._pages)
        for box in (self.across, self.up):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)

    def _row(self, *widgets: QWidget | None) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.tokens().space(0.5))
        for widget in widgets:
            if widget is None:
                row.addStretch(1)
            else:
                row.addWidget(widget, 1 if isinstance(widget, QComboBox) else 0)
        return row

    def _connect(self) -> None:
        session = self._session
        self.discrete.toggled.connect(self._on_option)
        self.across.activated.connect(self._on_features)
        self.up.activated.connect(self._on_features)
        for name, toggle in self.toggles.items():
            toggle.toggled.connect(lambda on, name=name: self.picture.set_hidden(name, not on))
        self.picture.pointed.connect(self._on_pointed)
        self.picture.picked.connect(self._on_picked)
        self.editing.changed.connect(self._read)
        session.run_changed.connect(self._on_run_changed)
        session.neuron_pointed.connect(lambda: session.display.refresh(self))
        session.display.add(self, self.paint)
        bind(self.across.setAccessibleName, msg("Feature to the right"))
        bind(self.up.setAccessibleName, msg("Feature upward"))
        bind(self.picture.setAccessibleName, msg("The network's answers over the data"))
        on_retranslate(self, self._on_language)

    # -- painting

    def paint(self, frame: Frame) -> None:
        """Show the answers of the moment."""
        if self._session.prepared is not self._prepared:
            self._take(self._session.prepared)
        answers = self._answers
        self._pages.setCurrentIndex(0 if answers is None else 1)
        if answers is None:
            return
        pointed, selected = self._session.pointed_neuron, self._session.selected_neuron
        answers.neuron = pointed or (selected if self.neuron else None)
        drawn = answers.draw(frame, self._options())
        self.picture.show_drawn(drawn)
        self.legend.set_scale(drawn.scale)
        self.notice.setText(self._neuron_text(answers) or self._missing_text(answers))
        self._read()

    def _options(self) -> Options:
        axes = self.picture.axes()
        side = finest_for(max(axes.area.width(), axes.area.height())) if axes is not None else FINEST
        return Options(self.discrete.isChecked(), side)

    def _take(self, prepared: Prepared | None) -> None:
        self._prepared, self._picked = prepared, None
        self._answers = None
        if prepared is None:
            return
        names = feature_names(self._session)
        for box in (self.across, self.up):
            box.clear()
            box.addItems(list(names))
        if prepared.is_flat:
            self._answers = Answers(prepared, names, target_name(self._session))
            self.across.setCurrentIndex(self._answers.across)
            self.up.setCurrentIndex(self._answers.up)
            self.picture.set_backdrop(self._answers.backdrop)
        self._offer(prepared)

    def _offer(self, prepared: Prepared) -> None:
        """Show the switches that mean something for these data and this choice."""
        classes = prepared.shape.task is Task.CLASSIFICATION
        count = len(feature_names(self._session))
        self.discrete.setVisible(classes and count > 1)
        self._features.setVisible(count > 2)
        present = sets_of(prepared)
        for name, toggle in self.toggles.items():
            toggle.setVisible(name in present)
        self.editing.offer(prepared, self._answers)
        self.legend.set_classes(class_names(self._session) if classes else ())

    # -- what the user does

    def _on_option(self) -> None:
        if self._prepared is not None:
            self._offer(self._prepared)
        self._session.display.refresh(self)

    def _on_features(self) -> None:
        if self._answers is not None:
            self._answers.choose(self.across.currentIndex(), self.up.currentIndex())
            self.picture.set_backdrop(self._answers.backdrop)
            self._session.display.refresh(self)

    def _on_pointed(self, x: float, y: float) -> None:
        self._at = (x, y)
        self._read()

    def _on_picked(self, points: Points, number: int) -> None:
        self._picked = (points, number)
        if points.name == "training":
            with self._session.display.hold() as frame:
                found = np.flatnonzero(frame.rows == number) if frame is not None else np.zeros(0)
            if len(found):
                self._session.select_sample(int(found[0]))
        self._session.display.refresh(self)
        self._read()

    def _on_run_changed(self, status: Status) -> None:
        if status is Status.EMPTY:
            self._pages.setCurrentIndex(0)

    def _on_language(self) -> None:
        self._prepared = None
        self._session.display.refresh(self)

    def _say(self, text: str) -> None:
        self.reading.setText(text)
        self._line.setCurrentIndex(1)

    def _read(self) -> None:
        if self._answers is not None:
            text = self._answers.text(self._at, self._picked, class_names(self._session))
            whose = "" if self.neuron else self._neuron_text(self._answers)
            self.reading.setText(text or whose or self.editing.advice())
        self._line.setCurrentIndex(1 if self.reading.text() else 0)

    def _neuron_text(self, answers: Answers) -> str:
        """Return whose activation is shown, if it is not the network's answer."""
        if answers.shown_neuron is None:
            return ""
        layer, index = answers.shown_neuron
        node = self._session.document.network.by_id.get(layer)
        number = " → ".join(str(part + 1) for part in index)
        return tr("Activation of neuron {number}, {layer}", number=number, layer=node.name if node else layer)

    def _missing_text(self, answers: Answers) -> str:
        """Return why no activation is shown where one is wanted, and what is shown."""
        if answers.is_curve:
            return tr("One input: the network's answer, whatever neuron is selected.")
        if answers.neuron is None:
            return tr("No neuron selected: the network's answer. Click a neuron.")
        return tr("This neuron can't be drawn: the network's answer instead.")
