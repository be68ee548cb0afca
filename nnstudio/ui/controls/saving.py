"""A file that leaves the program: written whole or not at all, and what is said of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from nnstudio.engine.errors import NnstudioError
from nnstudio.store.atomic import replace_file
from nnstudio.text import tr


def save(path: Path, contents: Callable[[], bytes | None], say: Callable[[str], object]) -> bool:
    """Write what ``contents`` returns; False where that is nothing, or where it failed and ``say`` is told why."""
    try:
        made = contents()
        if made is None:
            return False
        replace_file(path, made)
    except NnstudioError as error:
        say(str(error))
        return False
    say(tr("Saved as {path}", path=str(path)))
    return True


def may_replace(asked: Path, named: Path, parent: QWidget) -> bool:
    """Whether ``named`` may be written where the system's dialog has asked for ``asked``, a name without its ending.

    That dialog asks before a file of the very name is replaced; here it is asked about the one that is meant.
    """
    if named == asked or not os.path.lexists(named):
        return True
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle(tr("The file exists"))
    box.setText(tr("“{name}” exists already.", name=named.name))
    box.setInformativeText(tr("Overwrite it? What is in it is lost."))
    overwrite = box.addButton(tr("Overwrite"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    return box.clickedButton() is overwrite
