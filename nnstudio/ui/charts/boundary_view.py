"""What the network has learned so far, over the data: surface, curve, confusion matrix, or prediction against truth."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.data import shown
from nnstudio.data.samples import Prepared, Task
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame, Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.answers import Answers, Options
from nnstudio.ui.charts.asked import measured_set
from nnstudio.ui.charts.class_legend import ClassLegend
from nnstudio.ui.charts.confusion import ConfusionPicture, count_confusions
from nnstudio.ui.charts.plane_picture import PlanePicture
from nnstudio.ui.charts.points import Points, sets_of
from nnstudio.ui.charts.series import Series, SeriesToggle
from nnstudio.ui.charts.surface import FINEST, finest_for
from nnstudio.ui.charts.truth import TruthPicture, compare
from nnstudio.ui.controls import ElidedLabel, EmptyState, IconButton, Segmented, bind, label, on_retranslate

_SETS = (
    Series("training", msg("Training"), "text_soft", "o"),
    Series("validation", msg("Validation"), "text_soft", "o", hollow=True),
    Series("test", msg("Test"), "text_soft", "s"),
)


class BoundaryView(QWidget):
    """The decision boundary of two inputs, the curve of one; of anything else that has classes the confusion matrix, of
    what has numbers for targets the prediction against the truth.

    More than two inputs: two are chosen, the others are held at their mean. A click on a sample brings the sample
    cursor to it, if it is in the batch, and reads its row.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._prepared: Prepared | None = None
        self._answers: Answers | None = None
        self._picked: tuple[Points, int] | None = None
        self._at = (math.nan, math.nan)
        self._cell, self._point = (-1, -1), -1
        self.kinds = Segmented(
            (
                ("surface", self._surface_name),
                ("neuron", msg("Neuron")),
                ("confusion", msg("Confusion")),
                ("truth", msg("Against truth")),
            )
        )
        self.discrete = IconButton("discretise", msg("Discretise: show only the class that wins"))
        self.discrete.setCheckable(True)
        self.picture, self.matrix, self.truth = PlanePicture(), ConfusionPicture(), TruthPicture()
        self.toggles = {entry.key: SeriesToggle(entry) for entry in _SETS}
        self.across, self.up = QComboBox(), QComboBox()
        self.legend, self.reading = ClassLegend(), ElidedLabel("caption")
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
        column.addLayout(self._row(self.kinds, None, self.discrete))
        self._features = QWidget()
        features = self._row(
            self.across, label(msg("and"), "caption"), self.up, label(msg("others at mean"), "caption")
        )
        features.setContentsMargins(0, 0, 0, 0)
        self._features.setLayout(features)
        column.addWidget(self._features)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.picture)
        self.stack.addWidget(self.matrix)
        self.stack.addWidget(self.truth)
        column.addWidget(self.stack, 1)
        self._sets = QWidget()
        sets = self._row(*self.toggles.values(), None)
        sets.setContentsMargins(0, 0, 0, 0)
        self._sets.setLayout(sets)
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
        self.kinds.chosen.connect(self._on_option)
        self.discrete.toggled.connect(self._on_option)
        self.across.activated.connect(self._on_features)
        self.up.activated.connect(self._on_features)
        for name, toggle in self.toggles.items():
            toggle.toggled.connect(lambda on, name=name: self.picture.set_hidden(name, not on))
        self.picture.pointed.connect(self._on_pointed)
        self.picture.picked.connect(self._on_picked)
        self.matrix.pointed.connect(self._on_cell)
        self.truth.pointed.connect(self._on_point)
        session.run_changed.connect(self._on_run_changed)
        session.display.add(self, self.paint)
        advice = msg("The activation of the neuron that is selected in the network's picture")
        bind(self.kinds.buttons["neuron"].setToolTip, advice)
        bind(self.across.setAccessibleName, msg("Feature to the right"))
        bind(self.up.setAccessibleName, msg("Feature upward"))
        bind(self.kinds.setAccessibleName, msg("What is shown of the answers"))
        bind(self.picture.setAccessibleName, msg("The network's answers over the data"))
        bind(self.matrix.setAccessibleName, msg("Confusion matrix"))
        bind(self.truth.setAccessibleName, msg("Prediction against truth"))
        on_retranslate(self, self._on_language)

    # -- painting

    def paint(self, frame: Frame) -> None:
        """Show the answers of the moment."""
        if self._session.prepared is not self._prepared:
            self._take(self._session.prepared)
        prepared = self._prepared
        if prepared is None:
            return
        self._pages.setCurrentIndex(1)
        kind = self._kind()
        if kind == "confusion":
            _, subset = measured_set(prepared)
            counts = count_confusions(frame, subset, len(prepared.shape.class_names))
            self.matrix.show_counts(counts, self._class_names())
        elif kind == "truth":
            _, subset = measured_set(prepared)
            self.truth.show_compared(compare(frame, prepared, subset), self._target_name())
        elif self._answers is not None:
            self._answers.neuron = self._session.selected_neuron
            drawn = self._answers.draw(frame, self._options())
            self.picture.show_drawn(drawn)
            self.legend.set_scale(drawn.scale)
        self._read()

    def _kind(self) -> str:
        """Return what is shown: ``surface``, ``neuron``, ``confusion`` or ``truth``."""
        ways = ("surface", "neuron") if self._answers is not None else ()
        classes = self._prepared is not None and self._prepared.shape.task is Task.CLASSIFICATION
        last = "confusion" if classes else "truth"
        chosen = self.kinds.value()
        if not ways or chosen == last:
            return last
        return chosen if chosen in ways else ways[0]

    def _options(self) -> Options:
        axes = self.picture.axes()
        side = finest_for(max(axes.area.width(), axes.area.height())) if axes is not None else FINEST
        return Options(self.discrete.isChecked(), self.kinds.value() == "neuron", side)

    def _take(self, prepared: Prepared | None) -> None:
        self._prepared, self._picked, self._point = prepared, None, -1
        self._answers = None
        self.truth.restart()
        if prepared is None:
            return
        names = self._feature_names()
        for box in (self.across, self.up):
            box.clear()
            box.addItems(list(names))
        flat = len(prepared.shape.inputs) == 1 and not prepared.shape.codes
        if flat:
            self._answers = Answers(prepared, names, self._target_name())
            self.across.setCurrentIndex(self._answers.across)
            self.up.setCurrentIndex(self._answers.up)
            self.picture.set_backdrop(self._answers.backdrop)
        self._offer(prepared)

    def _offer(self, prepared: Prepared) -> None:
        """Show the switches that mean something for these data and this choice."""
        classes = prepared.shape.task is Task.CLASSIFICATION
        kind = self._kind()
        self.kinds.set_value(kind)
        surface = kind in ("surface", "neuron")
        self.kinds.setVisible(self._answers is not None)
        self.kinds.buttons["confusion"].setVisible(classes)
        self.kinds.buttons["truth"].setVisible(not classes)
        bind(self.kinds.buttons["surface"].setText, self._surface_name)
        self.discrete.setVisible(surface and classes and len(self._feature_names()) > 1)
        self._features.setVisible(surface and len(self._feature_names()) > 2)
        self._sets.setVisible(surface)
        present = sets_of(prepared)
        for name, toggle in self.toggles.items():
            toggle.setVisible(name in present)
        self.legend.set_classes(self._class_names() if classes else ())
        self.stack.setCurrentIndex(("confusion", "truth").index(kind) + 1 if not surface else 0)

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

    def _on_cell(self, row: int, column: int) -> None:
        self._cell = (row, column)
        self._read()

    def _on_point(self, number: int) -> None:
        self._point = number
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

    # -- words

    def _surface_name(self) -> str:
        prepared = self._prepared
        regression = prepared is not None and prepared.shape.task is Task.REGRESSION
        return tr("Prediction") if regression else tr("Boundary")

    def _feature_names(self) -> tuple[str, ...]:
        prepared = self._prepared
        dataset = self._session.document.data.dataset
        return tuple(shown(dataset, name) for name in prepared.raw.feature_names) if prepared is not None else ()

    def _class_names(self) -> tuple[str, ...]:
        prepared, dataset = self._prepared, self._session.document.data.dataset
        return tuple(shown(dataset, name) for name in prepared.shape.class_names) if prepared is not None else ()

    def _target_name(self) -> str:
        prepared, dataset = self._prepared, self._session.document.data.dataset
        names = prepared.raw.target_names if prepared is not None else ()
        return shown(dataset, names[0]) if names else "y"

    def _read(self) -> None:
        kind = self._kind()
        if kind == "confusion":
            self.reading.setText(self._matrix_text())
        elif kind == "truth":
            inside = 0 <= self._point < len(self.truth.compared.truth)
            self.reading.setText(self.truth.text(self._point) if inside else self.truth.sentence())
        elif self._answers is not None:
            self.reading.setText(self._answers.text(self._at, self._picked, self._class_names()))
        self._line.setCurrentIndex(1 if self.reading.text() else 0)

    def _matrix_text(self) -> str:
        row, column = self._cell
        names = self._class_names()
        if 0 <= row < len(self.matrix.counts) and column < len(names):
            count = theme.count(int(self.matrix.counts[row, column]))
            return tr(
                "{count} of class {true} taken for {predicted}", count=count, true=names[row], predicted=names[column]
            )
        return self.matrix.sentence()
