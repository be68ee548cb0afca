"""The commands of the menus, once each: text, shortcut and what they do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from nnstudio.text import Message, finding
from nnstudio.ui.controls import Text, bind, take_typed
from nnstudio.ui.shell.command_palette import Command

Key = QKeySequence.StandardKey
# An underlined letter: within an English word, in brackets after a Chinese one.
_MNEMONIC = re.compile(r"\(&\w\)|&")

_EDITING = (Qt.Key.Key_Undo, Qt.Key.Key_Redo, Qt.Key.Key_Cut, Qt.Key.Key_Copy, Qt.Key.Key_Paste, Qt.Key.Key_Find)
_RARE = (*_EDITING, Qt.Key.Key_New, Qt.Key.Key_Open, Qt.Key.Key_Save, Qt.Key.Key_ZoomIn, Qt.Key.Key_ZoomOut)


@dataclass(frozen=True)
class Listed:
    """A line of the list of shortcuts."""

    name: str
    keys: str


class Actions:
    """All actions of a window by id; each is added to the window, so that its shortcut works even without a menu."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._all: dict[str, QAction] = {}
        self._texts: dict[str, Text] = {}
        self._homes: dict[str, QMenu] = {}

    def __getitem__(self, action_id: str) -> QAction:
        return self._all[action_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def add(
        self,
        action_id: str,
        text: Text,
        act: Callable[[], object],
        keys: str | QKeySequence.StandardKey | None = None,
        *,
        takes_typed: bool = False,
    ) -> QAction:
        """Make an action. ``keys`` is a standard key or a text such as ``Ctrl+R``, alternatives apart by blanks.

        ``takes_typed``: what is being typed into a field counts, as if Enter had been pressed there before.
        """
        action = QAction(self._window)
        bind(action.setText, text)
        if takes_typed:
            action.triggered.connect(take_typed)
        action.triggered.connect(lambda: act())
        if isinstance(keys, QKeySequence.StandardKey):
            action.setShortcuts(keys)
        elif keys is not None:
            action.setShortcuts([QKeySequence(part) for part in keys.split()])
        self._window.addAction(action)
        self._all[action_id] = action
        self._texts[action_id] = text
        return action

    def settle(self, action_id: str, menu: QMenu) -> None:
        """Put an action at the end of a menu."""
        menu.addAction(self._all[action_id])
        self._homes[action_id] = menu

    def add_choices(
        self, prefix: str, options: tuple[tuple[str, Message | str], ...], choose: Callable[[str], object]
    ) -> None:
        """Make actions of which one is checked; their ids are ``prefix`` and the option's."""
        group = QActionGroup(self._window)
        for key, name in options:
            # A language's own name is the same in every language.
            text: Text = name if isinstance(name, Message) else partial(str, name)
            action = self.add(f"{prefix}{key}", text, partial(choose, key))
            action.setCheckable(True)
            group.addAction(action)

    def commands(self) -> list[Command]:
        """Return every action that stands in a menu, as the search for commands lists it."""
        return [self._command(action_id) for action_id in self._homes]

    def _command(self, action_id: str) -> Command:
        action, text = self._all[action_id], self._texts[action_id]
        known = finding.in_every_language(text) if isinstance(text, Message) else []
        home = _MNEMONIC.sub("", self._homes[action_id].title())
        names = tuple(_MNEMONIC.sub("", name) for name in (action.text(), *known, home))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        return Command(action_id, names[0], home, keys, names, action.isEnabled(), action.trigger)

    def shortcuts(self) -> list[Listed]:
        """Return every action that has a shortcut, in the order of the menus."""
        native = QKeySequence.SequenceFormat.NativeText
        lines = ((action, [keys for keys in action.shortcuts() if _is_common(keys)]) for action in self._all.values())
        return [
            Listed(_MNEMONIC.sub("", action.text()), ", ".join(keys.toString(native) for keys in common))
            for action, common in lines
            if common
        ]


def _is_common(keys: QKeySequence) -> bool:
    """Whether a keyboard has these keys: some have one of their own for New or Copy, which Qt knows, too."""
    return not any(keys == QKeySequence(rare) for rare in _RARE)
