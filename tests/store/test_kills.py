"""The benchmark that kills a saving program, in its short form."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "benchmarks" / "kill_while_saving.py"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("kill_while_saving", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    monkeypatch.setattr(sys, "path", list(sys.path))
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.soak)])
def test_no_kill_corrupts_a_file_or_loses_a_save(tmp_path: Path, script: ModuleType, kills: int) -> None:
    tally = script.measure(kills, 1, tmp_path)
    assert tally.kills == kills
    assert tally.saves >= kills
    assert (tally.corrupt, tally.lost) == (0, 0)
