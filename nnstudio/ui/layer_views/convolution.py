"""A convolution: the kernel over its window, the products and their sum; the way back; what reaches how far."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.engine.windows.geometry import Geometry
from nnstudio.inspection import Moment, Trace
from nnstudio.inspection.layer_views.as_matrix import unrolled
from nnstudio.inspection.layer_views.sliding import Sliding
from nnstudio.inspection.layer_views.windows import centre_of, spread_of, window_of
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ChoiceBox, Pages, bind, label, visit_after
from nnstudio.ui.layer_views.base import Index, LayerView, at_step
from nnstudio.ui.layer_views.gather_page import GatherPage
from nnstudio.ui.layer_views.matrix_page import MatrixPage
from nnstudio.ui.layer_views.reach_page import ReachPage
from nnstudio.ui.layer_views.window_page import WindowPage, window_at

Page = WindowPage | GatherPage | ReachPage | MatrixPage
TABS = (
    ("forward", msg("Forward")),
    ("kernel", msg("Kernel gradient")),
    ("input", msg("Input gradient")),
    ("reach", msg("Reach")),
)


class ConvolutionView(LayerView):
    """Of an image or a sequence, transposed or not. The step decides what is shown; a tab shows another side of it.

    Dragging over the input moves the kernel; a click on any number goes to its step. A page is built when it is first
    looked at: all five at once are a wait that can be felt.
    """

    source = "convolution"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.tabs = self.side_tabs(TABS)
        self.channels, self.as_matrix = ChoiceBox(), QCheckBox()
        self.geometry_label = label("", "caption", wrap=True)
        self.pages = Pages()
        self._spaced: list[Page] = []
        self.index: Index = ()
        self.input_index: Index = ()
        self.weight_index: Index = ()
        self._shown: int | None = None
        self._inputs: tuple[str, ...] = ()
        self._known: tuple[int, ...] = ()
        self._arrange()
        self.channels.activated.connect(self._choose_channel)
        self.as_matrix.clicked.connect(self.refill)

    def _arrange(self) -> None:
        bind(self.channels.setAccessibleName, msg("Channel that is drawn"))
        bind(self.as_matrix.setText, msg("Matrix"))
        bind(self.as_matrix.setToolTip, msg("Write the convolution as a matrix, of which each window is a row"))
        self.column.addWidget(self.tabs)
        row = QHBoxLayout()
        row.setSpacing(theme.tokens().space(0.5))
        row.addWidget(self.geometry_label, 1)
        row.addWidget(self.as_matrix)
        # Filled anew for every layer: it is as wide as its words are now.
        self.channels.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        row.addWidget(self.channels)
        self.column.addLayout(row)
        self.column.addWidget(self.pages, 1)

    # -- its pages

    @cached_property
    def forward(self) -> WindowPage:
        """The window that a number is made of."""
        page = WindowPage(self)
        page.read.dragged.connect(self._drag_window)
        page.read.chosen.disconnect(self.choose)
        page.read.chosen.connect(self._drag_window)
        page.made.dragged.connect(self.choose)
        self._add(page)
        return page

    @cached_property
    def input(self) -> WindowPage:
        """The windows that a number of the input was in, turned round."""
        page = WindowPage(self)
        page.made.chosen.disconnect(self.choose)
        page.made.chosen.connect(self._choose_input)
        page.made.dragged.connect(self._choose_input)
        self._add(page)
        return page

    @cached_property
    def kernel(self) -> GatherPage:
        """The gradient of a weight."""
        page = GatherPage(self)
        self._add(page)
        return page

    @cached_property
    def reach(self) -> ReachPage:
        """What sees what."""
        page = ReachPage(self)
        for pane in page.shown:
            pane.chosen.disconnect(self.choose)
            pane.chosen.connect(self._choose_reach)
        self._add(page)
        return page

    @cached_property
    def matrix(self) -> MatrixPage:
        """All windows at once."""
        page = MatrixPage(self)
        page.chosen.connect(self._choose_made)
        page.read.chosen.disconnect(self.choose)
        page.read.chosen.connect(self._choose_read)
        self._add(page)
        return page

    def _add(self, page: Page) -> None:
        """Add a page; its parts stand closer together where there is too little height."""
        self._spaced.append(page)
        page.tighten(self.tight)
        self.pages.add(page)
        visit_after(self.channels, page)

    def aspect(self) -> str:
        """Return the side, how it is written, and which way is looked."""
        way = self.reach.way.value() if self.tabs.value() == "reach" else ""
        return f"{super().aspect()} {self.as_matrix.isChecked()} {way}"

    def tightened(self, tight: int) -> None:
        """Draw the layers of the reach in fewer rows, and a window's closer together."""
        for page in self._spaced:
            page.tighten(tight)

    # -- where one looks

    def begin(self, moment: Moment) -> None:
        """Look at the middle of another layer."""
        trace = moment.trace
        self._inputs = trace.graph[self.layer].inputs
        self.index = centre_of(trace, self.layer)
        shape = trace.plan.sites[self.layer].inputs[0].shape
        self.input_index = (*(length // 2 for length in shape[:-1]), 0)
        self.weight_index = (0,) * trace.plan.sites[self.layer].parameter("weight").ndim
        self._shown = None

    def _follow(self, moment: Moment) -> None:
        """Look at what the step is about, on the side that it belongs to."""
        step = moment.step
        if step.index is not None and step.quantity in ("z", "a", "slope", "grad_a", "grad_z"):
            self.index = at_step(moment, self.index)
        elif step.index and step.quantity.startswith("weight") and len(step.index) == len(self.weight_index):
            self.weight_index = step.index
        side = "forward" if step.phase == "forward" else "input"
        side = "kernel" if step.quantity.startswith(("weight", "bias")) else side
        if side != self._followed:
            # Who has chosen a tab keeps it until the steps come to another side of the layer.
            self._followed = side
            self.tabs.set_value(side)

    def fill(self, moment: Moment) -> None:
        """Show the side that is chosen."""
        self._follow(moment)
        trace, side, digits = moment.trace, self.tabs.value(), moment.options.digits
        self.geometry_label.setText(str(words_of(Sliding(trace, self.layer).geometry, len(trace.shape(self.layer)))))
        self.as_matrix.setVisible(side in ("forward", "input"))
        if side in ("forward", "input"):
            self._show_sum(trace, digits, back=side == "input")
            return
        self.channels.hide()
        self.pages.show_page(self.kernel if side == "kernel" else self.reach)
        if side == "kernel":
            self.kernel.show_weight(trace, self.layer, self.weight_index, digits)
        else:
            self.reach.show_reach(trace, self.layer, self.index, self.input_index)

    def _show_sum(self, trace: Trace, digits: int, *, back: bool) -> None:
        """Show the sum that is z, or what comes back to the input: as a window, or as a row of a matrix."""
        index = self.input_index if back else self.index
        window = (spread_of if back else window_of)(trace, self.layer, index, self._shown)
        if self.as_matrix.isChecked():
            self.pages.show_page(self.matrix)
            found = unrolled(trace, self.layer, index, window.shown, back=back)
            self.matrix.show_matrix(found, window, digits, back=back)
        else:
            page = self.input if back else self.forward
            self.pages.show_page(page)
            page.show_window(window, digits, of_delta=back)
        self._show_channels(window.channels, window.shown, trace)

    def _show_channels(self, channels: tuple[int, ...], shown: int, trace: Trace) -> None:
        # A window over a sequence shows all of them, a matrix is of one.
        all_shown = len(trace.shape(self.layer)) == 2 and not self.as_matrix.isChecked()
        self.channels.setVisible(len(channels) > 1 and not all_shown)
        texts = [str(msg("Channel {number}", number=channel + 1)) for channel in channels]
        if [self.channels.itemText(number) for number in range(self.channels.count())] != texts:
            self.channels.clear()
            self.channels.addItems(texts)
        self._known = channels
        self.channels.setCurrentIndex(channels.index(shown))

    def _choose_channel(self, number: int) -> None:
        self._shown = self._known[number]
        self.refill()

    # -- dragging

    def _drag_window(self, place: Place) -> None:
        """Lay the kernel over a place of the input."""
        with self.inspection.hold() as moment:
            if moment is None:
                return
            index = window_at(Sliding(moment.trace, self.layer), place.index, self.index)
            sample = moment.trace.sample
        if index != self.index:
            self.index = index
            if not self.inspection.to(Place(self.layer, "z", index, sample)):
                self.refill()

    def _choose_made(self, place: Place) -> None:
        """Look at another number that the matrix makes."""
        if self.tabs.value() == "input":
            self._choose_input(place)
        else:
            self.choose(place)

    def _choose_read(self, place: Place) -> None:
        """Look at what a number that the matrix is multiplied by is a part of."""
        if self.tabs.value() == "input":
            self.choose(place)
        else:
            self._drag_window(place)

    def _choose_reach(self, place: Place) -> None:
        """Look at another number of this layer's input; of other layers go to its step."""
        if place.layer in self._inputs and self.reach.way.value() == "forward":
            self._choose_input(place)
        else:
            self.choose(place)

    def _choose_input(self, place: Place) -> None:
        """Look at what comes back to a place of the input."""
        self.input_index = place.index
        self.refill()


def words_of(geometry: Geometry, rank: int) -> Message:
    """Return a window's geometry in words."""
    rows, columns = geometry.rows, geometry.columns
    axes = (rows,) if rank == 2 else (rows, columns)
    sizes, strides, gaps, margins = (
        _joined([getattr(axis, name) for axis in axes]) for name in ("kernel", "stride", "dilation", "before")
    )
    return msg(
        "kernel {sizes} · stride {strides} · dilation {gaps} · padding {margins}",
        sizes="×".join(str(axis.kernel) for axis in axes) or sizes,
        strides=strides,
        gaps=gaps,
        margins=margins,
    )


def _joined(values: list[int]) -> str:
    """Return one number where all agree, else all of them."""
    return str(values[0]) if len(set(values)) == 1 else ", ".join(map(str, values))
