"""A session with its trainer and timer at work, closed at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.settings import Settings


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    made = Session(settings=Settings(tmp_path / "settings.ini"))
    made.start()
    try:
        qtbot.waitUntil(lambda: made.display._told is not None)
        yield made
    finally:
        # A thread that is not joined would end the whole test process.
        ended = made.close()
    assert ended
