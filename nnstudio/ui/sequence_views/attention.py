"""Attention: query, key, value, scores, softmax and context as grids, what comes back to each, every sum in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from nnstudio.engine import Place
from nnstudio.inspection import ENDS, SHORTER, Lit, Moment, Step
from nnstudio.inspection.description import Description
from nnstudio.inspection.sequences.attended import (
    Attended,
    Grid,
    attended,
    heads_of,
    row_of,
    spot_in,
    written_out,
)
from nnstudio.inspection.working_out import Covered, covered
from nnstudio.text import Message, language, msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ChoiceBox, Segmented, bind, label
from nnstudio.ui.controls.calculation.expression_view import ExpressionView
from nnstudio.ui.controls.scrolled_column import height_over, scrolled_column
from nnstudio.ui.sequence_views.attention_board import AttentionBoard

_GAP, _LITTLE_GAP = 1, 0.5
"""Between the parts of the column, in units of the grid; the second where there is too little height."""
TABS = (("forward", msg("Forward")), ("back", msg("Way back")))


class AttentionView(QScrollArea):
    """A row for each step that asks, a column for each that is looked at.

    Where vectors are columns all of it is transposed: ``V softmax(Kᵀ Q / √d)`` has a column for each step that asks.
    Pointing at a number, by mouse or keys, writes out what it is made of and frames that; a click goes to its step.
    """

    source = "attention"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inspection = session.inspection
        self.layer, self.row, self.head = "", 0, 0
        self._subject: tuple[object, ...] = ()
        self.here: Place | None = None
        self.shown: Attended | None = None
        self.description: Description | None = None
        self._followed, self._digits, self._ends = "", 4, ENDS
        self._step: Step | None = None
        self._head_by_hand = False
        self._pointed: Place | None = None
        self._room = 0
        self._covered: Covered | None = None
        self._fitted: tuple[object, ...] = ()
        self.tabs, self.heads, self.board = Segmented(TABS), ChoiceBox(), AttentionBoard()
        self.note, self.what = label("", "caption", wrap=True), label("", "strong", wrap=True)
        self.total = ExpressionView()
        self._written: Place | None = None
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        bind(self.heads.setAccessibleName, msg("Head that is shown"))
        bind(self.tabs.setAccessibleName, msg("Side of the layer"))
        column, row = scrolled_column(self, spacing=_GAP), QHBoxLayout()
        row.addWidget(self.tabs)
        row.addWidget(self.heads)
        row.addStretch(1)
        column.addLayout(row)
        for part in (self.board, self.what, self.total, self.note):
            column.addWidget(part)
        column.addStretch(1)
        self._column = column

    def _connect(self) -> None:
        self.heads.activated.connect(self._choose_head)
        self.tabs.chosen.connect(lambda _: self._turn())
        self.board.turned.connect(self._turn)
        self.board.pointed.connect(self.point)
        self.board.chosen.connect(self.choose)
        self.total.pointed.connect(
            lambda operand: self.inspection.light(
                () if operand is None or operand.place is None else (operand.place,), self.source
            )
        )
        self.total.activated.connect(self.inspection.ask)
        self.total.expanded.connect(self._show_lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the grids more room in a larger window."""
        super().resizeEvent(event)
        before, self._room = self._room, self.height() // theme.tokens().space(1)
        if (self.board.give_room(self.size()) or self._room != before) and self.shown is not None:
            self.refill()

    # -- what is shown

    def show_moment(self, moment: Moment) -> None:
        """Show the step's layer, the row that it is about, and its head."""
        step = moment.step
        if moment.subject != self._subject:
            self._subject, self.layer = moment.subject, step.layer
            self.row, self.head, self._followed = 0, 0, ""
        if step != self._step:
            # A head chosen by hand stays while the step does, whatever frames come.
            self._step, self._head_by_hand, self._pointed = step, False, None
            row, head = row_of(moment.trace, step)
            self.row = self.row if row is None else row
            self.head = self.head if head is None else head
        self.here = spot_in(moment.trace, step)
        side = "forward" if step.phase == "forward" else "back"
        if side != self._followed:
            # Who has chosen a side keeps it until the steps come to the other one.
            self._followed = side
            self.tabs.set_value(side)
        self._fill(moment)

    def _fill(self, moment: Moment) -> None:
        if self.head >= heads_of(moment.trace, self.layer):
            self.head = 0
        found = self._with_head_of(moment, attended(moment.trace, self.layer, self.head))
        self.shown, self._digits, self._covered = found, moment.options.digits, covered(moment)
        self.total.covered = self._covered
        self.board.cover(self._covered)
        self.row = min(self.row, len(found.values["weights"].values) - 1)
        self._show_heads(found.heads)
        back = self.tabs.value() == "back"
        self.note.setText(str(_BACK if back else self._said(found, moment.options.columns)))
        grids = found.grids(back)
        if moment.options.columns:
            grids = {role: grid.as_columns() for role, grid in grids.items()}
        self._show_fitted(grids, back)
        self._write_out(moment, self._pointed_in(moment) or self._standing())
        over = self._fit_sum()
        if over > 0:
            # A longer sum takes from the grids, a shorter one gives nothing back: they are not to jump with each step.
            self.board.take_away(over)
            self._show_fitted(grids, back)

    def _show_fitted(self, grids: Mapping[str, Grid], back: bool) -> None:
        fitted = self._subject, self.board.choice.value(), back, self._digits, self._room, language()
        if fitted != self._fitted:
            self._fitted = fitted
            self.board.give_back()
            self._column.setSpacing(theme.tokens().space(_GAP))
        self.board.show_grids(grids, min(self._digits, 3), self.row, self._standing())

    def _with_head_of(self, moment: Moment, found: Attended) -> Attended:
        """Return the head that the step's own number belongs to, where it is one of features."""
        here = self.here
        if self._head_by_hand or here is None or len(here.index) != 2 or here.quantity in ("a", "grad_a"):
            return found
        for head in range(found.heads if moment.step.index is not None else 0):
            other = attended(moment.trace, self.layer, head)
            if any(grid.cell(here) for side in (False, True) for grid in other.grids(side).values()):
                self.head = head
                return other
        return found

    def _show_heads(self, count: int) -> None:
        texts = [str(msg("Head {number}", number=number + 1)) for number in range(count)]
        if [self.heads.itemText(number) for number in range(self.heads.count())] != texts:
            self.heads.clear()
            self.heads.addItems(texts)
        self.heads.setCurrentIndex(self.head)
        self.heads.setVisible(count > 1)

    def _standing(self) -> Place | None:
        """Return the number that is written out: the step's, or else where the row looks most."""
        if self.shown is None:
            return None
        grids = self.shown.grids(self.tabs.value() == "back")
        if self.here is not None and any(grid.cell(self.here) for grid in grids.values()):
            return self.here
        grid = grids.get("weights")
        if grid is None:
            return None
        return grid.place(self.row, int(self.shown.values["weights"].values[self.row].argmax()))

    def _said(self, found: Attended, columns: bool) -> Message:
        grid = found.values["weights"]
        weights = grid.values[self.row]
        most, share = str(int(weights.argmax()) + 1), theme.percent(float(weights.max()))
        if any(row == self.row for row, _ in grid.without(self._covered)[1]):
            most = share = "?"
        if columns:
            return msg(
                "Step {row} looks most at step {column}: {share} of its attention. A column of weights is the softmax "
                "of its scores and adds up to 1; a column of the context is the values, mixed by these weights.",
                row=self.row + 1,
                column=most,
                share=share,
            )
        return msg(
            "Step {row} looks most at step {column}: {share} of its attention. A row of weights is the softmax of its "
            "scores and adds up to 1; a row of the context is the values, mixed by these weights.",
            row=self.row + 1,
            column=most,
            share=share,
        )

    # -- one number written out

    def _fit_sum(self) -> int:
        """Bring the parts together and write fewer terms where there is too little height; return what is too much."""
        over = height_over(self, self._column)
        if over > 0:
            self._column.setSpacing(theme.tokens().space(_LITTLE_GAP))
            over = height_over(self, self._column)
        shorter = SHORTER if over > 0 and not self.total.whole else ()
        for self._ends in shorter:
            self._show_lines()
            over = height_over(self, self._column)
            if over <= 0:
                break
        return over

    def _pointed_in(self, moment: Moment) -> Place | None:
        """Return the number under the mouse, of the sample that is shown: frames come and go while it is there."""
        if self._pointed is None or self.shown is None:
            return None
        place, grids = replace(self._pointed, sample=moment.trace.sample), self.shown.grids(self.tabs.value() == "back")
        return place if any(grid.cell(place) for grid in grids.values()) else None

    def _write_out(self, moment: Moment, place: Place | None) -> None:
        self.description = written_out(moment.trace, place) if place is not None else None
        found = self.description
        text = "" if found is None else str(found.title)
        where = "" if found is None or found.where is None else str(found.where)
        self.what.setText(" · ".join(part for part in (text, where) if part))
        self._ends = ENDS
        self._written = place
        self._show_lines()
        self._light_operands()

    def _show_lines(self) -> None:
        lines = self.description.lines if self.description is not None else ()
        self.total.show_lines(lines, self._digits, ends=self._ends, about=self._written)

    def _light_operands(self) -> None:
        """Frame what the number written out is made of; and what is pointed at elsewhere."""
        lit = self.inspection.lit
        elsewhere = lit.places if lit.source != self.source else frozenset[Place]()
        operands = (
            self.description.operands.places() if self._pointed is not None and self.description is not None else ()
        )
        self.board.light(elsewhere | {place for place in operands if place is not None})

    def show_lit(self, lit: Lit) -> None:
        """Frame what is pointed at elsewhere."""
        self._light_operands()

    def point(self, place: Place | None) -> None:
        """Write out the number pointed at, light it up everywhere else, and frame here what it is made of."""
        self._pointed = place
        self.inspection.light(() if place is None else (place,), self.source)
        with self.inspection.hold() as moment:
            if moment is not None and moment.subject == self._subject:
                self._write_out(moment, place if place is not None else self._standing())
                # The grids stay where they are under the mouse.
                self._fit_sum()

    # -- what is chosen

    def choose(self, place: Place) -> None:
        """Go to a number's step."""
        with self.inspection.hold() as moment:
            step = moment.trace.step_of(place) if moment is not None else None
        if step is not None:
            self.inspection.go_to(step)

    def refill(self) -> None:
        """Show the present moment again, after a choice in this view."""
        with self.inspection.hold() as moment:
            if moment is not None and moment.subject == self._subject:
                self._fill(moment)

    def _choose_head(self, head: int) -> None:
        self.head, self._head_by_hand = head, True
        self._turn()

    def _turn(self) -> None:
        # Other numbers lie under the mouse now.
        self._pointed = None
        self.refill()


_BACK = msg("Back from the context to weights and values, from scores to queries and keys.")
