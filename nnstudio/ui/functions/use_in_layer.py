"""The button that makes the function in focus the activation of a layer of the current network."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QPushButton

from nnstudio import engine
from nnstudio.document import Document, Node
from nnstudio.document.edits.parameters import SetEach
from nnstudio.document.model import Parameters
from nnstudio.inspection.functions.sampled import Chosen
from nnstudio.text import msg, tr
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import bind


class UseButton(QPushButton):
    """Opens a list of the layers that have an activation; a choice is one edit, which undo takes back."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._chosen = Chosen("tanh")
        self._name = ""
        self.layers = QMenu(self)
        self.setMenu(self.layers)
        self.layers.aboutToShow.connect(self.fill)
        bind(self.setText, msg("Use in a layer"))
        bind(self.setToolTip, msg("Makes it the activation of a layer of the current network; undo takes it back."))
        session.document_changed.connect(self._look)
        self._look()

    def show_function(self, chosen: Chosen, name: str) -> None:
        """Offer another function, with its parameters as they stand."""
        self._chosen, self._name = chosen, name

    def fill(self) -> None:
        """List the layers as they are now."""
        self.layers.clear()
        document = self._session.document
        found = bending(document)
        for node, _ in found:
            action = self.layers.addAction(tr("{layer} (now {function})", layer=node.name, function=_now(node)))
            action.triggered.connect(lambda _=False, one=node: self._use((one.id,)))
        hidden = [node.id for node, _ in found if not _answers(document, node)]
        if len(hidden) > 1:
            self.layers.addSeparator()
            every = self.layers.addAction(tr("All {count} hidden layers", count=len(hidden)))
            every.triggered.connect(lambda: self._use(tuple(hidden)))

    def _use(self, ids: tuple[str, ...]) -> None:
        changes = tuple(
            (node.id, _parameters(place, self._chosen))
            for node, place in bending(self._session.document)
            if node.id in ids
        )
        self._session.edit(SetEach(changes, msg("Use {function} as activation", function=self._name)))

    def _look(self, *_: object) -> None:
        self.setEnabled(bool(bending(self._session.document)))


def bending(document: Document) -> list[tuple[Node, str]]:
    """Return the layers that have an activation of their own, with the parameter that names it, in the net's order."""
    found = []
    for node in document.network.nodes:
        declared = engine.layers[node.kind].declaration.parameters
        place = next((p.id for p in declared if p.registry == "activations"), "")
        if place:
            found.append((node, place))
    return found


def _parameters(place: str, chosen: Chosen) -> Parameters:
    return ((place, chosen.key), *((f"{place}.{name}", value) for name, value in chosen.values))


def _now(node: Node) -> str:
    declared = engine.layers[node.kind].declaration
    place = next(p for p in declared.parameters if p.registry == "activations")
    return str(engine.activations[str(node.value(place.id, place.default))].declaration.name)


def _answers(document: Document, node: Node) -> bool:
    """Whether the layer's values are the network's answer: its activation belongs to the loss."""
    targets = (document.network.by_id[wire.target] for wire in document.network.outgoing[node.id])
    return any(target.kind == "output" for target in targets)
