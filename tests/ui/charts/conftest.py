"""A session at rest on a sample, and a view of this folder on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from nnstudio.ui.bridge.session import Session

Make = Callable[[Session], QWidget]
Shown = tuple[Session, QWidget]


@pytest.fixture
def opened(show_view: Callable[..., Shown]) -> Callable[..., Shown]:
    """Return a function that opens a sample by its id with a view at a size."""

    def open_(make: Make, name: str = "circles", size: tuple[int, int] = (420, 330)) -> Shown:
        return show_view(make, name, size)

    return open_
