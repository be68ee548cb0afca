"""Where one looks in the run: one cursor, one pin and one part of the steps for the charts of all views."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal

from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.curve_plot import CurvePlot
from nnstudio.ui.charts.following import Range


class Looking(QObject):
    """``pointed`` and ``pinned`` are steps, NaN for none; ``steps`` from where to where is shown, None: the whole run.

    Signals: ``changed()`` after another cursor or pin; ``turned()`` after another part of the run.
    """

    changed = Signal()
    turned = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.pointed = self.pinned = math.nan
        self.steps: Range | None = None

    def point(self, step: float) -> None:
        """Put the cursor there."""
        self.pointed = step
        self.changed.emit()

    def pin(self, step: float) -> None:
        """Put the pin there."""
        self.pinned = step
        self.changed.emit()

    def show(self, steps: Range | None) -> None:
        """Show a part of the run, or all of it."""
        self.steps = steps
        self.turned.emit()


def looking_of(session: Session) -> Looking:
    """Return where one looks in the session's run."""
    found = session.findChild(Looking, "", Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, Looking) else Looking(session)


class Linked(QObject):
    """The plots of a view, the upper first, joined to those of all others; ``read`` tells the numbers at the cursor.

    Plots of one view share their steps among themselves already, so the first alone is turned.
    """

    def __init__(self, session: Session, plots: Sequence[CurvePlot], read: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self.looking, self._plots, self._read = looking_of(session), tuple(plots), read
        self._stand_still = session.display.stand_still
        for plot in plots:
            plot.pointed.connect(self.looking.point)
            plot.pinned.connect(self.looking.pin)
            plot.moved.connect(self._on_moved)
        self.looking.changed.connect(self._follow)
        self.looking.turned.connect(self._turn)
        self._mark()
        self._turn()

    def show_whole(self) -> None:
        """Show the whole run here and everywhere."""
        self.looking.show(None)

    def _on_moved(self) -> None:
        self._stand_still()
        self.looking.show(self._plots[0].steps_in_sight())

    def _follow(self) -> None:
        self._stand_still()
        self._mark()
        self._read()

    def _mark(self) -> None:
        for plot in self._plots:
            plot.set_cursor(self.looking.pointed)
            plot.set_pin(self.looking.pinned)

    def _turn(self) -> None:
        steps = self.looking.steps
        for plot in self._plots:
            if steps is None:
                plot.reset_view()
            else:
                plot.stay()
        if steps is not None and self._plots[0].steps_in_sight() != steps:
            self._plots[0].show_steps(steps)
