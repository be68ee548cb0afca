"""A project: the document, the run's state, its curves and its past, in one file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from nnstudio.document.format import from_json, to_json
from nnstudio.document.model import Document
from nnstudio.engine.errors import NnstudioError
from nnstudio.store.atomic import replace_file
from nnstudio.store.contents import Contents, Manifest, put_array, put_manifest, put_text
from nnstudio.store.database import create, opened_for_reading
from nnstudio.store.errors import ProjectError, damaged
from nnstudio.store.fingerprint import fingerprint
from nnstudio.store.packing import pack, unpack
from nnstudio.store.reading import Reading
from nnstudio.store.tables import put_table, read_table
from nnstudio.text import Message, msg

SUFFIX: Final = ".nnstudio"
RunState = dict[str, Any]
"""What the trainer's ``save_state`` gives: a nest of arrays and JSON-able values, all that the next step reads."""
MetricRecord = dict[str, Any]
"""The curves of the run so far, in the same form."""
PastRecord = dict[str, Any]
"""What the trainer's ``save_past`` gives, and the curves of its runs, in the same form."""
QueueRecord = dict[str, Any]
"""The runs that wait to be trained, in the same form."""


@dataclass(frozen=True, eq=False)
class Project:
    """``fingerprint`` is that of the machine on which the run was computed; empty where nothing was. ``queue`` are the
    runs that wait (see ``training.queued``).
    """

    document: Document
    run: RunState | None = None
    metrics: MetricRecord | None = None
    fingerprint: Mapping[str, str] = field(default_factory=dict)
    history: PastRecord | None = None
    queue: QueueRecord | None = None


def save_project(path: Path, project: Project) -> None:
    """Write a project; when this returns it is on the disk. A kill at any moment leaves the old or the new file whole.

    Raises
    ------
    ProjectError : it could not be written; the old file is unharmed.
    TypeError : something in the run's state that no file can hold.
    """
    replace_file(path, project_bytes(project))


def project_bytes(project: Project) -> bytes:
    """Return the file's bytes."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        create(connection)
        connection.execute("BEGIN")
        put_project(connection, {}, project)
        connection.execute("COMMIT")
        return connection.serialize()
    finally:
        connection.close()


def put_project(connection: sqlite3.Connection, manifest: Manifest, project: Project) -> None:
    """Write all parts of a project, and the manifest."""
    put_text(connection, manifest, "document", to_json(project.document, with_table=False))
    if project.document.table is not None:
        put_table(connection, manifest, project.document.table)
    for name in ("run", "metrics", "history", "queue"):
        state = getattr(project, name)
        if state is not None:
            put_state(connection, manifest, name, state)
    put_text(connection, manifest, "fingerprint", json.dumps(dict(project.fingerprint) or fingerprint()))
    put_manifest(connection, manifest)


def put_state(connection: sqlite3.Connection, manifest: Manifest, name: str, state: Mapping[str, Any]) -> None:
    """Write a run's state or its curves."""
    text, arrays = pack(state, name)
    put_text(connection, manifest, name, text)
    for place, array in arrays.items():
        put_array(connection, manifest, place, array)


def load_project(path: Path, reading: Reading | None = None) -> Project:
    """Read a project. ``reading`` is told how far it is, and may be called off by another thread.

    Raises
    ------
    CalledOffError : nobody wants it any more.
    ProjectError : it cannot be read, is no project, is newer than this program or damaged; with ``rest`` where only the
    weights, the curves or the steps before are.
    """
    reading = reading if reading is not None else Reading()
    with opened_for_reading(path, reading) as connection:
        return read_project(Contents(connection, path.name, reading))


def read_project(contents: Contents) -> Project:
    """Return the project of an opened database.

    Raises
    ------
    ProjectError : a part is missing or altered, or holds what this program never writes.
    """
    document = _document(contents)
    try:
        run, metrics, fingerprint = _state(contents, "run"), _state(contents, "metrics"), _fingerprint(contents)
    except ProjectError as error:
        advice = msg("The network and its settings can be read; the weights are lost.")
        raise _partly(error, advice, Project(document)) from error
    found = Project(document, run, metrics, fingerprint)
    try:
        found = replace(found, history=_state(contents, "history"))
    except ProjectError as error:
        advice = msg("The network, its weights and its curves can be read; the steps that led to them are lost.")
        raise _partly(error, advice, found) from error
    try:
        return replace(found, queue=_state(contents, "queue"))
    except ProjectError as error:
        raise _partly(error, msg("All of it can be read but the runs that wait in its queue."), found) from error


def _partly(error: ProjectError, advice: Message, rest: Project) -> ProjectError:
    return ProjectError(error.place, error.expected, error.received, advice, rest=rest)


def _document(contents: Contents) -> Document:
    text = contents.text("document")
    table = read_table(contents) if "table" in contents else None
    try:
        return from_json(text, table)
    except NnstudioError as error:
        place = f"{contents.place}: {error.place}" if error.place else contents.place
        raise ProjectError(place, error.expected, error.received, error.advice) from error


def _state(contents: Contents, name: str) -> dict[str, Any] | None:
    if name not in contents:
        return None
    try:
        state = unpack(contents.text(name), contents.array)
    except (ValueError, RecursionError) as error:
        raise damaged(contents.place, msg("an altered part: {name}", name=name)) from error
    if not isinstance(state, dict):
        raise damaged(contents.place, msg("an altered part: {name}", name=name))
    return state


def _fingerprint(contents: Contents) -> dict[str, str]:
    saved = _state(contents, "fingerprint") or {}
    return {key: str(value) for key, value in saved.items()}
