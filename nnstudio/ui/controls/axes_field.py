"""A field for a whole number of both axes of an image, or one for each: ``2``, or ``2, 1`` for rows and columns."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from nnstudio.engine.declaration import Parameter, Value
from nnstudio.engine.per_axis import read_axes, written_axes
from nnstudio.ui import theme
from nnstudio.ui.controls.text_field import TextField

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}


class AxesField(TextField):
    """Up and Down step both numbers, ten at a time with Page Up and Down; what is typed is read as TextField does."""

    def __init__(self, value: Value, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(str(value), lambda text: parameter.checked(text, parameter.id), parent=parent)
        self._parameter = parameter
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFont(theme.font("number"))

    def axes(self) -> Value:
        """Return the last good value: a number, or the text of two."""
        return self._parameter.checked(self.value(), self._parameter.id)

    def step_by(self, step: int) -> None:
        """Step both numbers and commit; at the end of the range nothing more happens."""
        axes = read_axes(self.text())
        if axes is None:
            return
        low, high = int(self._parameter.minimum), int(self._parameter.maximum)
        rows, columns = (min(high, max(low, number + step)) for number in axes)
        self.setText(str(written_axes(rows, columns)))
        self.setModified(True)
        self.commit()
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrows."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.step_by(step)
