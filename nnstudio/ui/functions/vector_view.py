"""A function of a vector: net inputs on sliders, outputs as bars, the Jacobian as a heat map with its numbers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from nnstudio import engine
from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Kind, Parameter
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import NumberLabel, ParameterForm, bind, label

_START = (2.0, 1.0, -0.5)
_REACH = 6.0
_SUBSCRIPTS = "₁₂₃₄"


class VectorView(QWidget):
    """Three net inputs and what the function makes of them."""

    def __init__(self) -> None:
        super().__init__()
        self._function: Activation | None = None
        self.form = ParameterForm(tuple(_slider(place) for place in range(len(_START))))
        self.bars = Bars()
        self.jacobian = Heat()
        self.sum_label = NumberLabel("Σ a = 0.00000", "soft")
        space = theme.tokens().space
        self._rows = QHBoxLayout(self)
        self._rows.setSpacing(space(4))
        self._rows.setContentsMargins(space(2), space(2), space(2), space(2))
        self._rows.addLayout(self._inputs(), 2)
        self._rows.addLayout(self._outputs(), 3)
        self.form.edited.connect(lambda *_: self._compute())

    def show_function(self, function: Activation) -> None:
        """Show another function of a vector."""
        self._function = function
        self._compute()

    def z(self) -> np.ndarray:
        """Return the net inputs on the sliders, ``(K,)``."""
        return np.array([float(row.value()) for row in self.form.rows.values()])

    def _inputs(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.addWidget(label(msg("Net inputs z"), "strong"))
        column.addWidget(self.form)
        column.addStretch(1)
        return column

    def _outputs(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(theme.tokens().space(1))
        grid.addWidget(label(msg("Outputs a"), "strong"), 0, 0)
        grid.addWidget(self.sum_label, 0, 1)
        grid.addWidget(self.bars, 1, 0, 1, 2)
        grid.addWidget(label(msg("Jacobian ∂aᵢ/∂zⱼ: row i, column j"), "strong", wrap=True), 2, 0, 1, 2)
        grid.addWidget(self.jacobian, 3, 0, 1, 2)
        grid.setRowStretch(1, 1)
        grid.setRowStretch(3, 1)
        bind(self.bars.setAccessibleName, msg("Outputs of the function, as bars"))
        bind(self.jacobian.setAccessibleName, msg("Jacobian, as a table"))
        return grid

    def _compute(self) -> None:
        if self._function is None:
            return
        outputs, jacobian = engine.jacobian(self._function, self.z())
        self.bars.show_values(outputs)
        self.jacobian.show_values(jacobian)
        # Log-probabilities: what sums to 1 are their exponentials.
        logarithms = bool((outputs <= 0).all())
        total = float(np.exp(outputs).sum() if logarithms else outputs.sum())
        symbol = "Σ eᵃ" if logarithms else "Σ a"
        self.sum_label.setText(f"{symbol} {theme.relation(total, 6)} {theme.fixed(total, 5)}")


class Bars(QWidget):
    """Bars from 0 to 1 with their numbers; negative values hang from the right end, the longest being whole."""

    def __init__(self) -> None:
        super().__init__()
        self.values = np.zeros(0)
        self.setMinimumHeight(theme.tokens().space(15))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As much as there is."""
        return QSize(theme.tokens().space(30), theme.tokens().space(20))

    def show_values(self, values: np.ndarray) -> None:
        """Show other values."""
        self.values = values
        self.setAccessibleDescription(", ".join(theme.number(float(value)) for value in values))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a line for each value: name, bar, number."""
        tokens = theme.tokens()
        painter = QPainter(self)
        painter.setFont(theme.font("number"))
        height = self.height() / max(1, len(self.values))
        left, right = tokens.space(4), tokens.space(10.5)
        full = self.width() - left - right
        longest = max(1.0, float(np.abs(self.values).max(initial=0.0)))
        for place, value in enumerate(self.values):
            middle = (place + 0.5) * height
            thick = min(height * 0.6, tokens.space(4))
            painter.setPen(tokens.text)
            painter.drawText(QRectF(0, middle - height / 2, left, height), _middle_left(), f"a{_SUBSCRIPTS[place]}")
            painter.fillRect(QRectF(left, middle - thick / 2, full, thick), tokens.sunken)
            length = full * float(abs(value) / longest)
            start = left + full - length if value < 0 else left
            painter.fillRect(QRectF(start, middle - thick / 2, length, thick), theme.class_color(place))
            number = QRectF(self.width() - right + tokens.space(1), middle - height / 2, right, height)
            painter.drawText(number, _middle_left(), theme.rounded(float(value), 4))


class Heat(QWidget):
    """A matrix of signed numbers as coloured cells; each number stands in its cell, so colour is not alone."""

    def __init__(self) -> None:
        super().__init__()
        self.values = np.zeros((0, 0))
        self.setMinimumHeight(theme.tokens().space(15))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As much as there is."""
        return QSize(theme.tokens().space(30), theme.tokens().space(20))

    def show_values(self, values: np.ndarray) -> None:
        """Show another matrix."""
        self.values = values
        rows = ("; ".join(theme.number(float(value)) for value in row) for row in values)
        self.setAccessibleDescription(" | ".join(rows))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw every cell."""
        painter = QPainter(self)
        painter.setFont(theme.font("number"))
        limit = float(np.abs(self.values).max()) if self.values.size else 0.0
        rows, columns = self.values.shape
        gap = theme.tokens().hairline_width * 2
        width, height = self.width() / max(1, columns), self.height() / max(1, rows)
        for row in range(rows):
            for column in range(columns):
                value = float(self.values[row, column])
                cell = QRectF(column * width, row * height, width - gap, height - gap)
                fill = theme.diverging(value, limit)
                painter.fillRect(cell, fill)
                painter.setPen(_readable_on(fill.lightnessF()))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, theme.number(value, 3, sign=True))


def _readable_on(lightness: float):
    tokens = theme.tokens()
    dark, light = (tokens.window, tokens.text) if tokens.dark else (tokens.text, tokens.text_on_accent)
    return dark if lightness > 0.45 else light


def _middle_left() -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def _slider(place: int) -> Parameter:
    return Parameter(
        f"z{place + 1}",
        msg("Net input"),
        Kind.REAL,
        _START[place],
        msg("What reaches this output before the function."),
        minimum=-_REACH,
        maximum=_REACH,
        symbol=f"z{_SUBSCRIPTS[place]}",
    )
