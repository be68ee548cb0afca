"""Qt's own file dialog, which a system without one shows: in the window's language, its arrows seen in both themes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from contrasts import contrast
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QToolButton, QTreeView
from pytestqt.qtbot import QtBot

from nnstudio.text import set_language
from nnstudio.ui import theme
from nnstudio.ui.shell.appearance import Appearance

KIND = 2
"""The column that says what a file is."""
LATIN = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture
def appearance(qapp: QApplication) -> Iterator[Appearance]:
    before, made = theme.chosen(), Appearance(qapp)
    yield made
    set_language("en")
    made.set_theme(before)
    made.follow_language()


def opened(qtbot: QtBot, folder: Path) -> QFileDialog:
    (folder / "lesson").mkdir()
    dialog = QFileDialog(None, "", str(folder))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: kinds(dialog) != [])
    return dialog


def kinds(dialog: QFileDialog) -> list[str]:
    tree = dialog.findChild(QTreeView)
    assert tree is not None
    files, root = tree.model(), tree.rootIndex()
    return [files.index(row, KIND, root).data() for row in range(files.rowCount(root))]


def written(dialog: QFileDialog) -> list[str]:
    return [text for kind in (QLabel, QAbstractButton) for each in dialog.findChildren(kind) if (text := each.text())]


@pytest.mark.parametrize(
    ("code", "where", "kind"), [("zh_CN", "位置(&L)：", "文件夹"), ("zh_TW", "位置(&L)：", "資料夾")]
)
def test_it_is_chinese_throughout(
    qtbot: QtBot, appearance: Appearance, tmp_path: Path, code: str, where: str, kind: str
) -> None:
    set_language(code)
    appearance.follow_language()
    dialog = opened(qtbot, tmp_path)
    assert where in written(dialog)
    assert [text for text in written(dialog) if LATIN.search(text)] == []
    assert kinds(dialog) == [kind]


def test_english_is_english_again_after_chinese(qtbot: QtBot, appearance: Appearance, tmp_path: Path) -> None:
    for code in ("zh_TW", "zh_CN", "en"):
        set_language(code)
        appearance.follow_language()
    dialog = opened(qtbot, tmp_path)
    assert {"&Look in:", "Files of &type:"} <= set(written(dialog))
    assert kinds(dialog) == ["Folder"]


@pytest.mark.parametrize("name", ["dark", "light"])
def test_its_arrows_stand_out_from_the_ground(
    qtbot: QtBot, appearance: Appearance, tmp_path: Path, name: theme.Choice
) -> None:
    appearance.set_theme(name)
    dialog = opened(qtbot, tmp_path)
    for which in ("backButton", "forwardButton", "toParentButton"):
        button = dialog.findChild(QToolButton, which)
        assert button is not None
        assert strongest(button.icon(), theme.tokens().window) >= 3.0


def strongest(icon: QIcon, ground: QColor) -> float:
    """The greatest contrast of an icon's opaque pixels with the ground."""
    image = icon.pixmap(16, 16).toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max((contrast(each, ground) for each in pixels if each.alphaF() > 0.9), default=0.0)
