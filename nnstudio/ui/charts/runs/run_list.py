"""The list of the runs: which of them are drawn, and which one the buttons are about."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.charts.runs.figures import color_of
from nnstudio.ui.charts.runs.shown_run import ShownRun
from nnstudio.ui.controls import FocusRing, OwnDelete


class RunList(QListWidget):
    """Each run with a box to tick. Signals: ``ticked()``; ``removed()`` by the Delete key."""

    ticked = Signal()
    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hidden: set[object] = set()
        self._filling = False
        self.runs: tuple[ShownRun, ...] = ()
        self._said: tuple[str, ...] = ()
        self.setIconSize(QSize(theme.tokens().space(1.5), theme.tokens().space(1.5)))
        FocusRing(self)
        OwnDelete(self)
        self.itemChanged.connect(self._on_changed)
        theme.changed.connect(self._restyle)

    def show_runs(self, runs: tuple[ShownRun, ...]) -> None:
        """List these runs; what was ticked stays so, and new ones are."""
        self.runs = runs
        said = tuple(_said(run) for run in runs)
        if said == self._said:
            return
        self._filling, here = True, self.currentRow()
        if len(said) != len(self._said):
            self.clear()
            for _ in runs:
                self.addItem(QListWidgetItem())
        for row, run in enumerate(runs):
            item = self.item(row)
            item.setText(said[row])
            item.setToolTip(said[row])
            item.setIcon(_dot(color_of(run.number)))
            shown = self._key(run) not in self._hidden
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
        self._said = said
        self.setCurrentRow(min(max(0, here), len(runs) - 1))
        self._filling = False

    def chosen(self) -> tuple[ShownRun, ...]:
        """Return the runs that are ticked."""
        return tuple(run for run in self.runs if self._key(run) not in self._hidden)

    def current(self) -> ShownRun | None:
        """Return the run of the row in hand."""
        row = self.currentRow()
        return self.runs[row] if 0 <= row < len(self.runs) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the run away."""
        if event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def _key(self, run: ShownRun) -> object:
        return run.kept if run.kept is not None else "now"

    def _on_changed(self, item: QListWidgetItem) -> None:
        if self._filling:
            return
        key = self._key(self.runs[self.row(item)])
        if item.checkState() is Qt.CheckState.Checked:
            self._hidden.discard(key)
        else:
            self._hidden.add(key)
        self.ticked.emit()

    def _restyle(self) -> None:
        self._said = ()
        self.show_runs(self.runs)


def _said(run: ShownRun) -> str:
    steps = theme.count(run.step)
    ended = run.kept.ended if run.kept is not None else None
    text = tr("{mark}  {name} · {steps} steps", mark=run.mark, name=run.name, steps=steps)
    return text if ended is None else f"{text} · {ended}"


def _dot(color: QColor) -> QIcon:
    side = theme.tokens().space(1.5)
    made = QPixmap(QSize(side, side) * 2)
    made.setDevicePixelRatio(2)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(QPointF(side / 2, side / 2), side / 2 - 1, side / 2 - 1)
    return QIcon(made)
