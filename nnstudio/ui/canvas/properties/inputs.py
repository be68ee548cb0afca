"""What is wired into a layer, as a list that can be changed: wiring without a mouse."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QSizePolicy, QWidget

from nnstudio import engine
from nnstudio.document import Connect, Disconnect
from nnstudio.document.paths import descendants
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.controls import label

NOTHING = ""


class Inputs(QWidget):
    """A combo box for each input, with the layers that may be wired there. Signals: ``edited(edit)``."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: list[QComboBox] = []
        self._rows: list[QLabel] = []
        self._node = ""
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(theme.tokens().space(1.5))
        self._form.setVerticalSpacing(theme.tokens().space(1))
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)

    def show_node(self, snapshot: Snapshot, node: str) -> None:
        """Show the inputs of a node."""
        self._node = node
        count = snapshot.input_count(node)
        while len(self.boxes) < count:
            self._add_row()
        while len(self.boxes) > count:
            self._form.removeRow(len(self.boxes) - 1)
            self.boxes.pop()
            self._rows.pop()
        after = descendants(snapshot.network, [node])
        for port, box in enumerate(self.boxes):
            self._rows[port].setText(self._port_name(snapshot, port, count))
            box.setAccessibleName(self._rows[port].text())
            self._fill(box, snapshot, port, after)
        self.setVisible(count > 0)

    def _add_row(self) -> None:
        port = len(self.boxes)
        box = QComboBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(4)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.activated.connect(lambda _index: self._on_activated(port))
        row = label("", "soft", buddy=box)
        self._form.addRow(row, box)
        self.boxes.append(box)
        self._rows.append(row)

    def _port_name(self, snapshot: Snapshot, port: int, count: int) -> str:
        kind = snapshot.nodes[self._node].kind
        named = not engine.layers[kind].variadic and count > 1
        if named:
            return engine.layers[kind].ports[port]
        return tr("Input") if count == 1 else tr("Input {number}", number=port + 1)

    def _fill(self, box: QComboBox, snapshot: Snapshot, port: int, after: set[str]) -> None:
        box.clear()
        box.addItem(tr("nothing"), NOTHING)
        for key in snapshot.reading_order():
            if key not in after and snapshot.has_output(key):
                box.addItem(snapshot.nodes[key].name, key)
        wire = snapshot.wire_at(self._node, port)
        box.setCurrentIndex(max(0, box.findData(wire.source if wire else NOTHING)))
        box.setProperty("wire", wire)
        box.setEnabled(snapshot.takes_wire(self._node, port))
        box.setToolTip(tr(msg("Which layer feeds this input")))

    def _on_activated(self, port: int) -> None:
        box = self.boxes[port]
        source, wire = str(box.currentData()), box.property("wire")
        if source and (wire is None or wire.source != source):
            self.edited.emit(Connect(source, self._node, port))
        elif not source and wire is not None:
            self.edited.emit(Disconnect(wire))
