"""Saving and opening: nothing is lost, and the old file survives whatever goes wrong."""

from __future__ import annotations

import errno
import math
import os
import sqlite3
import stat
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnstudio.data import Column, ImportedTable
from nnstudio.document import Document, SetTable, apply, opening_document, templates
from nnstudio.store import (
    CalledOffError,
    Project,
    ProjectError,
    Reading,
    fingerprint,
    is_here,
    load_project,
    save_project,
)

RUN: dict[str, Any] = {
    "program.theta": np.arange(7, dtype=np.float32) / 3,
    "program.random": {"bit_generator": "PCG64", "state": {"state": 2**127 + 1, "inc": 2**128 - 1}},
    "feed": {"order": np.array([3, 1, 2]), "index": 2, "flags": np.array([True, False])},
    "empty": np.zeros((0, 3)),
    "scalar": np.array(2.5),
    "best": math.inf,
    "step": np.int64(12),
    "note": None,
}
POSIX = pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
NOT_ROOT = pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")


def same(one: Any, other: Any) -> bool:
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, np.ndarray):
        alike = isinstance(other, np.ndarray) and one.dtype == other.dtype and one.shape == other.shape
        return alike and one.tobytes() == other.tobytes()
    return bool(one == other)


def test_everything_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "a b?#%20 文.nnstudio"
    curves = {"loss": np.array([[1.0, math.nan], [math.inf, -0.0]])}
    save_project(path, Project(opening_document(), RUN, curves))
    project = load_project(path)
    assert project.document == opening_document()
    assert project.run is not None
    assert same(RUN, project.run)
    assert project.metrics is not None
    assert same(curves, project.metrics)
    assert is_here(project.fingerprint)
    assert not is_here({**fingerprint(), "numpy": "1.0"})
    assert not is_here({**fingerprint(), "nnstudio": "0.1.0"})
    project.run["program.theta"][0] = 1.0


@pytest.mark.parametrize("template", templates.values(), ids=templates)
def test_every_template_comes_back(tmp_path: Path, template: Any) -> None:
    save_project(tmp_path / "x", Project(template().document()))
    project = load_project(tmp_path / "x")
    assert project.document == template().document()
    assert project.run is None
    assert project.metrics is None


def test_an_imported_table_comes_back(tmp_path: Path) -> None:
    columns = (Column("a", (1.5, math.nan, -0.0)), Column("文", texts=("x", "", "é")))
    document = apply(opening_document(), SetTable(ImportedTable("mine.csv", columns, "gb18030", ";", False, ",")))
    save_project(tmp_path / "x", Project(document))
    loaded = load_project(tmp_path / "x").document
    assert loaded == document
    assert loaded.table is not None
    assert loaded.table.decimal == ","


def test_big_endian_and_strided_arrays_are_stored_rightly(tmp_path: Path) -> None:
    run = {"big": np.arange(5, dtype=">f8"), "view": np.arange(20, dtype=np.int32).reshape(4, 5)[::2, ::-1].T}
    save_project(tmp_path / "x", Project(Document(), run))
    loaded = load_project(tmp_path / "x").run or {}
    for name, array in run.items():
        assert np.array_equal(loaded[name], array)
    assert loaded["big"].dtype == np.float64


@pytest.mark.parametrize("wrong", [object(), np.array([object()]), {1: 2}, {"$array": 1}, np.array(["a"]), 1j])
def test_what_no_file_holds_is_a_programmers_error(tmp_path: Path, wrong: object) -> None:
    with pytest.raises(TypeError):
        save_project(tmp_path / "x", Project(Document(), {"wrong": wrong}))
    assert list(tmp_path.iterdir()) == []


def test_saving_again_leaves_one_file(tmp_path: Path) -> None:
    for title in ("one", "two"):
        save_project(tmp_path / "x", Project(Document(title=title)))
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
    assert load_project(tmp_path / "x").document.title == "two"


@POSIX
def test_permissions_stay(tmp_path: Path) -> None:
    path = tmp_path / "x"
    save_project(path, Project(Document()))
    path.chmod(0o640)
    save_project(path, Project(Document()))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@POSIX
def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    target, link = tmp_path / "deep" / "target", tmp_path / "link"
    target.parent.mkdir()
    link.symlink_to(target)
    save_project(link, Project(Document(title="through")))
    assert link.is_symlink()
    assert load_project(target).document.title == "through"
    link.unlink()
    link.symlink_to(link)
    with pytest.raises(ProjectError):
        save_project(link, Project(Document()))


@POSIX
def test_folders_and_pipes_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(ProjectError):
            save_project(tmp_path / name, Project(Document()))
        with pytest.raises(ProjectError):
            load_project(tmp_path / name)
    assert {path.name for path in tmp_path.iterdir()} == {"pipe", "folder"}


