"""What is chosen in the lab, whatever page is on top: functions, where their sliders stand, the one in focus."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nnstudio import engine
from nnstudio.engine.declaration import Parameter, Value
from nnstudio.inspection.functions.sampled import Chosen
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.functions.shown import Shown

_FIRST = ("tanh", "logistic", "relu")
TYPED_IN = "formula"
_LONGEST_NAME = 24
"""Characters of a formula that stand as its name on the curve."""


class Lab(QObject):
    """The pages' own: it is no part of the document.

    Attributes
    ----------
    values : where sliders stand that were moved, by function. overlaid : colour numbers of the functions that are
        compared. focused : the one in focus.

    Signals: ``changed()`` after any of them did; ``project_wanted(Project)``: to go on with a page's network as a
    project of its own.
    """

    changed = Signal()
    project_wanted = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.values: dict[str, dict[str, Value]] = {}
        self.overlaid: dict[str, int] = {key: slot for slot, key in enumerate(_FIRST)}
        self.focused = _FIRST[0]

    def focus(self, key: str) -> None:
        """Look at another function."""
        if key != self.focused:
            self.focused = key
            self.changed.emit()

    def overlay(self, key: str, on: bool) -> None:
        """Compare a function with the others, or no more."""
        if on:
            self.overlaid.setdefault(key, self._free_slot())
        else:
            self.overlaid.pop(key, None)
        self.changed.emit()

    def set_value(self, key: str, parameter: str, value: Value) -> None:
        """Move a slider."""
        self.values.setdefault(key, {})[parameter] = value
        self.changed.emit()

    def chosen(self, key: str) -> Chosen:
        """Return a function as its sliders stand."""
        return Chosen(key, tuple(sorted(self.values.get(key, {}).items())))

    def name(self, key: str) -> str:
        """Return what a function is called, with what was moved of it; a formula is its own name."""
        declaration = engine.activations[key].declaration
        if key == TYPED_IN:
            return _shortened(str(self.values.get(key, {}).get("expression", declaration.parameters[0].default)))
        changed = [
            f"{parameter.symbol or parameter.name}={_shown(parameter, self.values[key][parameter.id])}"
            for parameter in declaration.parameters
            if parameter.id in self.values.get(key, {})
        ]
        return f"{declaration.name} {' '.join(changed)}".strip()

    def shown(self) -> tuple[Shown, ...]:
        """Return the functions that are compared, the one in focus first; functions of a vector have no curve."""
        slots = dict(self.overlaid)
        if self.focused not in slots and engine.activations[self.focused].elementwise:
            slots[self.focused] = self._free_slot()
        keys = sorted(slots, key=lambda key: key != self.focused)
        return tuple(Shown(self.chosen(key), self.name(key), slots[key]) for key in keys)

    def folder(self) -> Path:
        """Return where a file is proposed: beside the project's."""
        path = self.session.file.path
        return path.parent if path is not None else Path.home()

    def _free_slot(self) -> int:
        taken = set(self.overlaid.values())
        return next(slot for slot in range(len(taken) + 1) if slot not in taken)


def _shown(parameter: Parameter, value: Value) -> str:
    if isinstance(value, str):
        return next((str(choice.name) for choice in parameter.choices if choice.id == value), value)
    return theme.compact(value)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"
