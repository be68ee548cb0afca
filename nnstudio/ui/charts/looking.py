"""Where one looks in the run: one cursor, one pin and one part of the steps for the charts of all views."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal

from nnstudio.training.frame import Status
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.curve_plot import CurvePlot
from nnstudio.ui.charts.following import Range


class Looking(QObject):
    """``pointed`` and ``pinned`` are steps, NaN for none; ``steps`` from where to where is shown, None: the whole run.

    ``here`` : where the run stands, if it was taken back behind its head; else NaN.

    Signals: ``changed()`` after another cursor or pin; ``turned()`` after another part of the run; ``walked()`` after
    another ``here``.
    """

    changed = Signal()
    turned = Signal()
    walked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.pointed = self.pinned = math.nan
        self.here = self._where()
        self.steps: Range | None = None
        session.travel.moved.connect(self._on_travelled)

    @property
    def read(self) -> float:
        """The step whose numbers are told beside the pin's: the cursor's, else ``here``; NaN: the run's last."""
        return self.here if math.isnan(self.pointed) and math.isnan(self.pinned) else self.pointed

    @property
    def told(self) -> tuple[int, ...]:
        """The steps whose numbers are told: the pin's, and the one that is ``read``; none: the run's last."""
        return tuple(round(step) for step in (self.pinned, self.read) if not math.isnan(step))

    @property
    def standing(self) -> int | None:
        """The step at which the run rests; None while it goes on."""
        return None if self._session.status is Status.RUNNING else self._session.travel.step

    def point(self, step: float) -> None:
        """Put the cursor there."""
        self.pointed = step
        self.changed.emit()

    def pin(self, step: float) -> None:
        """Put the pin there."""
        self.pinned = step
        self.changed.emit()

    def _on_travelled(self) -> None:
        found = self._where()
        if found != self.here and not (math.isnan(found) and math.isnan(self.here)):
            self.here = found
            self.walked.emit()

    def _where(self) -> float:
        travel = self._session.travel
        return float(travel.step) if travel.visiting else math.nan

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
        self.looking.walked.connect(self._on_walked)
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

    def _on_walked(self) -> None:
        self._mark()
        self._read()

    def _mark(self) -> None:
        for plot in self._plots:
            plot.set_cursor(self.looking.pointed)
            plot.set_pin(self.looking.pinned)
            plot.set_here(self.looking.here)

    def _turn(self) -> None:
        steps = self.looking.steps
        for plot in self._plots:
            if steps is None:
                plot.reset_view()
            else:
                plot.stay()
        if steps is not None and self._plots[0].steps_in_sight() != steps:
            self._plots[0].show_steps(steps)
