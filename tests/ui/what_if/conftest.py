"""A session with its Inspect panel, the What-if view on top."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from inspecting import Hand
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector import InspectorPanel
from nnstudio.ui.shell.inspect_views import VIEWS


@pytest.fixture
def hand(qtbot: QtBot) -> Iterator[Hand]:
    """The opening network: circles, 2-6-4-1."""
    set_language("en")
    theme.apply(QApplication.instance(), "light")
    session = Session()
    panel = InspectorPanel(session, VIEWS)
    panel.resize(1008, 640)
    panel.show()
    session.start()
    qtbot.waitUntil(lambda: session.inspection.ready and session.inspection.description is not None)
    hand = Hand(panel, qtbot)
    hand.click(panel.right.tabs.buttons["what_if"])
    yield hand
    panel.close()
    assert session.close()
