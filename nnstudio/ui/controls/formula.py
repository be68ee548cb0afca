"""Formulas set like in a book: LaTeX by ziamath, drawn as a vector, cached by text, size and colour."""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QByteArray, QRectF, QSize, QSizeF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui import theme


@lru_cache(maxsize=1024)
def formula_renderer(latex: str, size: int, color: str) -> QSvgRenderer:
    """Return a renderer for a formula, made once (12 to 34 ms). Its ``defaultSize`` is the formula's in pixels.

    Raises
    ------
    ValueError : the text is not LaTeX that ziamath reads.
    """
    return QSvgRenderer(QByteArray(formula_drawing(latex, size, color).encode()))


def formula_drawing(latex: str, size: int, color: str) -> str:
    """Return a formula as SVG; ValueError where ziamath cannot read it."""
    ziamath = _ziamath()
    # QSvgRenderer draws nothing of SVG 2, in which ziamath would put glyphs.
    ziamath.config.svg2 = False
    try:
        return str(ziamath.Latex(latex, size=size, color=color).svg())
    except Exception as error:
        raise ValueError(f"formula: cannot read {latex!r}") from error


def _ziamath() -> Any:
    # Its way of finding its font is deprecated in Python 3.11; that is for its author to hear.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from nnstudio.ui.controls.formula_rows import ziamath
    return ziamath


def draw_formula(painter: QPainter, latex: str, left: float, top: float, size: int = 0, color: str = "") -> QSizeF:
    """Draw a formula at a place and return its size; for panels that paint by themselves."""
    current = theme.tokens()
    renderer = formula_renderer(latex, size or current.body, color or current.text.name())
    extent = renderer.viewBoxF().size()
    renderer.render(painter, QRectF(left, top, extent.width(), extent.height()))
    return extent


def formula_size(latex: str, size: int = 0) -> QSizeF:
    """Return how large a formula is drawn."""
    current = theme.tokens()
    return formula_renderer(latex, size or current.body, current.text.name()).viewBoxF().size()


class FormulaLabel(QWidget):
    """A formula as a label. It shrinks, never clips, where there is less room than it needs.

    ``spoken`` is what a screen reader says; the LaTeX itself if left out.
    """

    def __init__(self, latex: str = "", *, size: int = 0, spoken: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._latex = ""
        self._size = size or theme.tokens().subtitle
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_latex(latex, spoken)
        theme.changed.connect(self.update)

    def latex(self) -> str:
        """Return the formula's source."""
        return self._latex

    def set_latex(self, latex: str, spoken: str = "") -> None:
        """Show another formula."""
        self.setAccessibleName(spoken or latex)
        if latex != self._latex:
            self._latex = latex
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Return the formula's own size."""
        if not self._latex:
            return QSize(0, 0)
        extent = formula_size(self._latex, self._size)
        return QSize(round(extent.width() + 1), round(extent.height() + 1))

    def minimumSizeHint(self) -> QSize:
        """Half the width still reads."""
        hint = self.sizeHint()
        return QSize(hint.width() // 2, hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the formula, smaller where it would not fit."""
        if not self._latex:
            return
        current = theme.tokens()
        color = current.text if self.isEnabled() else current.text_disabled
        renderer = formula_renderer(self._latex, self._size, color.name())
        extent = renderer.viewBoxF().size()
        scale = min(1.0, self.width() / extent.width(), self.height() / extent.height())
        top = (self.height() - extent.height() * scale) / 2
        renderer.render(QPainter(self), QRectF(0, top, extent.width() * scale, extent.height() * scale))
