"""The list of layers by family; rows can be dragged, clicked, or chosen by Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.canvas.adding import search
from nnstudio.ui.canvas.adding.my_blocks import MyBlocks
from nnstudio.ui.canvas.dropping import block_mime, layer_mime
from nnstudio.ui.canvas.glyphs import glyph_icon, paint_glyph
from nnstudio.ui.canvas.wording import declared, family_of, group_name, layer_name
from nnstudio.ui.controls import FocusRing, OwnDelete, bind, on_retranslate
from nnstudio.ui.controls.search_card import paint_row

KIND = Qt.ItemDataRole.UserRole
HEADING = Qt.ItemDataRole.UserRole + 1


class LayerList(QListWidget):
    """The layers, and under them the student's own ``blocks`` where there are any.

    Signals: ``chosen(kind)`` by click or Enter; ``described(kind)`` for the row under the mouse or the keyboard;
    ``rename_wanted(kind)``, ``drop_wanted(kind)`` for a block.
    """

    chosen = Signal(str)
    described = Signal(str)
    rename_wanted = Signal(str)
    drop_wanted = Signal(str)

    def __init__(
        self, parent: QWidget | None = None, *, draggable: bool = True, blocks: MyBlocks | None = None
    ) -> None:
        super().__init__(parent)
        self.blocks = blocks
        self._text = ""
        self._only: frozenset[str] | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setItemDelegate(_RowDelegate(self))
        self.setMouseTracking(True)
        self.setDragEnabled(draggable)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        FocusRing(self)
        OwnDelete(self, lambda: self._is_block(self.current_kind()))
        bind(self.setAccessibleName, msg("Layers"))
        self.itemClicked.connect(self._on_clicked)
        self.itemEntered.connect(lambda item: self._describe(item))
        self.currentItemChanged.connect(lambda item, _old: self._describe(item))
        on_retranslate(self, self.refill)
        theme.changed.connect(self.refill)
        if blocks is not None:
            blocks.changed.connect(self.refill)

    def show_matches(self, text: str, only: frozenset[str] | None = None) -> None:
        """Show what a search finds, the best match current."""
        self._text, self._only = text, only
        self.refill()

    def refill(self) -> None:
        """Make the rows anew."""
        self.clear()
        for group, kinds in search.groups(self._text, self._only):
            self._add_heading(group)
            for kind in kinds:
                self._add_row(kind)
        self._add_blocks()
        # Where no layer is meant, it is the first of the blocks.
        best = search.best(self._text, self._only) or next(iter(self.kinds()), "")
        if best and self._text:
            self.go_to_kind(best)

    def go_to_kind(self, kind: str) -> None:
        """Make the row of a kind the current one, if it is shown."""
        for row in range(self.count()):
            if self.item(row).data(KIND) == kind:
                self.setCurrentRow(row)

    def kinds(self) -> list[str]:
        """Return the kinds shown, in order."""
        found = [self.item(row).data(KIND) for row in range(self.count())]
        return [kind for kind in found if kind]

    def current_kind(self) -> str:
        """Return the kind of the current row, or of the first."""
        item = self.currentItem()
        return (item.data(KIND) if item is not None else "") or next(iter(self.kinds()), "")

    def _add_heading(self, group: str) -> None:
        self._add_title(group_name(group))

    def _add_blocks(self) -> None:
        if self.blocks is None:
            return
        found = [kind for kind in self.blocks.matching(self._text) if self._only is None or kind in self._only]
        broken = () if self._text or self._only is not None else self.blocks.broken
        if found or broken:
            self._add_title(tr("My blocks"))
        for kind in found:
            item = QListWidgetItem(self.blocks.blocks[kind].name)
            item.setData(KIND, kind)
            self.addItem(item)
        for each in broken:
            self._add_title(tr("Unreadable: {file}", file=each.file), tr("{error}", error=str(each.error)))

    def _add_title(self, text: str, tip: str = "") -> None:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setData(HEADING, text)
        item.setToolTip(tip)
        self.addItem(item)

    def _add_row(self, kind: str) -> None:
        item = QListWidgetItem(layer_name(kind))
        item.setData(KIND, kind)
        item.setToolTip(tr(declared(kind).help))
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, tr(declared(kind).help))
        self.addItem(item)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names wrap anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _describe(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(KIND):
            self.described.emit(item.data(KIND))

    def _on_clicked(self, item: QListWidgetItem) -> None:
        if item.data(KIND):
            self.chosen.emit(item.data(KIND))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_kind():
            self.chosen.emit(self.current_kind())
            return
        if self._is_block(self.current_kind()) and event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Delete):
            wanted = self.rename_wanted if event.key() == Qt.Key.Key_F2 else self.drop_wanted
            wanted.emit(self.current_kind())
            return
        super().keyPressEvent(event)

    def _is_block(self, kind: str) -> bool:
        return self.blocks is not None and kind in self.blocks.blocks

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A block can be renamed and deleted."""
        item = self.itemAt(event.pos())
        kind = item.data(KIND) if item is not None else ""
        if not self._is_block(kind):
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(tr("Rename …"), lambda: self.rename_wanted.emit(kind)).setShortcut(QKeySequence("F2"))
        menu.addAction(tr("Delete …"), lambda: self.drop_wanted.emit(kind)).setShortcut(QKeySequence("Del"))
        menu.popup(event.globalPos())

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag the row's layer, shown as its name."""
        item = self.currentItem()
        if item is None or not item.data(KIND):
            return
        drag = QDrag(self)
        block = self.blocks.blocks.get(item.data(KIND)) if self.blocks is not None else None
        drag.setMimeData(layer_mime(item.data(KIND)) if block is None else block_mime(block))
        icon = glyph_icon(family_of(item.data(KIND)), theme.tokens().space(3))
        pixmap: QPixmap = icon.pixmap(theme.tokens().space(3))
        drag.setPixmap(pixmap)
        drag.setHotSpot(QPoint(pixmap.width() + theme.tokens().unit, pixmap.height() + theme.tokens().unit))
        drag.exec(Qt.DropAction.CopyAction)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Headings are no targets."""
        item = self.itemAt(event.position().toPoint())
        if item is not None and not item.data(KIND):
            return
        super().mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Describe the current row again."""
        super().leaveEvent(event)
        self._describe(self.currentItem())


