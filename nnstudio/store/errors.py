"""The error of a file that cannot be read or written."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

from nnstudio.engine.errors import NnstudioError
from nnstudio.text import Message, msg

if TYPE_CHECKING:
    from nnstudio.store.project import Project


class ProjectError(NnstudioError):
    """A project that cannot be opened or saved; ``place`` is the file's name.

    ``rest`` is what could be read all the same: the document, when only the weights or the curves are damaged.
    """

    def __init__(
        self, place: str, expected: Message, received: Message, advice: Message, *, rest: Project | None = None
    ) -> None:
        super().__init__(place, expected, received, advice)
        self.rest = rest


def damaged(place: str, received: Message) -> ProjectError:
    """Return the error of a file that is a project, but not whole."""
    return ProjectError(
        place,
        msg("a whole project file"),
        received,
        msg("The file is damaged. Open a backup, or look whether the program offers back a working copy."),
    )


def no_project(place: str, received: Message) -> ProjectError:
    """Return the error of a file that is something else."""
    advice = msg("Choose a file that nnstudio has saved (*.nnstudio). If this was one, it is damaged: open a backup.")
    return ProjectError(place, msg("a project of nnstudio"), received, advice)


def require_name(path: Path) -> None:
    """Refuse a name that no system call takes.

    Raises
    ------
    ProjectError : a zero byte is in it.
    """
    if "\0" in str(path):
        received = msg("a name that the disk cannot take")
        advice = msg("Choose a shorter, simpler name.")
        raise ProjectError(path.name.replace("\0", "�"), msg("a place that can be written to"), received, advice)


def not_saved(path: Path, error: OSError) -> ProjectError:
    """Return the error of a save that the system refused; the old file is whole then."""
    received, advice = _reason(error)
    return ProjectError(path.name, msg("a place that can be written to"), received, advice)


def not_read(path: Path, error: OSError) -> ProjectError:
    """Return the error of a file that the system does not let us read."""
    if isinstance(error, FileNotFoundError):
        return ProjectError(
            path.name,
            msg("a file that exists"),
            msg("none of this name"),
            msg("It may have been moved, renamed or deleted."),
        )
    return ProjectError(path.name, msg("a file that can be read"), *_reason(error))


def _reason(error: OSError) -> tuple[Message, Message]:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return msg("a full disk"), msg("Free some space, or save to another disk. The old file is unharmed.")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return msg("no permission"), msg("Choose another folder, or ask for the right to write here.")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return msg("a folder that does not exist"), msg("Choose another folder.")
    if error.errno in (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ):
        return msg("a name that the disk cannot take"), msg("Choose a shorter, simpler name.")
    return msg("{reason}", reason=error.strerror or type(error).__name__), msg("Try again, or choose another disk.")
