"""The working copy: a database in the user's folder that receives every edit, and the run's state now and then."""

from __future__ import annotations

import json
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from nnstudio.data.table import ImportedTable
from nnstudio.document.format import to_json
from nnstudio.document.model import Document
from nnstudio.store.contents import Manifest, drop, put_manifest, put_text
from nnstudio.store.database import create
from nnstudio.store.errors import ProjectError, not_saved
from nnstudio.store.fingerprint import fingerprint
from nnstudio.store.folder import user_folder
from nnstudio.store.leftover import ABOUT, DATABASE, Leftover, leftovers
from nnstudio.store.ownership import Ownership
from nnstudio.store.project import MetricRecord, PastRecord, QueueRecord, RunState, put_state
from nnstudio.store.tables import put_table
from nnstudio.text import msg


class WorkingCopy:
    """A copy of the unsaved work in ``home`` (the user's folder), in a folder of its own that this process has locked.

    Recording never raises and never blocks for long: a full disk must not keep anyone from working. It returns False
    then, and ``trouble`` says why. Writes go to a log (WAL): a kill loses nothing, a power cut the last seconds.
    """

    def __init__(self, home: Path | None = None) -> None:
        self._home = home
        self._begin()

    def _begin(self) -> None:
        self.trouble: ProjectError | None = None
        self._folder: Path | None = None
        self._connection: sqlite3.Connection | None = None
        self._ownership: Ownership | None = None
        self._manifest: Manifest = {}
        self._table: ImportedTable | None = None
        self._first: Document | None = None
        self._about: dict[str, object] = {"title": "", "origin": "", "edits": 0, "run": False}

    def record(self, document: Document, origin: Path | None = None) -> bool:
        """Put the document as it is now into the copy. ``origin`` is its project file, if it has one."""

        def write(connection: sqlite3.Connection) -> None:
            put_text(connection, self._manifest, "document", to_json(document, with_table=False))
            if document.table is not self._table:
                drop(connection, self._manifest, "table")
                if document.table is not None:
                    put_table(connection, self._manifest, document.table)
            changed = self._first is not None and document != self._first
            self._about |= {"title": document.title, "edits": int(bool(changed or self._about["edits"]))}
            if origin is not None:
                self._about["origin"] = str(origin)

        done = self._write(write)
        if done:
            self._table = document.table
            self._first = self._first or document
        return done

    def record_run(
        self,
        run: RunState,
        metrics: MetricRecord | None = None,
        history: PastRecord | None = None,
        origin: Mapping[str, str] | None = None,
    ) -> bool:
        """Put the run's state into the copy, in the place of the last one, with its curves and its past.

        ``origin`` is the fingerprint of another machine that has made its steps.
        """

        def write(connection: sqlite3.Connection) -> None:
            for name, state in (("run", run), ("metrics", metrics), ("history", history)):
                drop(connection, self._manifest, name)
                if state is not None:
                    put_state(connection, self._manifest, name, state)
            put_text(connection, self._manifest, "fingerprint", json.dumps(dict(origin or fingerprint())))
            self._about["run"] = True

        return self._write(write)

    def record_queue(self, queue: QueueRecord, changed: bool) -> bool:
        """Put the runs that wait into the copy, in the place of those before; ``changed``: they are not the saved."""

        def write(connection: sqlite3.Connection) -> None:
            drop(connection, self._manifest, "queue")
            put_state(connection, self._manifest, "queue", queue)
            self._about["edits"] = int(bool(changed or self._about["edits"]))

        return self._write(write)

    def settle(self, document: Document, changed: bool) -> None:
        """Hold what comes against a document that is in a file now, with the run as it was then.

        ``changed`` : something else, such as the runs that wait, is not as it is in that file.
        """
        self._first = document
        self._about |= {"edits": int(changed), "run": False}

    def discard(self) -> None:
        """Forget what was recorded, and begin anew with the next record: another project was opened."""
        self.mark_clean()

    def mark_clean(self) -> None:
        """End well: the copy is deleted, nothing will be offered back."""
        if self._connection is not None:
            self._connection.close()
        if self._ownership is not None:
            self._ownership.release()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._begin()

    def leftover(self) -> list[Leftover]:
        """Return what earlier processes left that did not end well, newest first."""
        try:
            return leftovers(self._place())
        except OSError as error:
            self.trouble = not_saved(self._home or Path("nnstudio"), error)
            return []

    def _place(self) -> Path:
        return (self._home or user_folder()) / "working"

    def _write(self, write: Callable[[sqlite3.Connection], None]) -> bool:
        """Make one transaction; what fails changes neither the copy nor what we know of it."""
        before, about = dict(self._manifest), dict(self._about)
        try:
            connection = self._opened()
            connection.execute("BEGIN IMMEDIATE")
            try:
                if not before:
                    create(connection)
                write(connection)
                put_text(connection, self._manifest, ABOUT, json.dumps(self._about))
                put_manifest(connection, self._manifest)
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise
        except (sqlite3.Error, OSError, ProjectError) as error:
            self._manifest, self._about = before, about
            self.trouble = _trouble(error, self._folder or Path("nnstudio"))
            return False
        self.trouble = None
        return True

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            folder = self._place() / secrets.token_hex(8)
            folder.mkdir(mode=0o700, parents=True)
            self._folder = folder
            self._ownership = Ownership.taken(folder)
            connection = sqlite3.connect(folder / DATABASE, isolation_level=None, timeout=0.5)
            # Exclusive: nobody else reads while we live, and no shared memory is needed.
            for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = NORMAL"):
                connection.execute(f"PRAGMA {pragma}").fetchall()
            self._connection = connection
        return self._connection


def _trouble(error: Exception, folder: Path) -> ProjectError:
    if isinstance(error, ProjectError):
        return error
    if isinstance(error, OSError):
        return not_saved(folder, error)
    return ProjectError(
        folder.name,
        msg("a working copy that can be written"),
        msg("{reason}", reason=str(error)),
        msg("Save your project now: after a crash it could not be offered back."),
    )
