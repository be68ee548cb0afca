"""How many samples of each class each set has, as bars with their numbers; of a regression, the target's histogram."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from nnstudio.data import Membership
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, bind, label
from nnstudio.ui.data.markers import Legend, Mark
from nnstudio.ui.data.snapshot import SETS, Snapshot

_BINS = 12


@dataclass(frozen=True)
class Bar:
    """One class (or range of values) with its count in each set."""

    name: str
    counts: tuple[tuple[Membership, int], ...]
    number: int = -1

    @property
    def total(self) -> int:
        """All sets together."""
        return sum(count for _, count in self.counts)


def bars_of(snapshot: Snapshot) -> tuple[Bar, ...]:
    """Count classes, or values in ranges of equal width; of a target at every step, all steps."""
    if snapshot.prepared is None:
        return ()
    if snapshot.classes:
        keys, names = snapshot.targets.astype(int), snapshot.classes
    else:
        values = snapshot.targets[:, :1] if not snapshot.prepared.shape.places else snapshot.targets
        edges = np.linspace(float(values.min()), float(values.max()), _BINS + 1)
        keys = np.clip(np.searchsorted(edges, values, "right") - 1, 0, _BINS - 1)
        names = tuple(f"{theme.number(a, 3)} … {theme.number(b, 3)}" for a, b in pairwise(edges))
    counts = {name: np.bincount(keys[part.rows].ravel(), minlength=len(names)) for name, part in snapshot.sets.items()}
    return tuple(
        Bar(
            name,
            tuple((member, int(count[k])) for member, count in counts.items()),
            k if snapshot.classes else -1,
        )
        for k, name in enumerate(names)
    )


class ClassesView(QWidget):
    """Bars and their legend."""

    def __init__(self) -> None:
        super().__init__()
        self.bars = _Bars()
        self.legend = Legend()
        self.title = label("", "strong", wrap=True)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.bars)
        self.area = area
        # It is the stop of the keys, which scroll it.
        FocusRing(area)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(1))
        column.addWidget(self.title)
        column.addWidget(area, 1)
        column.addWidget(self.legend)

    def show_snapshot(self, snapshot: Snapshot, scaled: bool) -> None:
        """Show other data; scaling changes no count."""
        self.bars.show_bars(bars_of(snapshot))
        self.legend.show_entries(tuple((Mark("s", set_color(name)), str(SETS[name])) for name in snapshot.sets))
        classes = bool(snapshot.classes)
        steps = snapshot.prepared is not None and bool(snapshot.prepared.shape.places)
        title = msg("Samples of each class in each set") if classes else msg("Samples by the value of the target")
        if steps:
            title = msg("Steps of each class in each set") if classes else msg("Steps by the value of the target")
        bind(self.title.setText, title)
        for shown in (self.bars, self.area):
            bind(shown.setAccessibleName, title)
        self.area.setAccessibleDescription(self.bars.accessibleDescription())


def set_color(name: Membership) -> QColor:
    """Return the colour of a set, the same as its curve's."""
    tokens = theme.tokens()
    return {
        Membership.VALIDATION: tokens.validation,
        Membership.TEST: tokens.line,
        Membership.UNLABELLED: tokens.text_faint,
        Membership.NONE: tokens.hairline,
    }.get(name, tokens.training)


class _Bars(QWidget):
    """Stacked bars: one line each, the numbers of the sets in their parts where they fit, the sum at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Bar, ...] = ()
        theme.changed.connect(self.update)

    def show_bars(self, entries: tuple[Bar, ...]) -> None:
        """Show other bars."""
        self.entries = entries
        said = (f"{bar.name}: " + ", ".join(f"{SETS[name]} {count}" for name, count in bar.counts) for bar in entries)
        self.setAccessibleDescription("; ".join(said))
        self.setMinimumHeight(self._pitch() * len(entries))
        self.update()

    def sizeHint(self) -> QSize:
        """A line for each."""
        return QSize(theme.tokens().space(30), self._pitch() * len(self.entries))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars that are seen."""
        if not self.entries:
            return
        tokens = theme.tokens()
        painter = QPainter(self)
        painter.setFont(theme.font("caption"))
        metrics = painter.fontMetrics()
        names = max(metrics.horizontalAdvance(bar.name) for bar in self.entries) + tokens.space(0.5)
        names = min(names, self.width() // 3)
        most = max(1, max(bar.total for bar in self.entries))
        sums = metrics.horizontalAdvance(theme.count(most)) + tokens.space(1)
        left = names + tokens.space(1.5)
        for line, bar in enumerate(self.entries):
            row = QRect(0, line * self._pitch(), self.width(), self._pitch())
            if row.intersects(event.rect()):
                self._paint_bar(painter, bar, row, left, (row.width() - left - sums) / most)

    def _paint_bar(self, painter: QPainter, bar: Bar, row: QRect, left: int, scale: float) -> None:
        tokens = theme.tokens()
        painter.setFont(theme.font("caption"))
        painter.setPen(tokens.text)
        names = QRect(row.left(), row.top(), left - tokens.space(1.5), row.height())
        text = painter.fontMetrics().elidedText(bar.name, Qt.TextElideMode.ElideRight, names.width())
        painter.drawText(names, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setFont(theme.font("number_caption"))
        x, margin = float(left), tokens.space(0.5)
        for name, count in bar.counts:
            part = QRectF(x, row.top() + margin, max(0.0, count * scale - 1), row.height() - 2 * margin)
            painter.fillRect(part, set_color(name))
            number = theme.count(count)
            if painter.fontMetrics().horizontalAdvance(number) + 6 < part.width():
                painter.setPen(tokens.panel)
                painter.drawText(part, Qt.AlignmentFlag.AlignCenter, number)
            x += count * scale
        painter.setPen(tokens.text)
        rest = QRectF(x + tokens.space(0.5), row.top(), row.right() - x, row.height())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, theme.count(bar.total))

    def _pitch(self) -> int:
        return theme.tokens().space(3.5)
