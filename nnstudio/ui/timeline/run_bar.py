"""The bar at the foot: where the run stands among all its steps, the way back and on, and the break-points."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QStackedWidget, QWidget

from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame, Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.travel import Progress
from nnstudio.ui.controls import ElidedLabel, IconButton, NumberField, bind, label, on_retranslate
from nnstudio.ui.timeline.backwards import Backwards
from nnstudio.ui.timeline.places_button import PlacesButton
from nnstudio.ui.timeline.ribbon import Ribbon

if TYPE_CHECKING:
    from nnstudio.inspection import Lit, Moment
    from nnstudio.ui.timeline.stops_dialog import StopsDialog

_FARTHEST = 1 << 53
_ELSEWHERE = msg(
    "These steps were made by another machine or other versions: the kept ones are exact, those between them are "
    "computed anew here and may be rounded otherwise."
)
_REFRESH = 0.5
"""Seconds between two looks while a run goes on."""


class RunBar(QWidget):
    """Goes to any step of the run. While a way takes longer than a blink, it says how far it is and lets one stop.

    ``compact`` leaves the bar's own name out, where there is little room.
    """

    def __init__(self, session: Session, parent: QWidget | None = None, *, compact: bool = False) -> None:
        super().__init__(parent)
        self.session = session
        self.per_epoch = 1
        self._compact, self._shown_at = compact, 0.0
        self.dialog: StopsDialog | None = None
        self.back_epoch = IconButton("first", msg("Back to the start of the epoch"))
        self.back_batch = IconButton("previous", msg("Back by one update"))
        self.step = NumberField(0, minimum=0, maximum=_FARTHEST, integer=True)
        self.of = label("", "number")
        self.next_batch = IconButton("next", msg("On by one update"))
        self.to_head = IconButton("last", msg("On to the run's last step"))
        self.backwards = IconButton("step_back", msg("Play the run backwards"))
        self.player = Backwards(session, self)
        self.places = PlacesButton(session)
        self.ribbon = Ribbon()
        self.backwards.setCheckable(True)
        self.none_yet = ElidedLabel("caption")
        self.said = ElidedLabel("caption")
        self.stop = QPushButton()
        self.stops = QPushButton()
        self.ends = QStackedWidget()
        self._arrange()
        self._connect()
        self._show_run()
        on_retranslate(self, self._show_stops)

    def _arrange(self) -> None:
        space = theme.tokens().space
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(2), 0, space(2), space(1))
        row.setSpacing(space(0.5))
        if not self._compact:
            row.addWidget(label(msg("Updates made"), "soft", buddy=self.step))
        before = self.backwards, self.back_epoch, self.back_batch
        for shown in (*before, self.step, self.of, self.next_batch, self.to_head, self.places):
            row.addWidget(shown)
        row.addSpacing(space(1))
        row.addWidget(self.ribbon, 1)
        row.addWidget(self.none_yet, 1)
        row.addSpacing(space(1))
        row.addWidget(self.ends)
        way = QWidget()
        line = QHBoxLayout(way)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.said, 1)
        line.addWidget(self.stop)
        self.ends.addWidget(self.stops)
        self.ends.addWidget(way)
        self.ends.setFixedWidth(space(20 if self._compact else 26))
        self.ends.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.step.setFixedWidth(space(10))
        for button in (self.stop, self.stops):
            button.setProperty("density", "compact")
            button.setFixedHeight(theme.tokens().target)
        self.step.setFixedHeight(theme.tokens().target)
        self.step.setProperty("density", "compact")
        bind(self.none_yet.setText, msg("None yet: the arrow makes the first one."))
        bind(self.stop.setText, msg("Stop here"))
        bind(self.stops.setToolTip, msg("Conditions at which a run pauses by itself"))
        bind(self.step.setAccessibleName, msg("Go to update number"))
        bind(self.step.setToolTip, msg("How many updates the weights have had; type a number to go there."))

    def _connect(self) -> None:
        session, travel = self.session, self.session.travel
        self.back_epoch.clicked.connect(lambda: travel.back_epoch())
        self.back_batch.clicked.connect(lambda: travel.back_batch())
        self.next_batch.clicked.connect(session.step_batch)
        self.to_head.clicked.connect(travel.to_head)
        self.backwards.toggled.connect(self.player.play)
        self.player.ended.connect(lambda: self.backwards.setChecked(False))
        self.step.edited.connect(lambda step: travel.seek(int(step)))
        self.ribbon.moved.connect(travel.seek)
        self.stop.clicked.connect(travel.cancel)
        self.stops.clicked.connect(self.open_stops)
        travel.moved.connect(self._show_run)
        travel.progressed.connect(self._on_progressed)
        travel.break_points_changed.connect(self._show_stops)
        session.ticked.connect(self._on_ticked)
        session.run_changed.connect(self._show_run)

    # -- the run

    def _on_ticked(self, frame: Frame) -> None:
        if frame.batches != self.per_epoch:
            self.per_epoch = frame.batches
            self._show_run()

    def _show_run(self, *_: object) -> None:
        running, now = self.session.status is Status.RUNNING, monotonic()
        if running and (not self.isVisible() or now - self._shown_at < _REFRESH):
            return
        self._shown_at = now
        travel, status = self.session.travel, self.session.status
        self.step.set_value(travel.step)
        self.of.setText(f"/ {theme.count(travel.head)}{' ≈' if travel.elsewhere else ''}")
        self.of.setToolTip(tr(_ELSEWHERE) if travel.elsewhere else "")
        parent = travel.branched_from
        self.ribbon.show_run(travel.step, travel.head, self.per_epoch, None if parent is None else parent[1])
        self.ribbon.show_hits(travel.hits)
        self.ribbon.show_best(travel.best[0] if travel.best is not None else None)
        # A bar of a single step leads nowhere.
        self.ribbon.setVisible(travel.head > 0)
        self.none_yet.setVisible(travel.head == 0)
        self.setEnabled(status is not Status.EMPTY)
        for button in (self.back_epoch, self.back_batch, self.backwards):
            button.setEnabled(travel.step > 0)
        self.to_head.setEnabled(travel.visiting)

    def _on_progressed(self, progress: Progress | None) -> None:
        self.ends.setCurrentIndex(0 if progress is None else 1)
        if progress is None:
            self._show_run()
            return
        left = progress.seconds * (1 - progress.share)
        self.said.setText(
            tr("{share} · {seconds} s", share=theme.percent(progress.share), seconds=theme.fixed(left, 1))
        )

    # -- break-points

    def _show_stops(self) -> None:
        on = sum(enabled for _, enabled in self.session.travel.break_points)
        self.stops.setText(tr("Break-points · {count}", count=on) if on else tr("Break-points …"))
        self.ribbon.show_hits(self.session.travel.hits)

    def open_stops(self) -> None:
        """Open the dialog of the break-points, or bring it to the front."""
        from nnstudio.ui.timeline.stops_dialog import StopsDialog

        if self.dialog is None:
            self.dialog = StopsDialog(self.session, self.window())
            self.dialog.finished.connect(self._on_closed)
        self.dialog.show()
        self.dialog.activateWindow()

    def _on_closed(self) -> None:
        self.dialog = None

    # -- as a view of Inspect

    def show_moment(self, moment: Moment) -> None:
        """The bar follows the run itself, not the step that is looked at."""

    def show_lit(self, lit: Lit) -> None:
        """No number stands here."""
