"""The panel on a session of its own, at rest."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.document import Document
from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.diagnosis import DiagnosisPanel

Show = Callable[[Document], tuple[Session, DiagnosisPanel]]


@pytest.fixture
def show(qtbot: QtBot, qapp: QApplication) -> Iterator[Show]:
    """Return a function that shows the panel on a document, after its first look."""
    set_language("en")
    theme.apply(qapp, "light")
    opened: list[tuple[Session, DiagnosisPanel]] = []

    def made(document: Document) -> tuple[Session, DiagnosisPanel]:
        session = Session(document)
        panel = DiagnosisPanel(session)
        opened.append((session, panel))
        panel.resize(800, 300)
        panel.show()
        session.start()
        qtbot.waitUntil(lambda: panel.diagnosing.step == 0)
        return session, panel

    yield made
    for session, panel in opened:
        panel.close()
        assert session.close()
        panel.deleteLater()
    opened.clear()
    set_language("en")
    gc.collect()
