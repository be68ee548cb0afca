"""The stage of Inspect: two halves with views of one step, the line of steps below them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from nnstudio.engine import Place, Plan
from nnstudio.inspection import Cursor, Lit, Moment, as_latex, as_text
from nnstudio.inspection.cursor import line_of
from nnstudio.inspection.trace import Neuron
from nnstudio.inspection.working_out import is_covered
from nnstudio.text import msg
from nnstudio.training.frame import Frame, Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.views import FOOT, LEFT, RIGHT, InspectView, View
from nnstudio.ui.bridge.wording import about_sample
from nnstudio.ui.controls import EmptyState, FocusRing, Splitter, bind, rule
from nnstudio.ui.inspector.altered_bar import AlteredBar
from nnstudio.ui.inspector.group import ViewGroup
from nnstudio.ui.inspector.host import ViewHost
from nnstudio.ui.inspector.stepper import Stepper
from nnstudio.ui.inspector.toolbar import Toolbar

_HALVES = "inspect_halves"


class InspectorPanel(QWidget):
    """One sample of the run's own batch, step by step, in the views that are declared.

    While the run goes on it shows how to pause; at rest it is live: after an update the same step of the new moment.

    Signals: ``workspace_wanted(str)``.
    """

    workspace_wanted = Signal(str)

    def __init__(self, session: Session, views: tuple[View, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.inspection = session, session.inspection
        self.toolbar, self.stepper = Toolbar(), Stepper(session.inspection)
        self.altered = AlteredBar(session)
        self.left = ViewHost(session, views, LEFT, "left", msg("What the left half shows"))
        self.right = ViewHost(session, views, RIGHT, "right", msg("What the right half shows"))
        self.foot = [view.make(session) for view in views if view.group in dict(FOOT)]
        self.empty = EmptyState(msg("Pause to look inside"), msg("…"), icon_name="inspect")
        self.pages, self.halves = QStackedWidget(), Splitter(Qt.Orientation.Horizontal)
        self._plan: Plan | None = None
        self._arrange()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        bind(self.setAccessibleName, msg("Inspect"))
        FocusRing(self)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.inspection.watch(self)
        session.display.add(self, self._paint)
        self._follow_status()

    def _arrange(self) -> None:
        space = theme.tokens().space
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(space(2), space(1), space(2), space(1))
        column.setSpacing(space(1))
        column.addWidget(self.toolbar)
        column.addWidget(self.altered)
        column.addWidget(rule())
        column.addWidget(self._make_halves(), 1)
        column.addWidget(rule())
        column.addWidget(self.stepper)
        self.pages.addWidget(whole)
        self.pages.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.pages)
        for bar in self.foot:
            outer.addWidget(bar)

    def _make_halves(self) -> Splitter:
        halves, space = self.halves, theme.tokens().space
        for half in (self.left, self.right):
            halves.addWidget(half)
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 1)
        halves.setSizes([space(56), space(64)])
        settings = self.session.settings
        if settings is not None:
            halves.restoreState(settings.geometry(_HALVES))
        return halves

    def _connect(self) -> None:
        session, inspection = self.session, self.inspection
        self._told = inspection.lit
        session.run_changed.connect(self._follow_status)
        theme.changed.connect(inspection.refresh)
        inspection.moved.connect(self._on_moved)
        inspection.lit_changed.connect(self._on_lit_changed)
        inspection.options_changed.connect(self.toolbar.show_options)
        inspection.turn_wanted.connect(self._on_turn_wanted)
        inspection.card_wanted.connect(lambda: self.right.show_group("card"))
        self.empty.acted.connect(self._on_empty_acted)
        self.toolbar.sample_chosen.connect(session.select_sample)
        self.toolbar.scope_chosen.connect(lambda scope: inspection.set_options(batch=scope == "batch"))
        self.toolbar.columns_chosen.connect(lambda columns: inspection.set_options(columns=columns))
        self.toolbar.digits_chosen.connect(lambda digits: inspection.set_options(digits=digits))
        self.toolbar.copy_wanted.connect(self._copy)
        self.toolbar.show_options(inspection.options)

    def save_layout(self) -> None:
        """Write the splitter into the settings."""
        if self.session.settings is not None:
            self.session.settings.set_geometry(_HALVES, self.halves.saveState())

    def view(self, view_id: str) -> QWidget | None:
        """Return a view's widget if it has been built."""
        return self.left.widget(view_id) or self.right.widget(view_id)

    def show_view(self, view: View) -> None:
        """Bring a view to the top, as its tab and a choice from its group's list do."""
        for half in (self.left, self.right):
            if view.group in half.groups:
                half.show_view(view)

    # -- the moment

    def _paint(self, frame: Frame) -> None:
        """Show the present moment; called by the display while the trainer stands still."""
        self.inspection.take(frame)

    def _on_moved(self, moment: Moment) -> None:
        if moment.trace.plan is not self._plan:
            self._plan = moment.trace.plan
            self.inspection.ahead.begin(self, self._views_ahead())
        for half in (self.left, self.right):
            half.show_moment(moment)
        for bar in self.foot:
            cast(InspectView, bar).show_moment(moment)
        self.stepper.show_moment(moment)
        self._show_sample(moment)
        if self.inspection.lit.places or self._told.places:
            # What a single operation lit goes out with it.
            self._on_lit_changed(self.inspection.lit)
        self._follow_status()

    def _views_ahead(self) -> Iterator[None]:
        """Build what fits any step of the network, one view in a piece: to look at it is then no wait."""
        with self.inspection.hold() as now:
            wanted = _fitting(now, (*self.left.groups.values(), *self.right.groups.values())) if now is not None else []
        while wanted:
            yield
            with self.inspection.hold() as now:
                urgent = [self._urgent(now, group, view) for group, view in wanted]
            group, view = wanted.pop(urgent.index(max(urgent)))
            if view.id not in group.widgets:
                # To import, to make and to build is too long a wait for one turn.
                yield from imported(view.rooms)
                group.make(view)
                yield
                group.build(view)
            if view.ahead is not None:
                yield
                with self.inspection.hold() as now:
                    plan = now.trace.plan if now is not None else None
                yield from view.ahead(plan) if plan is not None else ()

    def _urgent(self, now: Moment | None, group: ViewGroup, view: View) -> tuple[bool, bool, int]:
        """Return what comes first: what is made for the step, then what the shown groups have for others."""
        fits = view.fits(now) if now is not None else 0
        return fits > 1, group in (self.left.group, self.right.group), fits

    def _show_sample(self, moment: Moment) -> None:
        with self.session.display.hold() as frame:
            said = about_sample(self.session, frame, moment.trace.sample) if frame is not None else ""
        self.toolbar.show_sample(moment.trace.sample, moment.trace.count, said)

    def _on_lit_changed(self, lit: Lit) -> None:
        self._told = lit
        for half in (self.left, self.right):
            half.show_lit(lit)

    def _on_turn_wanted(self) -> None:
        self.right.show_group("what_if")
        self.inspection.refresh()

    # -- states

    def _follow_status(self, *_: object) -> None:
        status = self.session.status
        if status is Status.RUNNING and self.inspection.leaping:
            return
        if status is Status.RUNNING:
            self.stepper.stop()
            self.empty.set_texts(
                msg("Pause to look inside"),
                msg("Every number of the moment can then be followed: forward, loss, backward, update."),
                msg("Pause"),
            )
        elif status is Status.EMPTY:
            self.empty.set_texts(
                msg("Nothing to look into yet"),
                msg("The network cannot run: what is missing is marked where it is built."),
                msg("Go to Build"),
            )
        away = status in (Status.RUNNING, Status.EMPTY) or not self.inspection.ready
        if not away and self.empty.isAncestorOf(self.focusWidget()):
            # Who has clicked Pause wants to step with the arrows; Qt would go on to the sample's field.
            self.setFocus()
        self.pages.setCurrentIndex(1 if away else 0)

    def _on_empty_acted(self) -> None:
        if self.session.status is Status.RUNNING:
            self.session.pause()
        else:
            self.workspace_wanted.emit("build")

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop playing when nobody looks."""
        self.stepper.stop()
        super().hideEvent(event)

    # -- what the window asks for

    def show_neuron(self, neuron: Neuron) -> None:
        """Go to a neuron's step in the present phase."""
        self.inspection.to(Place(neuron[0], "a", neuron[1], self.session.sample))

    def _copy(self, form: str) -> None:
        with self.inspection.hold() as moment:
            if moment is not None:
                write = as_latex if form == "latex" else as_text
                QGuiApplication.clipboard().setText(write(moment.description, covered=is_covered(moment)))

    def copy(self) -> None:
        """Copy the calculation with all digits."""
        self._copy("text")

    def can(self, command: str) -> bool:
        """Say which of the menu's commands make sense here."""
        return command == "copy" and self.inspection.description is not None

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → step, ↓ ↑ into and out of it, Home End, Page up and down by layers."""
        inspection = self.inspection
        moves: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Left: inspection.back,
            Qt.Key.Key_Right: inspection.over,
            Qt.Key.Key_Down: inspection.into,
            Qt.Key.Key_Up: inspection.out,
            Qt.Key.Key_Home: inspection.first,
            Qt.Key.Key_End: inspection.last,
            Qt.Key.Key_PageUp: lambda: inspection.turn(-1),
            Qt.Key.Key_PageDown: lambda: inspection.turn(1),
        }
        move = moves.get(event.key())
        if move is None:
            super().keyPressEvent(event)
        else:
            move()


def imported(rooms: Iterable[str]) -> Iterator[None]:
    """Import modules one in a piece, but for those that are there."""
    for room in rooms:
        if room not in sys.modules:
            import_module(room)
            yield


def _fitting(moment: Moment, groups: Iterable[ViewGroup]) -> list[tuple[ViewGroup, View]]:
    """Return the views that fit a step of the network, layer by layer."""
    line = line_of(moment.trace.plan, "layer")
    moments = [replace(moment, line=line, cursor=Cursor("layer", place)) for place in range(len(line))]
    return [(group, view) for group in groups for view in group.views if any(view.fits(each) for each in moments)]
