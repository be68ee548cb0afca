"""A form made from declarations: whatever declares parameters gets its editors from here."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.engine.declaration import Parameter, Value
from nnstudio.text import Message
from nnstudio.ui import theme
from nnstudio.ui.controls.number_field import NumberField
from nnstudio.ui.controls.parameter_row import ParameterRow
from nnstudio.ui.controls.text_field import TextField


class ParameterForm(QWidget):
    """Editors for a tuple of parameters, one under the other; ``rows`` has them by id.

    Signals: ``edited(id, value)`` when the user changes a value. While :attr:`sliding` is true the change comes from
    a slider that is still held: pass ``merge=form.sliding`` to ``session.edit`` so that one drag is one undo, and
    connect ``settled()`` (the slider was let go) to ``session.finish_edit``.
    """

    edited = Signal(str, object)
    settled = Signal()

    def __init__(
        self,
        parameters: tuple[Parameter, ...] = (),
        values: Mapping[str, Value] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows: dict[str, ParameterRow] = {}
        self._parameters: tuple[Parameter, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.tokens().space(1))
        self.set_parameters(parameters, values)

    @property
    def sliding(self) -> bool:
        """Whether a slider is being dragged."""
        return any(row.sliding for row in self.rows.values())

    def set_parameters(self, parameters: tuple[Parameter, ...], values: Mapping[str, Value] | None = None) -> None:
        """Show these parameters; the ones that stay keep their editor, its focus and what is being typed."""
        given = values or {}
        if parameters != self._parameters:
            self._rebuild(parameters, given)
        self.set_values(given)

    def set_values(self, values: Mapping[str, Value]) -> None:
        """Show other values without telling; those left out show their default."""
        for name, row in self.rows.items():
            row.set_value(values.get(name, row.parameter.default))

    def set_note(self, name: str, text: Message | None) -> None:
        """Say something under one editor."""
        self.rows[name].set_note(text)

    def set_differs(self, name: str, differs: bool) -> None:
        """Say whether an editor stands for several values that differ: what is shown can be typed for all, too."""
        editor = self.rows[name].editor
        if isinstance(editor, NumberField | TextField):
            editor.differs = differs

    def restore(self) -> None:
        """Forget what was typed and could not be taken: what is shown next is of something else."""
        for row in self.rows.values():
            if isinstance(row.editor, NumberField | TextField):
                row.editor.restore()

    def _rebuild(self, parameters: tuple[Parameter, ...], values: Mapping[str, Value]) -> None:
        kept = {name: row for name, row in self.rows.items() if row.parameter in parameters}
        for name, row in self.rows.items():
            self._column.removeWidget(row)
            if name not in kept:
                row.hide()
                row.deleteLater()
        self._parameters = parameters
        self.rows = {p.id: kept.get(p.id) or self._make_row(p, values.get(p.id, p.default)) for p in parameters}
        for row in self.rows.values():
            self._column.addWidget(row)
        self._order_focus()

    def _order_focus(self) -> None:
        """Have Tab visit the rows where the form stands: new ones would come after all the rest of the window."""
        inside = [widget for row in self.rows.values() for widget in row.findChildren(QWidget)]
        stops = [widget for widget in inside if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and _in_line(widget)]
        # Only what takes the focus can be named as a place in the order.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for before, after in pairwise([self, *stops]):
            QWidget.setTabOrder(before, after)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _make_row(self, parameter: Parameter, value: Value) -> ParameterRow:
        row = ParameterRow(parameter, value, self)
        row.edited.connect(lambda changed: self.edited.emit(parameter.id, changed))
        row.settled.connect(self.settled)
        return row


def _in_line(widget: QWidget) -> bool:
    """Whether a widget is part of the form itself, not of a list that opens over it."""
    parent: QWidget | None = widget
    while parent is not None and not isinstance(parent, ParameterRow):
        if parent.isWindow():
            return False
        parent = parent.parentWidget()
    return parent is not None
