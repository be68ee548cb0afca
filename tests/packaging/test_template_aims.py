"""Every template has an aim, and on demand each is trained until it reaches it."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from nnstudio.document import templates

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "benchmarks" / "templates.py"


def test_every_template_has_an_aim() -> None:
    aims = runpy.run_path(str(SCRIPT))["AIMS"]
    assert set(aims) == set(templates)
    assert all(0 < aim.least <= 1 and aim.epochs > 0 for aim in aims.values())


@pytest.mark.soak
def test_every_template_reaches_its_aim() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
