"""A card over a window: a field, and a list that is led from it. Commands, layers to add and places to go to are
chosen in one."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from nnstudio.ui import theme
from nnstudio.ui.controls.search_field import SearchField

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class LeadingField(SearchField):
    """Signals: ``entered()``; ``moved(rows)`` by the arrows and page keys; ``left()`` by Escape."""

    entered = Signal()
    moved = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What leads along the list, or out of it, is not typed."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key in _STEPS:
            self.moved.emit(_STEPS[key])
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class SearchCard(QFrame):
    """Type, choose by arrows or mouse, Enter; Escape or a click elsewhere leaves it. The field keeps the keyboard.

    Signals: ``taken(item)`` for the row that was chosen; the card is closed, and the keyboard back, by then.
    """

    taken = Signal(QListWidgetItem)

    def __init__(self, owner: QWidget, field: LeadingField, rows: QListWidget) -> None:
        super().__init__(owner)
        self.setProperty("role", "card")
        self.setAutoFillBackground(True)
        self.field, self.list = field, rows
        self._back: QWidget | None = None
        self._most = 0
        rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows.itemClicked.connect(self._choose)
        field.moved.connect(self._step)
        field.entered.connect(lambda: self._choose(self.list.currentItem()))
        field.left.connect(self.close_card)
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def stack(self, *widgets: QWidget) -> QVBoxLayout:
        """Lay widgets out one below the other."""
        unit = theme.tokens().unit
        column = QVBoxLayout(self)
        column.setContentsMargins(unit, unit, unit, unit)
        column.setSpacing(unit)
        for widget in widgets:
            column.addWidget(widget)
        return column

    def open_card(self, back: QWidget | None) -> None:
        """Show the card; ``back`` gets the keyboard afterwards."""
        self._back = back
        self.show()
        self.fit(self._most)
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def fit(self, most: int) -> None:
        """Be as high as what was found needs, ``most`` pixels at the most; again when the card opens."""
        self._most = most
        if self.isHidden():
            # What has never been shown takes no room yet.
            return
        rows = sum(self.list.sizeHintForRow(row) for row in range(self.list.count())) + 2 * self.list.frameWidth()
        self.list.setFixedHeight(min(rows, most))
        over = self._needed() - most
        if over > 0:
            self.list.setFixedHeight(max(0, min(rows, most) - over))
        self.setFixedHeight(min(self._needed(), most))

    def _needed(self) -> int:
        layout = self.layout()
        assert layout is not None
        # The layouts within it, too, forget what they knew.
        layout.invalidate()
        layout.activate()
        wide = self.width()
        return layout.totalHeightForWidth(wide) if layout.hasHeightForWidth() else layout.totalSizeHint().height()

    def close_card(self) -> None:
        """Go away; the keyboard, if it is here, goes back."""
        if self.isHidden():
            return
        # Before hiding: else Qt would look for the next in the order of Tab, which on the canvas selects a layer.
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused) and self._back is not None and self._back.isVisible():
            self._back.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()

    def go_to(self, row: int, onward: int = 1) -> None:
        """Make a row current; one that can't be chosen is passed over."""
        row = max(0, min(self.list.count() - 1, row))
        while 0 <= row < self.list.count() and not is_choosable(self.list.item(row)):
            row += onward
        if 0 <= row < self.list.count():
            self.list.setCurrentRow(row)

    def _step(self, by: int) -> None:
        self.go_to(self.list.currentRow() + by, 1 if by > 0 else -1)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None and is_choosable(item):
            self.close_card()
            self.taken.emit(item)

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self.isVisible() and now is not None and now is not self and not self.isAncestorOf(now):
            # Whoever has taken the keyboard keeps it.
            self.hide()


def is_choosable(item: QListWidgetItem) -> bool:
    """Whether a row is more than a heading, and not greyed."""
    return bool(item.flags() & Qt.ItemFlag.ItemIsEnabled)


def paint_row(painter: QPainter, option: QStyleOptionViewItem, rect: QRect) -> None:
    """Paint what lies under a row's text: where it is current, or under the mouse."""
    tokens = theme.tokens()
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    if selected or option.state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.selected if selected else tokens.hover)
        painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), tokens.radius, tokens.radius)
