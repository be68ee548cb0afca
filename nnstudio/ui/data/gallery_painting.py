"""Painting the gallery's lines: picture, name, size; a bar marks the one in force."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nnstudio.ui import theme
from nnstudio.ui.data.entries import Entry
from nnstudio.ui.data.previews import Preview, picture
from nnstudio.ui.theme.fonts import Role

_PICTURE = 5
_HEIGHT = 6.5
_HEADING = 4


class EntryDelegate(QStyledItemDelegate):
    """``chosen`` is the id of the data set in force."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.chosen = ""
        self._pictures: dict[tuple[Preview, float], QPixmap] = {}

    def forget(self) -> None:
        """Draw the pictures anew: the colours changed."""
        self._pictures.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """A heading is lower than a data set."""
        units = _HEADING if _entry(index).is_heading else _HEIGHT
        return QSize(theme.tokens().space(12), theme.tokens().space(units))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one line."""
        entry = _entry(index)
        painter.save()
        if entry.is_heading:
            self._paint_heading(painter, option.rect, entry)
        else:
            self._paint_ground(painter, option, entry.key == self.chosen)
            self._paint_picture(painter, option.rect, entry)
            self._paint_words(painter, option.rect, entry)
        painter.restore()

    def _paint_heading(self, painter: QPainter, area: QRect, entry: Entry) -> None:
        tokens = theme.tokens()
        font = theme.font("caption")
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(tokens.text_soft)
        box = area.adjusted(tokens.space(1), tokens.space(1), -tokens.space(1), 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, entry.name)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, chosen: bool) -> None:
        tokens = theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = option.rect.adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen:
            painter.setBrush(tokens.selected)
            painter.drawRoundedRect(area, tokens.radius, tokens.radius)
            painter.setBrush(tokens.accent)
            painter.drawRoundedRect(QRect(area.left(), area.top() + 8, 3, area.height() - 16), 1.5, 1.5)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(tokens.hover)
            painter.drawRoundedRect(area, tokens.radius, tokens.radius)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.pen(tokens.focus, tokens.focus_width))
            painter.drawRoundedRect(area, tokens.radius, tokens.radius)

    def _paint_picture(self, painter: QPainter, area: QRect, entry: Entry) -> None:
        tokens = theme.tokens()
        size = tokens.space(_PICTURE)
        box = QRect(area.left() + tokens.space(1.25), area.center().y() - size // 2 + 1, size, size)
        if entry.preview is not None:
            ratio = painter.device().devicePixelRatioF()
            key = (entry.preview, ratio)
            if key not in self._pictures:
                self._pictures[key] = picture(entry.preview, size, ratio)
            painter.drawPixmap(box, self._pictures[key])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(tokens.hairline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0, 0, -1, -1))

    def _paint_words(self, painter: QPainter, area: QRect, entry: Entry) -> None:
        tokens = theme.tokens()
        left = area.left() + tokens.space(_PICTURE + 2.25)
        width = area.right() - left - tokens.space(1)
        lines: tuple[tuple[Role, QColor, str], ...] = (
            ("strong" if entry.key == self.chosen else "body", tokens.text, entry.name),
            ("caption", tokens.text_soft, entry.facts),
        )
        heights = []
        for role, _, _ in lines:
            painter.setFont(theme.font(role))
            heights.append(painter.fontMetrics().height())
        top = area.center().y() - sum(heights) // 2 + 1
        for (role, color, text), height in zip(lines, heights, strict=True):
            painter.setFont(theme.font(role))
            painter.setPen(color)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, width)
            painter.drawText(QRect(left, top, width, height), Qt.AlignmentFlag.AlignLeft, shown)
            top += height


def _entry(index: QModelIndex | QPersistentModelIndex) -> Entry:
    found: Entry = index.data(Qt.ItemDataRole.UserRole)
    return found
