"""The user's preferences outlive the program and survive nonsense in the file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray
from pytestqt.qtbot import QtBot

from nnstudio.ui.bridge.settings import RECENT, Settings


def test_they_are_read_again(qtbot: QtBot, tmp_path: Path) -> None:
    first = Settings(tmp_path / "deep" / "settings.ini")
    first.language, first.theme, first.workspace = "zh_TW", "dark", "train"
    first.set_flag("reduced_motion", True)
    first.set_geometry("main", QByteArray(b"\x01\x02"))
    for number in range(RECENT + 3):
        first.add_recent(tmp_path / f"{number}.nnstudio")
    first.add_recent(tmp_path / "5.nnstudio")
    first.sync()
    again = Settings(tmp_path / "deep" / "settings.ini")
    assert (again.language, again.theme, again.workspace) == ("zh_TW", "dark", "train")
    assert again.flag("reduced_motion")
    assert not again.flag("unknown")
    assert again.geometry("main") == QByteArray(b"\x01\x02")
    assert [path.stem for path in again.recent][:3] == ["5", "12", "11"]
    assert len(again.recent) == RECENT
    again.forget_recent(tmp_path / "5.nnstudio")
    assert len(again.recent) == RECENT - 1
    again.forget_recent()
    assert again.recent == ()


def test_one_recent_file_is_a_list_of_one(qtbot: QtBot, tmp_path: Path) -> None:
    first = Settings(tmp_path / "settings.ini")
    first.add_recent(tmp_path / "one.nnstudio")
    first.sync()
    assert Settings(tmp_path / "settings.ini").recent == (tmp_path / "one.nnstudio",)


def test_nonsense_reads_as_the_default(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "settings.ini"
    path.write_text("[General]\nlanguage=xx\ntheme=@Invalid()\nrecent=7\n[geometry]\nmain=12\n", encoding="utf-8")
    settings = Settings(path)
    assert (settings.language, settings.theme) == ("", "system")
    assert settings.geometry("main") == QByteArray()
