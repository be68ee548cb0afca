"""Each prediction of the validation set against its truth, live, with what a point says."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnstudio.data.samples import Prepared, Task
from nnstudio.exchange.table import Table
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.asked import Asked, asked_of
from nnstudio.ui.charts.naming import target_name
from nnstudio.ui.charts.surroundings import over_reading
from nnstudio.ui.charts.truth import TruthPicture, compare
from nnstudio.ui.controls import ElidedLabel, ExportButton, bind, on_retranslate


class TruthView(QWidget):
    """``truth`` over ``reading``: how far the worst answer is off, or the point under the mouse.

    ``tools`` : buttons that whoever shows the view may put elsewhere.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._prepared: Prepared | None = None
        self._point = -1
        self._asked: Asked | None = None
        self.truth, self.reading = TruthPicture(), ElidedLabel("caption")
        self.export_button = ExportButton(
            lambda: self.truth, self.table, lambda: tr("Prediction against truth"), session.file.folder
        )
        self.tools = (self.export_button,)
        over_reading(self, self.truth, self.reading, self.export_button)
        self.truth.pointed.connect(self._on_point)
        bind(self.truth.setAccessibleName, msg("Prediction against truth"))
        session.display.add(self, self.paint)
        on_retranslate(self, lambda: session.display.refresh(self))

    def table(self) -> Table:
        """Return the points as a table."""
        found = self.truth.compared
        return Table(("row", "truth", "prediction"), (found.rows + 1, found.truth, found.predicted))

    def paint(self, frame: Frame) -> None:
        """Compare the answers of the moment."""
        prepared = self._session.prepared
        if prepared is None or prepared.shape.task is not Task.REGRESSION:
            return
        if prepared is not self._prepared:
            self._prepared, self._point = prepared, -1
            self.truth.restart()
        self._asked = asked_of(frame, prepared)
        self.truth.show_compared(compare(frame, prepared, self._asked), target_name(self._session))
        self.truth.setAccessibleDescription(self.sentence())
        self._read()

    def sentence(self) -> str:
        """Return how far the worst answer is off, and of which set."""
        return self._asked.told(self.truth.sentence()) if self._asked is not None else ""

    def _on_point(self, number: int) -> None:
        self._point = number
        self._read()

    def _read(self) -> None:
        inside = 0 <= self._point < len(self.truth.compared.truth)
        self.reading.setText(self.truth.text(self._point) if inside else self.sentence())