@pytest.mark.parametrize("name", ["no/such/folder/x", "x" * 300, "nul\0"])
def test_impossible_places_are_said(tmp_path: Path, name: str) -> None:
    for action in (lambda path: save_project(path, Project(Document())), load_project):
        with pytest.raises(ProjectError) as caught:
            action(tmp_path / name)
        assert str(caught.value)


@POSIX
@NOT_ROOT
def test_write_protection_is_respected(tmp_path: Path) -> None:
    path = tmp_path / "x"
    save_project(path, Project(Document(title="old")))
    path.chmod(0o444)
    with pytest.raises(ProjectError):
        save_project(path, Project(Document()))
    path.chmod(0o644)
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(ProjectError):
            save_project(path, Project(Document()))
    finally:
        tmp_path.chmod(0o755)
    assert load_project(path).document.title == "old"


@pytest.mark.parametrize("call", ["write", "fsync", "replace", "open"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO])
def test_the_old_file_survives_every_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    path = tmp_path / "x"
    save_project(path, Project(Document(title="old")))

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(ProjectError) as caught:
        save_project(path, Project(Document(title="new"), RUN))
    monkeypatch.undo()
    assert str(caught.value.advice)
    assert [entry.name for entry in tmp_path.iterdir()] == ["x"]
    assert load_project(path).document.title == "old"


def test_short_writes_are_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:1000]))
    save_project(tmp_path / "x", Project(opening_document(), RUN))
    monkeypatch.undo()
    assert load_project(tmp_path / "x").document == opening_document()


def test_a_full_disk_in_mid_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, left = os.write, [5000]

    def filling(descriptor: int, data: bytes) -> int:
        if left[0] <= 0:
            raise OSError(errno.ENOSPC, "full")
        count = write(descriptor, data[: left[0]])
        left[0] -= count
        return count

    monkeypatch.setattr(os, "write", filling)
    with pytest.raises(ProjectError):
        save_project(tmp_path / "x", Project(opening_document(), RUN))
    assert list(tmp_path.iterdir()) == []


def test_two_savers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    def save(title: str) -> None:
        for _ in range(10):
            save_project(tmp_path / "x", Project(Document(title=title), RUN))

    threads = [threading.Thread(target=save, args=(title,)) for title in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert load_project(tmp_path / "x").document.title in ("one", "two")
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_what_a_killed_program_left_is_cleared_away_later(tmp_path: Path) -> None:
    old, fresh = tmp_path / ".nnstudio-1-ab.saving", tmp_path / ".nnstudio-2-cd.saving"
    for path in (old, fresh):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    save_project(tmp_path / "x", Project(Document()))
    assert not old.exists()
    assert fresh.exists()


def test_a_damaged_past_leaves_network_weights_and_curves(tmp_path: Path) -> None:
    path = tmp_path / "x.nnstudio"
    curves, past = {"a.b": np.arange(3.0)}, {"past": {"stacks": [np.ones((2, 3))]}, "curves": [None]}
    save_project(path, Project(opening_document(), RUN, curves, history=past))
    whole = load_project(path)
    assert whole.history is not None
    assert np.array_equal(whole.history["past"]["stacks"][0], np.ones((2, 3)))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE content SET text = '{}' WHERE name = 'history'")
    connection.close()
    with pytest.raises(ProjectError, match="the steps that led to them are lost") as caught:
        load_project(path)
    rest = caught.value.rest
    assert rest is not None
    assert rest.run is not None
    assert rest.history is None
    assert np.array_equal(rest.run["program.theta"], RUN["program.theta"])
    assert rest.metrics is not None


class Watched(Reading):
    """Keeps what it was told, and is called off once half is read, if that is wanted."""

    def __init__(self, most: float = 2.0) -> None:
        super().__init__()
        self.most = most
        self.shares: list[float] = []

    def took(self, count: int) -> None:
        super().took(count)
        self.shares.append(self.share)
        self.called_off = self.share > self.most


def test_a_large_file_tells_how_far_it_is_read_and_can_be_called_off(tmp_path: Path) -> None:
    path, large = tmp_path / "large.nnstudio", np.arange(3_000_000, dtype=np.float32)
    save_project(path, Project(opening_document(), {"program.theta": large}))
    watched = Watched()
    project = load_project(path, watched)
    assert project.run is not None
    assert np.array_equal(project.run["program.theta"], large)
    assert project.run["program.theta"].flags.writeable
    assert len(watched.shares) > 10
    assert watched.shares == sorted(watched.shares)
    assert watched.share == pytest.approx(1.0, abs=0.01)
    stopped = Watched(0.5)
    with pytest.raises(CalledOffError):
        load_project(path, stopped)
    assert stopped.share < 0.7
