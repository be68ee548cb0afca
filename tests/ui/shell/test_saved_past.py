"""A past that is larger than a file may hold: saving says once what of it the file keeps, and that is so."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from nnstudio.store import load_project
from nnstudio.training import run as run_module
from nnstudio.training.history import Branches, key_frames
from nnstudio.training.history.filing import Shortened, Taken, filed, taken
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell import MainWindow


@pytest.fixture(autouse=True)
def _many_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_frames, "EVERY", 0.0)
    monkeypatch.setattr(run_module, "SEGMENT", 0.0)
    monkeypatch.setattr(run_module, "SNAPSHOT_SHARE", 0)


@pytest.fixture
def told(session: Session) -> list[Shortened]:
    found: list[Shortened] = []
    session.file.shortened.connect(found.append)
    return found


def bound(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    """Let a file hold so many bytes of a past."""

    def take(branches: Branches) -> Taken:
        return taken(branches, limit)

    monkeypatch.setattr("nnstudio.training.trainer.taken", take)
    monkeypatch.setattr("nnstudio.ui.bridge.standing.filed", lambda branches: filed(branches, limit))


def train(session: Session, qtbot: QtBot, steps: int) -> int:
    """Go on by so many steps; return what a key frame takes."""
    goal = session.trainer.step + steps
    session.step_run("batch", steps)
    qtbot.waitUntil(lambda: session.trainer.step >= goal and not session.trainer.pending, timeout=60_000)
    past = session.trainer.desk.past
    assert past is not None
    return past.record.frames.last.nbytes


def begun(session: Session, qtbot: QtBot) -> None:
    """Wait until another run stands at its beginning."""
    qtbot.waitUntil(lambda: session.trainer.step == 0 and not session.trainer.pending, timeout=60_000)


def said(window: MainWindow) -> str:
    strip = window.header.messages
    return strip.text.text() if strip.isVisible() else ""


def test_what_fits_is_saved_without_a_word(
    window: MainWindow, session: Session, qtbot: QtBot, told: list[Shortened], tmp_path: Path
) -> None:
    train(session, qtbot, 40)
    assert session.save(tmp_path / "whole.nnstudio")
    assert not told
    assert not said(window)


def test_key_frames_that_are_left_out_are_spoken_of_once(
    window: MainWindow,
    session: Session,
    qtbot: QtBot,
    told: list[Shortened],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, one = tmp_path / "large.nnstudio", train(session, qtbot, 40)
    bound(monkeypatch, 8 * one)
    assert session.save(path)
    short = told[0]
    assert 2 <= short.frames <= 8 < short.all_frames
    assert short.runs == short.all_runs == 1
    assert f"{short.frames} of {short.all_frames}" in said(window)
    assert "every step can still be reached" in said(window)
    window.header.messages.clear()
    train(session, qtbot, 1)
    assert session.save(path)
    assert len(told) == 2
    assert not said(window)
    # It is so: the file has so many, and its run goes to any step.
    history = load_project(path).history
    assert history is not None
    assert len(history["past"]["frames"]) == told[1].frames
    session.new()
    qtbot.waitUntil(lambda: session.travel.head == 0, timeout=60_000)
    assert session.open(path)
    qtbot.waitUntil(lambda: session.travel.head == 41 and not session.trainer.pending, timeout=60_000)
    session.travel.seek(23)
    qtbot.waitUntil(lambda: session.travel.step == 23, timeout=60_000)


def test_another_project_hears_of_its_own(
    window: MainWindow,
    session: Session,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bound(monkeypatch, 8 * train(session, qtbot, 40))
    assert session.save(tmp_path / "one.nnstudio")
    assert said(window)
    session.new()
    assert not said(window)
    begun(session, qtbot)
    train(session, qtbot, 40)
    assert session.save(tmp_path / "two.nnstudio")
    assert said(window)


def test_runs_that_are_left_out_are_counted(
    window: MainWindow,
    session: Session,
    qtbot: QtBot,
    told: list[Shortened],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(4):
        train(session, qtbot, 12)
        session.reset()
        begun(session, qtbot)
    bound(monkeypatch, 4 * train(session, qtbot, 12))
    assert session.save(tmp_path / "runs.nnstudio")
    assert told[0].all_runs == 5
    assert 1 <= told[0].runs < 5
    assert f"{told[0].runs} of 5 runs" in said(window)


def test_a_past_of_which_nothing_fits_is_said_to_be_left_out(
    window: MainWindow,
    session: Session,
    qtbot: QtBot,
    told: list[Shortened],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "bare.nnstudio"
    train(session, qtbot, 40)
    bound(monkeypatch, 0)
    assert session.save(path)
    assert told[0].frames == 0
    assert "without the run's earlier steps" in said(window)
    assert load_project(path).history is None
