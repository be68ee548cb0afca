"""A session at rest on the opening sample, and the view on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.document.model import Document
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.network import NetworkView

Opener = Callable[..., tuple[Session, NetworkView]]


@pytest.fixture
def opened(show_view: Callable[..., tuple[Session, QWidget]], qtbot: QtBot) -> Opener:
    """Return a function that opens a document, or a sample by its id, at a size."""

    def open_(document: Document | str = "circles", size: tuple[int, int] = (420, 600)) -> tuple[Session, NetworkView]:
        session, view = show_view(NetworkView, document, size)
        assert isinstance(view, NetworkView)
        qtbot.waitUntil(lambda: view.picture.scene is not None)
        return session, view

    return open_
