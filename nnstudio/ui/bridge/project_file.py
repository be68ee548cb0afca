"""The file that a session belongs to: open, save, the unsaved mark, the working copy that survives a crash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from nnstudio.data.table import ImportedTable
from nnstudio.document.model import Document
from nnstudio.engine.errors import NnstudioError
from nnstudio.training.commands import CaptureState
from nnstudio.training.curves import RunCurves
from nnstudio.training.events import Event, ProblemLoaded, StateCaptured
from nnstudio.training.queued import Queued, queue_record
from nnstudio.training.work import NO_WORK, Work
from nnstudio.ui.bridge.aside import Aside
from nnstudio.ui.bridge.contents import Contents, Written
from nnstudio.ui.bridge.filed_queue import filed_queue
from nnstudio.ui.bridge.opening import NO_STAMP, Opening, Read, stamp_of
from nnstudio.ui.bridge.standing import history_of, standing_of

if TYPE_CHECKING:
    from nnstudio.store import Leftover, Project, WorkingCopy
    from nnstudio.ui.bridge.session import Session

RUN_INTERVAL = 30_000
"""Milliseconds between two records of the run's state in the working copy."""
SOON = 200
"""Milliseconds until its state is recorded after another program has taken the run up, as of another optimiser."""


class ProjectFile(QObject):
    """Belongs to a session. ``path`` is None until the project has been saved; ``dirty`` means unsaved changes.

    It counts as changed when its document differs from the one that was saved, or that it was begun with, when other
    runs wait, and when any step has been made since.

    ``opening`` : the file that is being read. ``may_be_left`` asks about what was changed meanwhile.

    Signals: ``unprotected(NnstudioError)``, once, when the working copy can't be written, say because the disk is full;
    ``renamed()`` when it was saved as another file; ``shortened(Shortened)`` when not all of its past went into it.
    """

    unprotected = Signal(object)
    renamed = Signal()
    shortened = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.path: Path | None = None
        self.dirty = False
        self._queue = session.queue.queued
        self._saved = self._now
        self._queue_table: ImportedTable | None = None
        self._stamp = NO_STAMP
        self._told = False
        self._working: WorkingCopy | None = None
        self._recorded = (0, 0)
        self._origin: dict[str, str] = {}
        self._writing = Aside(self)
        self._writing.done.connect(self._on_written)
        self._well = self._opened = True
        self._left: Document | None = None
        self.opening = Opening(self)
        self.opening.read.connect(self._on_read)
        self.may_be_left: Callable[[], bool] = lambda: True
        self._next: Path | None = None
        self._timer = QTimer(self, interval=RUN_INTERVAL)
        self._timer.timeout.connect(self._ask_for_run)
        self._soon = QTimer(self, interval=SOON, singleShot=True)
        self._soon.timeout.connect(self._ask_for_run)
        session.queue.changed.connect(self._on_queue)
        for told in (session.events, session.scalars):
            told.connect(self.mark)
        session.events.connect(self._on_events)

    def protect(self, working: WorkingCopy) -> None:
        """Record every edit, and the run every 30 s if anything is unsaved, in a working copy from now on."""
        self._working = working
        self._timer.start()
        self.edited()

    def stop(self) -> None:
        """End quietly: what is unsaved was asked about, so nothing must be offered back."""
        self.opening.cancel()
        self.opening.finish()
        self.finish()
        self._timer.stop()
        self._soon.stop()
        if self._working is not None:
            self._working.mark_clean()

    def edited(self) -> None:
        """The document is another one: record it and look whether it differs from the saved one."""
        self._record()
        # Of another table than the project's a copy goes with the runs that wait.
        if self._queue and self._session.document.table is not self._queue_table:
            self._record_queue()
        self.mark()

    def _record(self) -> bool:
        """Put the document into the working copy; False where there is none, or it can't be written."""
        if self._working is None:
            return False
        self._working.record(self._session.document, origin=self.path)
        return self._is_well()

    def _on_queue(self) -> None:
        """Something waits that did not, or no more: it changes seldom, what is told of its progress often."""
        queue = self._session.queue.queued
        if queue == self._queue:
            return
        self._queue = queue
        self._record_queue()
        self.mark()

    def _record_queue(self) -> None:
        if self._working is not None:
            self._queue_table = self._session.document.table
            self._working.record_queue(queue_record(self._queue, self._queue_table), self._queue != self._saved.queue)
            self._is_well()

    def _is_well(self) -> bool:
        trouble = self._working.trouble if self._working is not None else None
        if trouble is not None and not self._told:
            self._told = True
            self.unprotected.emit(trouble)
        return trouble is None

    def new(self, document: Document) -> None:
        """Take a document that has no file yet."""
        self._begin(None)
        self._origin, self._session.travel.elsewhere = {}, False
        self._session.replace(document)
        self._now_saved(self._now)

    def open(self, path: Path) -> bool:
        """Open a project; False where it can't be read, and then nothing has changed.

        Where only its weights or curves are damaged, the rest is opened as unsaved work without a file, so that the
        damaged one stays as it is until the user decides.
        """
        self.begin_open(path)
        self.opening.finish()
        return self._opened

    def begin_open(self, path: Path) -> bool:
        """Read a project beside the window, and take it up then; False where that has failed already."""
        self.mark()
        self._opened, self._left = True, self._session.document if self.dirty else None
        self.opening.begin(path)
        return self._opened

    def _on_read(self, read: Read) -> None:
        error, rest = read.error, read.error.rest if read.error is not None else None
        self.mark()
        self._opened = error is None or rest is not None
        # What was done since the file was asked for has not been asked about.
        settled = not self.dirty or self._session.document is self._left
        if self._opened and not settled and not self.may_be_left():
            self._opened = False
        elif read.project is not None:
            self.adopt(read.project, read.path)
            self._stamp = read.stamp
        elif rest is not None:
            self._take_up(rest, None)
        if error is not None:
            self._session.edit_refused.emit(error)

    def adopt(self, project: Project, path: Path | None) -> None:
        """Take a project that was read from ``path``."""
        self._begin(path)
        self._replace(project)
        self._now_saved(self._now)

    @property
    def _now(self) -> Contents:
        return Contents(self._session.document, self._session.trainer.work, self._queue)

    def _replace(self, project: Project) -> None:
        from nnstudio.store import is_here

        self._origin = dict(project.fingerprint) if project.history is not None else {}
        self._session.travel.elsewhere = bool(self._origin) and not is_here(self._origin)
        past, curves = (project.history or {}).get("past"), (project.history or {}).get("curves")
        self._session.travel.filed_curves = curves if isinstance(curves, list) else ()
        self._session.replace(project.document, project.run, project.metrics, past)
        self._saved = replace(self._saved, queue=self._queue_of(project))
        self._session.queue.take_up(self._saved.queue)

    def _queue_of(self, project: Project) -> tuple[Queued, ...]:
        """Return the runs that wait in a project; none, and a word about it, where they can't be read."""
        try:
            return filed_queue(project)
        except NnstudioError as error:
            self._session.edit_refused.emit(error)
            return ()

    def recover(self, leftover: Leftover) -> bool:
        """Take up what a crash left behind, as unsaved work of the file it came from; False if it is damaged."""
        from nnstudio.store import ProjectError

        trouble: ProjectError | None = None
        try:
            project: Project | None = leftover.load()
        except ProjectError as error:
            trouble, project = error, error.rest
        outdone = leftover.is_outdone
        # Thrown away only once it is whole in our own copy.
        if project is not None and self._take_up(project, leftover.origin):
            leftover.discard()
        if outdone:
            # What the file holds is newer than what is brought back: a save asks first.
            self._stamp = NO_STAMP
        if trouble is not None:
            self._session.edit_refused.emit(trouble)
        return project is not None

    def _take_up(self, project: Project, path: Path | None) -> bool:
        """Go on with a project as unsaved work; whether all of it is in the working copy."""
        self._begin(path)
        self._replace(project)
        self._saved = Contents(None, NO_WORK, ())
        recorded = self._record()
        if recorded and self._queue:
            self._record_queue()
            recorded = self._is_well()
        if recorded and self._working is not None and project.run is not None:
            self._working.record_run(project.run, project.metrics, project.history, self._elsewhere)
            recorded = self._is_well()
        self.mark()
        return recorded

    def save(self, path: Path | None = None) -> bool:
        """Write document, run, curves and past; False where that failed, and then the old file is whole."""
        return self.begin_save(path) and self.finish()

    def begin_save(self, path: Path | None = None) -> bool:
        """Write all that there is now beside the window; False where there is no place to, or the run does not rest.

        It is unsaved until it is on the disk; ``edit_refused`` says where that failed. One that is asked for while
        another is under way follows it.
        """
        target = path if path is not None else self.path
        if target is None:
            return False
        if self._writing.running:
            self._next = target
            return True
        try:
            self._writing.start(self._written(target))
        except NnstudioError as error:
            self._well = False
            self._session.edit_refused.emit(error)
            return False
        return True

    def finish(self) -> bool:
        """Wait until what is to be saved is on the disk; False where the last of it failed."""
        self._writing.finish()
        return self._well

    def _written(self, target: Path) -> Callable[[], Written]:
        """Return the work that writes what there is now, and says what it wrote."""
        from nnstudio.store import Project, save_project

        session, standing = self._session, standing_of(self._session)
        queue = queue_record(self._queue, session.document.table) if self._queue else None
        project = Project(session.document, standing.run, session.curves.save_arrays(), self._elsewhere, queue=queue)
        written = Written(target, replace(self._now, work=standing.work), standing.shortened)

        def write() -> Written:
            try:
                save_project(target, replace(project, history=standing.history()))
            except NnstudioError as error:
                return replace(written, error=error)
            return replace(written, stamp=stamp_of(target))

        return write

    def _on_written(self, written: Written) -> None:
        self._well = written.error is None
        if written.error is not None:
            self._session.edit_refused.emit(written.error)
        else:
            self._take_note(written)
        following, self._next = self._next, None
        if following is not None:
            self.begin_save(following)

    def _take_note(self, written: Written) -> None:
        before, self.path, self._stamp = self.path, written.target, written.stamp
        self._now_saved(written.contents)
        if self.path != before:
            self.renamed.emit()
        saved = written.contents.document
        if self._working is not None and saved is not None:
            self._working.settle(saved, self._queue != written.contents.queue)
            # What was recorded while the file was being written may be more than is in it.
            self._recorded = (0, 0)
        self.edited()
        if written.shortened is not None:
            self.shortened.emit(written.shortened)

    @property
    def saving(self) -> bool:
        """Whether something is being written beside the window."""
        return self._writing.running

    @property
    def _elsewhere(self) -> dict[str, str]:
        """Whose the steps are that another machine made: here they may come out rounded otherwise. Else empty."""
        return self._origin if self._session.travel.elsewhere else {}

    def folder(self) -> Path:
        """Return where another file is proposed: beside the project's."""
        return self.path.parent if self.path is not None else Path.home()

    def changed_elsewhere(self) -> bool:
        """Whether somebody else, such as a second window, has written the file since it was opened or saved."""
        # What we write ourselves at the moment is nobody else's.
        return self.path is not None and not self.saving and stamp_of(self.path) not in (self._stamp, NO_STAMP)

    def captured(self, event: StateCaptured) -> None:
        """Put the run's state into the working copy."""
        moment = (event.run, event.step)
        if self._working is not None and moment != self._recorded:
            past, runs = event.past or (None, ())
            travel = self._session.travel
            history, curves = history_of(past, travel.save_curves(runs)), travel.curves_of(event.run) or RunCurves()
            # The run may have gone on since.
            arrays = curves.branch(event.run, event.step).save_arrays()
            self._working.record_run(event.state, arrays, history, self._elsewhere)
            self._is_well()
            self._recorded = moment

    def mark(self) -> None:
        """Look whether there is anything unsaved."""
        dirty = self._now != self._saved
        if dirty != self.dirty:
            self.dirty = dirty
            self._session.dirty_changed.emit(dirty)

    @property
    def is_trained(self) -> bool:
        """Whether nothing is unsaved but what training has made."""
        return self._now.is_trained(self._saved)

    @property
    def _moment(self) -> tuple[int, int]:
        return self._session.trainer.moment

    def _begin(self, path: Path | None) -> None:
        self.opening.cancel()
        self.finish()
        self.path = path
        self._stamp = stamp_of(path) if path is not None else NO_STAMP
        self._recorded = (0, 0)
        self._session.queue.take_up(())
        # They name layers and neurons of the project that is left.
        self._session.travel.set_break_points(())
        if self._working is not None:
            self._working.discard()

    def _ask_for_run(self) -> None:
        self.mark()
        # What nobody has changed or trained must not be offered back after a crash.
        if self.dirty and self._moment != self._recorded:
            self._session.trainer.submit(CaptureState())
            self._session.display.wake()

    def _on_events(self, news: list[Event]) -> None:
        """Record a run anew that goes on otherwise: its last state would not fit the document that is recorded."""
        if self._working is not None and any(isinstance(one, ProblemLoaded) and one.continued for one in news):
            self._recorded = (0, 0)
            self._soon.start()

    def run_began(self, work: Work) -> None:
        """The run that came with the file is in place: that is the saved moment. It may have gone on since."""
        self._saved = replace(self._saved, work=work)
        self.mark()

    def _now_saved(self, contents: Contents) -> None:
        self._saved = contents
        if self.path is not None and self._session.settings is not None:
            self._session.settings.add_recent(self.path)
        self.mark()
