"""The context menu of the canvas: what can be done with what is selected."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from nnstudio.text import Message, msg, tr
from nnstudio.ui.canvas.colors import NAMES, swatch

if TYPE_CHECKING:
    from nnstudio.ui.canvas.panel import BuildPanel

Entry = tuple[str, Message, str]
"""A command of the panel, what the menu calls it, and its key."""

_ENTRIES: tuple[Entry | None, ...] = (
    ("cut", msg("Cu&t"), "Ctrl+X"),
    ("copy", msg("&Copy"), "Ctrl+C"),
    ("paste", msg("&Paste"), "Ctrl+V"),
    ("duplicate", msg("&Duplicate"), "Ctrl+D"),
    ("delete", msg("De&lete"), "Del"),
    None,
    ("group", msg("&Group"), "Ctrl+G"),
    ("ungroup", msg("U&ngroup"), "Ctrl+Shift+G"),
    ("regroup", msg("&Move into a group …"), "Ctrl+Alt+G"),
    ("fold_group", msg("Fold or open group"), "F"),
    ("repeat", msg("&Repeat block …"), "Ctrl+Shift+D"),
    ("save_block", msg("Save as block …"), ""),
    None,
    ("add_note", msg("Add note"), "N"),
)


def context_menu(panel: BuildPanel) -> QMenu:
    """Return the menu for what is selected now; it goes when it is closed."""
    menu = QMenu(panel)
    menu.aboutToHide.connect(menu.deleteLater)
    for entry in _ENTRIES:
        if entry is None:
            menu.addSeparator()
        else:
            _add(menu, panel, entry)
    colors = menu.addMenu(tr("Colour"))
    colors.setEnabled(panel.can("color"))
    none: Callable[[], None] = partial(panel.groups.color, "")
    colors.addAction(swatch(""), tr("No colour"), none)
    for name, text in NAMES.items():
        colors.addAction(swatch(name), tr(text), partial(panel.groups.color, name))
    return menu


def _add(menu: QMenu, panel: BuildPanel, entry: Entry) -> None:
    command, text, keys = entry
    action = menu.addAction(tr(text), getattr(panel, command))
    action.setShortcut(QKeySequence(keys))
    action.setEnabled(panel.can(command))
