"""The properties that several selected layers have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnstudio.document import Analysis, SetColor, SetParameters, Several
from nnstudio.document.grouping import outermost
from nnstudio.engine.declaration import Parameter, Value
from nnstudio.text import msg, tr
from nnstudio.ui.canvas.properties.color_row import ColorRow
from nnstudio.ui.canvas.properties.facts import Facts
from nnstudio.ui.canvas.properties.page import Page
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.canvas.wording import note_of, parameters_of, values_of
from nnstudio.ui.controls import ParameterForm, label
from nnstudio.ui.theme.numbers import count


class SeveralPage(Page):
    """How many, what they learn together, and a form that sets a parameter of all of them at once, or their colour.

    ``things`` are the layers, and the groups that are selected whole.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ids: tuple[str, ...] = ()
        self.things: tuple[str, ...] = ()
        self.title = label("", "subtitle")
        self.facts = Facts()
        self.form = ParameterForm()
        self.color = ColorRow()
        self.column.addWidget(self.title)
        self.column.addWidget(self.facts)
        self.common = self.add_section(msg("In common"), self.form)
        self.add_section(msg("Colour"), self.color)
        self.column.addStretch(1)
        self.color.chosen.connect(lambda name: self.edited.emit(SetColor(self.things, name), False))
        self.form.edited.connect(self._on_edited)

    def show_nodes(self, snapshot: Snapshot, analysis: Analysis, ids: tuple[str, ...]) -> None:
        """Show several layers."""
        if ids != self.ids:
            self.form.restore()
        self.ids = ids
        counted = tr("1 layer") if len(ids) == 1 else tr("{count} layers", count=len(ids))
        # As in the menu: a group that is selected whole is given the colour, not its layers.
        self.things = whole = outermost(snapshot.network, ids)
        groups = snapshot.network.groups_by_id
        self.color.show_colors(groups[each].color if each in groups else snapshot.nodes[each].color for each in whole)
        group = groups.get(whole[0]) if len(whole) == 1 else None
        self.title.setText(f"{group.name} · {counted}" if group is not None else counted)
        total = sum(analysis.counts.get(node, 0) for node in ids)
        self.facts.show_facts([(tr("Learned parameters"), count(total))])
        nodes = [snapshot.nodes[node] for node in ids]
        common = [p for p in parameters_of(nodes[0]) if all(p in parameters_of(node) for node in nodes[1:])]
        values = {p.id: values_of(nodes[0])[p.id] for p in common}
        self.form.set_parameters(tuple(common), values)
        for parameter in common:
            self._note(parameter, len({values_of(node)[parameter.id] for node in nodes}) > 1)
        self.common.setVisible(bool(common))

    def _note(self, parameter: Parameter, differs: bool) -> None:
        self.form.set_differs(parameter.id, differs)
        self.form.set_note(parameter.id, msg("differs between these layers") if differs else note_of(parameter))

    def _on_edited(self, name: str, value: Value) -> None:
        edits = tuple(SetParameters(node, ((name, value),)) for node in self.ids)
        self.edited.emit(Several(edits, edits[0].name), self.form.sliding)
