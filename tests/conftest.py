"""For every test: no screen, no second BLAS thread, a home of its own, and the same Hypothesis examples each time.

``--soak`` adds the long tests; ``--delays SEED`` lets threads be late where they meet, so that races come to light (see
``delays.py``). A test that fails under any seed has found one, and would fail by chance some day.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# At the end: some folders here are called as libraries are.
sys.path.append(str(Path(__file__).parent))
pytest_plugins = ["delays"]

# Before anything imports Qt or NumPy: both read these once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_name, "1")

# The user's own files and settings are none of the tests' business.
_HOME = tempfile.TemporaryDirectory(prefix="nnstudio-tests-")
for _name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    os.environ[_name] = os.path.join(_HOME.name, _name)

# How long an example takes to draw says something of the machine and of what else it has to do, nothing of the test.
_PATIENT: dict[str, Any] = {"deadline": None, "database": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("house", derandomize=True, **_PATIENT)
settings.register_profile("soak", **_PATIENT)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--soak``; and where pytest-qt is left out, know its settings, so that strict reading of them holds."""
    parser.addoption("--soak", action="store_true", help="run the long tests too, with fresh random examples")
    if importlib.util.find_spec("pytestqt") is None:
        parser.addini("qt_api", "read by pytest-qt")
        parser.addini("qt_log_level_fail", "read by pytest-qt")
        parser.addini("qt_log_ignore", "read by pytest-qt")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how Hypothesis makes its examples."""
    settings.load_profile("soak" if config.getoption("--soak") else "house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests out unless they are asked for."""
    if config.getoption("--soak"):
        return
    soak = [item for item in items if item.get_closest_marker("soak")]
    if soak:
        config.hook.pytest_deselected(items=soak)
        items[:] = [item for item in items if item not in soak]


def _allocated(action: Callable[[], object], times: int = 1, warm: int = 0) -> tuple[int, int]:
    # What the action takes it takes each time; what another thread, such as a test worker's line, takes is chance.
    kept, peaks = zip(*(_allocated_once(action, times, warm) for _ in range(3)), strict=True)
    return min(kept), min(peaks)


def _allocated_once(action: Callable[[], object], times: int, warm: int) -> tuple[int, int]:
    tracemalloc.start()
    try:
        for _ in range(warm):  # Calls by keyword fill the interpreter's stock of up to 80 spare dictionaries first.
            action()
        start, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        for _ in range(times):
            action()
        now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return now - start, peak - start


@pytest.fixture
def allocated() -> Callable[..., tuple[int, int]]:
    """``kept, peak = allocated(action, times=1, warm=0)``: the bytes that so many runs keep, and the most at once."""
    return _allocated
