"""The keys of the menus that the Build panel obeys by itself, where no menu takes them first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from nnstudio.ui.bridge.arranging import ARRANGING

if TYPE_CHECKING:
    from nnstudio.ui.canvas.panel import BuildPanel

Keys = tuple[tuple[list[QKeySequence], Callable[[], object]], ...]
Standard = QKeySequence.StandardKey


def keys_of(panel: BuildPanel) -> Keys:
    """Return the keys, alternatives in a list, each with what it does."""
    session = panel.session
    pairs: tuple[tuple[Standard | str, Callable[[], object]], ...] = (
        (Standard.Copy, panel.copy),
        (Standard.Cut, panel.cut),
        (Standard.Paste, panel.paste),
        ("Ctrl+Shift+V", panel.paste_with_inputs),
        (Standard.SelectAll, panel.select_all),
        (Standard.Undo, session.undo),
        (Standard.Redo, session.redo),
        ("Ctrl+Y", session.redo),
        ("Ctrl+D", panel.duplicate),
        ("Ctrl+Shift+D", panel.repeat),
        ("Ctrl+G", panel.group),
        ("Ctrl+Shift+G", panel.ungroup),
        ("Ctrl+Alt+G", panel.regroup),
        ("Ctrl+L", panel.auto_layout),
        ("Ctrl+.", panel.add_after),
        ("Ctrl+F Ctrl+Shift+F", panel.find),
        ("Ctrl+0", panel.zoom_actual),
        ("Ctrl+9", panel.fit),
        ("Ctrl++ Ctrl+=", panel.zoom_in),
        ("Ctrl+-", panel.zoom_out),
        *((keys, getattr(panel, command)) for command, (_name, keys) in ARRANGING.items()),
    )
    return tuple((_sequences(keys), action) for keys, action in pairs)


def _sequences(keys: Standard | str) -> list[QKeySequence]:
    if isinstance(keys, Standard):
        return QKeySequence.keyBindings(keys)
    return [QKeySequence(part) for part in keys.split()]
