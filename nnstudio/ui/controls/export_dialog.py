"""The dialog of whatever leaves the program as a file: its choices, a preview, and copy, save and close."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnstudio.text import Message, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls.labels import ElidedLabel, label
from nnstudio.ui.controls.saving import may_replace, save
from nnstudio.ui.controls.segmented import Segmented
from nnstudio.ui.controls.translation import bind

Format = tuple[str, Message, str]
"""A format's id, its name and the suffix of its files."""


class ExportDialog(QDialog):
    """What is exported says what of it goes to the clipboard (:meth:`copied`) and into a file (:meth:`contents`).

    Attributes: ``format``, ``preview``, ``said`` (what came of it), ``copy_button``, ``save_button``, ``close_button``.
    """

    def __init__(self, saving: Message, formats: tuple[Format, ...], preview: QWidget, parent: QWidget | None) -> None:
        """``saving`` is the title of the system's own dialog."""
        super().__init__(parent)
        self._saving = saving
        self.format = Segmented(tuple((kind, name) for kind, name, _suffix in formats))
        self._suffixes = {kind: suffix for kind, _name, suffix in formats}
        self.preview, self.said = preview, ElidedLabel("caption", Qt.TextElideMode.ElideMiddle)
        self.copy_button, self.save_button, self.close_button = QPushButton(), QPushButton(), QPushButton()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        bind(self.copy_button.setText, msg("Copy"))
        bind(self.save_button.setText, msg("Save …"))
        bind(self.close_button.setText, msg("Close"))
        self.save_button.setDefault(True)
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.reject)

    def arrange(self, choices: Iterable[QHBoxLayout], size: tuple[float, float], least: tuple[float, float]) -> None:
        """Put the rows of choices above the preview, the buttons below it; sizes are in grid units."""
        space = theme.tokens().space
        column, foot = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(space(2), space(2), space(2), space(2))
        column.setSpacing(space(1.5))
        for row in choices:
            row.setSpacing(space(1))
            column.addLayout(row)
        column.addWidget(self.preview, 1)
        column.addLayout(foot)
        foot.setSpacing(space(1))
        foot.addWidget(self.said, 1)
        for button in (self.copy_button, self.save_button, self.close_button):
            foot.addWidget(button)
        self.resize(space(size[0]), space(size[1]))
        self.setMinimumSize(space(least[0]), space(least[1]))

    # -- what is exported

    def copied(self) -> QMimeData | None:
        """Return what goes to the clipboard; None where there is nothing."""
        return None

    def contents(self) -> bytes | None:
        """Return a file of the chosen format; None where there is nothing."""
        return None

    def proposed(self) -> Path:
        """Return where the file might go, without a suffix."""
        return Path.home()

    # -- out

    def copy(self) -> None:
        """Copy it."""
        data = self.copied()
        if data is not None:
            QGuiApplication.clipboard().setMimeData(data)
            self.said.setText(tr("Copied"))

    def save(self) -> None:
        """Ask where to, and write the file."""
        suffix, goal = self._suffixes[self.format.value()], self.proposed()
        proposed = str(goal.with_name(goal.name + suffix))
        chosen, _ = QFileDialog.getSaveFileName(self, tr(self._saving), proposed, f"*{suffix}")
        if chosen:
            file = Path(chosen)
            # What stands behind the last point of “Lesson 2.1” is no ending.
            named = file if file.suffix[1:].isalpha() else file.with_name(file.name + suffix)
            if may_replace(file, named, self):
                self.write(named)

    def write(self, path: Path) -> bool:
        """Write it in the chosen format; False (and it is said why) where that failed."""
        return save(path, self.contents, self.said.setText)


def choice(row: QHBoxLayout, name: Message, field: QWidget) -> None:
    """Put a field with its name at the end of a row."""
    row.addWidget(label(name, "soft", buddy=field))
    row.addWidget(field)
