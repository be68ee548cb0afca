"""The neuron page: five pages about one neuron, and what becomes of many."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from nnstudio.inspection import Lit, Moment
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import Segmented, bind
from nnstudio.ui.neuron.cell_page import CellPage
from nnstudio.ui.neuron.links_page import LinksPage
from nnstudio.ui.neuron.stack_page import StackPage
from nnstudio.ui.neuron.sum_page import SumPage
from nnstudio.ui.neuron.truth_page import TruthPage


class NeuronView(QWidget):
    """An :class:`~nnstudio.ui.bridge.views.InspectView`: the sum, truth tables, linear layers, links, the cell."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.tabs = Segmented(
            (
                ("sum", msg("Sum")),
                ("truth", msg("Truth tables")),
                ("stack", msg("Linear layers")),
                ("links", msg("Links")),
                ("cell", msg("Nerve cell")),
            )
        )
        self.sum, self.truth, self.stack, self.cell = SumPage(), TruthPage(), StackPage(), CellPage()
        self.links = LinksPage(session)
        self.pages = QStackedWidget()
        self._by_id: dict[str, QWidget] = {
            "sum": self.sum,
            "truth": self.truth,
            "stack": self.stack,
            "links": self.links,
            "cell": self.cell,
        }
        space = theme.tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, space(1), 0)
        column.setSpacing(space(1))
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)
        for page in self._by_id.values():
            self.pages.addWidget(page)
        bind(self.tabs.setAccessibleName, msg("What about a neuron"))
        self.tabs.chosen.connect(self.show_page)
        self.sum.run_wanted.connect(self._look)

    def show_page(self, page: str) -> None:
        """Bring a page to the top."""
        self.tabs.set_value(page)
        self.pages.setCurrentWidget(self._by_id[page])
        self._look()

    def show_moment(self, moment: Moment) -> None:
        """Let the page on top read the neuron that is looked at; the others need nothing of the run, or nothing yet."""
        self.stack.set_columns(moment.options.columns)
        page = self.pages.currentWidget()
        if page is self.sum:
            self.sum.show_moment(moment)
        elif page is self.links:
            self.links.show_moment(moment)

    def _look(self) -> None:
        """Read what is looked at just now."""
        with self.session.inspection.hold() as moment:
            if moment is not None:
                self.show_moment(moment)

    def show_lit(self, lit: Lit) -> None:
        """Nothing here stands for a place of the run: its neuron is a copy."""
