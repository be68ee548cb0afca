"""The stack of workspaces; each is built when it is first shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell.places import PLACES


class Workspaces(QStackedWidget):
    """``current`` is the id of the one on top.

    Signals: ``changed(id)`` after another one came to the top; ``templates_wanted()``, passed on from Build;
    ``project_wanted(Project)``, from Functions.
    """

    changed = Signal(str)
    templates_wanted = Signal()
    project_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        # One paper for all of them; the canvas of Build alone is a drawing board.
        self.setProperty("role", "panel")
        self.panels: dict[str, QWidget] = {}
        self.current = ""

    def show_place(self, place_id: str) -> QWidget:
        """Bring a workspace to the top, building it if need be."""
        panel = self.panels.get(place_id) or self._build(place_id)
        if place_id != self.current:
            self.current = place_id
            self.setCurrentWidget(panel)
            self.changed.emit(place_id)
        return panel

    def go_to(self, place_id: str) -> QWidget:
        """Bring a workspace to the top and give it the focus."""
        panel = self.show_place(place_id)
        panel.setFocus(Qt.FocusReason.OtherFocusReason)
        return panel

    def inspect(self, node: str, index: tuple[int, ...]) -> None:
        """Open Inspect on a neuron; while the run goes on it waits there until the pause."""
        self._session.select_neuron(node, index)
        show = getattr(self.go_to("inspect"), "show_neuron", None)
        if callable(show):
            # Also when it was selected before: the student may have walked on since.
            show((node, index))

    def panel(self) -> QWidget | None:
        """Return the panel on top."""
        return self.panels.get(self.current)

    def save_layout(self) -> None:
        """Have every panel that remembers its splitters write them down."""
        for panel in self.panels.values():
            save = getattr(panel, "save_layout", None)
            if callable(save):
                save()

    def _build(self, place_id: str) -> QWidget:
        panel = next(place for place in PLACES if place.id == place_id).make(self._session)
        ways = {"workspace_wanted": self.go_to, "inspect_requested": self.inspect}
        passed = {"templates_wanted": self.templates_wanted, "project_wanted": self.project_wanted}
        for name, act in {**ways, **passed}.items():
            signal = getattr(panel, name, None)
            if signal is not None:
                signal.connect(act)
        self.panels[place_id] = panel
        self.addWidget(panel)
        return panel
