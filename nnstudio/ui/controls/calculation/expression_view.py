"""The formula with its numbers: each number stands over its symbol; pointing at one lights up where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.engine import Place
from nnstudio.inspection import ENDS, Line, Operand, Operation, Token, tokens
from nnstudio.inspection.symbols import to_text
from nnstudio.inspection.working_out import Covered
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.controls.calculation.markup import draw_symbol, symbol_width
from nnstudio.ui.controls.calculation.numbers import relation, written


@dataclass(frozen=True)
class Piece:
    """A token in its place: ``box`` holds number and symbol; ``text`` is the number as shown."""

    token: Token
    text: str
    box: QRectF
    symbol: str = ""
    line: int = 0


class ExpressionView(QWidget):
    """Lines of a calculation, broken where they must be; a click on the … in a long sum writes it in full.

    ``covered`` : a result that is not to be seen yet in what is shown next. ``whole`` : long sums are written in full,
    for as long as they are about the same number, whatever frames come.
    Signals: ``pointed(Operand or None)``, ``activated(Operand)``; ``expanded()`` after sums were written in full.
    """

    pointed = Signal(object)
    activated = Signal(object)
    expanded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)
        self._lines: tuple[Line, ...] = ()
        self._digits, self._keep, self._ends = 4, -1, ENDS
        self.whole = False
        self._about: object = None
        self._operation: Operation | None = None
        self._own: Operand | None = None
        self.covered: Covered | None = None
        self._asked: object = None
        self._flows: dict[float, tuple[list[Piece], float]] = {}
        self._groups: list[list[list[Piece]]] | None = None
        self._pieces: list[Piece] = []
        self._height = 0.0
        self._mouse: QPointF | None = None
        self._hovered: Operand | None = None
        self._lit: tuple[Operand, ...] = ()
        theme.changed.connect(self._on_theme_changed)

    # -- what is shown

    def show_lines(
        self,
        lines: tuple[Line, ...],
        digits: int,
        keep: int = -1,
        operation: Operation | None = None,
        ends: tuple[int, int] = ENDS,
        own: Operand | None = None,
        about: object = None,
    ) -> None:
        """Show other lines; ``keep`` is the sample whose terms are never left out, ``ends`` how many terms are written.

        ``own`` is what the last line makes. What is ``covered`` is a question mark, as a result and as an operand.
        ``about`` tells which number it is, where its symbol does not.

        Up to an ``operation`` the calculation is marked as done; what comes after it is faint. What is under the mouse
        is told if it is another now.
        """
        # Of a sum that is written in full the next operation moves nothing.
        about = tuple(line.symbol for line in lines) if about is None else about
        self.whole, self._about = self.whole and about == self._about, about
        asked = digits, self.whole, keep, ends, self.covered
        same = asked == self._asked and lines is self._lines
        self._lines, self._asked = lines, asked
        self._digits, self._keep, self._ends = digits, keep, ends
        self._operation, self._own = operation, own
        self._lit = ()
        if same and not any(piece.token.hidden for piece in self._pieces):
            self.update()
            return
        self._show_anew()

    def expand(self) -> None:
        """Write long sums in full."""
        self.whole = True
        self._show_anew()
        self.expanded.emit()

    def _show_anew(self) -> None:
        self._forget()
        self._lay_out()
        self.setAccessibleName(self.text())
        self._point_again()

    def light(self, operands: tuple[Operand, ...]) -> None:
        """Mark the operands that are pointed at elsewhere."""
        self._lit = operands
        self.update()

    def text(self) -> str:
        """Return what is written, line by line."""
        rows: dict[float, list[str]] = {}
        for piece in self._pieces:
            rows.setdefault(piece.box.top(), []).append(piece.text)
        return "\n".join(" ".join(row) for row in rows.values())

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All pieces in their places."""
        return tuple(self._pieces)

    def now(self) -> QRect:
        """Return where what the operation makes is written; empty without one."""
        found = QRectF()
        for piece in self._pieces:
            if self._state(piece) == "now":
                found = found.united(piece.box)
        return found.toAlignedRect()

    # -- layout

    def hasHeightForWidth(self) -> bool:
        """Lines break, so the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that this width needs."""
        return round(self._flowed(width)[1])

    def sizeHint(self) -> QSize:
        """Return the size at the present width."""
        return QSize(theme.tokens().space(30), round(self._height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._lay_out()

    def _on_theme_changed(self) -> None:
        self._forget()
        self._lay_out()

    def _lay_out(self) -> None:
        self._pieces, height = self._flowed(self.width())
        if height != self._height:
            self._height = height
            self.updateGeometry()
        self.update()

    def _flowed(self, width: float) -> tuple[list[Piece], float]:
        """Return the pieces at a width; layouts ask for the same one many times."""
        if width not in self._flows:
            self._flows[width] = self._flow(width)
        return self._flows[width]

    def _flow(self, width: float) -> tuple[list[Piece], float]:
        """Return the pieces row by row; a row without symbols below its numbers is lower."""
        space = theme.tokens().space
        top, found = 0.0, list[Piece]()
        for line_number, groups in enumerate(self._measured()):
            for indent, row in _rows(groups, width, space(3)):
                left, named = indent, any(piece.symbol and piece.token.mark != "head" for piece in row)
                high = float(space(5.5 if named else 3.5))
                for piece in row:
                    box = QRectF(left, top, piece.box.width(), high)
                    found.append(Piece(piece.token, piece.text, box, piece.symbol, line_number))
                    left += piece.box.width()
                top += high
        return found, top

    def _measured(self) -> list[list[list[Piece]]]:
        """Return each line's groups of pieces, measured once for all widths."""
        if self._groups is None:
            lines = (_groups(self._written(line, number)) for number, line in enumerate(self._lines))
            self._groups = [
                [[self._piece(*part, _following(group, place)) for place, part in enumerate(group)] for group in groups]
                for groups in lines
            ]
        return self._groups

    def _forget(self) -> None:
        self._flows.clear()
        self._groups = None

    def _piece(self, token: Token, text: str, symbol: str, following: str) -> Piece:
        wide = QFontMetricsF(theme.font("number")).horizontalAdvance(text)
        if token.mark == "head":
            wide = symbol_width(symbol, theme.font("strong"))
        elif symbol:
            wide = max(wide, symbol_width(symbol, theme.font("caption")))
        tight = token.mark.endswith("(") or following in (")", "²", ",")
        gap = theme.tokens().space(0.25 if tight else 1)
        return Piece(token, text, QRectF(0, 0, wide + gap, 0), symbol)

    def _written(self, line: Line, number: int) -> list[tuple[Token, str, str]]:
        own = self._own if line is self._lines[-1] else None
        head = (Token("head", own), to_text(line.symbol), line.symbol)
        shown = [
            self._shown(token, previous)
            for token, previous in _with_previous(
                tokens(line.expression, whole=self.whole, keep=self._keep, now=self._now(number), ends=self._ends)
            )
        ]
        # What is calculated with rounded numbers is no more than about the result, even where that has every digit.
        given = [token.operand.value for token, _, _ in shown if token.operand is not None]
        sign = (Token("="), "←" if line.arrow else relation(self._digits, *given), "")
        covered = self.covered is not None and self.covered.is_of(line)
        end = "=" if covered else relation(self._digits, *given, line.result)
        result = "?" if covered else written(line.result, self._digits)
        return [
            head,
            sign,
            *shown,
            (Token("end"), end, ""),
            (Token("result", own), result, ""),
        ]

    def _now(self, line: int) -> int:
        """Return the last token of a line that the operation has come to; −1 for other lines."""
        operation = self._operation
        return operation.tokens[1] - 1 if operation is not None and operation.line == line else -1

    def _state(self, piece: Piece) -> str:
        """Return whether a piece is part of what the operation makes (``now``), comes ``later``, or neither."""
        operation = self._operation
        if operation is None or piece.line < operation.line or piece.token.mark in ("head", "="):
            return ""
        if piece.line > operation.line:
            return "later"
        start, stop = operation.tokens
        if piece.token.at < 0:
            return "" if operation.last else "later"
        return "now" if start <= piece.token.at < stop else "later" if piece.token.at >= stop else ""

    def _shown(self, token: Token, previous: Token | None) -> tuple[Token, str, str]:
        if token.hidden:
            return token, tr("… {count} more …", count=token.hidden), ""
        if token.operand is None:
            return token, token.mark, ""
        value = token.operand.value
        hidden = self.covered is not None and self.covered.is_told_by(token.operand)
        text = "?" if hidden else written(value, self._digits)
        in_brackets = value < 0 and not hidden and previous is not None and previous.mark in ("×", "+", "−", "/")
        return (
            token,
            f"({text})" if in_brackets else text,
            token.operand.symbol if token.operand.place or _is_named(token.operand) else "",
        )

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw numbers over their symbols."""
        painter = QPainter(self)
        current, space = theme.tokens(), theme.tokens().space
        number, caption = theme.font("number"), theme.font("caption")
        for piece in self._pieces:
            base = piece.box.top() + space(2.5)
            operand, state = piece.token.operand, self._state(piece)
            if operand is not None and operand in (self._hovered, *self._lit):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(current.selected)
                painter.drawRoundedRect(piece.box.adjusted(-space(0.25), space(0.5), -space(0.5), -space(0.25)), 4, 4)
            if state == "now":
                painter.fillRect(QRectF(piece.box.left(), piece.box.bottom() - 2, piece.box.width(), 2), current.accent)
            strong = piece.token.mark in ("head", "result")
            painter.setFont(theme.font("strong") if strong else number)
            painter.setPen(self._color(piece, state))
            if piece.token.mark == "head":
                draw_symbol(painter, piece.box.left(), base, piece.symbol, theme.font("strong"), current.text)
                continue
            painter.drawText(QPointF(piece.box.left(), base), piece.text)
            if piece.symbol:
                draw_symbol(painter, piece.box.left(), base + space(2), piece.symbol, caption, current.text_faint)
            if operand is not None and operand.step is not None and operand == self._hovered:
                painter.setPen(QPen(current.accent, 1))
                painter.drawLine(QPointF(piece.box.left(), base + 2), QPointF(piece.box.right() - space(1), base + 2))

    def _color(self, piece: Piece, state: str) -> QColor:
        current = theme.tokens()
        if state == "later":
            return current.text_disabled
        if piece.token.operand or piece.token.mark in ("head", "result"):
            return current.text
        return current.accent if piece.token.hidden else current.text_soft

    # -- the mouse

    def _at(self, point: QPointF) -> Piece | None:
        return next((piece for piece in self._pieces if piece.box.contains(point)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up what is pointed at."""
        self._mouse = event.position()
        piece = self._at(self._mouse)
        operand = piece.token.operand if piece is not None else None
        clickable = piece is not None and (piece.token.hidden or (operand is not None and operand.step is not None))
        self.setCursor(Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor)
        if operand != self._hovered:
            self._hover(operand)

    def _hover(self, operand: Operand | None) -> None:
        self._hovered = operand
        self.setToolTip(str(operand.name) if operand is not None else "")
        self.pointed.emit(operand)
        self.update()

    def _point_again(self) -> None:
        """Keep what is under the mouse where it is the same number still; else tell what is there now."""
        piece, before = self._at(self._mouse) if self._mouse is not None else None, self._hovered
        operand = piece.token.operand if piece is not None else None
        if before is not None and operand is not None and _which(operand) == _which(before):
            self._hovered = operand
        elif before is not None:
            self._hover(operand)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self._mouse = None
        if self._hovered is not None:
            self._hovered = None
            self.pointed.emit(None)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to where a number comes from, or write a long sum out."""
        piece = self._at(event.position())
        if piece is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if piece.token.hidden:
            self.expand()
        elif piece.token.operand is not None and piece.token.operand is not self._own:
            self.activated.emit(piece.token.operand)


def _rows(groups: list[list[Piece]], width: float, indent: float) -> list[tuple[float, list[Piece]]]:
    """Return a line's rows, each with where it begins: groups are not broken, the first one is never left alone."""
    rows: list[tuple[float, list[Piece]]] = [(0.0, [])]
    left, least = 0.0, 0.0
    for group in groups:
        wide = sum(piece.box.width() for piece in group)
        if left > least and left + wide > width:
            rows.append((indent, []))
            left = indent
        least = indent
        rows[-1][1].extend(group)
        left += wide
    return rows


def _following(group: list[tuple[Token, str, str]], place: int) -> str:
    return group[place + 1][0].mark if place + 1 < len(group) else ""


def _which(operand: Operand) -> tuple[str, Place | None]:
    return operand.symbol, operand.place


def _is_named(operand: Operand) -> bool:
    return operand.symbol not in ("", "1", "·")


def _with_previous(given: tuple[Token, ...]) -> list[tuple[Token, Token | None]]:
    return [(token, given[place - 1] if place else None) for place, token in enumerate(given)]


def _groups(written: list[tuple[Token, str, str]]) -> list[list[tuple[Token, str, str]]]:
    """Cut a line where it may break: before ``+``, ``−`` and the last ``=``, and after a comma."""
    found: list[list[tuple[Token, str, str]]] = [[]]
    for place, part in enumerate(written):
        if place > 1 and (part[0].mark in ("+", "−", "end") or written[place - 1][0].mark == ","):
            found.append([])
        found[-1].append(part)
    return found
