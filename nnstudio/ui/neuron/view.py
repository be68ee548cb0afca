"""The neuron page: six pages about one neuron, what becomes of many, and the field that all this belongs to."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from nnstudio.inspection import Lit, Moment
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import Segmented, bind

if TYPE_CHECKING:
    from nnstudio.ui.neuron.cell_page import CellPage
    from nnstudio.ui.neuron.fields_page import FieldsPage
    from nnstudio.ui.neuron.links_page import LinksPage
    from nnstudio.ui.neuron.stack_page import StackPage
    from nnstudio.ui.neuron.sum_page import SumPage
    from nnstudio.ui.neuron.truth_page import TruthPage

Page = TypeVar("Page", bound=QWidget)


class NeuronView(QWidget):
    """An :class:`~nnstudio.ui.bridge.views.InspectView`: the sum, truth tables, linear layers, links, the cell, AI.

    Each page is built when it is first asked for: all six at once would keep the window waiting.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.tabs = Segmented(
            (
                ("sum", msg("Sum")),
                ("truth", msg("Truth tables")),
                ("stack", msg("Linear")),
                ("links", msg("Links")),
                ("cell", msg("Nerve cell")),
                ("fields", msg("AI")),
            )
        )
        self.pages = QStackedWidget()
        space = theme.tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, space(1), 0)
        column.setSpacing(space(1))
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)
        bind(self.tabs.setAccessibleName, msg("What about a neuron"))
        self.tabs.chosen.connect(self.show_page)
        self.pages.setCurrentWidget(self.sum)

    # -- the pages

    @cached_property
    def sum(self) -> SumPage:
        """The weighted sum, with sliders and the decision line."""
        from nnstudio.ui.neuron.sum_page import SumPage

        page = self._added(SumPage())
        page.run_wanted.connect(self._look)
        return page

    @cached_property
    def truth(self) -> TruthPage:
        """The truth tables, and which of them one neuron can learn."""
        from nnstudio.ui.neuron.truth_page import TruthPage

        return self._added(TruthPage())

    @cached_property
    def stack(self) -> StackPage:
        """Linear layers, and the one that they collapse into."""
        from nnstudio.ui.neuron.stack_page import StackPage

        return self._added(StackPage())

    @cached_property
    def links(self) -> LinksPage:
        """The links of the neuron that is looked at, to be cut in a copy."""
        from nnstudio.ui.neuron.links_page import LinksPage

        return self._added(LinksPage(self.session))

    @cached_property
    def cell(self) -> CellPage:
        """A nerve cell beside the artificial neuron."""
        from nnstudio.ui.neuron.cell_page import CellPage

        return self._added(CellPage())

    @cached_property
    def fields(self) -> FieldsPage:
        """What lies within artificial intelligence, and where this network does."""
        from nnstudio.ui.neuron.fields_page import FieldsPage

        return self._added(FieldsPage(self.session))

    def _added(self, page: Page) -> Page:
        self.pages.addWidget(page)
        return page

    def show_page(self, page: str) -> None:
        """Bring a page to the top."""
        self.tabs.set_value(page)
        self.pages.setCurrentWidget(getattr(self, page))
        self._look()

    def show_moment(self, moment: Moment) -> None:
        """Let the page on top read the neuron that is looked at; the others need nothing of the run, or nothing yet."""
        shown = self.tabs.value()
        if shown == "sum":
            self.sum.show_moment(moment)
        elif shown == "links":
            self.links.show_moment(moment)
        elif shown == "stack":
            self.stack.set_columns(moment.options.columns)

    def _look(self) -> None:
        """Read what is looked at just now."""
        with self.session.inspection.hold() as moment:
            if moment is not None:
                self.show_moment(moment)

    def show_lit(self, lit: Lit) -> None:
        """Nothing here stands for a place of the run: its neuron is a copy."""
