"""A field for one number that never loses what was typed and says in words what is wrong with it."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls.labels import repolish
from nnstudio.ui.controls.line_field import LineField
from nnstudio.ui.controls.translation import bind

_ONE_TWO_FIVE = (1.0, 2.0, 5.0)
_STANDS_FOR = str.maketrans({"−": "-", "–": "-", ",": ".", "，": ".", "．": ".", " ": "", "\u202f": "", "\u00a0": ""})
_THOUSANDS = re.compile(r"[-+−–]?\d{1,3}(?:[,，]\d{3})+")


class NumberField(LineField):
    """A number between ``minimum`` and ``maximum``; point and comma both mark the decimals, whatever the locale.

    A whole number has none: there 1,000 is a thousand.

    Up, Down and the wheel (when focused) step by ``step``, ten times as far with Ctrl or Page Up and Down;
    ``logarithmic`` ones go 1, 2, 5, 10 …. Enter or leaving the field commits. What can't be taken stays as typed,
    marked, with the reason in :meth:`problem`; Escape brings the last good number back. With ``zero``, a word such as
    “never”, 0 is shown as that word in an empty field. ``digits`` that count are shown; the number
    keeps all of them until it is changed here. Where it stands for several numbers that ``differs``, the one that is
    shown can be typed for all of them.

    Signals: ``edited(float)`` when the user commits another number; ``problem_changed()`` when a problem appears or
    goes.
    """

    edited = Signal(float)
    problem_changed = Signal()

    def __init__(
        self,
        value: float = 0.0,
        *,
        minimum: float = -math.inf,
        maximum: float = math.inf,
        open_minimum: bool = False,
        integer: bool = False,
        logarithmic: bool = False,
        step: float = 0.0,
        digits: int = 10,
        zero: Message | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._minimum, self._maximum, self._open = minimum, maximum, open_minimum
        self._integer, self._logarithmic = integer, logarithmic
        self._step = step or (1.0 if integer else 0.1)
        self._value, self._digits = value, digits
        self._zero = zero
        self._problem: Message | None = None
        self.differs = False
        if zero is not None:
            bind(self.setPlaceholderText, zero)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFont(theme.font("number"))
        self.set_value(value)
        self.textEdited.connect(self._on_text_edited)
        self.editingFinished.connect(self.commit)

    def value(self) -> float:
        """Return the last good number."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show ``value`` without telling; what the user is typing at this moment is left alone."""
        changed = value != self._value
        self._value = value
        if changed or not (self.hasFocus() and self.isModified()):
            shown = self._shown(value)
            if shown != self.text():
                self.setText(shown)
            if not self.hasFocus():
                # Of a number too long for the field its sign and first digits are seen, not its last ones.
                self.setCursorPosition(0)
            self.setModified(False)
            self._set_problem(None)

    def set_range(self, minimum: float, maximum: float, *, open_minimum: bool = False) -> None:
        """Change the range; the number that is there is kept."""
        self._minimum, self._maximum, self._open = minimum, maximum, open_minimum

    def set_steps(self, step: float, *, integer: bool = False) -> None:
        """Step otherwise from now on; ``integer``: only whole numbers are taken."""
        self._step, self._integer = step, integer

    def problem(self) -> Message | None:
        """Return what is wrong with the text, or None."""
        return self._problem

    def commit(self) -> bool:
        """Take what was typed if it is a number in range; return whether it was."""
        if not self.isModified():
            return self._problem is None
        number, problem = self._read()
        self._set_problem(problem)
        if number is None:
            return False
        changed = self.differs or number != self._value
        self._value = number
        self.setText(self._shown(number))
        self.setModified(False)
        if changed:
            self.edited.emit(number)
        return True

    def restore(self) -> None:
        """Show the last good number instead of what was typed."""
        self.setText(self._shown(self._value))
        self.setModified(False)
        self._set_problem(None)

    def step_by(self, steps: float) -> None:
        """Go up or down and commit; at the end of the range nothing more happens."""
        number, _ = self._read() if self.isModified() else (self._value, None)
        target = self._stepped(self._value if number is None else number, steps)
        target = min(self._maximum, max(self._minimum, target))
        if self._allowed(target):
            self.setText(self._shown(target))
            self.setModified(True)
            self.commit()
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrows; Escape brings back the last good number."""
        far = 10.0 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1.0
        steps = {
            Qt.Key.Key_Up: far,
            Qt.Key.Key_Down: -far,
            Qt.Key.Key_PageUp: 10.0,
            Qt.Key.Key_PageDown: -10.0,
        }.get(Qt.Key(event.key()))
        if steps is not None:
            self.step_by(steps)
        elif event.key() == Qt.Key.Key_Escape and (self.isModified() or self._problem):
            self.restore()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step only when focused, so that scrolling past changes nothing."""
        if not self.hasFocus() or not event.angleDelta().y():
            event.ignore()
            return
        far = 10.0 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1.0
        self.step_by(math.copysign(far, event.angleDelta().y()))
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all when reached by Tab, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def _read(self) -> tuple[float | None, Message | None]:
        text = self.text().strip()
        if self._integer and _THOUSANDS.fullmatch(text):
            text = text.replace(",", "").replace("，", "")
        text = text.translate(_STANDS_FOR)
        if not text and self._zero is not None:
            text = "0"
        try:
            number = float(text)
        except ValueError:
            like = msg("Not a number: write it like 12.") if self._integer else None
            return None, like or msg("Not a number: write it like 0.05 or 1e-3.")
        if not math.isfinite(number):
            return None, msg("The number must be finite.")
        if self._integer and number != int(number):
            return None, msg("A whole number is needed here.")
        return (number, None) if self._allowed(number) else (None, self._range_problem())

    def _allowed(self, number: float) -> bool:
        above = number > self._minimum if self._open else number >= self._minimum
        return above and number <= self._maximum

    def _range_problem(self) -> Message:
        low, high = theme.compact(self._minimum), theme.compact(self._maximum)
        if math.isinf(self._maximum):
            return msg("Must be above {low}.", low=low) if self._open else msg("Must be at least {low}.", low=low)
        if math.isinf(self._minimum):
            return msg("Must be at most {high}.", high=high)
        if self._open:
            return msg("Must be above {low} and at most {high}.", low=low, high=high)
        return msg("Must be from {low} to {high}.", low=low, high=high)

    def _stepped(self, number: float, steps: float) -> float:
        if self._logarithmic and number > 0:
            return _one_two_five(number, round(math.copysign(3 if abs(steps) > 1 else 1, steps)))
        # Steps are decimal: without rounding 0.1 + 0.2 would show as 0.30000000000000004.
        return round(number + steps * self._step, 12)

    def _shown(self, number: float) -> str:
        if not number and self._zero is not None:
            return ""
        if self._integer:
            return theme.count(int(number))
        mantissa, mark, exponent = f"{number:.{self._digits}g}".partition("e")
        return f"{mantissa}e{int(exponent)}" if mark else mantissa

    def _on_text_edited(self) -> None:
        if self._problem is not None:
            self._set_problem(self._read()[1])

    def _set_problem(self, problem: Message | None) -> None:
        if problem == self._problem:
            return
        self._problem = problem
        self.setProperty("state", "error" if problem else "")
        self.setAccessibleDescription(str(problem) if problem else "")
        repolish(self)
        self.problem_changed.emit()


def _one_two_five(number: float, steps: int) -> float:
    """Return the number ``steps`` further in the series 1, 2, 5, 10 …"""
    decade = math.floor(math.log10(number) + 1e-9)
    mantissa = number / 10.0**decade
    place = max((i for i, part in enumerate(_ONE_TWO_FIVE) if mantissa >= part * (1 - 1e-9)), default=0)
    exact = abs(mantissa - _ONE_TWO_FIVE[place]) < 1e-9 * mantissa
    index = 3 * decade + place + steps + (1 if steps < 0 and not exact else 0)
    return float(f"{_ONE_TWO_FIVE[index % 3]:g}e{index // 3}")
