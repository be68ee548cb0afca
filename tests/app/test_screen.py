"""Without a screen: a clear sentence instead of Qt's abort, and pictures all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nnstudio.screen import has_screen

_SCREEN = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")

linux_only = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these always have a screen")


def start(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start the program with no screen but what ``environment`` says."""
    env = {name: value for name, value in os.environ.items() if name not in _SCREEN} | environment
    command = [sys.executable, "-m", "nnstudio", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=300)


@linux_only
def test_a_window_without_a_display_is_refused_in_words() -> None:
    ended = start()
    assert ended.returncode == 1
    assert "DISPLAY" in ended.stderr
    assert "--pictures" in ended.stderr
    assert "packaging/dev.py run" in ended.stderr
    assert "abort" not in ended.stderr.lower()


@linux_only
def test_a_display_that_is_gone_is_named() -> None:
    ended = start("--language", "zh_CN", DISPLAY=":4711")
    assert ended.returncode == 1
    assert ":4711" in ended.stderr
    assert "显示" in ended.stderr


@linux_only
def test_pictures_need_no_display(tmp_path: Path) -> None:
    ended = start("--pictures", str(tmp_path), "--size", "1024x768")
    assert ended.returncode == 0, ended.stderr
    assert "offscreen" in ended.stderr
    assert len([path for path in tmp_path.glob("*.png") if "-" not in path.stem]) == 5


def test_a_chosen_platform_is_the_users_business(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _SCREEN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "minimal")
    assert has_screen()


@linux_only
@pytest.mark.parametrize(("name", "expected"), [("", False), (":4711.0", False), ("elsewhere:10.0", True)])
def test_a_display_by_its_name(name: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for other in _SCREEN:
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv("DISPLAY", name)
    assert has_screen() is expected
