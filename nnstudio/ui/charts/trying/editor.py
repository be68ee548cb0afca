"""What every way to enter an input has in common."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from nnstudio.data.samples import Numbers
from nnstudio.training.frame import Frame


class Editor(QWidget):
    """Holds one input, ``entered`` ``(*shape)``, in the data's own units.

    Signals: ``edited()`` when the user changes it.
    """

    edited = Signal()

    def __init__(self, x: Numbers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entered = x

    def show_input(self, x: Numbers) -> None:
        """Show another input without telling."""
        self.entered = x

    def follow(self, frame: Frame) -> None:
        """Paint what depends on the moment of the run."""

    def advice(self) -> str:
        """Return what to do here, or what is wrong with what was entered."""
        return ""
