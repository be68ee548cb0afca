"""The step's card: sentence, formula, formula with its numbers, result, the numbers behind it, a check."""

from __future__ import annotations

import re
from collections.abc import Collection

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.inspection import Check, Description, Line, Lit, Moment, Operand, Operation, check, operands
from nnstudio.inspection.checking import checkable
from nnstudio.inspection.letters import Letter, letters, result_of
from nnstudio.inspection.lit import lit_operands
from nnstudio.inspection.symbols import has_raised_letter, to_html, to_text
from nnstudio.inspection.working_out import Covered, covered
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import IconButton, bind, label
from nnstudio.ui.controls.calculation.expression_view import ExpressionView
from nnstudio.ui.controls.calculation.formula_view import FormulaView
from nnstudio.ui.controls.calculation.numbers import marked, relation, written
from nnstudio.ui.controls.calculation.operand_table import OperandTable
from nnstudio.ui.inspector.answer_row import AnswerRow
from nnstudio.ui.inspector.formulas_ahead import FormulasAhead
from nnstudio.ui.inspector.operation_bar import OperationBar
from nnstudio.ui.inspector.settings_knob import SettingsKnob

CARD = "card"
"""The source of what is pointed at here."""
MOST_LIT = 100
"""Numbers of one letter up to which each is marked in the line as well."""
_LOW_LETTER = re.compile(r"_([a-z])\b")


