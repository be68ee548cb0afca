"""Pooling: the window and what is taken from it, and the way back to the winner, or to all alike."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.inspection import Moment
from nnstudio.inspection.layer_views.pooling import Pooled, Routed, pooled, routed
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import Pages, label
from nnstudio.ui.layer_views.base import Index, LayerView, at_step
from nnstudio.ui.layer_views.pane import row_of, sign

TABS = (("forward", msg("Forward")), ("back", msg("Way back")))


class PoolingView(LayerView):
    """The step's window is framed in the input, its winner more strongly; a click on a place asks what comes back."""

    source = "pooling"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.tabs, self.pages = self.side_tabs(TABS), Pages()
        self.made, self.windows = self.pane(), self.pane()
        self.window_pane, self.back = (self.pane(self._choose_input) for _ in range(2))
        self.note, self.said = label("", "body", wrap=True), label("", "body", wrap=True)
        self.total = self.sum_view()
        self.index: Index = ()
        self.input_index: Index = ()
        self._arrange()
        self.back.dragged.connect(self._choose_input)
        self.made.dragged.connect(self.choose)

    def _arrange(self) -> None:
        for widgets in (
            (row_of(self.window_pane, sign("→"), self.made), self.note, None),
            (row_of(self.windows, sign("→"), self.back), self.said, self.total),
        ):
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(theme.tokens().space(1.5))
            column.addLayout(widgets[0])
            column.addWidget(widgets[1])
            if widgets[2] is not None:
                column.addWidget(widgets[2])
            column.addStretch(1)
            self.pages.add(page)
        self.column.addWidget(self.tabs)
        self.column.addWidget(self.pages, 1)

    def begin(self, moment: Moment) -> None:
        """Look at the middle of another layer."""
        trace = moment.trace
        shape, before = trace.shape(self.layer), trace.plan.sites[self.layer].inputs[0].shape
        self.index = (*(length // 2 for length in shape[:-1]), 0)
        winner = pooled(trace, self.layer, self.index).winner
        self.input_index = winner.index if winner is not None else (*(length // 2 for length in before[:-1]), 0)

    def fill(self, moment: Moment) -> None:
        """Show the side that is chosen."""
        step, trace, digits = moment.step, moment.trace, moment.options.digits
        index = at_step(moment, self.index)
        if index != self.index:
            self.index = index
            winner = pooled(trace, self.layer, self.index).winner
            self.input_index = winner.index if winner is not None else self.input_index
        side = "forward" if step.phase == "forward" else "back"
        self.follow(self.tabs, side)
        if self.tabs.value() == "forward":
            self.pages.show_page(self.pages.pages[0])
            self._show_forward(pooled(trace, self.layer, self.index), digits)
        else:
            self.pages.show_page(self.pages.pages[1])
            self._show_back(routed(trace, self.layer, self.input_index), digits)

    def _show_forward(self, found: Pooled, digits: int) -> None:
        self.window_pane.show_part(
            msg("Input x, channel {number}", number=found.target.index[-1] + 1), found.window, digits
        )
        self.made.show_part(msg("Output") if found.target.quantity == "a" else "z", found.made, digits)
        self.note.setText(str(_said_forward(found)))

    def _show_back(self, found: Routed, digits: int) -> None:
        of_a = not found.arrivals or found.arrivals[0].window.quantity == "grad_a"
        title = msg("∂ℓ/∂a of the windows") if of_a else msg("δ of the windows")
        self.windows.show_part(title, found.windows, digits)
        self.back.show_part(
            "∂ℓ/∂x" if found.target.quantity != "x" else msg("x (no ∂ℓ/∂x is kept)"), found.back, digits
        )
        won = sum(arrival.won for arrival in found.arrivals)
        self.said.setText(str(_said_back(found, won)))
        self.total.show_lines((found.total,), digits)

    def _choose_input(self, place: Place) -> None:
        """Ask what comes back to a place of the input."""
        self.input_index = place.index
        self.tabs.set_value("back")
        self.refill()


def _said_forward(found: Pooled) -> Message:
    count = sum(mark in ("read", "winner") for mark in found.window.marks.values())
    if found.winner is not None:
        return msg("The largest of the {count} numbers of the window wins, and only it is passed on.", count=count)
    if found.bias is not None:
        return msg(
            "The {count} numbers of the window are added up, times the map's weight {weight}, plus its bias {bias}.",
            count=count,
            weight=theme.number(found.share, 3),
            bias=theme.number(found.bias, 3),
        )
    return msg(
        "The mean: each of the {count} numbers of the window counts {share}.",
        count=count,
        share=theme.number(found.share, 3),
    )


def _said_back(found: Routed, won: int) -> Message:
    count = len(found.arrivals)
    if not count:
        return msg("No window holds this place: nothing comes back to it.")
    if found.contest:
        return msg(
            "Windows that hold this place: {count}; won by it: {won}. It gets the gradients of those it has won.",
            count=count,
            won=won,
        )
    return msg("Windows that hold this place: {count}. Each sends its share back.", count=count)
