"""Takes the user to where the guide says to look, and puts the guide away with the network that it speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from nnstudio.document import Look, template_of
from nnstudio.training.frame import Status
from nnstudio.ui.shell.guide import Guide

if TYPE_CHECKING:
    from nnstudio.ui.shell.window import MainWindow


class Guiding(QObject):
    """Moves a window's workspaces to a look of its ``guide``."""

    def __init__(self, window: MainWindow, guide: Guide) -> None:
        super().__init__(window)
        self.window, self.session, self.guide = window, window.session, guide
        self._wanted: Look | None = None
        guide.wanted.connect(self.go)
        # Qt would give the keyboard to whatever comes next, in Build a field where letters would be typed.
        guide.left.connect(lambda: window.show_place(window.workspaces.current))
        self.session.document_changed.connect(self._on_document_changed)
        self.session.inspection.moved.connect(self._on_moved)

    def show(self) -> None:
        """Show what there is to look at in this network, where it was made of a template."""
        template = template_of(self.session.document)
        if template is not None:
            self.guide.show_template(template)

    def go(self, look: Look) -> None:
        """Bring the workspace to the top; in Inspect also the view, at the first step of the layer."""
        self._wanted = look if look.view else None
        if look.place == "inspect" and self.session.status is Status.RUNNING:
            self.session.pause()
        self.window.show_place(look.place)
        self._arrive()

    def _arrive(self) -> None:
        from nnstudio.ui.inspector import InspectorPanel
        from nnstudio.ui.shell.inspect_views import VIEWS

        look, inspection, panel = self._wanted, self.session.inspection, self.window.workspaces.panel()
        if look is None or not isinstance(panel, InspectorPanel):
            self._wanted = None
            return
        if self.session.status is Status.RUNNING or not inspection.ready or inspection.line is None:
            # The first moment after the pause is still to come.
            return
        self._wanted = None
        nodes = {node.id for node in self.session.document.network.nodes if node.kind == look.layer}
        place = next((n for n, step in enumerate(inspection.line) if step.layer in nodes), None)
        if place is not None:
            inspection.go(place)
        panel.show_view(next(view for view in VIEWS if view.id == look.view))

    def _on_moved(self) -> None:
        if self._wanted is not None:
            # Not from within the signal: every view shall have shown the moment first.
            QTimer.singleShot(0, self, self._arrive)

    def _on_document_changed(self) -> None:
        shown = self.guide.template
        if shown is not None and self.session.document.template != shown.declaration.id:
            self.guide.hide()
            self.guide.template = None
