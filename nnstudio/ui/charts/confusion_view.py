"""The confusion matrix of the validation set, live, with what it says in words."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnstudio.data.samples import Task
from nnstudio.exchange.table import Table
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.asked import Asked, asked_of
from nnstudio.ui.charts.confusion import ConfusionPicture, count_confusions
from nnstudio.ui.charts.naming import class_names
from nnstudio.ui.charts.surroundings import over_reading
from nnstudio.ui.controls import ElidedLabel, ExportButton, bind, on_retranslate


class ConfusionView(QWidget):
    """``matrix`` over ``reading``: how many are right, or the cell under the mouse.

    ``tools`` : buttons that whoever shows the view may put elsewhere.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._cell = (-1, -1)
        self._asked: Asked | None = None
        self.matrix, self.reading = ConfusionPicture(), ElidedLabel("caption")
        self.export_button = ExportButton(
            lambda: self.matrix, self.table, lambda: tr("Confusion matrix"), session.file.folder
        )
        self.tools = (self.export_button,)
        over_reading(self, self.matrix, self.reading, self.export_button)
        self.matrix.pointed.connect(self._on_cell)
        bind(self.matrix.setAccessibleName, msg("Confusion matrix"))
        session.display.add(self, self.paint)
        on_retranslate(self, lambda: session.display.refresh(self))

    def table(self) -> Table:
        """Return the counts as a table: a row for each true class, a column for each predicted one."""
        names = self.matrix.names
        return Table(("true", *names), (names, *self.matrix.counts.T))

    def paint(self, frame: Frame) -> None:
        """Count the answers of the moment."""
        prepared = self._session.prepared
        if prepared is None or prepared.shape.task is not Task.CLASSIFICATION:
            return
        names = class_names(self._session)
        self._asked = asked_of(frame, prepared)
        self.matrix.show_counts(count_confusions(frame, self._asked, len(names)), names)
        self.matrix.setAccessibleDescription(self.sentence())
        self._read()

    def sentence(self) -> str:
        """Return how many answers are right, and of which set."""
        return self._asked.told(self.matrix.sentence()) if self._asked is not None else ""

    def _on_cell(self, row: int, column: int) -> None:
        self._cell = (row, column)
        self._read()

    def _read(self) -> None:
        row, column = self._cell
        names = self.matrix.names
        if 0 <= row < len(self.matrix.counts) and column < len(names):
            count = theme.count(int(self.matrix.counts[row, column]))
            self.reading.setText(
                tr(
                    "{count} of class {true} taken for {predicted}",
                    count=count,
                    true=names[row],
                    predicted=names[column],
                )
            )
        else:
            self.reading.setText(self.sentence())
