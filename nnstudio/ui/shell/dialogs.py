"""The two dialogs of the Help menu."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, files, version
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from nnstudio import __version__
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import label
from nnstudio.ui.shell.actions import Listed
from nnstudio.ui.shell.panel_keys import keys_of_panels

_COMPONENTS = ("PySide6-Essentials", "pyqtgraph", "numpy", "pydantic", "ziamath")
_NOTICES = ("LICENSE", "THIRD-PARTY.md")


def shortcuts_dialog(shortcuts: list[Listed], parent: QWidget) -> QDialog:
    """Return the list of keyboard shortcuts."""
    dialog, column = _dialog(tr("Keyboard shortcuts"), parent)
    table = QWidget()
    grid = QGridLayout(table)
    grid.setHorizontalSpacing(theme.tokens().space(4))
    for title, listed in ((msg("Everywhere"), [_space(), *shortcuts]), *keys_of_panels()):
        grid.addWidget(label(title, "section"), grid.rowCount(), 0)
        for shortcut in listed:
            row = grid.rowCount()
            grid.addWidget(label(shortcut.name), row, 0)
            grid.addWidget(label(shortcut.keys, "soft"), row, 1)
    area = QScrollArea()
    area.setWidget(table)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumSize(table.sizeHint().width() + theme.tokens().space(3), theme.tokens().space(50))
    column.insertWidget(0, area)
    return dialog


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
