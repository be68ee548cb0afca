"""What the student has chosen to see of the network, remembered between sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from nnstudio.ui.bridge.settings import Settings

MINIMAP, DOWN, HEAT, INSIDE = "minimap", "layout_down", "heat", "inside"
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
