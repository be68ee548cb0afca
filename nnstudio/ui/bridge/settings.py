"""What the user prefers, kept between sessions in an INI file of the user's own folder."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from nnstudio.store import user_folder
from nnstudio.text import LANGUAGES

RECENT = 10
"""How many files the Recent menu remembers."""
THEMES = ("system", "light", "dark")


class Settings(QObject):
    """The preferences. Broken or unknown values in the file read as the default. ``folder`` is the user's own.

    Signals
    -------
    recent_changed() : the list of recent files changed.
    """

    recent_changed = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.folder = path.parent
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    @classmethod
    def of_user(cls) -> Settings:
        """Return the user's own; where their folder can't be made, preferences that last as long as the program."""
        try:
            folder = user_folder()
        except OSError:
            folder = Path(tempfile.mkdtemp(prefix="nnstudio-"))
        return cls(folder / "settings.ini")

    @property
    def language(self) -> str:
        """``en``, ``zh_CN`` or ``zh_TW``; empty where the user has not chosen."""
        return self._one_of("language", ("", *LANGUAGES))

    @language.setter
    def language(self, code: str) -> None:
        self._store.setValue("language", code)

    @property
    def theme(self) -> str:
        """``system``, ``light`` or ``dark``."""
        return self._one_of("theme", THEMES)

    @theme.setter
    def theme(self, name: str) -> None:
        self._store.setValue("theme", name)

    @property
    def workspace(self) -> str:
        """The workspace that was open last; empty on the first start."""
        return self._text("workspace")

    @workspace.setter
    def workspace(self, name: str) -> None:
        self._store.setValue("workspace", name)

    @property
    def recent(self) -> tuple[Path, ...]:
        """Project files opened or saved lately, the last one first."""
        value = self._store.value("recent", [])
        names = [value] if isinstance(value, str) else value
        return tuple(Path(name) for name in names if isinstance(name, str)) if isinstance(names, list) else ()

    def add_recent(self, path: Path) -> None:
        """Put a file at the head of the recent ones."""
        self._write_recent([path, *(other for other in self.recent if other != path)][:RECENT])

    def forget_recent(self, path: Path | None = None) -> None:
        """Drop one file from the list, or all."""
        self._write_recent([] if path is None else [other for other in self.recent if other != path])

    def _write_recent(self, paths: list[Path]) -> None:
        self._store.setValue("recent", [str(path) for path in paths])
        self.recent_changed.emit()

    def geometry(self, window: str) -> QByteArray:
        """Return what ``saveGeometry`` gave for a window; empty where nothing is known."""
        value = self._store.value(f"geometry/{window}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_geometry(self, window: str, geometry: QByteArray) -> None:
        """Keep what ``saveGeometry`` or a splitter's ``saveState`` gave."""
        self._store.setValue(f"geometry/{window}", geometry)

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a named yes or no."""
        value = self._text(f"flags/{name}")
        return value == "true" if value in ("true", "false") else default

    def set_flag(self, name: str, value: bool) -> None:
        """Keep a named yes or no."""
        self._store.setValue(f"flags/{name}", "true" if value else "false")

    def choice(self, name: str) -> str:
        """Return a named choice; empty where nothing was chosen."""
        return self._text(f"choices/{name}")

    def set_choice(self, name: str, value: str) -> None:
        """Keep a named choice."""
        self._store.setValue(f"choices/{name}", value)

    def sync(self) -> None:
        """Write to the disk now."""
        self._store.sync()

    def _text(self, key: str) -> str:
        value = self._store.value(key, "")
        return value if isinstance(value, str) else ""

    def _one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self._text(key)
        return value if value in allowed else allowed[0]
