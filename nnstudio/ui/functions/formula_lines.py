"""A formula that goes on in a second line where it is too long for one: broken before a + or − of its outermost sum."""

from __future__ import annotations

import re

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.ui import theme
from nnstudio.ui.controls import FormulaLabel, formula_size

_MARKS = re.compile(r"\\left|\\right|[{}]| (?=[+-] )")
_INDENT = r"\quad "


class FormulaLines(QWidget):
    """One formula on as many lines as it needs."""

    def __init__(self) -> None:
        super().__init__()
        self._latex = ""
        self._lines: tuple[str, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.tokens().space(0.5))

    def latex(self) -> str:
        """Return the formula's source."""
        return self._latex

    def set_latex(self, latex: str) -> None:
        """Show another formula."""
        if latex != self._latex:
            self._latex = latex
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break it anew where the width has changed."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        lines = tuple(broken(self._latex, self.width()))
        if lines == self._lines:
            return
        self._lines = lines
        while self._column.count() > len(lines):
            item = self._column.takeAt(self._column.count() - 1)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, line in enumerate(lines):
            item = self._column.itemAt(number)
            shown = item.widget() if item is not None else None
            if isinstance(shown, FormulaLabel):
                shown.set_latex(line)
            else:
                self._column.addWidget(FormulaLabel(line))


def broken(latex: str, width: int) -> list[str]:
    """Return the lines: as few as fit the width, each but the first beginning with its sign."""
    if not latex:
        return []
    lines = [""]
    for part in summands(latex):
        longer = f"{lines[-1]} {part}".strip()
        if lines[-1] and _wide(longer) > width:
            lines.append(_INDENT + part)
        else:
            lines[-1] = longer
    return lines


def summands(latex: str) -> list[str]:
    """Return the parts of the outermost sum, each with its sign; brackets are never opened."""
    found, start, depth = [], 0, 0
    for mark in _MARKS.finditer(latex):
        if mark.group() in ("{", r"\left"):
            depth += 1
        elif mark.group() in ("}", r"\right"):
            depth -= 1
        elif depth == 0:
            found.append(latex[start : mark.start()])
            start = mark.end()
    return [*found, latex[start:]]


def _wide(latex: str) -> float:
    return formula_size(latex, theme.tokens().subtitle).width()
