"""A session with its Inspect panel, the Check view on top."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from inspecting import Hand
from pytestqt.qtbot import QtBot

from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector import InspectorPanel
from nnstudio.ui.shell.inspect_views import VIEWS


@pytest.fixture
def hand(open_inspect: Callable[..., InspectorPanel], qtbot: QtBot) -> Hand:
    """The opening network: circles, 2-6-4-1."""
    hand = Hand(open_inspect(Session(), lambda session: InspectorPanel(session, VIEWS)), qtbot)
    hand.click(hand.panel.right.tabs.buttons["check"])
    return hand
