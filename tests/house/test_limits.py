"""The limits' checks find what they are for, and let good code pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from limits.honesty import honesty_faults
from limits.length import length_faults
from limits.source import read_source
from limits.tree import tree_faults


def _faults(tmp_path: Path, name: str, text: str) -> list[str]:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return list(honesty_faults({Path(name): read_source(path)}))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = 1  # TODO later\n", "finish it"),
        ("import a  # noqa: F401\n", "finish it"),
        ("try:\n    x = 1\nexcept Exception:\n    pass\n", "swallows"),
        ("def f():\n    raise NotImplementedError\n", "abstract"),
        ("from PySide6.QtCore import Qt\n", "only ui and app"),
        ("import pickle\n", "unpickled"),
        ("eval('1')\n", "calls eval()"),
    ],
)
def test_finds_what_is_unfinished_or_unsafe(tmp_path: Path, text: str, reason: str) -> None:
    (fault,) = _faults(tmp_path, "nnstudio/engine/x.py", text)
    assert reason in fault


def test_lets_the_window_import_qt(tmp_path: Path) -> None:
    assert _faults(tmp_path, "nnstudio/ui/canvas/x.py", "from PySide6.QtCore import Qt\n") == []


def test_finds_a_test_that_asserts_nothing(tmp_path: Path) -> None:
    (fault,) = _faults(tmp_path, "tests/test_x.py", "def test_nothing():\n    print(1)\n")
    assert "test_nothing asserts nothing" in fault


@pytest.mark.parametrize(
    "text",
    [
        "def test_a():\n    assert 1\n",
        "def test_a():\n    with pytest.raises(ValueError):\n        f()\n",
        "def agree(a):\n    assert a\n\n\ndef test_a():\n    agree(1)\n",
    ],
)
def test_accepts_a_test_that_asserts(tmp_path: Path, text: str) -> None:
    assert _faults(tmp_path, "tests/test_x.py", text) == []


def test_finds_long_files_and_functions(tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    path.write_text("def long():\n" + "    x = 1\n" * 400)
    faults = list(length_faults({Path("long.py"): read_source(path)}))
    assert any("401 lines, at most 400" in fault for fault in faults)
    assert any("long has 401 lines, at most 40" in fault for fault in faults)


def test_finds_what_lies_in_the_wrong_place(tmp_path: Path) -> None:
    (tmp_path / "nnstudio/engine").mkdir(parents=True)
    (tmp_path / "nnstudio/engine/__init__.py").write_text("")
    names = ["scripts/a.py", "nnstudio/engine/__init__.py", "nnstudio/data/x.py", "tests/utils.py", "resources/x.svg"]
    faults = "\n".join(tree_faults(tmp_path, [Path(name) for name in names]))
    for expected in (
        "scripts: the top level",
        "nnstudio/engine/__init__.py: its docstring",
        "nnstudio/data: no __init__",
        "'utils' says nothing",
        "resources/x.svg",
    ):
        assert expected in faults
