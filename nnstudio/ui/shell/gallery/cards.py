"""The cards of the gallery: a heading for each family, then a card for each of its templates."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from nnstudio.document import FAMILIES, Template
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, bind
from nnstudio.ui.shell.gallery.preview import Drawing

_Index = QModelIndex | QPersistentModelIndex
_TEMPLATE = int(Qt.ItemDataRole.UserRole)
_DRAWING = _TEMPLATE + 1
_WIDTH, _HEIGHT, _PICTURE = 28.0, 20.0, 9.0
_HEADING = 5.0


class Cards(QListWidget):
    """Arrows walk over the cards, Enter or a double click chooses.

    Signals: ``pointed(template)`` when another card is current (None: no card is left), ``chosen(template)``.
    """

    pointed = Signal(object)
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setItemDelegate(_CardDelegate(self))
        bind(self.setAccessibleName, msg("Templates"))
        FocusRing(self)
        self.currentItemChanged.connect(lambda item, _before: self.pointed.emit(_template(item)))
        self.itemActivated.connect(lambda item: self.chosen.emit(_template(item)))
        theme.changed.connect(self.viewport().update)

    def fill(self, templates: tuple[Template, ...]) -> None:
        """Show these, by family; the first is current."""
        self.clear()
        for family, name in FAMILIES.items():
            members = [template for template in templates if template.declaration.group == family]
            if members:
                heading = QListWidgetItem(str(name), self)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
            for template in members:
                item = QListWidgetItem(str(template.declaration.name), self)
                item.setData(_TEMPLATE, template)
                item.setData(_DRAWING, Drawing(template.document().network))
                item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, str(template.declaration.help))
        self._measure()
        self.setCurrentRow(1 if self.count() else -1)

    def current(self) -> Template | None:
        """Return the template whose card is current."""
        return _template(self.currentItem())

    def step(self, rows: int) -> None:
        """Go to the card so many further, over the headings; at either end it stays."""
        row = self.currentRow() + rows
        while 0 <= row < self.count():
            if _template(self.item(row)) is not None:
                self.setCurrentRow(row)
                return
            row += rows

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Headings are as wide as the list, cards share the width."""
        self._measure()
        super().resizeEvent(event)

    def _measure(self) -> None:
        space = theme.tokens().space
        room = self.viewport().width() - space(0.5)
        columns = max(1, room // space(_WIDTH))
        for row in range(self.count()):
            item = self.item(row)
            card = _template(item) is not None
            item.setSizeHint(QSize(room // columns, space(_HEIGHT)) if card else QSize(room, space(_HEADING)))


def _template(item: QListWidgetItem | None) -> Template | None:
    found = item.data(_TEMPLATE) if item is not None else None
    return found if isinstance(found, Template) else None


class _CardDelegate(QStyledItemDelegate):
    """Paints a heading, or picture, name and the one line of a card."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one item."""
        painter.save()
        template = index.data(_TEMPLATE)
        if isinstance(template, Template):
            self._paint_card(painter, option, index, template)
        else:
            self._paint_heading(painter, option.rect, str(index.data()))
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, name: str) -> None:
        tokens = theme.tokens()
        painter.setFont(theme.font("strong"))
        painter.setPen(tokens.text_soft)
        inner = rect.adjusted(tokens.space(1), 0, -tokens.space(1), -tokens.space(0.5))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, name)

    def _paint_card(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index, template: Template) -> None:
        tokens = theme.tokens()
        half, one = tokens.space(0.5), tokens.space(1)
        box = option.rect.adjusted(half, half, -half, -half)
        self._paint_frame(painter, option, box)
        picture = QRectF(box.left() + one, box.top() + one, box.width() - 2 * one, tokens.space(_PICTURE) - one)
        index.data(_DRAWING).paint(painter, picture)
        name = QRect(box.left() + one, box.top() + tokens.space(_PICTURE + 0.5), box.width() - 2 * one, tokens.space(3))
        painter.setFont(theme.font("strong"))
        painter.setPen(tokens.text)
        painter.drawText(name, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        painter.setFont(theme.font("caption"))
        painter.setPen(tokens.text_soft)
        said = QRectF(name.left(), name.bottom(), name.width(), box.bottom() - name.bottom())
        wrapped = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        wrapped.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        painter.drawText(said, str(template.declaration.help), wrapped)

    def _paint_frame(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect) -> None:
        tokens = theme.tokens()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(tokens.selected if chosen else tokens.hover if hovered else tokens.panel)
        painter.setPen(theme.pen(tokens.focus, tokens.focus_width) if chosen else theme.pen(tokens.hairline))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), tokens.radius, tokens.radius)
