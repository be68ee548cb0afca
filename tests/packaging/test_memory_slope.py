"""The benchmark of memory over time, in its short form: it runs, and prints the slope."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("PySide6")
SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "benchmarks" / "memory_slope.py"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads Linux's own account")
@pytest.mark.parametrize("minutes", ["0.1", pytest.param("70", marks=pytest.mark.soak)])
def test_the_window_trains_with_its_views_by_turns_and_the_slope_is_printed(minutes: str) -> None:
    words = [sys.executable, str(SCRIPT), "W1", "--minutes", minutes]
    told = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=told)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^W1: [+-][\d.]+ MB a minute", done.stdout, re.MULTILINE)
