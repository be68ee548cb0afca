"""From an empty canvas to a trained network in the real window, by mouse and key events alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from nnstudio.ui.shell import MainWindow
from walk.hand import EventHand
from walk.stations import ENOUGH, Journey


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)")
def test_a_student_builds_trains_looks_saves_and_goes_on(window: MainWindow, tmp_path: Path) -> None:
    seen: list[str] = []
    journey = Journey(window, EventHand(), seen.append)
    journey.walk(tmp_path / "iris.nnstudio")
    assert journey.reached > ENOUGH
    assert seen[0] == "empty"
    assert seen[-1] == "went_on"
    assert window.session.file.path == tmp_path / "iris.nnstudio"
