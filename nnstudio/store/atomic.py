"""Replace a file so that at every moment either the old or the new one is there, whole."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG

from nnstudio.store.errors import ProjectError, not_saved, require_name
from nnstudio.text import Message, msg

PREFIX = ".nnstudio-"
ENDING = ".saving"
_STALE = 3600.0
_PATIENCE = 2.0
_WINDOWS = os.name == "nt"


def replace_file(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of the file: written beside it, synced, renamed over it, the folder synced.

    A link is followed, permissions stay. Half-written files that a killed program left an hour ago are cleared away.

    Raises
    ------
    ProjectError : the place is a folder or no file, may not be written, the disk is full. The old file is whole then,
    and nothing is left beside it.
    """
    require_name(path)
    target = Path(os.path.realpath(path))
    mode = _mode(path, target)
    beside = target.parent / f"{PREFIX}{os.getpid()}-{secrets.token_hex(4)}{ENDING}"
    try:
        try:
            _write(beside, data, mode)
            _rename(beside, target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
    except OSError as error:
        raise not_saved(path, error) from error
    _clear_stale(target.parent)


def _mode(path: Path, target: Path) -> int | None:
    """Return the permissions to keep; None for a new file.

    Raises
    ------
    ProjectError : there is something that must not be replaced.
    """
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise not_saved(path, error) from error
    if S_ISDIR(status.st_mode):
        raise _refused(path, msg("a folder of this name"))
    if not S_ISREG(status.st_mode):
        raise _refused(path, msg("something that is no file"))
    if not os.access(target, os.W_OK):
        raise _refused(path, msg("a file that is write-protected"))
    return S_IMODE(status.st_mode)


def _refused(path: Path, received: Message) -> ProjectError:
    return ProjectError(path.name, msg("a file that can be replaced"), received, msg("Save under another name."))


def _write(path: Path, data: bytes, mode: int | None) -> None:
    # O_EXCL: never through a link that someone else put there. A new file gets what the user's umask leaves of 0666.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path, flags, 0o666 if mode is None else 0o600)
    try:
        rest = memoryview(data)
        while rest:
            # A nearly full disk may take only a part; the next write then says why.
            rest = rest[os.write(descriptor, rest[: 64 * 2**20]) :]
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(descriptor, mode)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _rename(source: Path, target: Path) -> None:
    """Rename, patiently: on Windows a virus scanner or another reader may hold the old file for a moment."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            os.replace(source, target)
            return
        except PermissionError:
            if not _WINDOWS or time.monotonic() > end:
                raise
            time.sleep(0.05)


def sync_folder(folder: Path) -> None:
    """Bring a folder's entries to the disk, where the system can: without it a power cut may undo the rename."""
    if _WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear_stale(folder: Path) -> None:
    before = time.time() - _STALE
    for path in folder.glob(f"{PREFIX}*{ENDING}"):
        # Another program may clear the same file at the same time, or it may belong to someone else: then it stays.
        try:
            if path.lstat().st_mtime < before:
                path.unlink()
        except OSError:
            continue
