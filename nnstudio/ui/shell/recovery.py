"""After the first paint: the file that was asked for, the working copy, and the offer of what a crash left behind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale

from nnstudio.store import Leftover, WorkingCopy
from nnstudio.text import Message, msg
from nnstudio.ui.shell.message_strip import Remedy

if TYPE_CHECKING:
    from nnstudio.ui.shell.window import MainWindow


class Recovery:
    """Belongs to a window. ``leftovers`` are what has not been decided on yet, newest first."""

    def __init__(self, window: MainWindow, working: WorkingCopy) -> None:
        self.window = window
        self.session = window.session
        # Looked for before our own copy is begun.
        self.leftovers = working.leftover()
        self.session.file.protect(working)

    def begin(self, file: Path | None = None) -> None:
        """Open the file, then offer what was left."""
        if file is not None:
            self.window.files.open_path(file)
        self.offer()

    def offer(self) -> None:
        """Offer the newest of what was left; it stays on the disk until something is decided."""
        if not self.leftovers:
            return
        leftover = self.leftovers[0]
        remedies = (
            Remedy(msg("Bring it back"), lambda: self.bring_back(leftover)),
            Remedy(msg("Throw it away"), lambda: self.throw_away(leftover)),
        )
        self.window.header.messages.say(_description(leftover), "note", remedies)

    def bring_back(self, leftover: Leftover) -> None:
        """Put the work that was left in the place of the present document."""
        if not self.window.files.may_go():
            self.offer()
            return
        # What could not be read is not offered again today, and stays on the disk.
        self.leftovers.remove(leftover)
        self.session.file.recover(leftover)

    def throw_away(self, leftover: Leftover) -> None:
        """Delete it, and offer the next."""
        leftover.discard()
        self.leftovers.remove(leftover)
        self.offer()


def _description(leftover: Leftover) -> Message:
    name = leftover.title or (leftover.origin.stem if leftover.origin is not None else msg("Untitled"))
    moment = QDateTime.fromSecsSinceEpoch(int(leftover.when.timestamp()))
    when = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
    return msg("Unsaved work on “{name}” from {when} was found.", name=name, when=when)
