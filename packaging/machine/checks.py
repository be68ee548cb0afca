"""Every check, in turn, each to its end whatever the one before it said; and the table of what came of them."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from machine.console import ROOT, SetupError, run, say
from machine.environment import WITHOUT_QT, ensure_environment, ensure_uv

# The folders of tests that need Qt, or look at the tree and not at the core; all others run where there is no Qt.
BESIDE_THE_CORE = ("app", "house", "packaging", "ui")
# What pytest takes a word more for; the word is no folder even if one is called so.
_TAKES_A_WORD = ("-k", "-m", "-n", "-o", "-p", "-W")
TESTS = ROOT / "tests"
_OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen", "PYTHONFAULTHANDLER": "1"}
_LINT_IMPORTS = "from importlinter.cli import lint_imports_command as main; main(['--no-cache', '--no-logo'])"
_NO_QT = "import importlib.util, sys; sys.exit(importlib.util.find_spec('PySide6') is not None)"
# pytest's exit code when a selection, such as one by name, leaves no test.
_NO_TESTS = 5

Counts = tuple[int, int]
Check = Callable[[], Counts]


@dataclass(frozen=True)
class Outcome:
    """What came of one check; ``passed`` and ``failed`` count its tests, or the check itself."""

    name: str
    seconds: float
    passed: int
    failed: int


def run_all(python: Path, arguments: Sequence[str]) -> int:
    """Run every check and print the table; 1 if any failed."""
    with tempfile.TemporaryDirectory(prefix="nnstudio-checks-") as folder:
        _keep_bytecode(folder)
        checks = {**_readings(python), **_runs(python, arguments, Path(folder))}
        outcomes = [_timed(name, check) for name, check in checks.items()]
    _print_table(outcomes)
    return 1 if any(outcome.failed for outcome in outcomes) else 0


def _keep_bytecode(folder: str) -> None:
    """Where no bytecode may be written, have it written here: else every process would compile all modules anew."""
    if sys.dont_write_bytecode:
        os.environ.update(PYTHONDONTWRITEBYTECODE="", PYTHONPYCACHEPREFIX=str(Path(folder) / "bytecode"))


def _readings(python: Path) -> dict[str, Check]:
    """Return the checks that read the source."""
    scripts = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "packaging").glob("*.py"))
    commands = {
        "format (ruff)": ["-m", "ruff", "format", "--check", "."],
        "lint (ruff)": ["-m", "ruff", "check", "."],
        "types (mypy)": ["-m", "mypy"],
        "types of packaging (mypy)": ["-m", "mypy", *scripts],
        "imports (import-linter)": ["-c", _LINT_IMPORTS],
        "translations": ["packaging/translations.py", "check"],
        "house limits": ["packaging/house.py"],
    }
    return {name: _command(python, words) for name, words in commands.items()}


def _runs(python: Path, arguments: Sequence[str], folder: Path) -> dict[str, Check]:
    """Return the checks that run the program."""
    return {
        "tests of window and tree": lambda: _tests(lambda: python, folder / "window.xml", False, arguments),
        "tests of core, without Qt": lambda: _tests(_python_without_qt, folder / "core.xml", True, arguments),
        "wheel, elsewhere": lambda: _command(python, ["packaging/wheel_check.py", str(ensure_uv())])(),
    }


def _command(python: Path, words: Sequence[str]) -> Check:
    """Return a check that passes if Python with these words ends with 0."""

    def check() -> Counts:
        return (0, 1) if run([python, *words], env=_OFFSCREEN) else (1, 0)

    return check


def _tests(find: Callable[[], Path], report: Path, core: bool, arguments: Sequence[str]) -> Counts:
    """Run the core's tests or all others, or what of them the arguments name, with the Python that is found."""
    words, places = _sort_arguments(arguments)
    mine = [place for place in places or _folders() if _is_core(place) == core]
    return _pytest(find(), report, "-n", "2", *words, *mine) if mine else (0, 0)


def _python_without_qt() -> Path:
    """Return the Python of an environment where there is no Qt to import.

    Raises
    ------
    SetupError : it can't be installed, or Qt can be imported there.
    """
    python = ensure_environment(".venv-core", leave_out=WITHOUT_QT)
    if run([python, "-c", _NO_QT]):
        raise SetupError("PySide6 can be imported in .venv-core: the core was not tried without it")
    return python


def _folders() -> list[str]:
    """Return every folder right under ``tests`` that has tests."""
    folders = sorted(path for path in TESTS.iterdir() if path.is_dir())
    return [path.relative_to(ROOT).as_posix() for path in folders if any(path.rglob("test_*.py"))]


def _sort_arguments(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the options with their words, and the folders, files and tests below ``tests`` that are named."""
    words: list[str] = []
    places: list[str] = []
    for before, word in zip(("", *arguments), arguments, strict=False):
        path = (ROOT / word.split("::")[0]).resolve()
        named = before not in _TAKES_A_WORD and not word.startswith("-") and path.exists()
        if named and path == TESTS:
            places += _folders()
        elif named and path.is_relative_to(TESTS):
            places.append(word)
        else:
            words.append(word)
    return words, places


def _is_core(place: str) -> bool:
    """Return whether a folder, file or test, given from the project's folder, is the core's."""
    return (ROOT / place.split("::")[0]).resolve().relative_to(TESTS).parts[0] not in BESIDE_THE_CORE


def _pytest(python: Path, report: Path, *words: str) -> Counts:
    """Run pytest and count its tests; a run that ends badly without a failed test counts as one failure."""
    code = run([python, "-m", "pytest", "-q", f"--junit-xml={report}", *words], env=_OFFSCREEN)
    passed, failed = _read_report(report)
    return passed, failed or int(code not in (0, _NO_TESTS))


def _read_report(report: Path) -> Counts:
    if not report.is_file():
        return 0, 0
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    counts = [{key: int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")} for suite in suites]
    failed = sum(count["failures"] + count["errors"] for count in counts)
    return sum(count["tests"] - count["skipped"] for count in counts) - failed, failed


def _timed(name: str, check: Check) -> Outcome:
    say(f"\n── {name} {'─' * max(3, 70 - len(name))}")
    start = time.monotonic()
    try:
        passed, failed = check()
    except SetupError as error:
        say(str(error))
        passed, failed = 0, 1
    return Outcome(name, time.monotonic() - start, passed, failed)


def _print_table(outcomes: Sequence[Outcome]) -> None:
    width = max(len(outcome.name) for outcome in outcomes)
    say(f"\n{'check':<{width}}  seconds  result")
    for outcome in outcomes:
        result = f"{outcome.failed} FAILED, {outcome.passed} passed" if outcome.failed else f"ok ({outcome.passed})"
        say(f"{outcome.name:<{width}}  {outcome.seconds:7.1f}  {result}")
    say(f"{'all':<{width}}  {sum(outcome.seconds for outcome in outcomes):7.1f}  tests and checks together:")
    say(f"{sum(outcome.passed for outcome in outcomes)} passed, {sum(outcome.failed for outcome in outcomes)} failed")
