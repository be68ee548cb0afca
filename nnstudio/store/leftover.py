"""What a program that did not end well left behind: it can be read and is then thrown away."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from nnstudio.store.contents import Contents
from nnstudio.store.database import guarded, is_empty
from nnstudio.store.errors import ProjectError
from nnstudio.store.ownership import Ownership
from nnstudio.store.project import Project, read_project

DATABASE: Final = "working.db"
ABOUT: Final = "about"


@dataclass(frozen=True)
class Leftover:
    """Work that was not saved. ``origin`` is the file that it was opened from or last saved to, if any.

    ``when`` is the moment of its last record, however often it has been looked at since.
    """

    folder: Path
    title: str
    origin: Path | None
    when: datetime

    def load(self) -> Project:
        """Return the work.

        Raises
        ------
        ProjectError : it is damaged too; with ``rest`` where only the weights are.
        """
        with guarded(_uri(self.folder), self.folder.name) as connection:
            return read_project(Contents(connection, self.folder.name))

    @property
    def is_outdone(self) -> bool:
        """Whether ``origin`` has been saved since: by another window, or by whoever left this undecided."""
        try:
            return self.origin is not None and self.origin.stat().st_mtime > self.when.timestamp()
        except OSError:
            return False

    def discard(self) -> None:
        """Throw it away."""
        shutil.rmtree(self.folder, ignore_errors=True)


def leftovers(home: Path) -> list[Leftover]:
    """Return what dead processes left in a folder of working copies, newest first. Those of living ones are left alone.

    A copy that was never edited holds nothing to offer, and is cleared away.
    """
    folders = [folder for folder in home.iterdir() if (folder / DATABASE).is_file()] if home.is_dir() else []
    found = [leftover for folder in folders if (leftover := _leftover(folder)) is not None]
    return sorted(found, key=lambda leftover: leftover.when, reverse=True)


def _leftover(folder: Path) -> Leftover | None:
    ownership = _taken(folder)
    if ownership is None:
        return None
    when = _when(folder)
    try:
        about = _about(folder)
        _date(folder, when)
    finally:
        ownership.release()
    if not about.get("edits") and not about.get("run") and "damaged" not in about:
        shutil.rmtree(folder, ignore_errors=True)
        return None
    origin = about.get("origin")
    return Leftover(folder, str(about.get("title", "")), Path(str(origin)) if origin else None, when)


def _taken(folder: Path) -> Ownership | None:
    try:
        return Ownership.taken(folder)
    except OSError:
        # Not ours to write, or another window has just cleared it away: nothing that could be offered.
        return None


def _about(folder: Path) -> dict[str, object]:
    try:
        if is_empty(_uri(folder)):
            return {}
        with guarded(_uri(folder), folder.name) as connection:
            about = json.loads(Contents(connection, folder.name).text(ABOUT))
            return about if isinstance(about, dict) else {"damaged": True}
    except (ProjectError, ValueError, sqlite3.Error):
        return {"damaged": True}


def _when(folder: Path) -> datetime:
    times = [path.stat().st_mtime for path in folder.iterdir() if path.name.startswith(DATABASE)]
    return datetime.fromtimestamp(max(times, default=0.0)).astimezone()


def _date(folder: Path, when: datetime) -> None:
    """Give the database back its moment: to look into it works in its log, which would make it one of today."""
    with suppress(OSError):
        os.utime(folder / DATABASE, (when.timestamp(), when.timestamp()))


def _uri(folder: Path) -> str:
    # Read and write: the log of the last transactions has to be worked in first.
    return f"{(folder / DATABASE).absolute().as_uri()}?mode=rw"
