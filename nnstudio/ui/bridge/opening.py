"""A project is read and checked beside the window, which goes on meanwhile; that can be called off."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from nnstudio.ui.bridge.aside import Aside

if TYPE_CHECKING:
    from nnstudio.store import Project, ProjectError, Reading

NO_STAMP = (0, 0)
_NEWS = 100
"""Milliseconds between two words on how far it is."""


@dataclass(frozen=True)
class Read:
    """What was read from a file: the project, or why it could not be. ``stamp`` is the file's from before."""

    path: Path
    stamp: tuple[int, int]
    project: Project | None = None
    error: ProjectError | None = None


class Opening(QObject):
    """``path`` is the file that is being read, None at rest. A later one takes the place of an earlier one.

    Signals: ``changed()``: it began, went on, or ended; ``read(Read)`` unless it was called off, before :meth:`begin`
    returns where the file is small.
    """

    changed = Signal()
    read = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self._reading: Reading | None = None
        self._aside = Aside(self)
        self._aside.done.connect(self._on_done)
        self._timer = QTimer(self, interval=_NEWS)
        self._timer.timeout.connect(self.changed)

    @property
    def share(self) -> float:
        """How much of the file is read."""
        return self._reading.share if self._reading is not None else 0.0

    def begin(self, path: Path) -> None:
        """Read a file."""
        from nnstudio.store import Reading  # late: SQLite is not needed to show the first window

        self.cancel()
        reading = Reading()
        self.path, self._reading = path, reading
        self._aside.start(lambda: _read(path, reading))
        if self._reading is reading:
            self._timer.start()
            self.changed.emit()

    def cancel(self) -> None:
        """Call it off; nothing has changed."""
        if self._reading is not None:
            self._reading.called_off = True
            self._aside.drop()
            self._end()

    def finish(self) -> None:
        """Wait until it is read, or, where it was called off, until that was heard."""
        self._aside.finish()

    def _on_done(self, read: Read) -> None:
        self._end()
        self.read.emit(read)

    def _end(self) -> None:
        self.path = self._reading = None
        self._timer.stop()
        self.changed.emit()


def stamp_of(path: Path) -> tuple[int, int]:
    """Return what tells one writing of a file from another; nought where there is none."""
    try:
        state = path.stat()
    except OSError:
        return NO_STAMP
    return state.st_mtime_ns, state.st_size


def _read(path: Path, reading: Reading) -> Read | None:
    from nnstudio.store import CalledOffError, ProjectError, load_project

    stamp = stamp_of(path)
    try:
        return Read(path, stamp, load_project(path, reading))
    except ProjectError as error:
        return Read(path, stamp, error=error)
    except CalledOffError:
        return None
