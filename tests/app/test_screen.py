"""Without a screen: a clear sentence instead of Qt's abort, and pictures all the same."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nnstudio.screen import has_screen
from nnstudio.ui.shell.places import PLACES

_SCREEN = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")

linux_only = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these always have a screen")


def started(*words: str, **environment: str) -> subprocess.Popen[str]:
    """Start the program with no screen but what ``environment`` says."""
    env = {name: value for name, value in os.environ.items() if name not in _SCREEN} | environment
    command = [sys.executable, "-m", "nnstudio", *words]
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def ended(program: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for the program's end; return its exit code and what it said."""
    with program:
        said = program.communicate(timeout=300)[1]
    return program.returncode, said


@linux_only
def test_a_window_without_a_display_is_refused_in_words() -> None:
    code, said = ended(started())
    assert code == 1
    assert "DISPLAY" in said
    assert "--pictures" in said
    assert "packaging/dev.py run" in said
    assert "abort" not in said.lower()


@linux_only
def test_a_display_that_is_gone_is_named() -> None:
    code, said = ended(started("--language", "zh_CN", DISPLAY=":4711"))
    assert code == 1
    assert ":4711" in said
    assert "显示" in said


@linux_only
def test_pictures_need_no_display(tmp_path: Path) -> None:
    program, deadline = started("--pictures", str(tmp_path), "--size", "1024x768"), time.monotonic() + 300
    # The workspaces come first; that the views follow, and all of it ends well, others try.
    while program.poll() is None and len(list(tmp_path.glob("*.png"))) < 6 and time.monotonic() < deadline:
        time.sleep(0.05)
    program.terminate()
    _, said = ended(program)
    assert "offscreen" in said
    assert {place.id for place in PLACES} <= {path.stem for path in tmp_path.glob("*.png")}, said


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
