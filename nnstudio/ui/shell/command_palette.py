"""Everything that the window can do, found by typing a few letters of its name in any language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from nnstudio.text import finding, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import SearchField, bind, label

PLACE = Qt.ItemDataRole.UserRole
KEYS = Qt.ItemDataRole.UserRole + 1
HOME = Qt.ItemDataRole.UserRole + 2
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
_RECENT = 5


@dataclass(frozen=True)
class Command:
    """One thing to do: its name now, where it stands (``home``), its keys, and what a search finds it by."""

    id: str
    name: str
    home: str
    keys: str
    names: tuple[str, ...]
    enabled: bool
    act: Callable[[], object]


class CommandPalette(QFrame):
    """A card at the top of the window: type, choose by arrows or mouse, Enter. Escape or a click elsewhere leaves it.

    What was done with it last stands first. The keyboard goes back to where it was before the command is carried out,
    since some commands are for whoever has it.
    """

    def __init__(self, window: QWidget, commands: Callable[[], list[Command]]) -> None:
        super().__init__(window)
        self.setProperty("role", "card")
        self.setAutoFillBackground(True)
        bind(self.setAccessibleName, msg("Commands"))
        self._window, self._commands_now = window, commands
        self._commands: list[Command] = []
        self._recent: list[str] = []
        self._before: QWidget | None = None
        self.field = _Field()
        self.list = QListWidget()
        self.nothing = label(msg("No command has this name."), "soft", wrap=True)
        self._arrange()
        self.field.textChanged.connect(lambda _text: self._fill())
        self.field.moved.connect(self._step)
        self.field.entered.connect(lambda: self._carry_out(self.list.currentItem()))
        self.field.left.connect(self.close_palette)
        self.list.itemClicked.connect(self._carry_out)
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def _arrange(self) -> None:
        tokens = theme.tokens()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setItemDelegate(_Row(self.list))
        self.list.setMouseTracking(True)
        # The field keeps the keyboard, and hands the arrows on.
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bind(self.list.setAccessibleName, msg("Commands found"))
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.unit, tokens.unit, tokens.unit, tokens.unit)
        column.setSpacing(tokens.unit)
        for widget in (self.field, self.nothing, self.list):
            column.addWidget(widget)

    def open(self) -> None:
        """Show what can be done now."""
        self._before = QApplication.focusWidget()
        self._commands = self._commands_now()
        self.field.clear()
        self._fill()
        space = theme.tokens().space
        width = min(space(64), self._window.width() - space(4))
        self.setGeometry((self._window.width() - width) // 2, space(6), width, self._height())
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _height(self) -> int:
        return min(theme.tokens().space(56), self._window.height() - theme.tokens().space(12))

    def close_palette(self) -> None:
        """Go away; the keyboard goes back to where it was."""
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self) -> None:
        self.list.clear()
        for place in self._found(self.field.text()):
            command = self._commands[place]
            item = QListWidgetItem(command.name, self.list)
            item.setData(PLACE, place)
            item.setData(KEYS, command.keys)
            item.setData(HOME, command.home)
            spoken = ", ".join(part for part in (command.home, command.keys) if part)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, spoken)
            if not command.enabled:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
                item.setToolTip(tr("This can't be done now."))
        self.nothing.setVisible(not self.list.count())
        self._go_to(0, 1)

    def _found(self, typed: str) -> list[int]:
        """Return the places of what a search finds, the best first, and of equal ones what was done last."""
        scores = [finding.score(command.names, typed) for command in self._commands]

        def rank(place: int) -> tuple[int, int, int]:
            own = self._commands[place].id
            recent = self._recent.index(own) if own in self._recent else _RECENT
            return (-scores[place] if typed.strip() else 0, recent, place)

        return sorted((place for place, score in enumerate(scores) if score), key=rank)

    def _step(self, by: int) -> None:
        self._go_to(self.list.currentRow() + by, 1 if by > 0 else -1)

    def _go_to(self, row: int, onward: int) -> None:
        """Make a row current; one that is greyed is passed over."""
        row = max(0, min(self.list.count() - 1, row))
        while 0 <= row < self.list.count() and not self.list.item(row).flags() & Qt.ItemFlag.ItemIsEnabled:
            row += onward
        if 0 <= row < self.list.count():
            self.list.setCurrentRow(row)

    def _carry_out(self, item: QListWidgetItem | None) -> None:
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        command = self._commands[item.data(PLACE)]
        self._recent = [command.id, *(other for other in self._recent if other != command.id)][:_RECENT]
        self.close_palette()
        command.act()

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self.isVisible() and now is not None and not self.isAncestorOf(now):
            # Whoever has taken the keyboard keeps it.
            self.hide()


class _Field(SearchField):
    """Signals: ``entered()``; ``moved(rows)`` by the arrows and page keys; ``left()`` by Escape."""

    entered = Signal()
    moved = Signal(int)
    left = Signal()

    def __init__(self) -> None:
        super().__init__(msg("Search commands"))

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


class _Row(QStyledItemDelegate):
    """Paints a command: its name, where it stands, its keys on the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index) -> QSize:
        """Return a row's height, the same for all."""
        return QSize(theme.tokens().space(20), theme.tokens().space(4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index) -> None:
        """Paint a row."""
        tokens = theme.tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        if enabled and (selected or option.state & QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.selected if selected else tokens.hover)
            painter.drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), tokens.radius, tokens.radius)
        area = option.rect.adjusted(tokens.space(1), 0, -tokens.space(1), 0)
        painter.setFont(theme.font("body"))
        painter.setPen(tokens.text if enabled else tokens.text_faint)
        used = self._draw(painter, area, str(index.data()), Qt.AlignmentFlag.AlignLeft)
        painter.setFont(theme.font("caption"))
        painter.setPen(tokens.text_soft if enabled else tokens.text_faint)
        keys = self._draw(painter, area, str(index.data(KEYS)), Qt.AlignmentFlag.AlignRight)
        rest = area.adjusted(used + tokens.space(1.5), 0, -keys - tokens.space(1.5), 0)
        painter.setPen(tokens.text_faint)
        self._draw(painter, rest, str(index.data(HOME)), Qt.AlignmentFlag.AlignLeft)
        painter.restore()

    def _draw(self, painter: QPainter, area: QRect, text: str, side: Qt.AlignmentFlag) -> int:
        """Draw a text, shortened where there is no room for it; return its width."""
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, area.width()))
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, shown)
        return painter.fontMetrics().horizontalAdvance(shown)
