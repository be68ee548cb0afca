"""The form of the database, and the safe opening of one that anyone may have written."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Final

from nnstudio.store.errors import ProjectError, damaged, no_project, not_read, require_name
from nnstudio.store.reading import Reading
from nnstudio.text import msg

APPLICATION_ID: Final = 0x4E4E5354
"""``NNST``: how a file says that it is a project of nnstudio."""
VERSION: Final = 1
SCHEMA: Final = (
    "CREATE TABLE content (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE array (name TEXT PRIMARY KEY, dtype TEXT NOT NULL, shape TEXT NOT NULL, data BLOB NOT NULL)",
)
LARGEST_FILE: Final = 2 * 2**30
LARGEST_VALUE: Final = 512 * 2**20
_LOOK: Final = 10_000
"""Instructions of SQLite's machine between two looks at whether the file is still wanted."""
_HEADER: Final = b"SQLite format 3\0"
_ALLOWED: Final = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_TRANSACTION}


def create(connection: sqlite3.Connection) -> None:
    """Give an empty database our mark and our tables."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    for statement in SCHEMA:
        connection.execute(statement)


@contextmanager
def opened_for_reading(path: Path, reading: Reading) -> Iterator[sqlite3.Connection]:
    """Open a project's database for reading: looked at from outside first, then with SQLite's guards up, then checked.

    Nothing beside the file is read (no journal), nothing is written. Whatever SQLite finds wrong later becomes a
    ProjectError too.

    Raises
    ------
    ProjectError : no file, no project, a newer one, not whole, or with something in it that we never write.
    """
    reading.whole = check_header(path)
    # Immutable: the file is only ever replaced as a whole, and a forged journal beside it must not be played back.
    with guarded(f"{path.absolute().as_uri()}?mode=ro&immutable=1", path.name, reading) as connection:
        yield connection


@contextmanager
def guarded(uri: str, place: str, reading: Reading | None = None) -> Iterator[sqlite3.Connection]:
    """Open a database by its URI, guard and check it; that ends with an error where the reading is called off.

    Raises
    ------
    ProjectError : it is not whole, or not ours.
    """
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=2.0)
        guard(connection)
        if reading is not None:
            connection.set_progress_handler(lambda: reading.called_off, _LOOK)
        check(connection, place)
        yield connection
    except sqlite3.Error as error:
        raise damaged(place, msg("one that SQLite calls “{reason}”", reason=str(error))) from error
    except (UnicodeDecodeError, OverflowError) as error:
        raise damaged(place, msg("letters or numbers that cannot be read")) from error
    except MemoryError as error:
        raise damaged(place, msg("more than fits into memory")) from error
    finally:
        if connection is not None:
            connection.close()


def is_empty(uri: str) -> bool:
    """Return whether a database has no table yet: its maker was killed before it wrote anything.

    Raises
    ------
    sqlite3.Error : it is no database.
    """
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=2.0)
    try:
        guard(connection)
        return bool(connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None)
    finally:
        connection.close()


def check_header(path: Path) -> int:
    """Look at a file's first hundred bytes, before SQLite does; return how many it has.

    Raises
    ------
    ProjectError : it cannot be read, is no regular file, no project, or shorter than it says.
    """
    require_name(path)
    try:
        status = path.stat()
        if S_ISDIR(status.st_mode):
            raise no_project(path.name, msg("a folder"))
        if not S_ISREG(status.st_mode):
            raise no_project(path.name, msg("something that is no file"))
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise not_read(path, error) from error
    _check_bytes(path.name, header, status.st_size)
    return status.st_size


def _check_bytes(place: str, header: bytes, size: int) -> None:
    if not size:
        raise damaged(place, msg("an empty file"))
    if header[: len(_HEADER)] != _HEADER[: len(header)]:
        raise no_project(place, msg("a file of another kind"))
    if len(header) < 100:
        raise damaged(place, msg("one that ends too early"))
    page, pages = struct.unpack(">H", header[16:18])[0], struct.unpack(">I", header[28:32])[0]
    version, application = struct.unpack(">I", header[60:64])[0], struct.unpack(">I", header[68:72])[0]
    if application != APPLICATION_ID:
        raise no_project(place, msg("a database of another program"))
    if version > VERSION:
        raise ProjectError(
            place,
            msg("version {known} or older", known=VERSION),
            msg("version {version}", version=version),
            msg("It was made by a newer nnstudio: update the program to open it."),
        )
    if size < (65536 if page == 1 else page) * pages:
        raise damaged(place, msg("one that ends too early"))
    if size > LARGEST_FILE:
        raise damaged(place, msg("more than {limit} gigabytes", limit=LARGEST_FILE // 2**30))


def guard(connection: sqlite3.Connection) -> None:
    """Raise SQLite's guards: no functions from the schema, no strange cells, only reading, bounded sizes."""
    for limit, most in (
        (sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
        (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100),
        (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 0),
    ):
        connection.setlimit(limit, most)
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON", "mmap_size = 0"):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def check(connection: sqlite3.Connection, place: str) -> None:
    """Check that the schema is ours to the letter (no view, no trigger, nothing else) and the pages are whole.

    Raises
    ------
    ProjectError : they are not.
    """
    found = {str(row[0]) for row in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL LIMIT 100")}
    if found != set(SCHEMA):
        raise damaged(place, msg("tables that nnstudio does not make"))
    connection.set_authorizer(_authorize)
    verdict = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != ("ok",):
        raise damaged(place, msg("pages that contradict one another"))


def _authorize(action: int, first: str | None, second: str | None, base: str | None, trigger: str | None) -> int:
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_OK if second in ("length", "sum", "count") else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
