"""One feature transformation in the side panel: its columns, its parameters, and what came of it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.data import FeatureStep, transforms
from nnstudio.data.features import Stage
from nnstudio.engine.declaration import Parameter, Value
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import IconButton, ParameterForm, bind, label

_MOST_NAMED = 6


class ColumnMenu(QMenu):
    """Check boxes for the columns; it stays open while they are clicked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Turn a check box without closing."""
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)


class StepCard(QWidget):
    """``form`` has the parameters, ``columns`` opens the choice of the columns.

    Signals: ``changed(FeatureStep, sliding)``; ``settled()`` when a slider was let go; ``raised()``; ``removed()``.
    """

    changed = Signal(object, bool)
    settled = Signal()
    raised = Signal()
    removed = Signal()

    def __init__(self, step: FeatureStep) -> None:
        super().__init__()
        self.step = step
        declaration = transforms[step.kind].declaration
        self.name = label(declaration.name, "strong", wrap=True)
        self.earlier = IconButton("up", msg("Do it earlier"))
        self.remove = IconButton("close", msg("Take this step out"))
        self.columns = QPushButton()
        self.menu_of_columns = ColumnMenu(self)
        self.form = ParameterForm()
        self.said = label("", "caption", wrap=True)
        self.problem = label("", "error", wrap=True)
        self._arrange()
        bind(self.setToolTip, declaration.help)
        self.earlier.clicked.connect(self.raised)
        self.remove.clicked.connect(self.removed)
        self.form.edited.connect(self._on_edited)
        self.form.settled.connect(self.settled)

    def show_stage(self, step: FeatureStep, stage: Stage, names: tuple[str, ...], made: tuple[str, ...]) -> None:
        """Show what the step does: ``names`` are the columns before it, ``made`` those after it, for a person."""
        self.step = step
        count = len(stage.chosen)
        parameters = transforms[step.kind].declaration.parameters
        self.form.set_parameters(tuple(_bounded(each, count) for each in parameters), dict(step.parameters))
        self.columns.setVisible(bool(names))
        self._offer(stage, names)
        self.said.setText(_said(stage, names, made))
        self.problem.hide()
        self.said.show()

    def show_problem(self, step: FeatureStep, text: str) -> None:
        """Say why the step cannot be done."""
        self.step = step
        self.form.set_values(dict(step.parameters))
        self.columns.hide()
        self.said.hide()
        self.problem.setText(text)
        self.problem.show()

    def _offer(self, stage: Stage, names: tuple[str, ...]) -> None:
        chosen = [names[place] for place in stage.chosen] if names else []
        text = ", ".join(chosen) if self.step.columns else tr("All measured columns")
        self.columns.setText(self.columns.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self._room()))
        self.columns.setAccessibleName(tr("Columns: {names}", names=text))
        self.columns.setToolTip(", ".join(chosen))
        known = [(action.text(), action.isChecked()) for action in self.menu_of_columns.actions()]
        wanted = [(name, place in stage.chosen) for place, name in enumerate(names)]
        if [name for name, _ in known] != [name for name, _ in wanted]:
            self.menu_of_columns.clear()
            for name, place in zip(names, stage.before.names, strict=True):
                action = self.menu_of_columns.addAction(name)
                action.setCheckable(True)
                action.setData(place)
                action.triggered.connect(lambda _=False, action=action: self._on_column(action))
        for action, (_, on) in zip(self.menu_of_columns.actions(), wanted, strict=True):
            action.setChecked(on)

    def _room(self) -> int:
        return theme.tokens().side_panel - theme.tokens().space(9)

    def _on_column(self, turned: QAction) -> None:
        actions = self.menu_of_columns.actions()
        chosen = tuple(str(action.data()) for action in actions if action.isChecked())
        if chosen:
            self.changed.emit(replace(self.step, columns=chosen), False)
        else:
            # None named would be all of them: the last one stays.
            turned.setChecked(True)

    def _on_edited(self, name: str, value: Value) -> None:
        values = {**dict(self.step.parameters), name: value}
        self.changed.emit(replace(self.step, parameters=tuple(sorted(values.items()))), self.form.sliding)

    def _arrange(self) -> None:
        space = theme.tokens().space
        head = QHBoxLayout()
        head.setSpacing(space(0.5))
        head.addWidget(self.name, 1)
        head.addWidget(self.earlier)
        head.addWidget(self.remove)
        self.columns.setMenu(self.menu_of_columns)
        self.columns.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, space(1))
        column.setSpacing(space(0.5))
        column.addLayout(head)
        for part in (self.columns, self.form, self.said, self.problem):
            column.addWidget(part)
        self.problem.hide()


def _bounded(parameter: Parameter, count: int) -> Parameter:
    """Return a parameter as it can be set: no more components than columns."""
    if parameter.id != "components" or not count:
        return parameter
    return replace(parameter, maximum=max(1, count))


def _said(stage: Stage, names: tuple[str, ...], made: tuple[str, ...]) -> str:
    """Return what the step makes of the columns, in words."""
    if not names:
        return ""
    new = [name for name in made if name not in names]
    lines = [tr("{before} inputs become {after}.", before=len(names), after=len(made))]
    if stage.fitted.shares:
        each = [f"{name} {theme.percent(share, 1)}" for name, share in zip(new, stage.fitted.shares, strict=False)]
        told = ", ".join(each[:_MOST_NAMED]) + ("…" if len(each) > _MOST_NAMED else "")
        whole = theme.percent(min(1.0, sum(stage.fitted.shares)), 1)
        if stage.transform.parts_classes:
            lines.append(tr("Of what parts the classes: {each}; together {whole}.", each=told, whole=whole))
        else:
            lines.append(tr("Explained variance: {each}; together {whole}.", each=told, whole=whole))
        lines.append(tr("Measured on the training set alone: nothing leaks."))
    elif new:
        lines.append(", ".join(new[:_MOST_NAMED]) + ("…" if len(new) > _MOST_NAMED else ""))
    return "\n".join(lines)
