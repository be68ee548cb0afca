"""Set-up: what it finds missing, what it advises, and how it counts the checks."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from machine import checks, console, debian, environment, libraries

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


def test_missing_libraries_are_found_by_opening_them() -> None:
    wanted = {"libnnstudio-is-not-there.so.9": "libnowhere9"}
    assert libraries.missing_libraries(wanted) == wanted


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="libraries of Linux")
def test_present_libraries_are_not_missing() -> None:
    assert libraries.missing_libraries({"libc.so.6": "libc6"}) == {}


def test_who_is_not_root_gets_the_exact_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "is_root", lambda: False)
    with pytest.raises(console.SetupError, match=r"sudo apt-get update && sudo apt-get install -y .* libegl1 libgl1\n"):
        debian.install(["libegl1", "libgl1"])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="libraries of Linux")
def test_all_that_is_missing_is_asked_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(libraries, "_opens", lambda library: bool(asked))
    monkeypatch.setattr(debian, "has_apt", lambda: True)
    monkeypatch.setattr(debian, "install", lambda packages: asked.append(list(packages)))
    libraries.ensure_system(["python3.11-venv"], screen=True)
    every = {*libraries.OFFSCREEN.values(), *libraries.SCREEN.values(), "python3.11-venv"}
    assert asked == [sorted(every)]


def test_a_display_that_is_gone_is_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setattr(libraries, "has_display", lambda: True)
    failing = Path(sys.executable)
    monkeypatch.setattr(libraries, "_OPEN_DISPLAY", "raise SystemExit('could not connect')")
    assert not libraries.display_answers(failing)


@pytest.mark.parametrize("text", ["", "not a program"])
def test_a_broken_environment_does_not_work(tmp_path: Path, text: str) -> None:
    python = tmp_path / "python"
    python.write_text(text)
    python.chmod(0o755)
    assert not environment.works(python)
    assert not environment.works(tmp_path / "absent")
    assert environment.works(Path(sys.executable))


def test_every_test_runs_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert _ran(monkeypatch, tmp_path, []) == sorted(
        path.relative_to(checks.ROOT).as_posix()
        for path in (checks.ROOT / "tests").iterdir()
        if any(path.rglob("test_*.py"))
    )
    assert _ran(monkeypatch, tmp_path, ["-x", "tests"]) == _ran(monkeypatch, tmp_path, ["-k", "tests"])


def test_named_tests_run_where_they_belong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    core, window = "tests/engine/test_bad_input.py::test_one", "tests/ui/charts"
    assert _ran(monkeypatch, tmp_path, ["-x", window, core, "-k", "a and b"]) == sorted([core, window])
    assert _ran(monkeypatch, tmp_path, [core]) == [core]


def _ran(monkeypatch: pytest.MonkeyPatch, folder: Path, arguments: list[str]) -> list[str]:
    """Return what both runs of tests are given, each in its environment, with all the arguments' options."""
    ran: list[str] = []

    def pytest_is_run(python: Path, report: Path, *words: str) -> tuple[int, int]:
        places = [word for word in words if word.startswith("tests/")]
        assert [word for word in words if word not in places] == ["-n", "2", *options]
        assert {checks._is_core(place) for place in places} == {python.name == "core"}
        ran.extend(places)
        return 1, 0

    options = [word for word in arguments if not word.startswith("tests") or arguments[0] == "-k"]
    monkeypatch.setattr(checks, "_pytest", pytest_is_run)
    for core in (False, True):
        checks._tests(lambda core=core: Path("core" if core else "all"), folder / "report.xml", core, arguments)
    return sorted(ran)


@pytest.mark.parametrize("allowed", [False, True])
def test_bytecode_goes_elsewhere_where_it_may_not_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, allowed: bool
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", not allowed)
    monkeypatch.setattr(os, "environ", {"PYTHONDONTWRITEBYTECODE": "" if allowed else "1"})
    checks._keep_bytecode(str(tmp_path))
    assert not os.environ["PYTHONDONTWRITEBYTECODE"]
    assert ("PYTHONPYCACHEPREFIX" in os.environ) is not allowed


def test_the_report_is_counted(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="10" failures="2" errors="1" skipped="3"/></testsuites>')
    assert checks._read_report(report) == (4, 3)
    assert checks._read_report(tmp_path / "absent.xml") == (0, 0)


def test_the_table_ends_in_the_counts(capsys: pytest.CaptureFixture[str]) -> None:
    checks._print_table([checks.Outcome("tests", 1.0, 12, 0), checks.Outcome("lint", 0.2, 0, 1)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "12 passed, 1 failed"
    assert any(line.startswith("lint") and "FAILED" in line for line in lines)


def test_an_old_python_reads_far_enough_to_say_so() -> None:
    tree = ast.parse((PACKAGING / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 9))
    # Before it knows its Python it may import only what every Python has.
    imported = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert imported == {"__future__", "collections.abc", "pathlib"}


def test_dev_without_a_command_explains_itself() -> None:
    command = [sys.executable, str(PACKAGING / "dev.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "packaging/dev.py run" in done.stdout
