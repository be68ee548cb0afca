"""A file that leaves the program: written whole or not at all, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nnstudio.engine.errors import NnstudioError
from nnstudio.store.atomic import replace_file
from nnstudio.text import tr


def save(path: Path, contents: Callable[[], bytes | None], say: Callable[[str], object]) -> bool:
    """Write what ``contents`` returns; False where that is nothing, or where it failed and ``say`` is told why."""
    try:
        made = contents()
        if made is None:
            return False
        replace_file(path, made)
    except NnstudioError as error:
        say(str(error))
        return False
    say(tr("Saved as {path}", path=str(path)))
    return True
