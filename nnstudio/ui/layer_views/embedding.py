"""An embedding: the row that each token picks, and what comes back to a row from every step that picked it."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QWidget

from nnstudio.data import shown
from nnstudio.engine import Place
from nnstudio.inspection import Moment, Step
from nnstudio.inspection.layer_views.cells import Cells
from nnstudio.inspection.layer_views.embedding import Picked, picked_row, row_gradient
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import label
from nnstudio.ui.layer_views.base import LayerView
from nnstudio.ui.layer_views.pane import LEASTS, row_of

TABS = (("forward", msg("Look-up")), ("weight", msg("Row gradient")))
_SIDE, _WIDE = 16, 20
"""Side of a cell of the table in pixels at most, and width of a table in units of the grid."""
_TALLEST, _DETAIL = 19, 12
"""Heights from which the tables, and the row below them, scroll; in units of the grid."""
_COLOURLESS = 9e4
"""The end of a scale on which a token's number has no colour: it is a name, not a size."""
_MOST_LISTED = 6
"""Steps that are told one by one."""


class EmbeddingView(LayerView):
    """The tokens of the sample above; the table beside what goes out of, or comes back to, each step; one row below.

    A click on a token looks at that step's row, a click on a number of the gradient goes to its step.
    """

    source = "embedding"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.tabs, self.note = self.side_tabs(TABS), label("", "caption", wrap=True)
        self.tokens, self.table = self.pane(self._choose_token), self.pane(self._choose_row)
        self.sequence, self.detail = self.pane(), self.pane(self._choose_detail)
        self.total = self.sum_view()
        self.step, self.token, self.feature = 0, 0, 0
        self.found: Picked | None = None
        self._digits, self._of_batch = 4, False
        self._names: tuple[str, ...] = ()
        self._arrange()

    def _arrange(self) -> None:
        space = theme.tokens().space
        for pane, tallest in ((self.table, _TALLEST), (self.sequence, _TALLEST), (self.detail, _DETAIL)):
            pane.grid.tallest = space(tallest)
        self.column.addWidget(self.tabs)
        self.column.addWidget(self.note)
        self.column.addWidget(self.tokens)
        self._tables = row_of(self.table, self.sequence)
        self.column.addLayout(self._tables)
        self.column.addWidget(self.detail)
        self.column.addWidget(self.total)
        self.column.addStretch(1)

    # -- what is shown

    def begin(self, moment: Moment) -> None:
        """Look at the first step's token of another layer."""
        self.step, self.feature = 0, 0
        self.token = int(moment.trace.plan.quantity(self.layer, "x")[moment.trace.sample][0])

    def _follow(self, moment: Moment) -> None:
        step, side = moment.step, self._followed
        if step.quantity.startswith("weight"):
            side = "weight"
            if step.index is not None and len(step.index) == 2:
                self.token, self.feature = step.index
        elif step.index:
            self.step, side = step.index[0], "forward" if step.phase == "forward" else "weight"
            self.feature = step.index[1] if len(step.index) > 1 else self.feature
            self.token = int(moment.trace.plan.quantity(self.layer, "x")[moment.trace.sample][self.step])
        side = side or ("forward" if step.phase == "forward" else "weight")
        self.follow(self.tabs, side)

    def fill(self, moment: Moment) -> None:
        """Show the row that the step picks, or what comes back to a row."""
        self._follow(moment)
        trace, self._digits = moment.trace, moment.options.digits
        self._names = self._token_names(moment)
        forward = self.tabs.value() == "forward"
        if forward:
            self.found = picked_row(trace, self.layer, self.step, self.feature)
        else:
            self.found = row_gradient(trace, self.layer, self.token, self.feature)
        self.note.setText(str(self._said(self.found, trace.count if trace.batch else 1)))
        self._show_tokens(self.found)
        self._of_batch = trace.batch
        self._show_tables(self.found)
        self._show_total()

    def tightened(self, tight: int) -> None:
        """Put the tables beside one another where smaller cells let them."""
        if self.found is not None:
            self._show_tables(self.found)

    def _token_names(self, moment: Moment) -> tuple[str, ...]:
        """Return what the numbers stand for, where they come from the data."""
        session, graph = self.inspection.session, moment.trace.graph
        if session.prepared is None or not graph[graph[self.layer].inputs[0]].layer.is_source:
            return ()
        return tuple(shown(session.document.data.dataset, name) for name in session.prepared.raw.codes)

    def called(self, token: int) -> str:
        """Return a token's row as it is labelled: rows are counted from 1, as in the formula; with what it stands for.

        A token's own number counts from 0: it is what the data hold.
        """
        return f"{token + 1} {self._names[token]}" if token < len(self._names) else str(token + 1)

    def _quoted(self, token: int) -> str:
        """Return a token as a sentence names it."""
        return f"{token} “{self._names[token]}”" if token < len(self._names) else str(token)

    def _show_tokens(self, found: Picked) -> None:
        cells, grid = found.tokens, self.tokens.grid
        steps = [str(step + 1) for step in range(cells.values.shape[1])]
        numbers = cells.values[0].astype(int).tolist()
        if self._names:
            steps = [f"{step}·{self._names[number]}" for step, number in zip(steps, numbers, strict=True)]
        title = str(msg("Tokens of this sample, step by step"))
        self.tokens.title.setText(title)
        grid.setAccessibleName(title)
        self.tokens.cells = cells
        grid.show_cells(
            cells.values,
            limit=_COLOURLESS,
            text=True,
            columns=steps,
            places=cells.place,
            marks=cells.marks,
            digits=7,
        )

    def _show_tables(self, found: Picked) -> None:
        row, of_batch = found.token + 1, self._of_batch
        titles: tuple[Message | str, Message | str]
        if self.tabs.value() == "forward":
            titles = msg("Table W"), msg("Output a")
            detail = msg("Row {row}, what goes out of step {step}", row=row, step=self.step + 1)
        else:
            titles = "∂L/∂W" if of_batch else "∂ℓ/∂W", "∂ℓ/∂a"
            detail = msg("What comes back to row {row}: step by step, and added up", row=row)
            if of_batch:
                detail = msg("What comes back to row {row}: sample · step, and the mean", row=row)
        table = Cells(found.table.values, found.table.place, tuple(map(self.called, found.rows)), (), found.table.marks)
        columns, room = table.values.shape[1], theme.tokens().space(_WIDE)
        side = max(LEASTS[self.table.tight], min(_SIDE, room // max(1, columns)))
        beside = QBoxLayout.Direction.LeftToRight if columns * side <= room else QBoxLayout.Direction.TopToBottom
        self._tables.setDirection(beside)
        self.table.show_part(titles[0], table, self._digits, written=False, side=side)
        self.sequence.show_part(titles[1], found.sequence, self._digits, written=False, side=side)
        self.detail.show_part(detail, found.detail, self._digits, written=True)

    def _show_total(self) -> None:
        if self.found is not None:
            self.total.show_lines(self.found.lines, self._digits)

    def _said(self, found: Picked, of_batch: int) -> Message:
        name, row, steps = self._quoted(found.token), found.token + 1, _listed(found.steps)
        if self.tabs.value() == "forward":
            return msg(
                "Step {step} reads token {token}, counted from 0: row {row} of the table goes out as it is. "
                "Steps with it: {steps}.",
                step=self.step + 1,
                token=name,
                row=row,
                steps=steps,
            )
        rest = msg("{unused} of {vocabulary} rows got none.", unused=found.unused, vocabulary=found.vocabulary)
        if of_batch > 1:
            return msg(
                "Row {row}, token {token}, is picked {count} times in the batch: what comes back there is added up, "
                "over N = {samples}. {rest}",
                row=row,
                token=name,
                count=len(found.places),
                samples=of_batch,
                rest=rest,
            )
        if not found.steps:
            return msg(
                "No step of this sample picks row {row}, token {token}: its gradient is 0. {rest}",
                row=row,
                token=name,
                rest=rest,
            )
        return msg(
            "Row {row}, token {token}, is picked at steps {steps}: what comes back there is added up. {rest}",
            row=row,
            token=name,
            steps=steps,
            rest=rest,
        )

    # -- what is chosen

    def choose_side(self, side: str) -> None:
        """Look at the other side; at the step's own token again where the row looked at is picked nowhere."""
        if side == "forward" and self.found is not None and self.found.steps:
            self.step = self.step if self.step in self.found.steps else self.found.steps[0]
        self.refill()

    def _choose_token(self, place: Place) -> None:
        """Look at another step: go there, or going back look at its token's row."""
        self.step = place.index[0]
        target = Place(self.layer, "a", (self.step, self.feature), place.sample)
        if self.tabs.value() == "weight":
            token = int(self.tokens.cells.values[0, self.step])
            target = Place(self.layer, "weight_grad", (token, self.feature))
        self._go(target)

    def _choose_row(self, place: Place) -> None:
        """Go to a weight's gradient; going forward, to a step of this sample that picks its row."""
        token, feature = place.index
        values = self.tokens.cells.values[0].astype(int).tolist()
        if self.tabs.value() == "forward" and token in values:
            self._go(Place(self.layer, "a", (values.index(token), feature), self.inspection.session.sample))
        else:
            self._go(Place(self.layer, "weight_grad", (token, feature)))

    def _choose_detail(self, place: Place) -> None:
        """Go to a number of the row: of one that came back to another sample, there."""
        if place.quantity == "weight":
            self._go(Place(self.layer, "a", (self.step, place.index[1]), self.inspection.session.sample))
            return
        if place.sample >= 0 and place.sample != self.inspection.session.sample:
            self.inspection.session.select_sample(place.sample)
        self._go(place)

    def _go(self, place: Place) -> None:
        """Go to a number's step in its own phase."""
        phase = "forward" if place.quantity == "a" else "backward"
        self.inspection.go_to(Step(phase, place.layer, place.quantity, place.index))


def _listed(steps: tuple[int, ...]) -> str:
    """Return steps one by one, as many as can be read."""
    told = ", ".join(str(step + 1) for step in steps[:_MOST_LISTED])
    return f"{told} …" if len(steps) > _MOST_LISTED else told
