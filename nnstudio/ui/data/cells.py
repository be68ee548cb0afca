"""How the cells of a table are painted: air on both sides, no lines, the row's number quiet."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from nnstudio.ui import theme


class CellDelegate(QStyledItemDelegate):
    """A cell's text; shortened in its middle, since one-hot names differ at their ends."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The text and the air beside it."""
        text = str(index.data() or "")
        return QSize(option.fontMetrics.horizontalAdvance(text) + theme.tokens().space(2.5), theme.tokens().space(3.5))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw ground and text."""
        tokens = theme.tokens()
        area: QRect = option.rect
        painter.save()
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, tokens.selected)
        elif isinstance(ground, QColor):
            painter.fillRect(area, ground)
        ink = index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setFont(theme.font("number"))
        painter.setPen(ink if isinstance(ink, QColor) else tokens.text)
        inside = area.adjusted(tokens.space(1), 0, -tokens.space(1), 0)
        text = str(index.data() or "")
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)), shown)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.pen(tokens.focus, 1))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.restore()


class RowNumbers(QHeaderView):
    """The numbers of the rows, without lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setDefaultSectionSize(theme.tokens().space(3.5))

    def sizeHint(self) -> QSize:
        """Room for the longest number."""
        longest = theme.count(self.count())
        return QSize(self.fontMetrics().horizontalAdvance(longest) + theme.tokens().space(2), 0)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Draw one number."""
        painter.setFont(theme.font("number_caption"))
        painter.setPen(theme.tokens().text_faint)
        inside = rect.adjusted(0, 0, -theme.tokens().space(1), 0)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inside, right, theme.count(logicalIndex + 1))
