"""The real window, on its opening project, with settings of its own."""

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


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    theme.apply(qapp, "light")
    theme.set_reduced_motion(True)
    session = Session(settings=Settings(tmp_path / "settings.ini"))
    made = MainWindow(session)
    made.resize(1024, 768)
    made.show()
    made.activateWindow()
    session.start()
    qtbot.waitUntil(lambda: session.status is Status.PAUSED)
    yield made
    close_unasked(made)
    made.deleteLater()
    QApplication.processEvents()
    theme.set_reduced_motion(False)
    set_language("en")
