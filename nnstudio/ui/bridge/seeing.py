"""What the student has chosen to see of the network in Build, remembered between sessions.

It stands here, since the window's menus are there before Build is: it is loaded when it is first shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from nnstudio.text import Message, msg

if TYPE_CHECKING:
    from nnstudio.ui.bridge.settings import Settings

MINIMAP, DOWN, HEAT, INSIDE = "minimap", "layout_down", "heat", "inside"
SWITCHES: tuple[tuple[str, Message], ...] = (
    (MINIMAP, msg("Map of the network, where not all is in sight")),
    (INSIDE, msg("Layers as their neurons, maps and steps")),
    (HEAT, msg("Gradients on the wires while training")),
    (DOWN, msg("Lay layers out from top to bottom")),
)
_DEFAULTS = {MINIMAP: True, DOWN: False, HEAT: False, INSIDE: False}


class SeeingOptions(QObject):
    """Named switches. Without settings, such as in a worked example, they last as long as the canvas.

    Signals: ``changed(name)``.
    """

    changed = Signal(str)

    def __init__(self, settings: Settings | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._values = dict(_DEFAULTS)
        if settings is not None:
            self._values = {name: settings.flag(f"canvas_{name}", value) for name, value in _DEFAULTS.items()}

    def __getitem__(self, name: str) -> bool:
        """Return whether a switch is on."""
        return self._values[name]

    def set(self, name: str, value: bool) -> None:
        """Turn a switch on or off."""
        if value != self._values[name]:
            self._values[name] = value
            if self._settings is not None:
                self._settings.set_flag(f"canvas_{name}", value)
            self.changed.emit(name)
