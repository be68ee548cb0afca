"""The answer: a bar for each class with its probability, or each target's value."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.inspection.trying import Answer
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.controls.heat_map import heat_map, ink_table

Row = tuple[int, str, float]
"""Number, name and value of a class or a target."""


class AnswerBars(QWidget):
    """Of more classes than there is room for the likeliest are shown, in their order by value; else in the data's.

    ``picture`` : height and width of an answer that is a picture, painted as one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer: Answer | None = None
        self.names: tuple[str, ...] = ()
        self.step = -1
        self.picture: tuple[int, int] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.tokens().space(14), theme.tokens().space(10))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A column beside the input."""
        return QSize(theme.tokens().space(20), theme.tokens().space(28))

    def show_answer(self, answer: Answer, names: tuple[str, ...], step: int) -> None:
        """Show another answer; of several steps that of ``step``."""
        self.answer, self.names, self.step = answer, names, step
        self.setAccessibleDescription(self.sentence())
        self.update()

    def show_nothing(self) -> None:
        """Show that there is no answer."""
        self.answer = None
        self.setAccessibleDescription("")
        self.update()

    def sentence(self) -> str:
        """Return the answer in words."""
        answer = self.answer
        if answer is None:
            return ""
        if self.picture is not None:
            return tr("The picture as the network builds it anew")
        if not answer.classes:
            values = zip(self.names, answer.at(self.step).tolist(), strict=False)
            return "   ".join(f"{name} {theme.number(value)}" for name, value in values)
        number = answer.winner(self.step)
        return f"{self.names[number]} {_said(answer, float(answer.at(self.step)[number]))}"

    def rows(self) -> list[Row]:
        """Return what is shown, from the top."""
        if self.answer is None:
            return []
        values = self.answer.at(self.step).tolist()
        found = [(number, name, value) for number, (name, value) in enumerate(zip(self.names, values, strict=False))]
        room = max(1, int(self.height() // self._least()))
        if len(found) <= room:
            return found
        return sorted(found, key=lambda row: -row[2] if not math.isnan(row[2]) else 0.0)[:room]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name, bar and number of each."""
        if self.answer is None:
            return
        painter = QPainter(self)
        if self.picture is not None:
            self._paint_picture(painter, self.answer, self.picture)
            return
        rows = self.rows()
        # Many lie closer together than few.
        line = min(self._least() * 1.4, self.height() / max(1, len(rows)))
        winner = self.answer.winner(self.step) if self.answer.classes else -1
        ends = [value for _, _, value in rows if math.isfinite(value)]
        most = 1.0 if self.answer.shares else max((abs(value) for value in ends), default=1.0) or 1.0
        for place, row in enumerate(rows):
            box = QRectF(0, place * line, self.width(), line)
            self._paint_row(painter, box, row, min(1.0, abs(row[2]) / most), row[0] == winner)

    def _paint_picture(self, painter: QPainter, answer: Answer, shape: tuple[int, int]) -> None:
        side = min(self.width() / shape[1], self.height() / shape[0])
        box = QRectF(0, 0, side * shape[1], side * shape[0])
        painter.drawImage(box, heat_map(answer.at(self.step).reshape(shape), 1.0, ink_table()))
        painter.setPen(theme.tokens().line)
        painter.drawRect(box.adjusted(0, 0, -1, -1))

    def _paint_row(self, painter: QPainter, box: QRectF, row: Row, share: float, wins: bool) -> None:
        tokens, (number, name, value) = theme.tokens(), row
        assert self.answer is not None
        painter.setFont(theme.font("strong" if wins else "body"))
        painter.setPen(tokens.text)
        said = _said(self.answer, value)
        metrics = painter.fontMetrics()
        room = box.width() - metrics.horizontalAdvance(said) - tokens.space(1)
        text = metrics.elidedText(f"▸ {name}" if wins else name, Qt.TextElideMode.ElideRight, int(room))
        track = QRectF(0, box.bottom() - tokens.space(0.75), box.width(), tokens.space(0.5))
        upper = QRectF(box.left(), track.top() - self._least() + tokens.space(0.5), box.width(), tokens.body * 1.2)
        painter.drawText(upper, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.drawText(upper, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, said)
        painter.fillRect(track, tokens.sunken)
        if not math.isnan(share):
            color = (
                theme.class_color(number) if self.answer.classes else tokens.positive if value >= 0 else tokens.negative
            )
            painter.fillRect(QRectF(track.left(), track.top(), share * track.width(), track.height()), color)

    def _least(self) -> float:
        """Return the height of a row in which name and number stand clear of the bar."""
        return theme.tokens().body * 1.2 + theme.tokens().space(0.5)


def _said(answer: Answer, value: float) -> str:
    if math.isnan(value):
        return tr("no number")
    return theme.percent(value) if answer.shares else theme.number(value)
