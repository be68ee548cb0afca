"""A real Data panel over a real session, its trainer's thread not started."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.data import DataPanel


def _flower(k: int) -> str:
    width = "" if k % 10 == 3 else f"{3 - k / 50:.2f}"
    return f"{1 + 4 * (k % 2) + k / 100:.2f},{width},{'红蓝白'[k % 3]},{('山鸢尾', '变色鸢尾')[k % 2]}\n"


FLOWERS = "花瓣长度,花萼宽度,颜色,种类\n" + "".join(_flower(k) for k in range(40))


@pytest.fixture
def flowers(tmp_path: Path) -> Path:
    """40 rows in GB 18030: two columns of numbers, one with four gaps, a text feature of three kinds, two classes."""
    path = tmp_path / "花.csv"
    path.write_bytes(FLOWERS.encode("gb18030"))
    return path


@pytest.fixture
def session() -> Iterator[Session]:
    made = Session()
    yield made
    made.close()
    set_language("en")


@pytest.fixture
def panel(qapp: QApplication, qtbot: QtBot, session: Session) -> Iterator[DataPanel]:
    theme.apply(qapp, "light")
    made = DataPanel(session)
    made.resize(1008, 640)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def read(qtbot: QtBot, panel: DataPanel) -> Callable[[Path], None]:
    """Open a file in the panel and wait until it has been read."""

    def act(path: Path) -> None:
        with qtbot.waitSignal(panel.reader.finished):
            panel.open_csv(path)

    return act