class StepCard(QWidget):
    """What happens in one step. What is pointed at lights up in the other views; a click leads to where it was made."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inspection = session.inspection
        self.title = label("", "title")
        self.where = label("", "soft", wrap=True)
        self.sentence = label("", "body", wrap=True)
        self.formula = FormulaView(theme.tokens().title)
        self.expression = ExpressionView()
        self.operation = OperationBar()
        self.result = label("", "display")
        self.note = label("", "caption", wrap=True)
        self.checked = label("", "caption", wrap=True)
        self.check_button = QPushButton()
        self.cover = IconButton("eye", msg("Cover the result, to work it out yourself"))
        self.answer = AnswerRow()
        self.table = OperandTable()
        self.knob = SettingsKnob(session)
        self._description: Description | None = None
        self._digits, self._sample = 4, -1
        self._operation: Operation | None = None
        self._own: Operand | None = None
        self._covered: Covered | None = None
        self._formulas = FormulasAhead(self.inspection, self._prepare)
        self._operated: object = None
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        space = theme.tokens().space
        self._text = QWidget()
        column = QVBoxLayout(self._text)
        column.setContentsMargins(0, 0, space(1), 0)
        column.setSpacing(space(1))
        for shown in (self.sentence, self.formula, self.expression, self.operation, self.note):
            column.addWidget(shown)
        column.addStretch(1)
        self._text.installEventFilter(self)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._text)
        outer = self._outer = QVBoxLayout(self)
        outer.setContentsMargins(space(2), 0, 0, 0)
        outer.setSpacing(space(0.5))
        outer.addWidget(self.title)
        outer.addWidget(self.where)
        outer.addLayout(self._result_row())
        outer.addWidget(self.answer)
        outer.addWidget(self.checked)
        outer.addSpacing(space(0.5))
        outer.addWidget(self._area, 12)
        outer.addWidget(self.table, 1)
        outer.addWidget(self.knob)
        outer.addStretch(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the text as much height as it needs at this width, and no more."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit again whenever a part of the text has become larger or smaller; light up what the result stands for."""
        kind = event.type()
        if watched is self._text and kind == QEvent.Type.LayoutRequest:
            self._fit()
        elif watched is self.result and kind in (QEvent.Type.Enter, QEvent.Type.Leave):
            own = self._own if kind == QEvent.Type.Enter else None
            self._light_operands(() if own is None or own.place is None else (own.place,))
            self._point(own)
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        width = self.width() - theme.tokens().space(3)
        self._area.setMaximumHeight(max(theme.tokens().space(6), self._text.layout().heightForWidth(width)))

    def _result_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.result.installEventFilter(self)
        self.result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self.result)
        row.addStretch(1)
        self.cover.setCheckable(True)
        for button in (self.cover, self.check_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        bind(self.check_button.setText, msg("Check numerically"))
        bind(
            self.check_button.setToolTip,
            msg("Nudges the number up and down in a float64 copy of the run, and looks at the loss."),
        )
        return row

    def _connect(self) -> None:
        self.check_button.clicked.connect(self._check)
        self.cover.clicked.connect(lambda on: self.inspection.set_options(covered=on))
        self.answer.uncovered.connect(lambda: self.inspection.set_options(covered=False))
        self.operation.moved.connect(lambda number: self.inspection.go(self.inspection.cursor.place, number))
        self.expression.pointed.connect(self._point)
        self.formula.pointed.connect(self._on_letter_pointed)
        self.formula.chosen.connect(self._on_letter_chosen)
        self.expression.activated.connect(self.inspection.ask)
        self.table.pointed.connect(self._on_table_pointed)
        self.table.activated_operand.connect(self.inspection.ask)

    # -- what is shown

    def show_moment(self, moment: Moment) -> None:
        """Show another step, or the same of another moment."""
        operation = self._operation = moment.operation
        self.knob.setVisible(moment.step.phase == "update")
        self.operation.setVisible(operation is not None)
        if operation is not None:
            number, count = moment.cursor.operation, len(moment.operations)
            self.operation.show_operation(operation, number, count, moment.options.digits)
        before = self._description
        if before is not None and moment.step != before.step and self.inspection.lit.source == CARD:
            # Where the mouse is now other numbers stand; what it points at now is told below.
            self.inspection.light((), CARD)
        self._covered = self.expression.covered = covered(moment)
        self.cover.setChecked(moment.options.covered)
        self.cover.setVisible(result_of(moment.description) is not None)
        self.show_description(moment.description, moment.options.digits, moment.trace.sample)
        self.answer.show_step(moment.step, moment.description.main, covered=self._covered is not None)
        self._light_again(self.inspection.lit)
        # At once, so that no frame shows this step in the places of the last.
        self._outer.activate()
        self._show_operation(moment)
        self._formulas.follow(self, moment)

    def _show_operation(self, moment: Moment) -> None:
        """Bring the operation to sight that has just been gone to, what is said of it and its numbers."""
        operated = moment.step, moment.cursor.operation
        if moment.operation is not None and operated != self._operated:
            # Now, and not when the request comes by itself: until then there is no way down to what has been added.
            QCoreApplication.sendEvent(self._area, QEvent(QEvent.Type.LayoutRequest))
            self._area.ensureWidgetVisible(self.operation, 0, 0)
            now = self.expression.now().translated(self.expression.pos())
            self._area.ensureVisible(now.left(), now.center().y(), 0, now.height() // 2 + 1)
        self._operated = operated

    def _light_again(self, lit: Lit) -> None:
        """Keep what is pointed at here lit, whatever frames come meanwhile; what is lit elsewhere is told later."""
        if lit.source == CARD:
            self._light_operands(lit.places)
        if lit.source == CARD or not lit.places:
            self._light_letters(set(lit.places))

    def _prepare(self, description: Description) -> None:
        self.formula.prepare(description.formula, letters(description))

    def show_lit(self, lit: Lit) -> None:
        """Mark the operands that stand where one points elsewhere."""
        if lit.source == CARD or self._description is None:
            return
        with self.inspection.hold() as moment:
            # Hidden, the card may still tell of another network.
            told = moment is not None and moment.known is self._description
            found = lit_operands(moment.trace, self._description, lit.places) if told and lit.places else ()
        self.expression.light((*found, *self._own_among(lit.places)))
        self._light_letters({*lit.places, *(operand.place for operand in found)})

    def show_description(self, description: Description, digits: int, sample: int) -> None:
        """Show another step, or the same with other digits."""
        before = self._description
        self._description, self._digits, self._sample = description, digits, sample
        self._own = result_of(description)
        self.checked.hide()
        if description is not before:
            self._show_words(description)
        self._show_numbers()

    def _show_words(self, description: Description) -> None:
        self.title.setText(str(description.title))
        self.where.setText(str(description.where))
        self.sentence.setText(str(description.sentence))
        self.formula.show_formula(description.formula, letters(description), str(description.sentence))
        note = str(description.note) if description.note is not None else ""
        # Of α_t the t is a subscript; what has none is laid out faster as plain text.
        lowered = _LOW_LETTER.search(note) is not None
        self.note.setTextFormat(Qt.TextFormat.RichText if lowered else Qt.TextFormat.PlainText)
        self.note.setText(to_html(_LOW_LETTER.sub(r"_{\1}", note)) if lowered else note)
        self.note.setVisible(description.note is not None)

    def _show_numbers(self) -> None:
        description = self._description
        assert description is not None
        main = description.main
        self.expression.setVisible(main is not None)
        self.result.setVisible(main is not None)
        self.check_button.setVisible(checkable(description.step) and main is not None and self._covered is None)
        here = self._digits, self._sample, self._operation
        self.expression.show_lines(description.lines, *here, own=self._own, about=description.step)
        if main is not None:
            self.result.setText(self._result(main) if self._is_known() else self._symbol(main))
            self.result.setToolTip("" if self._covered else self._accuracy(main.bound, main.result))
        self.table.show_operands(description.operands, self._digits, main is None)
        self._fit()

    def _is_known(self) -> bool:
        """Whether the operations have come to the result."""
        description, operation = self._description, self._operation
        at_end = operation is not None and operation.last and description is not None
        return operation is None or (at_end and operation.line == len(description.lines) - 1)

    def _symbol(self, main: Line) -> str:
        raised = has_raised_letter(main.symbol)
        self.result.setTextFormat(Qt.TextFormat.RichText if raised else Qt.TextFormat.PlainText)
        return to_html(main.symbol) if raised else to_text(main.symbol)

    def _result(self, main: Line) -> str:
        """Return ``a₁ ≈ 0.593``, or for an update ``w₁₁  0.150 → 0.1498``; with ? for what is covered."""
        shown, symbol = written(main.result, self._digits), self._symbol(main)
        if self._covered:
            return f"{symbol} = ?"
        if main.arrow:
            before = next(operand for operand in operands(main.expression) if operand.symbol == main.symbol).value
            return f"{symbol}  {marked(before, self._digits)} → {marked(main.result, self._digits)}"
        return f"{symbol} {relation(self._digits, main.result)} {shown}"

    def _accuracy(self, bound: float, result: float) -> str:
        return tr(
            "{value} exactly; terms and result agree within {bound}", value=repr(result), bound=theme.number(bound, 2)
        )

    def show_check(self, check: Check) -> None:
        """Say what the nudging gave."""
        self.checked.setText(
            tr(
                "Nudged by h = {h} in a float64 copy: {numeric}, here {analytic}; relative difference {error}.",
                h=theme.compact(check.h),
                numeric=theme.number(check.numeric, 9),
                analytic=theme.number(check.analytic, 9),
                error=theme.number(check.error, 2),
            )
        )
        self.checked.show()

    # -- what is chosen

    def _point(self, operand: Operand | None) -> None:
        place = operand.place if operand is not None else None
        self._light_letters(set() if place is None else {place})
        self.inspection.light(() if place is None else (place,), CARD)

    def _on_letter_pointed(self, letter: Letter | None) -> None:
        """Light up all numbers that a letter is for: in the line below it, and in the picture."""
        places = letter.places if letter is not None else ()
        self._light_operands(places)
        self._light_letters(set(places))
        self.inspection.light(places, CARD)

    def _light_operands(self, places: Collection[Place]) -> None:
        here = self._description.operands if self._description is not None and len(places) <= MOST_LIT else ()
        self.expression.light((*(each for each in here if each.place in places), *self._own_among(places)))

    def _own_among(self, places: Collection[Place]) -> tuple[Operand, ...]:
        own = self._own
        return (own,) if own is not None and own.place in places else ()

    def _on_letter_chosen(self, letter: Letter) -> None:
        if letter.leads is not None:
            self.inspection.ask(letter.leads)

    def _light_letters(self, places: set[Place | None]) -> None:
        letters = enumerate(self.formula.letters)
        self.formula.light(number for number, letter in letters if not places.isdisjoint(letter.places))

    def _on_table_pointed(self, operand: Operand | None) -> None:
        self.expression.light(() if operand is None else (operand,))
        self._point(operand)

    def _check(self) -> None:
        with self.inspection.hold() as moment:
            if moment is not None:
                self.show_check(check(moment.trace, moment.step))
