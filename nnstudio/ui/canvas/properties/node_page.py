"""The properties of one layer."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio import engine
from nnstudio.document import Analysis, Edit, Node, RenameLayer, SetColor, SetParameters
from nnstudio.document.fields import OUTPUT_LOSS
from nnstudio.document.kinds import OUTPUT
from nnstudio.engine.declaration import Value
from nnstudio.inspection.convention import written
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.canvas.bubble import ProblemCard
from nnstudio.ui.canvas.glyphs import paint_glyph
from nnstudio.ui.canvas.properties.color_row import ColorRow
from nnstudio.ui.canvas.properties.costs import layer_costs
from nnstudio.ui.canvas.properties.counting import counted, input_shapes
from nnstudio.ui.canvas.properties.facts import Facts
from nnstudio.ui.canvas.properties.inputs import Inputs
from nnstudio.ui.canvas.properties.judging import judged, judging
from nnstudio.ui.canvas.properties.page import Page
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.canvas.wording import family_of, layer_name, note_of, parameters_of, shape_text, values_of
from nnstudio.ui.controls import FormulaLabel, LineField, ParameterForm, bind, label


class NodePage(Page):
    """Name, problem and fix, parameters, inputs, shapes, the count of parameters explained, formula and source."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.node = ""
        self._shown = ""
        self.glyph = Glyph()
        self.kind = label("", "soft")
        self.name = LineField()
        bind(self.name.setAccessibleName, msg("Name of the layer"))
        self.problems = ProblemCard()
        self.form = ParameterForm()
        self.inputs = Inputs()
        self.color = ColorRow()
        self.facts = Facts()
        self.formula, self.columns = FormulaLabel(), False
        self.help = label("", "soft", wrap=True)
        self.source = label("", "caption", wrap=True)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        title = QHBoxLayout()
        title.addWidget(self.glyph)
        title.addWidget(self.kind, 1)
        self.column.addLayout(title)
        self.column.addWidget(self.name)
        self.column.addWidget(self.problems)
        self.parameters = self.add_section(msg("Parameters"), self.form)
        self.wiring = self.add_section(msg("Inputs"), self.inputs)
        self.add_section(msg("Shapes and parameters"), self.facts)
        self.add_section(msg("Colour"), self.color)
        self.theory = self.add_section(msg("What it computes"), self.formula, self.help, self.source)
        self.column.addStretch(1)

    def _connect(self) -> None:
        self.name.editingFinished.connect(self._on_renamed)
        self.form.edited.connect(self._on_edited)
        self.color.chosen.connect(lambda name: self._ask(SetColor((self.node,), name)))
        self.inputs.edited.connect(lambda edit: self.edited.emit(edit, False))
        self.problems.fixed.connect(lambda edit: self.edited.emit(edit, False))

    def show_node(self, snapshot: Snapshot, analysis: Analysis, node_id: str) -> None:
        """Show a layer."""
        node = snapshot.nodes[node_id]
        self.node = node_id
        if node.kind not in engine.layers:
            return
        if self._shown != node_id:
            self.forget()
        if not self.name.isModified():
            self.name.setText(node.name)
        self._shown = node_id
        self.glyph.show_family(family_of(node.kind))
        self.kind.setText(layer_name(node.kind))
        self.problems.show_problems(analysis.problems_of(node_id))
        parameters, values = parameters_of(node), values_of(node)
        if len(snapshot.network.of_kind(OUTPUT)) > 1 and node.kind == OUTPUT:
            # Only beside others has an output a loss and a weight of its own; they are settings of the training.
            parameters, values = judged(snapshot.document.training, node_id)
        self.form.set_parameters(parameters, values)
        for parameter in parameters:
            self.form.set_note(parameter.id, note_of(parameter))
        if OUTPUT_LOSS.id in self.form.rows:
            self.form.set_note(OUTPUT_LOSS.id, msg("Begins a new run, keeps the weights"))
        self.parameters.setVisible(bool(parameters))
        self.inputs.show_node(snapshot, node_id)
        self.wiring.setVisible(snapshot.input_count(node_id) > 0)
        self.color.show_colors([node.color])
        self.facts.show_facts(_facts(snapshot, analysis, node))
        self._show_theory(node)

    def forget(self) -> None:
        """Forget what was typed and not taken: it was meant for another layer, or another network's."""
        self.name.setModified(False)
        self.form.restore()

    def _show_theory(self, node: Node) -> None:
        declaration = engine.layers[node.kind].declaration
        self.formula.set_latex(written(declaration.formula, self.columns), spoken=tr(declaration.help))
        self.formula.setVisible(bool(declaration.formula))
        self.help.setText(tr(declaration.help))
        self.source.setText(tr("Source: {source}", source=declaration.source))
        self.source.setVisible(bool(declaration.source))

    def _on_renamed(self) -> None:
        if self.name.isModified():
            self.name.setModified(False)
            self._ask(RenameLayer(self.node, self.name.text()))

    def _on_edited(self, name: str, value: Value) -> None:
        shown = {row: editor.value() for row, editor in self.form.rows.items()}
        edit = judging(self.node, shown, name, value) or SetParameters(self.node, ((name, value),))
        self._ask(edit, self.form.sliding)

    def _ask(self, edit: Edit, merge: bool = False) -> None:
        self.edited.emit(edit, merge)


def _facts(snapshot: Snapshot, analysis: Analysis, node: Node) -> list[tuple[str, str]]:
    entering = input_shapes(snapshot.network, analysis, node.id)
    facts = []
    if snapshot.input_count(node.id):
        facts.append((tr("Shape in"), ", ".join(shape_text(shape) for shape in entering) or "—"))
    facts.append((tr("Shape out"), shape_text(analysis.shapes.get(node.id))))
    facts.append((tr("Learned"), counted(node, snapshot.network, analysis) or "—"))
    return [*facts, *layer_costs(snapshot.document, analysis, node.id)]


class Glyph(QWidget):
    """The glyph of a family."""

    def __init__(self) -> None:
        super().__init__()
        self._family = ""
        side = theme.tokens().space(2.5)
        self.setFixedSize(side, side)
        theme.changed.connect(self.update)

    def show_family(self, family: str) -> None:
        """Show another glyph."""
        self._family = family
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        paint_glyph(painter, self._family, QRectF(self.rect()))
        painter.end()
