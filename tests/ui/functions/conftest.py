"""The lab on a session of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.functions import FunctionsPanel


@pytest.fixture
def session() -> Iterator[Session]:
    made = Session()
    made.start()
    yield made
    assert made.close()


@pytest.fixture
def lab(qtbot: QtBot, qapp: QApplication, session: Session) -> Iterator[FunctionsPanel]:
    """Return the workspace, shown as at 1024×768."""
    set_language("en")
    theme.apply(qapp, "light")
    made = FunctionsPanel(session)
    qtbot.addWidget(made)
    made.resize(1008, 640)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    set_language("en")
