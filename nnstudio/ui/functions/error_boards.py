"""Below the bumps: how near networks of every size come to the goal, or the distance over one training's updates."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnstudio.inspection.functions.approximation import COUNTS, UPDATES, Learned, Reached, reached
from nnstudio.inspection.functions.bumps import KINDS
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.aside import Aside
from nnstudio.ui.controls import Pages, Segmented, bind, label, on_retranslate
from nnstudio.ui.functions.board import Board, Line

_PAUSE = 300
"""Milliseconds without a change after which the sizes are measured: not while a curve is being drawn."""
_LOWEST, _HIGHEST = 1e-3, 2.0

Asked = tuple[str, np.ndarray, float, float]
"""Function, goal, steepness, learning rate."""


class ErrorBoards(QWidget):
    """``found`` : the sizes that have been measured for what is ``asked``; ``mode`` : which of the two is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Reached] = []
        self.asked: Asked | None = None
        self.stopped = False
        self._learned: Learned | None = None
        self._rest = QTimer(self, interval=_PAUSE, singleShot=True)
        self.work = Aside(self, patient=False)
        self.mode = Segmented((("units", msg("Over hidden neurons")), ("updates", msg("Over the updates"))))
        self.progress, self.button = label("", "soft"), QPushButton()
        self.units = Board(msg("Distance over hidden neurons"), msg("hidden neurons"), logarithmic=True, cursor=False)
        self.updates = Board(msg("Distance over the updates"), msg("updates"), logarithmic=True)
        self.pages = Pages()
        self.pages.add(self.units)
        self.pages.add(self.updates)
        self._arrange()
        self._rest.timeout.connect(self._begin)
        self.work.done.connect(self._on_found)
        self.button.clicked.connect(self._on_button)
        self.mode.chosen.connect(lambda _: self._show())
        on_retranslate(self, self._show)

    @property
    def complete(self) -> bool:
        """Whether all sizes have been measured."""
        return len(self.found) == len(COUNTS)

    def ask(self, kind: str, goal: np.ndarray, steepness: float, rate: float) -> None:
        """Measure for another goal or other settings, after a moment's rest."""
        before = self.asked
        if (
            before is not None
            and (kind, steepness, rate) == (before[0], *before[2:])
            and np.array_equal(goal, before[1])
        ):
            return
        self.asked, self.found, self.stopped = (kind, goal, steepness, rate), [], False
        self._rest.start()
        self._show()

    def show_learned(self, learned: Learned | None, step: int) -> None:
        """Draw another training, with the cursor at one of its updates."""
        self._learned, self.updates.position = learned, float(step)
        self._show()

    def show_mode(self, mode: str) -> None:
        """Bring one of the two to the top."""
        self.mode.set_value(mode)
        self._show()

    def _arrange(self) -> None:
        space = theme.tokens().space
        head = QHBoxLayout()
        head.setSpacing(space(1))
        head.addWidget(self.mode)
        head.addStretch(1)
        head.addWidget(self.progress)
        head.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(0.5))
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        bind(self.mode.setAccessibleName, msg("What the distance is drawn over"))

    # -- measuring

    def _on_button(self) -> None:
        self.stopped = not self.stopped
        if not self.stopped:
            self._begin()
        self._show()

    def _begin(self) -> None:
        if not (self.stopped or self.complete or self.work.running) and self.asked is not None:
            asked, count = self.asked, COUNTS[len(self.found)]
            kind, goal, steepness, rate = asked
            self.work.start(lambda: (asked, reached(kind, goal, count, steepness, rate)))

    def _on_found(self, answer: tuple[Asked, Reached]) -> None:
        asked, one = answer
        if asked is self.asked:
            self.found.append(one)
            self._show()
        if not self._rest.isActive():
            self._begin()

    # -- showing

    def _show(self) -> None:
        over_units = self.mode.value() == "units"
        self.pages.show_page(self.units if over_units else self.updates)
        open_ends = over_units and not self.complete
        said = tr("{count} of {all}", count=len(self.found), all=len(COUNTS)) if open_ends else ""
        if not over_units and self._learned is None:
            said = tr("Not trained yet.")
        self.progress.setText(said)
        self.button.setVisible(open_ends)
        self.button.setText(tr("Go on") if self.stopped else tr("Stop"))
        self._show_units()
        self._show_updates()

    def _show_units(self) -> None:
        units = np.array([one.units for one in self.found], np.float64)
        lines = (
            (tr("bumps side by side"), [one.built for one in self.found], 0, "solid"),
            (tr("these, trained"), [one.trained for one in self.found], 2, "dot"),
            (tr("trained from random weights (median of 3)"), [one.random for one in self.found], 3, "dash"),
        )
        neurons = KINDS[self.asked[0]] if self.asked is not None else 1
        self.units.show_lines(
            tuple(Line(name, units, np.array(y), slot, style, dots=True) for name, y, slot, style in lines),
            (0.0, float(neurons * COUNTS[-1]) * 1.02),
            (_LOWEST, _HIGHEST),
        )

    def _show_updates(self) -> None:
        lines: tuple[Line, ...] = ()
        if self._learned is not None:
            steps = np.arange(len(self._learned.distances), dtype=np.float64)
            lines = (Line(tr("these, trained"), steps, self._learned.distances, 2, "dot"),)
        self.updates.show_lines(lines, (0.0, float(UPDATES)), (_LOWEST, _HIGHEST))
