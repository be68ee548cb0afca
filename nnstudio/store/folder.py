"""Where the program keeps what is the user's own and not a project: working copies and preferences."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

VARIABLE = "NNSTUDIO_HOME"
"""An environment variable that names another folder, for tests and for portable installations."""


def user_folder() -> Path:
    """Return the user's data folder of this program, made if it is not there yet, readable by the user alone.

    Raises
    ------
    OSError : it cannot be made.
    """
    named = os.environ.get(VARIABLE)
    folder = Path(named) if named else user_data_path("nnstudio", appauthor=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
