"""The samples of the validation set that the network gets wrong, live: picture, truth, answer; a click inspects one."""

from __future__ import annotations

from time import monotonic

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QListView, QWidget

from nnstudio.data.samples import Numbers, Subset, Task
from nnstudio.exchange.table import Table
from nnstudio.inspection.judging import Mistake, are_shares, mistakes
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.under_inspector import bring_row
from nnstudio.ui.charts.asked import Asked, asked_of
from nnstudio.ui.charts.naming import class_names, feature_names
from nnstudio.ui.charts.surroundings import as_panel
from nnstudio.ui.controls import ElidedLabel, ExportButton, FocusRing, bind, on_retranslate
from nnstudio.ui.controls.heat_map import heat_map, ink_table

_Index = QModelIndex | QPersistentModelIndex
MOST = 60
"""Mistakes that are shown, the surest first."""
_PAUSE = 0.5
"""Seconds that the list stands at least while a run goes on: what moves faster cannot be clicked."""
_FEATURES = 4
"""Features of a row that are told in its line."""


class MistakesModel(QAbstractListModel):
    """``found`` of a ``subset``, whose samples were the ``rows``; ``names`` are the classes'.

    ``shares`` : what the classes got are probabilities; other scores are told as the numbers that they are.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: tuple[Mistake, ...] = ()
        self.subset: Subset | None = None
        self.x: Numbers = np.zeros((0, 1))
        self.names: tuple[str, ...] = ()
        self.features: tuple[str, ...] = ()
        self.rows = np.zeros(0, np.int64)
        self.shares = True
        self._pictures: dict[int, QIcon] = {}

    def begin(self, subset: Subset, x: Numbers) -> None:
        """Show nothing yet of another subset, whose inputs are ``x``."""
        self.beginResetModel()
        self.found, self.subset, self.x = (), subset, x
        self.forget_pictures()
        self.endResetModel()

    def forget_pictures(self) -> None:
        """Draw the pictures anew when they are asked for."""
        self._pictures.clear()

    def show(self, found: tuple[Mistake, ...], rows: np.ndarray) -> None:
        """Show other mistakes."""
        if len(found) == len(self.found):
            self.found, self.rows = found, rows
            if found:
                self.dataChanged.emit(self.index(0), self.index(len(found) - 1))
            return
        self.beginResetModel()
        self.found, self.rows = found, rows
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self.found)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text, the picture, or what a tool-tip says."""
        if index.row() >= len(self.found) or self.subset is None:
            return None
        mistake = self.found[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(mistake)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.sentence(mistake)
        if role == Qt.ItemDataRole.DecorationRole and self.is_picture:
            return self._picture(int(self.rows[mistake.place]))
        return None

    @property
    def is_picture(self) -> bool:
        """Whether the samples are pictures."""
        return self.x.ndim == 4

    def row_of(self, mistake: Mistake) -> int:
        """Return a mistake's row in the table, from 1."""
        assert self.subset is not None
        return int(self.subset.rows[self.rows[mistake.place]]) + 1

    def sentence(self, mistake: Mistake) -> str:
        """Return all that there is to say of a mistake."""
        return tr(
            "Row {row}: {true}, taken for {predicted} with {given}; {true} got {share}",
            row=theme.count(self.row_of(mistake)),
            true=self.names[mistake.truth],
            predicted=self.names[mistake.predicted],
            given=self._got(mistake.share),
            share=self._got(mistake.given),
        )

    def _text(self, mistake: Mistake) -> str:
        told = f"{self.names[mistake.truth]} → {self.names[mistake.predicted]}"
        if self.is_picture:
            return f"{told}\n{self._got(mistake.share)}"
        values = self.x[self.rows[mistake.place]].reshape(-1)[:_FEATURES].tolist()
        place = "  ".join(f"{name} {theme.number(value)}" for name, value in zip(self.features, values, strict=False))
        return f"{told}  {self._got(mistake.share)}   {place}"

    def _got(self, value: float) -> str:
        return theme.percent(value) if self.shares else theme.number(value)

    def _picture(self, row: int) -> QIcon:
        """Return a sample's picture, drawn once: the list asks at each paint, and Qt keeps what was drawn."""
        found = self._pictures.get(row)
        if found is None:
            if len(self._pictures) >= 2 * MOST:
                self.forget_pictures()
            found = self._pictures[row] = self._drawn(row)
        return found

    def _drawn(self, row: int) -> QIcon:
        values = self.x[row].mean(axis=-1)
        low, high = float(values.min()), float(values.max())
        image = heat_map((values - low) / (high - low if high > low else 1.0), 1.0, ink_table())
        side = theme.tokens().space(7)
        return QIcon(QPixmap.fromImage(image).scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))


