"""The Inspect workspace: a picture of the network, the step's card, and the line of steps below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.inspection import Description, Operand, Trace, as_latex, as_text, check, describe
from nnstudio.inspection.description import Link, standing_places
from nnstudio.inspection.picture import scene_of
from nnstudio.inspection.trace import Neuron
from nnstudio.text import msg
from nnstudio.training.frame import Frame, Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import EmptyState, FocusRing, bind, rule
from nnstudio.ui.inspector.card import StepCard
from nnstudio.ui.inspector.step_map import StepMap
from nnstudio.ui.inspector.stepper import Stepper
from nnstudio.ui.inspector.toolbar import Toolbar
from nnstudio.ui.inspector.walk import Walk
from nnstudio.ui.inspector.wording import about_sample, class_names, feature_names


class InspectorPanel(QWidget):
    """One sample of the run's own batch, step by step.

    While the run goes on it shows how to pause; at rest it is live: after an update the same step of the new moment.

    Signals: ``workspace_wanted(str)``.
    """

    workspace_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.walk = Walk()
        self.description: Description | None = None
        self.toolbar, self.map, self.card, self.stepper = Toolbar(), StepMap(), StepCard(), Stepper()
        self.empty = EmptyState(msg("Pause to look inside"), msg("…"), icon_name="inspect")
        self.pages = QStackedWidget()
        self._known: tuple[Description, dict[Neuron | Link, list[Operand]]] | None = None
        self._neuron = session.selected_neuron
        self._shown_neuron: Neuron | None = None
        self._arrange()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        bind(self.setAccessibleName, msg("Inspect"))
        FocusRing(self)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        session.display.add(self, self._paint)
        self._follow_status()

    def _arrange(self) -> None:
        space = theme.tokens().space
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(self.map)
        halves.addWidget(self.card)
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 1)
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(theme.tokens().hairline_width)
        halves.setSizes([space(56), space(64)])
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(space(2), space(1), space(2), space(1))
        column.setSpacing(space(1))
        column.addWidget(self.toolbar)
        column.addWidget(rule())
        column.addWidget(halves, 1)
        column.addWidget(rule())
        column.addWidget(self.stepper)
        self.pages.addWidget(whole)
        self.pages.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.pages)

    def _connect(self) -> None:
        session = self.session
        session.run_changed.connect(self._follow_status)
        session.selection_changed.connect(self._on_selection_changed)
        session.language_changed.connect(self._refresh)
        theme.changed.connect(self._refresh)
        self.empty.acted.connect(self._on_empty_acted)
        self.stepper.moved.connect(lambda place: self._move(lambda: self.walk.go(place)))
        self.stepper.grain_chosen.connect(lambda grain: self._move(lambda: self.walk.set_grain(grain)))
        self.toolbar.sample_chosen.connect(session.select_sample)
        self.toolbar.scope_chosen.connect(self._on_scope)
        self.toolbar.digits_chosen.connect(self._refresh)
        self.toolbar.copy_wanted.connect(self._copy)
        self.card.pointed.connect(self._on_operand_pointed)
        self.card.activated.connect(self._on_operand_activated)
        self.card.check_wanted.connect(self._check)
        self.map.pointed.connect(self._on_place_pointed)
        self.map.neuron_chosen.connect(self.show_neuron)
        self.map.link_chosen.connect(self._on_link_chosen)
        self.map.loss_chosen.connect(self._on_loss_chosen)

    # -- the moment

    def _paint(self, frame: Frame) -> None:
        """Show the present moment; called by the display while the trainer stands still."""
        if frame.running:
            return
        self.walk.attach(frame.plan)
        self._follow_selected(frame)
        self._show(frame)

    def _refresh(self, *_: object) -> None:
        """Show the same step again."""
        if self.session.status is Status.RUNNING:
            return
        with self.session.display.hold() as frame:
            if frame is None:
                # Not parked in time: the next tick shows it.
                self.session.display.refresh(self)
            elif not frame.running:
                self.walk.attach(frame.plan)
                self._show(frame)

    def _trace(self, frame: Frame) -> Trace:
        names = {node.id: node.name for node in self.session.document.network.nodes}
        sample = min(frame.sample, frame.plan.batch_size - 1)
        return Trace(frame.plan, sample, self.walk.batch, names, feature_names(self.session), class_names(self.session))

    def _show(self, frame: Frame) -> None:
        if not self.walk.ready:
            return
        trace = self._trace(frame)
        self.description = describe(trace, self.walk.step)
        digits = self.toolbar.digits.value()
        self.card.show_description(self.description, digits, trace.sample)
        self.map.show_scene(scene_of(trace, self.walk.steps, self.walk.place, self.description))
        self.stepper.show_place(self.walk.steps, self.walk.place)
        self.stepper.grain.set_value(self.walk.grain)
        self.toolbar.show_sample(trace.sample, trace.count, about_sample(self.session, frame, trace.sample))
        self._follow_status()

    def _move(self, how: Callable[[], object]) -> None:
        if self.walk.ready:
            how()
            self._refresh()

    # -- states

    def _follow_status(self, *_: object) -> None:
        status = self.session.status
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
        away = status in (Status.RUNNING, Status.EMPTY) or not self.walk.ready
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

    # -- choices

    def _on_scope(self, scope: str) -> None:
        self.walk.batch = scope == "batch"
        self._refresh()

    def _on_selection_changed(self) -> None:
        if self.session.selected_neuron != self._neuron:
            self._neuron = self.session.selected_neuron
            if self._neuron is not None:
                self.show_neuron(self._neuron)

    def _follow_selected(self, frame: Frame) -> None:
        """A neuron that was selected before there was anything to show."""
        if self._neuron is not None and self._neuron != self._shown_neuron:
            self._shown_neuron = self._neuron
            self._go_to_neuron(self._trace(frame), self._neuron)

    def show_neuron(self, neuron: Neuron) -> None:
        """Go to a neuron's step in the present phase."""
        self._shown_neuron = neuron
        with self.session.display.hold() as frame:
            if frame is None or frame.running or not self.walk.ready:
                self._shown_neuron = None
                return
            self._go_to_neuron(self._trace(frame), neuron)
            self._show(frame)

    def _go_to_neuron(self, trace: Trace, neuron: Neuron) -> None:
        layer, index = neuron
        step = self.walk.step_at(trace, layer, index) if layer in trace.plan.sites else None
        if step is not None:
            self.walk.go_to(step)

    def _on_link_chosen(self, link: Link) -> None:
        scene = self.map.places.scene
        if scene is not None:
            (source, (layer, index)) = link
            row = scene.rows[layer][source]
            self._move(lambda: self.walk.go_to(self.walk.link_step(layer, (row, index[0]))))

    def _on_loss_chosen(self) -> None:
        steps = self.walk.steps
        start = next((start for phase, start, _ in steps.phases() if phase == "loss"), self.walk.place)
        self._move(lambda: self.walk.go(start))

    def _on_operand_activated(self, operand: Operand) -> None:
        if operand.step is None:
            return
        step = operand.step
        if operand.place is not None and operand.place.sample >= 0:
            if operand.place.sample != self.session.sample:
                self.session.select_sample(operand.place.sample)
            if self.walk.batch and self.description is not None and step == self.description.step:
                self.toolbar.scope.set_value("sample")
                self.walk.batch = False
        if self.description is not None and self.description.step.phase == "update" and step.phase == "backward":
            self.toolbar.scope.set_value("batch")
            self.walk.batch = True
        self._move(lambda: self.walk.go_to(step))

    # -- lighting up

    def _on_operand_pointed(self, operand: Operand | None) -> None:
        found = (place for place, other in self._whereabouts().items() if operand in other)
        self.map.light(next(found, None) if operand is not None else None)

    def _on_place_pointed(self, found: Neuron | Link | None) -> None:
        self.card.light(next(iter(self._whereabouts().get(found, ())), None) if found is not None else None)

    def _whereabouts(self) -> dict[Neuron | Link, list[Operand]]:
        """Return where in the picture each operand of the card stands, looked up once for each card."""
        if self._known is not None and self._known[0] is self.description:
            return self._known[1]
        with self.session.display.hold() as frame:
            if frame is None or frame.running or self.description is None:
                return {}
            found = standing_places(self._trace(frame), self.description)
        self._known = self.description, found
        return found

    # -- check, copy

    def _check(self) -> None:
        with self.session.display.hold() as frame:
            if frame is not None and self.description is not None and not frame.running:
                self.card.show_check(check(self._trace(frame), self.description.step))

    def _copy(self, form: str) -> None:
        if self.description is not None:
            write = as_latex if form == "latex" else as_text
            QGuiApplication.clipboard().setText(write(self.description))

    def copy(self) -> None:
        """Copy the calculation with all digits."""
        self._copy("text")

    def can(self, command: str) -> bool:
        """Say which of the menu's commands make sense here."""
        return command == "copy" and self.description is not None

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → step, Home End, Page up and down by layers."""
        moves: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Left: lambda: self.walk.go(self.walk.place - 1),
            Qt.Key.Key_Right: lambda: self.walk.go(self.walk.place + 1),
            Qt.Key.Key_Home: lambda: self.walk.go(0),
            Qt.Key.Key_End: lambda: self.walk.go(len(self.walk.steps) - 1),
            Qt.Key.Key_PageUp: lambda: self.walk.turn(-1),
            Qt.Key.Key_PageDown: lambda: self.walk.turn(1),
        }
        move = moves.get(event.key())
        if move is None:
            super().keyPressEvent(event)
        else:
            self._move(move)
