"""A working copy as a killed process leaves it."""

from __future__ import annotations

from pathlib import Path

from nnstudio.store import Leftover, WorkingCopy
from nnstudio.ui.bridge.session import Session


def crash(session: Session, home: Path) -> list[Leftover]:
    """Have the working copy be as a killed process leaves it: its lock gone, its files there; return what is found."""
    copy = session.file._working
    assert copy is not None
    assert copy._connection is not None
    assert copy._ownership is not None
    copy._connection.close()
    copy._ownership.release()
    session.file._working = WorkingCopy(home)
    return session.file._working.leftover()
