"""A real window on a real session; each test has its own, with settings in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from unasked import close_unasked

from nnstudio.text import set_language
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.settings import Settings
from nnstudio.ui.shell import MainWindow


@pytest.fixture(autouse=True)
def _without_the_last(let_go: None) -> None:
    """Begin without what the test before was about."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def session(qapp: QApplication, settings: Settings) -> Iterator[Session]:
    theme.apply(qapp, "light")
    made = Session(settings=settings)
    yield made
    assert made.close()
    set_language("en")


@pytest.fixture
def window(session: Session, settings: Settings, qtbot: QtBot) -> Iterator[MainWindow]:
    settings.workspace = "functions"
    made = MainWindow(session)
    made.resize(1024, 768)
    made.show()
    made.activateWindow()
    session.start()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    qtbot.waitUntil(lambda: session.status is Status.PAUSED)
    yield made
    close_unasked(made)
    made.deleteLater()
    QApplication.processEvents()
