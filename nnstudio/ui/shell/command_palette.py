"""Everything that the window can do, found by typing a few letters of its name in any language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListWidgetItem, QWidget

from nnstudio.text import finding, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import bind, label
from nnstudio.ui.controls.search_card import LeadingField, SearchCard
from nnstudio.ui.controls.search_rows import HOME, KEYS, NamedRows

PLACE = Qt.ItemDataRole.UserRole
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


class CommandPalette(SearchCard):
    """A card at the top of the window with all that can be done. What was done with it last stands first.

    The keyboard goes back to where it was before the command is carried out, since some commands are for whoever has
    it.
    """

    def __init__(self, window: QWidget, commands: Callable[[], list[Command]]) -> None:
        super().__init__(window, LeadingField(msg("Search commands")), NamedRows())
        bind(self.setAccessibleName, msg("Commands"))
        self._window, self._commands_now = window, commands
        self._commands: list[Command] = []
        self._recent: list[str] = []
        self.nothing = label(msg("No command has this name."), "soft", wrap=True)
        bind(self.list.setAccessibleName, msg("Commands found"))
        self.stack(self.field, self.nothing, self.list)
        self.field.textChanged.connect(lambda _text: self._fill())
        self.taken.connect(self._carry_out)

    def open(self) -> None:
        """Show what can be done now."""
        before = QApplication.focusWidget()
        self._commands = self._commands_now()
        space = theme.tokens().space
        width = min(space(64), self._window.width() - space(4))
        self.setFixedWidth(width)
        self.move((self._window.width() - width) // 2, space(6))
        self.field.clear()
        self._fill()
        self.open_card(before)

    def _height(self) -> int:
        return min(theme.tokens().space(56), self._window.height() - theme.tokens().space(12))

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
        self.fit(self._height())
        self.go_to(0)

    def _found(self, typed: str) -> list[int]:
        """Return the places of what a search finds, the best first, and of equal ones what was done last."""
        scores = [finding.score(command.names, typed) for command in self._commands]

        def rank(place: int) -> tuple[int, int, int]:
            own = self._commands[place].id
            recent = self._recent.index(own) if own in self._recent else _RECENT
            return (-scores[place] if typed.strip() else 0, recent, place)

        return sorted((place for place, score in enumerate(scores) if score), key=rank)

    def _carry_out(self, item: QListWidgetItem) -> None:
        command = self._commands[item.data(PLACE)]
        self._recent = [command.id, *(other for other in self._recent if other != command.id)][:_RECENT]
        command.act()
