"""The two dialogs of the Help menu."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, files, version
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from nnstudio import __version__
from nnstudio.text import Message, finding, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, SearchField, label
from nnstudio.ui.shell.actions import Listed
from nnstudio.ui.shell.panel_keys import keys_of_panels

_COMPONENTS = ("PySide6-Essentials", "pyqtgraph", "numpy", "pydantic", "ziamath")
_NOTICES = ("LICENSE", "THIRD-PARTY.md")


def shortcuts_dialog(shortcuts: list[Listed], parent: QWidget) -> QDialog:
    """Return the list of keyboard shortcuts, with a search for names and keys."""
    dialog, column = _dialog(tr("Keyboard shortcuts"), parent)
    table = _ShortcutTable(((msg("Everywhere"), [_space(), *shortcuts]), *keys_of_panels()))
    area = QScrollArea()
    area.setWidget(table)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    # Reached by Tab, so that the list can be read by keys.
    area.setAccessibleName(dialog.windowTitle())
    FocusRing(area)
    area.setMinimumSize(table.sizeHint().width() + theme.tokens().space(3), theme.tokens().space(50))
    field = SearchField(msg("Search by name or key"))
    field.textChanged.connect(table.show_matches)
    column.insertWidget(0, field)
    column.insertWidget(1, area)
    field.setFocus()
    return dialog


class _ShortcutTable(QWidget):
    """What the keys do, in sections; a search leaves what it finds."""

    def __init__(self, sections: Sequence[tuple[Message, list[Listed]]]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setHorizontalSpacing(theme.tokens().space(4))
        self._sections: list[tuple[QLabel, list[tuple[QLabel, QLabel]]]] = []
        for title, listed in sections:
            heading = label(title, "section")
            grid.addWidget(heading, grid.rowCount(), 0)
            rows = [(label(shortcut.name), label(shortcut.keys, "soft")) for shortcut in listed]
            for row in rows:
                place = grid.rowCount()
                for number, cell in enumerate(row):
                    grid.addWidget(cell, place, number)
            self._sections.append((heading, rows))
        grid.setRowStretch(grid.rowCount(), 1)

    def show_matches(self, typed: str) -> None:
        """Show what a search finds; the heading of a section without a line goes."""
        for heading, rows in self._sections:
            found = [bool(finding.score((name.text(), keys.text(), heading.text()), typed)) for name, keys in rows]
            heading.setVisible(any(found))
            for row, visible in zip(rows, found, strict=True):
                for cell in row:
                    cell.setVisible(visible)


def about_dialog(parent: QWidget) -> QDialog:
    """Return what the program is, its version, what it is made with, and the licences."""
    dialog, column = _dialog(tr("About nnstudio"), parent)
    texts = QPlainTextEdit()
    texts.setReadOnly(True)
    texts.setFont(theme.font("code"))
    texts.setPlainText("\n\n".join(notices()))
    texts.setAccessibleName(tr("Licences"))
    texts.setMinimumSize(theme.tokens().space(72), theme.tokens().space(32))
    made_with = ", ".join(f"{name} {known_version(name)}" for name in _COMPONENTS)
    shown = (
        label(f"nnstudio {__version__}", "title"),
        label(msg("Build, train and look inside neural networks."), "soft"),
        label(msg("Made with {components}.", components=made_with), "caption", wrap=True),
        label(msg("Licences"), "section"),
        texts,
    )
    for place, widget in enumerate(shown):
        column.insertWidget(place, widget)
    return dialog


def _space() -> Listed:
    return Listed(tr("Run or pause, where nothing in focus takes Space for itself"), tr("Space"))


def known_version(distribution: str) -> str:
    """Return an installed version, or nothing in a frozen build that left its metadata out."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def notices() -> list[str]:
    """Return the licence texts: in a checkout those of ``packaging``, else from the installed package's metadata."""
    beside = Path(__file__).resolve().parents[3] / "packaging"
    texts = [(beside / name).read_text(encoding="utf-8") for name in _NOTICES if (beside / name).is_file()]
    return texts or [path.read_text(encoding="utf-8") for path in _installed() if path.is_file()]


def _installed() -> list[Path]:
    try:
        listed = files("nnstudio") or []
    except PackageNotFoundError:
        return []
    return [Path(str(path.locate())) for path in listed if "licenses" in path.parts]


def _dialog(title: str, parent: QWidget) -> tuple[QDialog, QVBoxLayout]:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    column = QVBoxLayout(dialog)
    space = theme.tokens().space
    column.setContentsMargins(space(2), space(2), space(2), space(2))
    column.setSpacing(space(1))
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    column.addWidget(buttons)
    return dialog, column
