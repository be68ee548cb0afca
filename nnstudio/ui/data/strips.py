"""Sequences as strips, one below the other: each feature step by step, below it the target where every step has one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nnstudio.data import Task, spelled
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import bind
from nnstudio.ui.data.snapshot import SETS, Floats, Snapshot

_Index = QModelIndex | QPersistentModelIndex
_LANE = 2.5
_MOST_LANES = 4
_DOTS = 4.0
"""Pixels between steps from which on each step is marked by a dot."""


@dataclass(frozen=True, eq=False)
class Lane:
    """One line of every strip: a name, and ``values`` ``(N, T)`` or the ``texts`` that stand at each step."""

    name: str
    values: Floats
    texts: npt.NDArray[np.object_] | None = None
    is_target: bool = False

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the greatest value of all strips, so that they compare."""
        low, high = float(self.values.min()), float(self.values.max())
        return (low, high) if high > low else (low - 0.5, high + 0.5)


def lanes_of(snapshot: Snapshot) -> tuple[Lane, ...]:
    """Return the lanes: features first; of many features the first few."""
    if snapshot.prepared is None or not snapshot.is_sequence:
        return ()
    raw, texts = snapshot.prepared.raw, spelled(snapshot.prepared.raw)
    name = snapshot.target_name
    if texts is not None:
        names = np.array(snapshot.classes, object)
        follow = names[raw.y.astype(np.int64)] if raw.task is Task.CLASSIFICATION else None
        return (Lane("x", raw.x, texts), Lane(name, np.asarray(raw.y, np.float64), follow, True))
    found = [Lane(name, raw.x[..., k]) for k, name in enumerate(snapshot.step_names[:_MOST_LANES])]
    if raw.places:
        y = np.asarray(raw.y, np.float64)
        found.append(Lane(name, y if y.ndim == 2 else y[..., 0], None, True))
    return tuple(found)


class StripsModel(QAbstractListModel):
    """A sample each; it is drawn when it is seen."""

    def __init__(self) -> None:
        super().__init__()
        self.snapshot: Snapshot | None = None
        self.lanes: tuple[Lane, ...] = ()

    def show(self, snapshot: Snapshot) -> None:
        """Show other sequences."""
        if snapshot is self.snapshot:
            return
        self.beginResetModel()
        self.snapshot, self.lanes = snapshot, lanes_of(snapshot)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return the number of samples."""
        if not self.lanes or self.snapshot is None or (parent is not None and parent.isValid()):
            return 0
        return len(self.snapshot.x)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what stands beside a strip."""
        snapshot = self.snapshot
        if snapshot is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        where = str(SETS[snapshot.memberships[index.row()]])
        row = tr("Row {row} · {set}", row=index.row() + 1, set=where)
        return "\n".join((row, *self.answers(index.row())))

    def answers(self, row: int) -> tuple[str, ...]:
        """Return the target of a whole sequence in words; nothing where every step has its own."""
        snapshot = self.snapshot
        if snapshot is None or snapshot.prepared is None or snapshot.prepared.shape.places:
            return ()
        said = [snapshot.classes[int(v)] if snapshot.classes else theme.number(v, 3) for v in snapshot.targets[row]]
        return (f"{snapshot.target_name} = {', '.join(said[:_MOST_LANES])}{' …' if len(said) > _MOST_LANES else ''}",)


class _StripDelegate(QStyledItemDelegate):
    """At the left what the strip is called, at the right its lanes."""

    def __init__(self, model: StripsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """All strips are alike."""
        space = theme.tokens().space
        return QSize(space(30), space(max(2, len(self._model.lanes)) * _LANE + 1))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one strip."""
        tokens = theme.tokens()
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, tokens.selected)
        area = QRectF(option.rect).adjusted(tokens.space(1), tokens.space(0.5), -tokens.space(1), -tokens.space(0.5))
        words = QRectF(area.left(), area.top(), tokens.space(17), area.height())
        painter.setFont(theme.font("caption"))
        painter.setPen(tokens.text)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, str(index.data()))
        high = area.height() / max(1, len(self._model.lanes))
        for number, lane in enumerate(self._model.lanes):
            box = QRectF(words.right(), area.top() + number * high, area.right() - words.right(), high)
            self._paint_lane(painter, box, lane, index.row())
        painter.setPen(theme.pen(tokens.hairline))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()

    def _paint_lane(self, painter: QPainter, box: QRectF, lane: Lane, row: int) -> None:
        tokens = theme.tokens()
        painter.setPen(tokens.text_soft)
        name = QRectF(box.left(), box.top(), tokens.space(8), box.height())
        shown = painter.fontMetrics().elidedText(lane.name, Qt.TextElideMode.ElideRight, int(name.width()))
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, shown)
        inside = QRectF(name.right(), box.top(), box.right() - name.right(), box.height())
        ink = tokens.accent if lane.is_target else tokens.text
        if lane.texts is not None:
            _paint_texts(painter, inside, lane.texts[row], ink)
        else:
            _paint_values(painter, inside, lane, row, ink)


def _paint_texts(painter: QPainter, box: QRectF, texts: npt.NDArray[np.object_], ink: QColor) -> None:
    """Write a character in each cell; those that find no room are cut off, the dots say so."""
    painter.save()
    painter.setFont(theme.font("body"))
    painter.setPen(ink)
    wide = float(theme.tokens().space(2))
    fit = min(len(texts), int(box.width() / wide))
    for step in range(fit):
        cell = QRectF(box.left() + step * wide, box.top(), wide, box.height())
        last = step == fit - 1 and fit < len(texts)
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, "…" if last else str(texts[step]))
    painter.restore()


def _paint_values(painter: QPainter, box: QRectF, lane: Lane, row: int, ink: QColor) -> None:
    values, (low, high) = lane.values[row], lane.limits
    margin = box.height() * 0.15
    pitch = box.width() / max(1, len(values))
    across = box.left() + (np.arange(len(values)) + 0.5) * pitch
    down = box.bottom() - margin - (values - low) / (high - low) * (box.height() - 2 * margin)
    points = [QPointF(x, y) for x, y in zip(across.tolist(), down.tolist(), strict=True)]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.pen(ink, 1))
    painter.drawPolyline(points)
    if pitch >= _DOTS:
        painter.setBrush(ink)
        for point in points:
            painter.drawEllipse(point, 1.5, 1.5)


class StripsView(QListView):
    """The list; only the strips in sight are drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.strips = StripsModel()
        self._delegate = _StripDelegate(self.strips, self)
        self.setModel(self.strips)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bind(self.setAccessibleName, msg("Sequences with their targets"))
        theme.changed.connect(self.viewport().update)

    def show_snapshot(self, snapshot: Snapshot, scaled: bool) -> None:
        """Show other sequences; scaling changes only the units."""
        self.strips.show(snapshot)
