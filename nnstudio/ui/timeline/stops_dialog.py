"""The dialog of the break-points: each with a switch and its numbers; new ones from a menu, for what is looked at."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from nnstudio.engine import Place
from nnstudio.engine.declaration import Kind, Value
from nnstudio.text import msg, tr
from nnstudio.training.break_point import BreakPoint, write_place
from nnstudio.training.break_points import break_points
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import Card, EmptyState, IconButton, ParameterForm, bind, label, on_retranslate, visit_after

_NEURON, _WEIGHT, _LAYER = "delta_zero", "weight_crosses_zero", "dead"
_EPOCH, _STEP = "at_epoch", "at_step"
_AHEAD = 100
"""Steps from here to the one that is proposed."""


class StopsDialog(QDialog):
    """All break-points of the session. They are no part of the document: they are not saved, and not undone."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.add, self.close_button = QPushButton(), QPushButton()
        self.menu = QMenu(self)
        self.actions_by_kind: dict[str, QAction] = {}
        self.rows: list[StopRow] = []
        self.list = QVBoxLayout()
        self.empty = EmptyState(
            msg("No break-points yet"),
            msg("A run pauses where one comes true, as a program does in a debugger. Add one above."),
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        bind(self.setWindowTitle, msg("Break-points"))
        self._arrange()
        self.menu.aboutToShow.connect(self._fill_menu)
        self.close_button.clicked.connect(self.close)
        session.travel.break_points_changed.connect(self._show)
        session.document_changed.connect(self._show)
        on_retranslate(self, self._show)

    def _arrange(self) -> None:
        space = theme.tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(space(2), space(2), space(2), space(2))
        column.setSpacing(space(1.5))
        top = QHBoxLayout()
        top.addWidget(label(msg("Pause where …"), "strong"))
        top.addStretch(1)
        top.addWidget(self.add)
        column.addLayout(top)
        held = QWidget()
        self.list.setContentsMargins(0, 0, 0, 0)
        self.list.setSpacing(space(1))
        whole = QVBoxLayout(held)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.empty)
        whole.addLayout(self.list)
        whole.addStretch(1)
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        # Its rows are the stops, and bring themselves into sight.
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(held)
        column.addWidget(scroll, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column.addLayout(foot)
        self.add.setMenu(self.menu)
        bind(self.add.setText, msg("Add a break-point"))
        bind(self.close_button.setText, msg("Close"))
        self.close_button.setAutoDefault(False)
        self.add.setAutoDefault(False)
        self.resize(space(60), space(56))

    # -- the list

    def _show(self) -> None:
        points = self.session.travel.break_points
        if [row.kind for row in self.rows] != [point.declaration.id for point, _ in points]:
            for row in self.rows:
                self.list.removeWidget(row)
                row.hide()
                row.deleteLater()
            self.rows = [StopRow(self.session, number) for number in range(len(points))]
            for row in self.rows:
                self.list.addWidget(row)
            visit_after(self.add, *self.rows)
        for row in self.rows:
            row.show_point()
        self.empty.setVisible(not points)
        self._widen()

    def _widen(self) -> None:
        """Make room for the longest condition: none is cut, or scrolled to."""
        held, bar = self._scroll.widget(), self._scroll.verticalScrollBar().sizeHint().width()
        wide = held.minimumSizeHint().width() + bar + self.width() - self._scroll.width()
        if wide > self.width():
            self.resize(wide, self.height())

    # -- adding

    def _fill_menu(self) -> None:
        self.menu.clear()
        self.actions_by_kind = {}
        for kind, declared in break_points.items():
            values = self.values_for(kind)
            action = self.menu.addAction(str(declared.declaration.name))
            action.setToolTip(str(declared.declaration.help))
            action.setEnabled(values is not None)
            if values is None:
                needs = tr("choose a link first") if kind == _WEIGHT else tr("choose a neuron first")
                action.setText(f"{declared.declaration.name} · {needs}")
            else:
                point = break_points.make(kind, "break-point", **values)
                if values:
                    said = str(point.said(self.session.travel.names))
                    action.setText(said[:1].upper() + said[1:])
                action.triggered.connect(partial(self.session.travel.add_break_point, point))
            self.actions_by_kind[kind] = action

    def values_for(self, kind: str) -> dict[str, Value] | None:
        """Return what a new break-point is about: the neuron, weight or layer looked at; None where there is none.

        An epoch or a step is one to come: what has been done already would never be done again.
        """
        if kind == _STEP:
            return {"step": self.session.travel.step + _AHEAD}
        if kind == _EPOCH:
            with self.session.display.hold() as frame:
                return {"epoch": frame.epoch + 1} if frame is not None else {}
        if kind not in (_NEURON, _WEIGHT, _LAYER):
            return {}
        found = self._weight() if kind == _WEIGHT else self._neuron()
        if found is None:
            return None
        return {"layer": found.layer} if kind == _LAYER else {"at": write_place(found)}

    def _neuron(self) -> Place | None:
        """Return ∂L/∂z of the neuron that was selected last, or of the one whose step is looked at."""
        chosen, step = self.session.selected_neuron, self.session.inspection.step
        if chosen is None and step is not None and step.index is not None:
            chosen = step.layer, step.index
        with self.session.display.hold() as frame:
            if frame is None or chosen is None or chosen[0] not in frame.plan.sites:
                return None
            shapes = frame.plan.sites[chosen[0]].quantities
            if not {"grad_z", "slope"} <= set(shapes) or len(shapes["grad_z"].shape) != len(chosen[1]):
                return None
        return Place(chosen[0], "grad_z", chosen[1])

    def _weight(self) -> Place | None:
        """Return the weight that is pointed at, or whose gradient or update is looked at."""
        inspection, step = self.session.inspection, self.session.inspection.step
        lit = [place for place in inspection.lit.places if place.quantity == "weight"]
        if len(lit) == 1:
            return Place(lit[0].layer, "weight", lit[0].index)
        asked = inspection.asked
        if step is not None and asked is not None and asked.quantity == "weight" and asked.layer == step.layer:
            # A link that was clicked going forward has led to its neuron's sum.
            return asked
        if (
            step is not None
            and step.index is not None
            and step.quantity in ("weight", "weight_grad", "weight_update", "update")
        ):
            return Place(step.layer, "weight", step.index)
        return None


class StopRow(Card):
    """One break-point: a switch with its condition in words, its numbers, and a button that removes it."""

    def __init__(self, session: Session, number: int) -> None:
        super().__init__(margin=1.0)
        self.session, self.number = session, number
        self.kind = self.point.declaration.id
        self.switch = QCheckBox()
        self.remove = IconButton("delete", msg("Remove this break-point"))
        numbers = tuple(each for each in self.point.declaration.parameters if each.kind is not Kind.TEXT)
        self.form = ParameterForm(numbers)
        space = theme.tokens().space
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        top = QHBoxLayout()
        top.addWidget(self.switch, 1)
        top.addWidget(self.remove)
        column.addLayout(top)
        column.addWidget(self.form)
        self.form.setVisible(bool(numbers))
        self.layout().addWidget(held)
        travel = session.travel
        self.switch.toggled.connect(lambda on: travel.switch_break_point(self.number, on))
        self.remove.clicked.connect(lambda: travel.remove_break_point(self.number))
        self.form.edited.connect(self._on_edited)

    @property
    def point(self) -> BreakPoint:
        """The break-point as it is now."""
        return self.session.travel.break_points[self.number][0]

    def show_point(self) -> None:
        """Show what it is, and whether it is on."""
        point, on = self.session.travel.break_points[self.number]
        self.switch.blockSignals(True)
        self.switch.setChecked(on)
        self.switch.setText(str(point.said(self.session.travel.names)))
        self.switch.blockSignals(False)
        self.form.set_values(point.values)

    def _on_edited(self, name: str, value: Value) -> None:
        self.session.travel.change_break_point(self.number, type(self.point)(**{**self.point.values, name: value}))
