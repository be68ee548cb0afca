"""The three sets as one bar, with their numbers below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.data import Membership
from nnstudio.ui import theme
from nnstudio.ui.controls import on_retranslate
from nnstudio.ui.data.classes import set_color
from nnstudio.ui.data.snapshot import SETS, Snapshot

_ALWAYS = (Membership.TRAINING, Membership.VALIDATION, Membership.TEST)
_ORDER = (Membership.TRAINING, Membership.UNLABELLED, Membership.VALIDATION, Membership.TEST)


class SplitBar(QWidget):
    """``counts`` has the number of samples of each set; one of all three where few rows are not split."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[Membership, int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        on_retranslate(self, self._describe)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show other counts."""
        self.counts = {name: len(subset) for name, subset in snapshot.sets.items()}
        if Membership.ALL not in self.counts:
            self.counts = {name: self.counts.get(name, 0) for name in _ORDER if name in self.counts or name in _ALWAYS}
        self._describe()

    def sizeHint(self) -> QSize:
        """A bar, and a line for each set."""
        space = theme.tokens().space
        return QSize(space(20), space(2) + max(1, len(self.counts)) * self._line())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar and what it says."""
        tokens = theme.tokens()
        painter = QPainter(self)
        total = sum(self.counts.values())
        x = 0.0
        for line, (name, count) in enumerate(self.counts.items()):
            wide = self.width() * count / total if total else 0.0
            painter.fillRect(QRectF(x, 0, max(0.0, wide - 1), tokens.space(1)), set_color(name))
            x += wide
            self._paint_line(painter, line, name, count, count / total if total else 0.0)

    def _paint_line(self, painter: QPainter, line: int, name: Membership, count: int, share: float) -> None:
        tokens = theme.tokens()
        box = QRectF(0, tokens.space(1.5) + line * self._line(), self.width(), self._line())
        side = tokens.space(1)
        painter.fillRect(QRectF(0, box.center().y() - side / 2, side, side), set_color(name))
        painter.setFont(theme.font("caption"))
        painter.setPen(tokens.text_soft)
        painter.drawText(box.adjusted(tokens.space(2), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, str(SETS[name]))
        painter.setFont(theme.font("number_caption"))
        painter.setPen(tokens.text)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box.adjusted(0, 0, -tokens.space(6), 0), right, theme.count(count))
        painter.setPen(tokens.text_soft)
        painter.drawText(box, right, theme.percent(share, 0))

    def _describe(self) -> None:
        self.setAccessibleName(", ".join(f"{SETS[name]} {count}" for name, count in self.counts.items()))
        self.updateGeometry()
        self.update()

    def _line(self) -> int:
        return theme.tokens().space(2.5)
