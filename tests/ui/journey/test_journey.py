"""From an empty canvas to a trained network in the real window, by mouse and key events alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.text import set_language
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.settings import Settings
from nnstudio.ui.shell import MainWindow
from walk.hand import EventHand
from walk.stations import ENOUGH, Journey


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
    qtbot.waitUntil(lambda: session.status is Status.PAUSED, timeout=5000)
    yield made
    session.file.dirty = False
    made.close()
    made.deleteLater()
    QApplication.processEvents()
    theme.set_reduced_motion(False)
    set_language("en")


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)")
def test_a_student_builds_trains_looks_saves_and_goes_on(window: MainWindow, tmp_path: Path) -> None:
    seen: list[str] = []
    journey = Journey(window, EventHand(), seen.append)
    journey.walk(tmp_path / "iris.nnstudio")
    assert journey.accuracy() > ENOUGH
    assert seen[0] == "empty"
    assert seen[-1] == "went_on"
    assert window.session.file.path == tmp_path / "iris.nnstudio"