class _RowDelegate(QStyledItemDelegate):
    """Paints a family's heading or a layer with the glyph of its family."""

    def sizeHint(self, option: QStyleOptionViewItem, index) -> QSize:
        """Return the height of a heading, or of a layer's name: one line, or two where it is long."""
        tokens = theme.tokens()
        if index.data(HEADING):
            return QSize(tokens.space(8), tokens.space(3.5))
        width = option.widget.viewport().width() if isinstance(option.widget, LayerList) else option.rect.width()
        area = _name_area(QRect(0, 0, width, tokens.space(20)))
        needed = QFontMetrics(theme.font("body")).boundingRect(area, int(_WRAPPED), str(index.data())).height()
        return QSize(tokens.space(8), max(tokens.space(3.75), needed + tokens.unit))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index) -> None:
        """Paint a row."""
        painter.save()
        if index.data(HEADING):
            self._paint_heading(painter, option.rect, str(index.data()))
        else:
            self._paint_layer(painter, option, index)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, text: str) -> None:
        tokens = theme.tokens()
        painter.setFont(theme.font("caption"))
        painter.setPen(tokens.text_faint)
        area = rect.adjusted(tokens.unit, 0, -tokens.unit, -tokens.unit // 4)
        fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, fitted)

    def _paint_layer(self, painter: QPainter, option: QStyleOptionViewItem, index) -> None:
        tokens, rect = theme.tokens(), option.rect
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row(painter, option, rect)
        kind = str(index.data(KIND))
        side = tokens.space(2)
        glyph = QRect(rect.left() + tokens.unit, rect.center().y() - side // 2 + 1, side, side)
        paint_glyph(painter, family_of(kind), glyph.toRectF())
        painter.setFont(theme.font("body"))
        painter.setPen(tokens.text)
        painter.drawText(_name_area(rect), int(_WRAPPED), str(index.data()))


_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap


def _name_area(row: QRect) -> QRect:
    """Return where a layer's name stands in its row: right of the glyph."""
    unit = theme.tokens().unit
    return row.adjusted(theme.tokens().space(2) + 2 * unit, 0, -unit, 0)
