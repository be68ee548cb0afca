"""Waiting for a session to be at rest, whatever the machine has to do besides: a pause of so long may be too short."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.ui.bridge.session import Session


def is_at_rest(session: Session) -> bool:
    """Whether the trainer has obeyed and rests, its news are told, and every visible view shows the present moment."""
    display = session.display
    if session.trainer.pending or not session.trainer.mailbox.empty or session.inspection.leaping:
        return False
    with display.hold() as frame:
        if frame is None:
            return session.trainer.frame() is None
        shown = all(view.stamp == frame.stamp for view in display._views if view.widget.isVisible())
        return shown and not frame.running and display._told == frame.stamp


def lay_out() -> None:
    """Let what was asked for be done: a layout asks for another one, a late call for a paint."""
    for _ in range(5):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def settle(bot: QtBot, session: Session) -> None:
    """Wait until nothing more is to come: the session is at rest, and what it brought along is laid out and painted."""
    for _ in range(2):
        bot.waitUntil(lambda: is_at_rest(session))
        lay_out()
