"""Steps of a session's run, waited for: made, or gone to."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from nnstudio.ui.bridge.session import Session


def theta(session: Session) -> np.ndarray:
    with session.display.hold() as frame:
        assert frame is not None
        return frame.program.theta.copy()


def steps(qtbot: QtBot, session: Session, count: int) -> None:
    goal = session.trainer.step + count
    for _ in range(count):
        session.step_batch()
    qtbot.waitUntil(lambda: session.trainer.step == goal and not session.trainer.pending)


def go(qtbot: QtBot, session: Session, step: int, run: int | None = None) -> np.ndarray:
    """Go to a step, and return the weights there."""
    session.travel.seek(step, run)
    qtbot.waitUntil(lambda: not session.trainer.pending and session.travel.step == step, timeout=60_000)
    return theta(session)
