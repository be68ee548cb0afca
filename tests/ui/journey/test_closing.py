"""A closed window is at rest."""

from __future__ import annotations

from unasked import close_unasked

from nnstudio.training.frame import Status
from nnstudio.ui.shell import MainWindow
from walk.hand import EventHand


def test_a_closed_window_ticks_no_more(window: MainWindow) -> None:
    """Else what a widget still asks for on its way out would reach menus that are gone."""
    session, hand = window.session, EventHand()
    hand.click(window.header.transport.run)
    hand.wait("the run", lambda: session.status is Status.RUNNING)
    close_unasked(window)
    hand.pause(0.1)
    beats = len(session.display.pulse.lateness)
    session.display.refresh()
    session.pause()
    hand.pause(0.2)
    assert len(session.display.pulse.lateness) == beats
