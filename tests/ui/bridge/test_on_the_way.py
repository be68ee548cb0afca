"""What was asked for, or said, and has not arrived yet: nothing of it is lost, or taken for another project's."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot
from stepped import steps

from nnstudio.ui.bridge.session import Session


def obeyed(session: Session) -> None:
    """Let the trainer do all that it was asked for; the window hears nothing of it meanwhile."""
    assert session.display.settle(60)


def heard(session: Session, qtbot: QtBot) -> None:
    """Let the window hear of it, and show it."""
    qtbot.waitUntil(lambda: session.trainer.mailbox.empty and not session.display._timer.isActive())


def test_a_step_made_at_once_after_a_file_was_opened_is_unsaved(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.nnstudio"
    steps(qtbot, session, 3)
    assert session.save(path)
    assert session.open(path)
    session.step_batch()
    obeyed(session)
    heard(session, qtbot)
    assert session.trainer.step == 4
    assert session.file.dirty
