"""The legend of a colour scale: the scale itself, its ends, and signs where it is signed."""

from __future__ import annotations

from functools import cache
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls.heat_map import screen_image
from nnstudio.ui.controls.translation import Text, on_retranslate

Kind = Literal["diverging", "viridis", "cividis"]


class ColorScaleLegend(QWidget):
    """A slim horizontal scale from ``−limit`` to ``+limit`` (diverging) or 0 to ``limit`` (magnitudes), titled."""

    def __init__(self, title: Text | None = None, kind: Kind = "diverging", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._kind: Kind = kind
        self._limit = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        on_retranslate(self, self._describe)

    def set_limit(self, limit: float) -> None:
        """Show another end of the scale."""
        if limit != self._limit:
            self._limit = limit
            self._describe()

    def set_title(self, title: Text) -> None:
        """Show another title."""
        before, text = self._title, self._title_text()
        self._title = title
        if before is None:
            self.updateGeometry()
        if before is None or self._title_text() != text:
            self._describe()

    def set_kind(self, kind: Kind) -> None:
        """Show another scale."""
        self._kind = kind
        self._describe()

    def ends(self) -> tuple[str, str, str]:
        """Return the texts under the left end, the middle and the right end."""
        end = theme.number(self._limit, 2)
        if self._kind == "diverging":
            return f"{theme.MINUS}{end}", "0", f"+{end}"
        return "0", "", end

    def sizeHint(self) -> QSize:
        """Title, bar and numbers, one under the other."""
        space, line = theme.tokens().space, theme.tokens().caption + theme.tokens().space(0.5)
        return QSize(space(20), (2 if self._title is not None else 1) * line + space(1))

    def minimumSizeHint(self) -> QSize:
        """Half as wide still reads."""
        return QSize(theme.tokens().space(12), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title, bar and numbers."""
        current = theme.tokens()
        painter = QPainter(self)
        painter.setFont(theme.font("number_caption"))
        line, top = painter.fontMetrics().height(), 0
        painter.setPen(current.text_soft)
        if self._title is not None:
            painter.drawText(QRect(0, 0, self.width(), line), Qt.AlignmentFlag.AlignLeft, self._title_text())
            top = line
        bar = QRect(0, top + 1, self.width(), current.space(0.75))
        painter.drawImage(bar, _image(self._kind, current.name))
        below = QRect(0, bar.bottom() + 1, self.width(), line)
        flags = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        for text, flag in zip(self.legible(painter.fontMetrics()), flags, strict=True):
            painter.drawText(below, flag, text)

    def legible(self, metrics: QFontMetrics) -> tuple[str, str, str]:
        """Return the texts below the bar, without the middle's where they would run into one another."""
        low, middle, high = self.ends()
        needed = 2 * max(map(metrics.horizontalAdvance, (low, high))) + metrics.horizontalAdvance(middle)
        return low, middle if needed + 2 * theme.tokens().space(1) <= self.width() else "", high

    def _title_text(self) -> str:
        if self._title is None:
            return ""
        return self._title() if callable(self._title) else str(self._title)

    def _describe(self) -> None:
        low, _, high = self.ends()
        self.setAccessibleName(
            tr("{title}: colours from {low} to {high}", title=self._title_text(), low=low, high=high)
        )
        self.setToolTip(str(msg("Vermilion is negative, blue is positive.")) if self._kind == "diverging" else "")
        self.update()


@cache
def _image(kind: Kind, name: str) -> QImage:
    """Return the scale in the theme of that ``name``, the one in force, a pixel for each of its colours."""
    table = theme.diverging_table() if kind == "diverging" else theme.magnitude_table(256, kind)
    return screen_image(table.reshape(1, 256, 4))
