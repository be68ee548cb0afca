"""Leaving a project without the question about what is unsaved: in most tests that is not worth one."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest.mock import patch

from nnstudio.ui.shell import MainWindow


def unasked(window: MainWindow) -> AbstractContextManager[object]:
    """Have the project of a window left unasked meanwhile."""
    return patch.object(window.files, "may_go", return_value=True)


def close_unasked(window: MainWindow) -> None:
    """Close a window, whatever is unsaved in it."""
    with unasked(window):
        assert window.close()
