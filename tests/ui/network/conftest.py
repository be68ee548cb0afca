"""A session at rest on the opening sample, and the view on it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.document import samples
from nnstudio.document.model import Document
from nnstudio.text import set_language
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.settings import Settings
from nnstudio.ui.network import NetworkView

Opener = Callable[..., tuple[Session, NetworkView]]


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Opener]:
    """Return a function that opens a document, or a sample by its id, at a size."""
    theme.apply(qapp, "light")
    sessions: list[Session] = []
    views: list[NetworkView] = []

    def open_(document: Document | str = "circles", size: tuple[int, int] = (420, 600)) -> tuple[Session, NetworkView]:
        if isinstance(document, str):
            document = next(found for found in samples() if found.id == document).document()
        session = Session(document, settings=Settings(tmp_path / "settings.ini"))
        view = NetworkView(session)
        sessions.append(session)
        views.append(view)
        view.resize(*size)
        view.show()
        session.start()
        qtbot.waitUntil(lambda: session.status is Status.PAUSED and view.picture.scene is not None, timeout=5000)
        return session, view

    yield open_
    for view in views:
        view.close()
    assert all(session.close() for session in sessions)
    views.clear()
    sessions.clear()
    set_language("en")
    theme.apply(qapp, "light")
    # Here, and not by chance in the thread of the next test's trainer, where no Qt object may be destroyed.
    gc.collect()
