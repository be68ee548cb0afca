"""One derivative four ways: numerically, symbolically, and by both modes; all four beside one another."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.engine.checking import STEPS
from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.formulas.vocabulary import LONGEST
from nnstudio.inspection import Lit, Moment
from nnstudio.inspection.graphs import walk_story
from nnstudio.inspection.graphs.four_ways import FourWays, check_formula, four_ways, names_in
from nnstudio.inspection.graphs.walks import needed
from nnstudio.text import Message, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import (
    ChoiceBox,
    FormulaLabel,
    NumberField,
    Pages,
    Segmented,
    TextField,
    bind,
    label,
    on_retranslate,
)
from nnstudio.ui.controls.calculation.numbers import is_whole, written
from nnstudio.ui.controls.error_plot import ErrorPlot
from nnstudio.ui.scalars.faces import Naming
from nnstudio.ui.scalars.story_pane import StoryPane, Told

WAYS: Final[tuple[tuple[str, Message], ...]] = (
    ("numeric", msg("Numerically")),
    ("symbolic", msg("Symbolically")),
    ("forward", msg("Forward mode")),
    ("reverse", msg("Reverse mode")),
)
EXAMPLES: Final[tuple[tuple[str, tuple[float, ...]], ...]] = (
    ("sigmoid(w*x + b)", (0.0, 1.0, 0.0)),
    ("1 / (1 + exp(-(w*x + b)))", (0.0, 1.0, 0.0)),
    ("tanh(w1*x1 + w2*x2 + b)", (-3.0, 2.0, 1.0, 0.0, 6.8813735870195432)),
    ("(a - y)^2 / 2", (0.75, 1.0)),
    ("x^2 * sin(x) + ln(x)", (1.5,)),
    ("u * v + u", (2.0, -3.0)),
)
"""Formulas to begin with, and the numbers of their names in the order in which these come."""
_DIGITS = 10
_H = STEPS[4]


class FourWaysView(QWidget):
    """A formula, a number for each of its names, and its slope by one of them; a tab shows how one way comes to it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        text, values = EXAMPLES[0]
        self.found: FourWays | None = None
        self.h = _H
        self._digits = session.inspection.options.digits
        self.numbers: dict[str, float] = dict(zip(names_in(text), values, strict=True))
        self.examples, self.by = ChoiceBox(), ChoiceBox()
        self.formula = TextField(text, check_formula, longest=LONGEST)
        self.problem = label("", "caption", wrap=True)
        self.fields: dict[str, NumberField] = {}
        self.values = {way: label("", "number") for way, _ in WAYS}
        self.costs = {way: label("", "caption", wrap=True) for way, _ in WAYS}
        self.tabs, self.pages = Segmented(WAYS), Pages()
        self.plot, self.pane = ErrorPlot(), StoryPane()
        self.value_line, self.slope_line = FormulaLabel(), FormulaLabel()
        self.note = label("", "caption", wrap=True)
        self._fields = QHBoxLayout()
        self._fields.setSpacing(theme.tokens().space(0.5))
        self._arrange()
        self._connect()
        self._show_names()
        self.refresh()

    # -- its parts

    def _arrange(self) -> None:
        space = theme.tokens().space
        column, first = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, theme.tokens().space(1), 0)
        column.setSpacing(space(1))
        first.setSpacing(space(1))
        for widget, stretch in ((self.examples, 0), (label("f =", "body"), 0), (self.formula, 1), (self.by, 0)):
            first.addWidget(widget, stretch)
        self.examples.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.examples.setMinimumContentsLength(8)
        self.by.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        column.addLayout(first)
        column.addWidget(self.problem)
        column.addLayout(self._fields)
        column.addLayout(self._table())
        column.addWidget(self.tabs)
        self._symbolic = self._symbolic_page()
        for page in (self.pane, self.plot, self._symbolic):
            self.pages.add(page)
        column.addWidget(self.pages, 1)
        column.addWidget(self.note)
        self.tabs.set_value("reverse")
        bind(self.examples.setAccessibleName, msg("Examples"))
        bind(self.formula.setAccessibleName, msg("Formula to be differentiated"))
        bind(self.by.setAccessibleName, msg("Derivative by which name"))
        bind(self.tabs.setAccessibleName, msg("Way that is shown"))

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.tokens().space(2))
        grid.setVerticalSpacing(theme.tokens().space(0.5))
        for row, (way, name) in enumerate(WAYS):
            for column, widget in enumerate((label(name, "soft"), self.values[way], self.costs[way])):
                grid.addWidget(widget, row, column)
        grid.setColumnStretch(2, 1)
        return grid

    def _symbolic_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(2))
        for widget in (self.value_line, self.slope_line):
            column.addWidget(widget)
        column.addStretch(1)
        return page

    def _connect(self) -> None:
        self.examples.activated.connect(self._on_example)
        self.formula.edited.connect(self._on_formula)
        self.formula.problem_changed.connect(self._show_problem)
        self.by.activated.connect(lambda _: self.refresh())
        self.tabs.chosen.connect(lambda _: self._show_way())
        self.plot.chosen.connect(self._choose_h)
        on_retranslate(self, self._name_examples)
        theme.changed.connect(self.refresh)

    def _name_examples(self) -> None:
        self.examples.clear()
        self.examples.addItems([tr("Examples …"), *(text for text, _ in EXAMPLES)])
        self.refresh()

    def _show_names(self) -> None:
        """Give each name of the formula a field, and a place in the list."""
        before, names = self.by.currentIndex(), list(self.numbers)
        while (item := self._fields.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.fields = {}
        space = theme.tokens().space
        for name in names:
            field = NumberField(self.numbers[name])
            field.setMinimumWidth(space(5))
            field.setMaximumWidth(space(10))
            field.setAccessibleName(name)
            field.edited.connect(lambda value, name=name: self._on_number(name, value))
            self.fields[name] = field
            shown = label(name, "soft")
            shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._fields.addWidget(shown)
            self._fields.addWidget(field, 1)
        self._fields.addStretch(1)
        self.by.clear()
        self.by.addItems([f"∂f/∂{name}" for name in names])
        self.by.setCurrentIndex(before if 0 <= before < len(names) else 0)

    # -- choices

    def _on_example(self, number: int) -> None:
        self.examples.setCurrentIndex(0)
        if number > 0:
            text, values = EXAMPLES[number - 1]
            self.formula.set_value(text)
            self.numbers = dict(zip(names_in(text), values, strict=True))
            self.by.setCurrentIndex(0)
            self._show_names()
            self.refresh()

    def _on_formula(self, text: str) -> None:
        self.numbers = {name: self.numbers.get(name, 1.0) for name in names_in(text)}
        self._show_names()
        self.refresh()

    def _on_number(self, name: str, value: float) -> None:
        self.numbers[name] = value
        self.refresh()

    def _choose_h(self, h: float) -> None:
        self.h = h
        self._show_numbers()
        self._show_way()

    # -- a view of the stage

    def show_moment(self, moment: Moment) -> None:
        """The page is its own; only the number of digits comes from the stage."""
        if moment.options.digits != self._digits:
            self._digits = moment.options.digits
            self._show_way()

    def show_lit(self, lit: Lit) -> None:
        """Nothing of the network stands here."""

    # -- what is shown

    def refresh(self) -> None:
        """Differentiate anew."""
        by = list(self.numbers)[max(0, self.by.currentIndex())]
        try:
            self.found = four_ways(self.formula.value(), self.numbers, by)
        except NnstudioError as error:
            self.found = None
            self._say(str(error))
        else:
            self._show_problem()
        self._show_numbers()
        self._show_way()

    def _show_problem(self) -> None:
        problem = self.formula.problem()
        self._say(str(problem) if problem is not None else "")

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _show_numbers(self) -> None:
        found, blank = self.found, ""
        check = found.check(self.h) if found is not None else None
        numbers = {
            "numeric": check.numeric if check is not None else None,
            "symbolic": found.symbolic if found is not None else None,
            "forward": found.by_forward if found is not None else None,
            "reverse": found.by_reverse if found is not None else None,
        }
        for way, value in numbers.items():
            self.values[way].setText(_equal(value, _DIGITS) if value is not None else blank)
            self.costs[way].setText(str(self._cost(way)) if found is not None else blank)

    def _cost(self, way: str) -> Message | str:
        assert self.found is not None
        ahead, _ = needed(self.found.order)
        if way == "numeric":
            return msg("h = {h}: two values of f for each name", h=theme.compact(self.h, 2))
        if way == "symbolic":
            return msg("a formula of its own for each name")
        if way == "forward":
            return msg("a pass for each name: {count}", count=ahead)
        return msg("one pass for all names")

    def _show_way(self) -> None:
        found, way = self.found, self.tabs.value()
        self.note.setText(str(_NOTES[way]))
        if found is None:
            self.pages.show_page(self.pane)
            self.pane.show_nothing(msg("No slope here"), msg("Change the formula or its numbers."))
        elif way == "numeric":
            self.pages.show_page(self.plot)
            self.plot.show_checks(list(found.checks), found.regimes, self.h)
        elif way == "symbolic":
            self.pages.show_page(self._symbolic)
            self.value_line.set_latex(rf"f = {found.formula}")
            self.slope_line.set_latex(rf"\frac{{\partial f}}{{\partial {found.letter}}} = {found.slope}")
        else:
            self.pages.show_page(self.pane)
            self._show_walk(found, way)

    def _show_walk(self, found: FourWays, way: str) -> None:
        walk, order = found.forward if way == "forward" else found.reverse, found.order
        naming = Naming(lambda node: "f" if node is found.root else node.label, lambda box: "", self._digits)
        numbers = {node: number for number, node in enumerate(order, 1)}
        told = Told(order, walk_story(order, walk), naming, numbers, fields=("data", walk.field))
        self.pane.show_told(told, about=found.leaves[found.by])


def _equal(value: float, digits: int) -> str:
    return f"{'=' if is_whole(value, digits) else '≈'} {written(value, digits)}"


_NOTES: Final[dict[str, Message]] = {
    "numeric": msg("(f(x + h) − f(x − h)) / 2h: a large h meets the curve's bend, a small one rounding."),
    "symbolic": msg("Rules of differentiation turn the formula into another one, into which the numbers are put."),
    "forward": msg(
        "From this name to f: with each number goes its slope by the name, so each name needs its own pass."
    ),
    "reverse": msg("From f back: each number gets the slope of f by it, so one pass serves all names."),
}
