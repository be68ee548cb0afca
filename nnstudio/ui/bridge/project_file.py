"""The file that a session belongs to: open, save, the unsaved mark, the working copy that survives a crash."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from nnstudio.engine.errors import NnstudioError
from nnstudio.training.commands import CaptureState, RunState
from nnstudio.training.events import StateCaptured

if TYPE_CHECKING:
    from nnstudio.store import WorkingCopy
    from nnstudio.ui.bridge.session import Session

RUN_INTERVAL = 30_000
"""Milliseconds between two records of the run's state in the working copy."""
SAVE_PATIENCE = 10.0
"""Seconds that saving waits for the step under way."""


class ProjectFile(QObject):
    """Belongs to a session. ``path`` is None until the project has been saved; ``dirty`` means unsaved changes."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.path: Path | None = None
        self.dirty = False
        self._saved = session.document
        self._saved_step = 0
        self._working: WorkingCopy | None = None
        self._recorded_step = -1
        self._timer = QTimer(self, interval=RUN_INTERVAL)
        self._timer.timeout.connect(self._ask_for_run)

    def protect(self, working: WorkingCopy) -> None:
        """Record every edit, and the run every 30 s, in a working copy from now on."""
        self._working = working
        self._timer.start()
        self.edited()

    def stop(self) -> None:
        """End quietly: what is unsaved was asked about, so the working copy holds nothing that must be offered back."""
        self._timer.stop()
        if self._working is not None:
            self._working.mark_clean()

    def forget(self) -> None:
        """Belong to no file."""
        self.path = None
        self._recorded_step = -1

    def edited(self) -> None:
        """The document is another one: record it and look whether it differs from the saved one."""
        if self._working is not None:
            self._working.record(self._session.document)
        self._mark()

    def open(self, path: Path) -> bool:
        """Open a project; False where it can't be read, and then nothing has changed."""
        from nnstudio.store import load_project  # late: SQLite is not needed to show the first window

        try:
            project = load_project(path)
        except NnstudioError as error:
            self._session.edit_refused.emit(error)
            return False
        self.path = path
        self._session.replace(project.document, project.run)
        self._now_saved()
        return True

    def save(self, path: Path | None = None) -> bool:
        """Write document and run; False where that failed, and then the old file is whole."""
        from nnstudio.store import Project, save_project

        target = path if path is not None else self.path
        if target is None:
            return False
        try:
            save_project(target, Project(self._session.document, self.state(), None))
        except NnstudioError as error:
            self._session.edit_refused.emit(error)
            return False
        self.path = target
        self._now_saved()
        return True

    def state(self) -> RunState | None:
        """Return a copy of all that the run's next step reads; None where there is no run."""
        with self._session.display.hold(SAVE_PATIENCE, exclusive=True) as frame:
            return None if frame is None else self._session.trainer.save_state()

    def captured(self, event: StateCaptured) -> None:
        """Put the run's state into the working copy."""
        if self._working is not None and event.step != self._recorded_step:
            self._working.record_run(event.state)
            self._recorded_step = event.step

    def _ask_for_run(self) -> None:
        if self._session.trainer.step != self._recorded_step:
            self._session.trainer.submit(CaptureState())
            self._session.display.wake()
        self._mark()

    def _now_saved(self) -> None:
        self._saved = self._session.document
        self._saved_step = self._session.trainer.step
        if self.path is not None and self._session.settings is not None:
            self._session.settings.add_recent(self.path)
        self._mark()

    def _mark(self) -> None:
        dirty = self._session.document != self._saved
        if dirty != self.dirty:
            self.dirty = dirty
            self._session.dirty_changed.emit(dirty)
