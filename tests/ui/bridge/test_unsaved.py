"""What counts as unsaved: edits, and every step that was trained, whether there is a file or not."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from resting import settle
from stepped import go, steps

from nnstudio.document import Document, RemoveLayers
from nnstudio.ui.bridge.session import Session


def test_a_step_makes_a_project_dirty_whether_it_was_ever_saved_or_not(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    for wanted in (tmp_path / "c.nnstudio", tmp_path / "d.nnstudio"):
        assert not session.file.dirty
        steps(qtbot, session, 1)
        qtbot.waitUntil(lambda: session.file.dirty)
        assert session.file.is_trained
        session.save(wanted)
    session.set_learning_rate(0.5)
    steps(qtbot, session, 1)
    assert session.file.dirty
    assert not session.file.is_trained


def test_what_was_trained_stays_unsaved_wherever_the_run_is_led(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    steps(qtbot, session, 20)
    path = tmp_path / "led.nnstudio"
    assert session.save(path)
    saved = session.trainer.moment
    go(qtbot, session, 10)
    session.travel.branch()
    steps(qtbot, session, 5)
    go(qtbot, session, 20, saved[0])
    assert session.trainer.moment == saved
    session.file.mark()
    # The branch is in no file.
    assert session.file.dirty


def test_a_reset_or_an_edit_taken_back_does_not_hide_that_a_step_was_made(session: Session, qtbot: QtBot) -> None:
    steps(qtbot, session, 1)
    session.reset()
    settle(qtbot, session)
    assert session.trainer.step == 0
    assert session.file.is_trained
    assert session.edit(RemoveLayers((session.document.network.of_kind("dense")[0].id,)))
    session.undo()
    settle(qtbot, session)
    assert session.file.is_trained


def test_a_project_that_is_only_looked_at_is_not_dirty(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    told: list[bool] = []
    session.dirty_changed.connect(told.append)
    session.select_sample(3)
    session.reset()
    settle(qtbot, session)
    assert session.edit(RemoveLayers((session.document.network.of_kind("dense")[0].id,)))
    session.undo()
    settle(qtbot, session)
    assert told == [True, False]
    steps(qtbot, session, 30)
    assert session.save(tmp_path / "looked.nnstudio")
    with qtbot.waitSignal(session.problem_loaded):
        assert session.open(tmp_path / "looked.nnstudio")
    told.clear()
    go(qtbot, session, 7)
    go(qtbot, session, 30)
    settle(qtbot, session)
    session.file.mark()
    assert (told, session.file.dirty) == ([], False)


@pytest.mark.parametrize("document", [Document(), None], ids=["empty", "opening"])
def test_a_run_that_is_left_while_it_goes_on_leaves_no_mark_on_the_next_project(
    session: Session, qtbot: QtBot, document: Document | None
) -> None:
    session.run()
    qtbot.waitUntil(lambda: session.trainer.step > 20 and session.file.dirty)
    told: list[bool] = []
    session.dirty_changed.connect(told.append)
    session.new(document)
    # At once, whatever the trainer is about; and when it has taken it up.
    session.file.mark()
    assert not session.file.dirty
    settle(qtbot, session)
    session.file.mark()
    assert told == [False]
