"""A real Inspect workspace over a running session."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

sys.path.insert(0, str(Path(__file__).parent))

from layer_stage import Stage

from nnstudio.document import Document
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell.inspect_workspace import InspectWorkspace


@pytest.fixture
def stage(open_inspect: Callable[..., InspectWorkspace], qtbot: QtBot) -> Callable[[Document], Stage]:
    """Return a function that shows a document's run in Inspect, at the smallest size."""

    def build(document: Document) -> Stage:
        session = Session(document)
        return Stage(session, open_inspect(session, InspectWorkspace), qtbot)

    return build
