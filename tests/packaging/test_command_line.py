"""The command line is read, and mistakes are answered, without importing Qt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nnstudio import __version__
from nnstudio.options import Options, read_options

WITHOUT_QT = """
import sys
from nnstudio.__main__ import main
try:
    main([{argument!r}])
except SystemExit as end:
    loaded = [name for name in sys.modules if name.split(".")[0] in ("PySide6", "numpy", "pyqtgraph")]
    print(loaded)
    sys.exit(end.code)
"""


def test_nothing_asked_for() -> None:
    assert read_options([]) == Options()


def test_everything_asked_for() -> None:
    words = ["a.nnstudio", "--pictures", "out", "--language", "zh_TW", "--theme", "dark", "--size", "1024x768"]
    assert read_options(words) == Options(Path("a.nnstudio"), Path("out"), "zh_TW", "dark", (1024, 768))


@pytest.mark.parametrize("size", ["1024", "axb", "10x10", "1024x-768", "99999x768"])
def test_a_size_that_is_none(size: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        read_options(["--size", size])
    assert "expected" in capsys.readouterr().err


@pytest.mark.parametrize(("argument", "code", "said"), [("--version", 0, __version__), ("--colour", 2, "--colour")])
def test_answers_without_qt(argument: str, code: int, said: str) -> None:
    command = [sys.executable, "-c", WITHOUT_QT.format(argument=argument)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "[]"
