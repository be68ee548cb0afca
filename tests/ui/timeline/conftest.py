"""A run bar over a running session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.timeline import RunBar


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[RunBar]:
    """Return the bar of a run that has made 60 steps and rests."""
    set_language("en")
    theme.apply(QApplication.instance(), "light")
    session = Session()
    made = RunBar(session)
    made.resize(1008, 32)
    made.show()
    session.start()
    session.travel.set_break_points(())
    session.step_run("batch", 60)
    qtbot.waitUntil(lambda: not session.trainer.pending and session.travel.head == session.trainer.step == 60)
    qtbot.waitUntil(lambda: session.curves.batch_loss.last_step == 60)
    yield made
    made.close()
    assert session.close()
