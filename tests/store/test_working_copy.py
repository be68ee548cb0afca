"""The working copy: every edit is there after a kill, nothing is after a clean end, living windows are left alone."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from nnstudio.data import Column, ImportedTable
from nnstudio.document import SetTable, SetTitle, apply, opening_document
from nnstudio.store import ProjectError, WorkingCopy, user_folder

CHILD = """
import sys
import numpy as np
from pathlib import Path
from nnstudio.document import SetTable, SetTitle, apply, opening_document
from nnstudio.data import Column, ImportedTable
from nnstudio.store import WorkingCopy
copy = WorkingCopy(Path(sys.argv[1]))
document = opening_document()
copy.record(document)
if "edit" in sys.argv:
    copy.record(apply(document, SetTable(ImportedTable("t", (Column("a", (1.0, 2.0)),)))))
    for number in range(20):
        copy.record(apply(document, SetTitle(f"Edit {number}")), Path("/home/me/mine.nnstudio"))
if "run" in sys.argv:
    for number in range(3):
        copy.record_run({"theta": np.full(1000 + number, number, np.float32), "step": number})
if "clean" in sys.argv:
    copy.mark_clean()
print("ready", flush=True)
sys.stdin.read()
"""


def child(home: Path, *words: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(home), *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    process.communicate()


def test_after_a_kill_the_work_is_offered_back(tmp_path: Path) -> None:
    process = child(tmp_path, "edit", "run")
    watcher = WorkingCopy(tmp_path)
    assert watcher.leftover() == []  # it lives
    kill(process)
    (leftover,) = watcher.leftover()
    assert leftover.title == "Edit 19"
    assert leftover.origin == Path("/home/me/mine.nnstudio")
    project = leftover.load()
    assert project.document.title == "Edit 19"
    assert project.document.table is None
    assert project.run is not None
    assert project.run["step"] == 2
    assert np.array_equal(project.run["theta"], np.full(1002, 2, np.float32))
    assert watcher.leftover() == [leftover]  # it stays until it is thrown away
    leftover.discard()
    assert watcher.leftover() == []


def test_a_clean_end_leaves_nothing(tmp_path: Path) -> None:
    process = child(tmp_path, "edit", "clean")
    kill(process)
    assert WorkingCopy(tmp_path).leftover() == []
    assert list((tmp_path / "working").iterdir()) == []


def test_what_was_never_edited_is_not_offered(tmp_path: Path) -> None:
    kill(child(tmp_path))
    assert WorkingCopy(tmp_path).leftover() == []
    assert list((tmp_path / "working").iterdir()) == []


def test_two_windows_do_not_disturb_one_another(tmp_path: Path) -> None:
    first, second = WorkingCopy(tmp_path), WorkingCopy(tmp_path)
    document = opening_document()
    for copy, title in ((first, "One"), (second, "Two")):
        assert copy.record(document)
        assert copy.record(apply(document, SetTitle(title)))
    assert first.leftover() == []
    assert second.leftover() == []
    first.mark_clean()
    assert second.record(document)
    assert second.trouble is None
    second.mark_clean()
    assert list((tmp_path / "working").iterdir()) == []


def test_a_table_is_written_once_and_goes_with_its_edit(tmp_path: Path) -> None:
    table = ImportedTable("t.csv", (Column("a", np.arange(200_000.0)),))
    copy = WorkingCopy(tmp_path)
    document = apply(opening_document(), SetTable(table))
    copy.record(document)
    size = sum(path.stat().st_size for path in tmp_path.rglob("working.db*"))
    for number in range(20):
        assert copy.record(apply(document, SetTitle(str(number))))
    assert sum(path.stat().st_size for path in tmp_path.rglob("working.db*")) < 2 * size
    copy.mark_clean()


def test_a_full_or_forbidden_disk_does_not_stop_the_work(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    copy = WorkingCopy(blocked)
    assert not copy.record(opening_document())
    assert isinstance(copy.trouble, ProjectError)
    assert not copy.record_run({"theta": np.zeros(3)})
    assert copy.leftover() == []
    copy.mark_clean()


def test_a_failed_record_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = WorkingCopy(tmp_path)
    document = opening_document()
    assert copy.record(document)

    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("nnstudio.store.working_copy.put_manifest", refuse)
    assert not copy.record(apply(document, SetTitle("Lost")))
    assert "full" in str(copy.trouble)
    monkeypatch.undo()
    assert copy.record(apply(document, SetTitle("Kept")))
    assert copy.trouble is None
    copy.mark_clean()


def test_a_leftover_is_dated_by_its_last_record_not_by_who_has_looked_at_it(tmp_path: Path) -> None:
    """Crashed on Friday, it says Friday on Monday and on Tuesday, though its log is worked in on Monday."""
    kill(child(tmp_path, "edit"))
    friday = time.time() - 250_000
    assert [path.name for path in tmp_path.rglob("working.db-wal")]
    for path in tmp_path.rglob("working.db*"):
        os.utime(path, (friday, friday))
    for _day in range(2):
        (found,) = WorkingCopy(tmp_path).leftover()
        assert found.load().document.title == "Edit 19"
        assert found.when.timestamp() == pytest.approx(friday, abs=1)


def test_a_damaged_leftover_is_said_and_can_be_thrown_away(tmp_path: Path) -> None:
    kill(child(tmp_path, "edit"))
    (database,) = tmp_path.rglob("working.db")
    for path in tmp_path.rglob("working.db-*"):
        path.unlink()
    database.write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    (leftover,) = WorkingCopy(tmp_path).leftover()
    with pytest.raises(ProjectError):
        leftover.load()
    leftover.discard()
    assert WorkingCopy(tmp_path).leftover() == []


def test_one_that_has_just_been_thrown_away_is_said(tmp_path: Path) -> None:
    kill(child(tmp_path, "edit"))
    (leftover,) = WorkingCopy(tmp_path).leftover()
    shutil.rmtree(leftover.folder)
    with pytest.raises(ProjectError):
        leftover.load()
    leftover.discard()


def test_discard_begins_anew(tmp_path: Path) -> None:
    copy = WorkingCopy(tmp_path)
    copy.record(opening_document())
    copy.discard()
    assert list((tmp_path / "working").iterdir()) == []
    assert copy.record(opening_document())
    copy.mark_clean()


def test_the_users_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNSTUDIO_HOME", str(tmp_path / "mine"))
    assert user_folder() == tmp_path / "mine"
    assert (tmp_path / "mine").is_dir()
