"""A real Inspect workspace over a running session."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

sys.path.insert(0, str(Path(__file__).parent))

from sequence_stage import Stage

from nnstudio.document import Document
from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell.inspect_workspace import InspectWorkspace


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Callable[[Document], Stage]]:
    """Return a function that shows a document's run in Inspect, in English and light, at the smallest size."""
    set_language("en")
    theme.apply(QApplication.instance(), "light")
    opened: list[tuple[Session, InspectWorkspace]] = []

    def build(document: Document) -> Stage:
        session = Session(document)
        panel = InspectWorkspace(session)
        opened.append((session, panel))
        panel.resize(1008, 640)
        panel.show()
        session.start()
        qtbot.waitUntil(lambda: session.inspection.ready and session.inspection.description is not None)
        return Stage(session, panel, qtbot)

    yield build
    for session, panel in opened:
        panel.close()
        assert session.close()