class MistakesView(QWidget):
    """``list`` over ``reading``: how many are wrong, or the mistake that is current.

    Signals: ``inspect_requested(node, index)`` once a sample has been put under the inspector.
    """

    inspect_requested = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asked: Asked | None = None
        self._wrong = 0
        self._due = 0.0
        self.model, self.list, self.reading = MistakesModel(), QListView(), ElidedLabel("caption")
        self.export_button = ExportButton(lambda: self.list, self.table, lambda: tr("Mistakes"), session.file.folder)
        self.tools = (self.export_button,)
        self._arrange()
        self.list.clicked.connect(lambda index: self.inspect(index.row()))
        self.list.activated.connect(lambda index: self.inspect(index.row()))
        self.export_button.said.connect(self.reading.setText)
        bind(self.list.setAccessibleName, msg("Samples that are answered wrongly"))
        session.display.add(self, self.paint)
        on_retranslate(self, lambda: session.display.refresh(self))
        theme.changed.connect(self._on_theme)

    def table(self) -> Table:
        """Return the mistakes as a table."""
        model = self.model
        columns = (
            [model.row_of(each) for each in model.found],
            [model.names[each.truth] for each in model.found],
            [model.names[each.predicted] for each in model.found],
            [each.share for each in model.found],
            [each.given for each in model.found],
        )
        what = "probability" if model.shares else "score"
        return Table(("row", "truth", "prediction", what, f"{what} of truth"), columns)

    def paint(self, frame: Frame) -> None:
        """Ask about the samples of the moment."""
        prepared = self._session.prepared
        if prepared is None or prepared.shape.task is not Task.CLASSIFICATION or prepared.shape.places:
            return
        if frame.running and monotonic() < self._due:
            return
        self._due = monotonic() + _PAUSE
        self._asked, model = asked_of(frame, prepared), self.model
        subset, rows = self._asked.subset, self._asked.places
        with np.errstate(all="ignore"):
            truth = np.asarray(subset.y[rows], np.float64)
            answers = np.asarray(frame.predict(subset.x[rows]), np.float64)
            scores = _scores_behind(frame, subset.x[rows])
            found = mistakes(answers, truth, scores)
        model.shares = scores is None and are_shares(answers[np.isfinite(answers).all(axis=1)])
        self._wrong = len(found)
        if model.subset is not subset:
            model.begin(subset, prepared.measured(subset))
            self._shape()
        model.names, model.features = class_names(self._session), feature_names(self._session)
        model.show(found[:MOST], rows)
        self._read()

    def _on_theme(self) -> None:
        self.model.forget_pictures()
        self.list.viewport().update()

    def inspect(self, number: int) -> None:
        """Put a mistake's input and target in the place of the batch's sample, and ask for Inspect."""
        subset = self.model.subset
        if subset is None or not 0 <= number < len(self.model.found):
            return
        mistake = self.model.found[number]
        if not bring_row(self._session, subset, int(self.model.rows[mistake.place])):
            return
        with self._session.display.hold() as frame:
            if frame is None:
                return
            graph = frame.program.graph
            last = graph[graph.sinks[0]].inputs[0]
            width = frame.program.shapes[graph.sinks[0]][-1]
        self.inspect_requested.emit(last, (min(mistake.predicted, width - 1),))

    def _arrange(self) -> None:
        column, row = as_panel(self), QHBoxLayout()
        row.addWidget(self.reading, 1)
        row.addWidget(self.export_button)
        self.list.setModel(self.model)
        FocusRing(self.list)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        column.addLayout(row)
        column.addWidget(self.list, 1)

    def _shape(self) -> None:
        """Show pictures as tiles, rows as lines."""
        space, pictures = theme.tokens().space, self.model.is_picture
        self.list.setViewMode(QListView.ViewMode.IconMode if pictures else QListView.ViewMode.ListMode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setIconSize(QSize(space(7), space(7)) if pictures else QSize())
        self.list.setGridSize(QSize(space(11), space(13)) if pictures else QSize())

    def _read(self) -> None:
        if self._asked is None:
            return
        wrong, asked = theme.count(self._wrong), theme.count(len(self._asked.places))
        text = tr("{wrong} of {asked} wrong; a click inspects one", wrong=wrong, asked=asked)
        self.reading.setText(self._asked.told(text if self._wrong else tr("None of {asked} wrong", asked=asked)))


def _scores_behind(frame: Frame, x: Numbers) -> Numbers | None:
    """Return what ranks samples whose answers only name a class, as behind a hinge loss; None of other answers."""
    program = frame.program
    if program.loss_of(program.graph.sinks[0]).reads_logits != "step":
        return None
    return np.asarray(frame.predict(x, ranks=True), np.float64)
