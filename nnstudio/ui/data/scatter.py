"""Any two features against each other: class by colour and shape, set by filling, values under the mouse."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolTip, QVBoxLayout, QWidget

from nnstudio.data import Membership
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import ColorScaleLegend, IconButton, bind, label
from nnstudio.ui.data.markers import SIZE, Legend, Mark
from nnstudio.ui.data.snapshot import SETS, Floats, Snapshot
from nnstudio.ui.data.telling import telling_pair

MOST_POINTS = 4000
"""More are thinned evenly, and the view says so."""
_NEAR = 8.0
_BUCKETS = 24
_KNOWN = 1.7
"""By so much a sample with a label is larger where others have none."""


class ScatterView(QWidget):
    """``x_choice`` and ``y_choice`` name the axes; the target is the last of both."""

    def __init__(self) -> None:
        super().__init__()
        self.plot = theme.plot_widget()
        self.x_choice, self.y_choice = QComboBox(), QComboBox()
        self.legend = Legend()
        self.note = label("", "caption", wrap=True)
        self.fit = IconButton("fit", msg("Show all points"))
        self.shown = 0
        self._snapshot: Snapshot | None = None
        self.scale = ColorScaleLegend(lambda: self._snapshot.target_name if self._snapshot else "")
        self._scaled = False
        self._names: tuple[str, ...] = ()
        self._dataset = ""
        self._places: Floats = np.empty((0, 2))
        self._rows: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self._items: list[pg.ScatterPlotItem] = []
        self._arrange()
        for choice in (self.x_choice, self.y_choice):
            choice.activated.connect(self._redraw_all)
        self.fit.clicked.connect(self.zoom_fit)
        self.plot.viewport().installEventFilter(self)
        theme.changed.connect(self._redraw)

    def show_snapshot(self, snapshot: Snapshot, scaled: bool) -> None:
        """Draw other data."""
        names = (*snapshot.names(scaled), snapshot.target_name)
        other = snapshot.settings.dataset != self._dataset or len(names) != len(self._names)
        moved = other or scaled != self._scaled
        self._snapshot, self._scaled, self._dataset = snapshot, scaled, snapshot.settings.dataset
        if names != self._names:
            self._offer(names, _first_pair(snapshot, scaled) if other else None)
        self._redraw()
        if moved:
            self.zoom_fit()

    def zoom_fit(self) -> None:
        """Show all points."""
        self.plot.getPlotItem().getViewBox().autoRange(padding=0.06)
        self.plot.getPlotItem().getViewBox().enableAutoRange(x=True, y=True)

    def zoom_in(self) -> None:
        """Go nearer."""
        self.plot.getPlotItem().getViewBox().scaleBy((0.8, 0.8))

    def zoom_out(self) -> None:
        """Go further away."""
        self.plot.getPlotItem().getViewBox().scaleBy((1.25, 1.25))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say which sample is under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.text_at(event.pos())
            QToolTip.showText(event.globalPos(), text, self.plot.viewport())
            return True
        return super().eventFilter(watched, event)

    def text_at(self, pixel: QPoint) -> str:
        """Return the row, set, class and coordinates of the sample next to a pixel; nothing where none is near."""
        found = self._nearest(pixel)
        snapshot = self._snapshot
        if found is None or snapshot is None or snapshot.table is None:
            return ""
        rows = snapshot.table.rows_of(self._rows[found : found + 1])
        x, y = self._places[found]
        lines = [
            tr("Row {row} · {set}", row=int(rows[0]) + 1, set=str(SETS[snapshot.memberships[rows[0]]]))
            if len(rows)
            else tr("Added by hand"),
            f"{self.x_choice.currentText()} = {theme.compact(x, 5)}",
            f"{self.y_choice.currentText()} = {theme.compact(y, 5)}",
        ]
        value = snapshot.given[self._rows[found]]
        said = _class_name(snapshot, int(value)) if snapshot.classes else theme.compact(value, 5)
        return "\n".join([*lines, f"{snapshot.target_name} = {said}"])

    def _nearest(self, pixel: QPoint) -> int | None:
        if not len(self._places):
            return None
        view = self.plot.getPlotItem().getViewBox()
        here = self.plot.mapToScene(pixel)
        corner = view.mapViewToScene(QPointF(0, 0))
        unit = view.mapViewToScene(QPointF(1, 1)) - corner
        away = self._places * (unit.x(), unit.y()) + (corner.x() - here.x(), corner.y() - here.y())
        distance = np.hypot(away[:, 0], away[:, 1])
        nearest = int(np.argmin(distance))
        return nearest if distance[nearest] <= _NEAR else None

    # -- building

    def _arrange(self) -> None:
        space = theme.tokens().space
        row = QHBoxLayout()
        row.setSpacing(space(1))
        for name, choice, spoken in (
            ("x", self.x_choice, msg("Feature along the x axis")),
            ("y", self.y_choice, msg("Feature along the y axis")),
        ):
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(8)
            bind(choice.setAccessibleName, spoken)
            row.addWidget(label(name, "soft", buddy=choice))
            row.addWidget(choice, 1)
        row.addWidget(self.fit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addLayout(row)
        column.addWidget(self.plot, 1)
        column.addWidget(self.legend)
        column.addWidget(self.scale)
        column.addWidget(self.note)
        bind(self.plot.setAccessibleName, msg("Scatter plot of the samples"))
        for side in ("left", "bottom"):
            # Features have no units that a thousandth could be told of. Asked for later, it would scale once more.
            self.plot.getPlotItem().getAxis(side).enableAutoSIPrefix(False)

    def _offer(self, names: tuple[str, ...], pair: tuple[int, int] | None) -> None:
        chosen = pair or (self.x_choice.currentIndex(), self.y_choice.currentIndex())
        self._names = names
        for choice, place in zip((self.x_choice, self.y_choice), chosen, strict=True):
            choice.clear()
            choice.addItems(names)
            choice.setCurrentIndex(place)

    # -- drawing

    def _redraw_all(self) -> None:
        self._redraw()
        self.zoom_fit()

    def _redraw(self) -> None:
        for item in self._items:
            self.plot.removeItem(item)
        self._items.clear()
        snapshot = self._snapshot
        if snapshot is None or snapshot.prepared is None:
            return
        total = sum(len(subset) for subset in snapshot.sets.values())
        step = max(1, -(-total // MOST_POINTS))
        # On top what trains: with hidden labels it is little, and the point.
        parts = [(name, subset.rows[::step]) for name, subset in reversed(snapshot.sets.items())]
        self._rows = np.concatenate([rows for _, rows in parts])
        self._places = np.column_stack([self._axis(choice, self._rows) for choice in (self.x_choice, self.y_choice)])
        first = 0
        for name, rows in parts:
            self._draw_set(name, self._places[first : first + len(rows)], snapshot.given[rows], len(self._rows))
            first += len(rows)
        self.shown = len(self._rows)
        self._label_axes(snapshot)
        self._show_legend(snapshot)
        self._show_note(total)

    def _axis(self, choice: QComboBox, rows: npt.NDArray[np.int64]) -> Floats:
        snapshot = self._snapshot
        assert snapshot is not None
        place = choice.currentIndex()
        x = snapshot.scaled_x if self._scaled else snapshot.x
        if place < x.shape[1]:
            return x[rows, place]
        return (snapshot.scaled_y if self._scaled else snapshot.y)[rows]

    def _draw_set(self, name: Membership, places: Floats, y: Floats, total: int) -> None:
        largest = SIZE if total < 300 else SIZE * 0.8
        if name is Membership.TRAINING and self._snapshot and Membership.UNLABELLED in self._snapshot.sets:
            largest *= _KNOWN
        limit = self._limit()
        for group, rows in _groups(y, bool(self._snapshot and self._snapshot.classes), limit):
            mark = Mark(self._symbol(group), self._color(group), name)
            item = pg.ScatterPlotItem(
                x=places[rows, 0],
                y=places[rows, 1],
                symbol=mark.symbol,
                size=mark.size(largest),
                pen=mark.pen,
                brush=mark.brush,
            )
            self.plot.addItem(item)
            self._items.append(item)

    def _limit(self) -> float:
        return float(np.abs(self._snapshot.y).max()) if self._snapshot is not None and len(self._snapshot.y) else 1.0

    def _symbol(self, group: float) -> str:
        return theme.class_marker(int(group)) if self._snapshot and self._snapshot.classes and group >= 0 else "o"

    def _color(self, group: float) -> QColor:
        if self._snapshot and self._snapshot.classes:
            return theme.class_color(int(group)) if group >= 0 else theme.tokens().text_faint
        return theme.diverging(group, self._limit())

    def _label_axes(self, snapshot: Snapshot) -> None:
        item = self.plot.getPlotItem()
        for side, choice in (("bottom", self.x_choice), ("left", self.y_choice)):
            axis = item.getAxis(side)
            axis.setLabel(choice.currentText())
            named = choice.currentIndex() == len(self._names) - 1 and snapshot.classes
            axis.setTicks([list(enumerate(snapshot.classes))] if named else None)

    def _show_legend(self, snapshot: Snapshot) -> None:
        tokens = theme.tokens()
        marks = [(Mark(theme.class_marker(k), theme.class_color(k)), name) for k, name in enumerate(snapshot.classes)]
        marks += [(Mark("o", tokens.text_soft, name), str(SETS[name])) for name in snapshot.sets]
        self.legend.show_entries(tuple(marks))
        self.scale.setVisible(snapshot.is_regression)
        self.scale.set_limit(self._limit())

    def _show_note(self, total: int) -> None:
        self.note.setVisible(self.shown < total)
        shown, count = theme.count(self.shown), theme.count(total)
        bind(self.note.setText, lambda: tr("{shown} of {count} samples are drawn.", shown=shown, count=count))


def _class_name(snapshot: Snapshot, number: int) -> str:
    return snapshot.classes[number] if number >= 0 else tr("no label")


def _first_pair(snapshot: Snapshot, scaled: bool) -> tuple[int, int]:
    rows = next(iter(snapshot.sets.values())).rows if snapshot.sets else np.empty(0, np.int64)
    if not len(rows):
        return 0, 1
    return telling_pair(
        (snapshot.scaled_x if scaled else snapshot.x)[rows], snapshot.y[rows], classes=bool(snapshot.classes)
    )


def _groups(y: Floats, classes: bool, limit: float) -> list[tuple[float, npt.NDArray[np.int64]]]:
    """Return the samples that are drawn alike: of one class, or of about the same value."""
    keys = y if classes else np.round(y / max(limit, 1e-300) * _BUCKETS) * limit / _BUCKETS
    return [(float(key), np.flatnonzero(keys == key)) for key in np.unique(keys)]
