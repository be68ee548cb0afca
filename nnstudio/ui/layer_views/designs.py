"""Designs of convolutions side by side: what they see, and what that costs in weights, links and products."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSpacerItem, QSpinBox, QWidget

from nnstudio.inspection import Lit, Moment
from nnstudio.inspection.layer_views.cells import Cells
from nnstudio.inspection.layer_views.designs import LARGEST, SMALLEST, Design, fewer_weights, ways_to_see
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import Segmented, bind, label
from nnstudio.ui.controls.labels import LabelRole
from nnstudio.ui.controls.scrolled_column import scrolled_column
from nnstudio.ui.layer_views.pane import Pane
from nnstudio.ui.layer_views.swap_page import SwapPage

TABS: Final[tuple[tuple[str, Message], ...]] = (
    ("see", msg("Seeing further")),
    ("weigh", msg("Fewer weights")),
    ("swap", msg("Either way round")),
)
_FIELD, _CHANNELS, _SIDE = 15, 16, 28
_MOST_CHANNELS, _MOST_SIDE = 512, 256
_COLUMNS: Final[tuple[Message, ...]] = (
    msg("Field"),
    msg("Parameters"),
    msg("Links"),
    msg("Products"),
    msg("Map"),
)
_PLANE, _LARGEST = 13, 26
"""Width of a picture of a field, in units of the grid: as it mostly is, and where there is room to spare."""


class DesignsView(QScrollArea):
    """A page about any network: four ways to the same receptive field, and three replacements with fewer weights.

    Attributes: ``field``, ``channels``, ``side``; ``shown``, the designs in the table's rows; ``cells``, their texts.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = Segmented(TABS)
        self.field, self.channels, self.side = _number(_FIELD, LARGEST), _number(_CHANNELS, _MOST_CHANNELS), QSpinBox()
        self.field.setRange(SMALLEST, LARGEST)
        self.side.setRange(2, _MOST_SIDE)
        self.side.setValue(_SIDE)
        self.panes = [Pane() for _ in range(4)]
        self.pictures, self._counts = QWidget(), QWidget()
        self.table = QGridLayout(self._counts)
        self.swap = SwapPage()
        self.note = label("", "caption", wrap=True)
        self.shown: tuple[Design, ...] = ()
        self.cells: list[list[str]] = []
        self._arrange()
        for spin in (self.field, self.channels, self.side):
            spin.valueChanged.connect(self.refresh)
        self.tabs.chosen.connect(self.refresh)
        session.language_changed.connect(self.refresh)

    def _arrange(self) -> None:
        space = theme.tokens().space
        column, choices = scrolled_column(self, right=1, spacing=1), QHBoxLayout()
        bind(self.tabs.setAccessibleName, msg("What is compared"))
        choices.setSpacing(space(1))
        asked = (msg("Field"), self.field), (msg("Channels"), self.channels), (msg("Image"), self.side)
        self._asked = [(label(name, "soft", buddy=spin), spin) for name, spin in asked]
        for pair in self._asked:
            for widget in pair:
                choices.addWidget(widget)
        choices.addStretch(1)
        pictures = QHBoxLayout(self.pictures)
        pictures.setContentsMargins(0, 0, 0, 0)
        pictures.setSpacing(space(1))
        for pane in self.panes:
            pane.beside = tuple(other for other in self.panes if other is not pane)
            pictures.addWidget(pane)
        pictures.addStretch(1)
        self.table.setContentsMargins(0, 0, 0, 0)
        self.table.setHorizontalSpacing(space(1))
        self.table.setVerticalSpacing(space(0.75))
        column.addWidget(self.tabs)
        column.addLayout(choices)
        column.addWidget(self.pictures)
        column.addWidget(self._counts)
        column.addWidget(self.swap)
        column.addWidget(self.note)
        column.addStretch(1)

    # -- a view of the stage

    def show_moment(self, moment: Moment) -> None:
        """Fill the page when it is first looked at; it is its own."""
        if not self.shown:
            self.refresh()

    def show_lit(self, lit: Lit) -> None:
        """Nothing of the network stands here."""

    # -- what is shown

    def refresh(self, *_: object) -> None:
        """Count the designs anew."""
        tab, channels, side = self.tabs.value(), self.channels.value(), self.side.value()
        for place, pair in enumerate(self._asked):
            for widget in pair:
                widget.setVisible(tab == "see" or (tab == "weigh" and place > 0))
        self.pictures.setVisible(tab == "see")
        self._counts.setVisible(tab != "swap")
        self.swap.setVisible(tab == "swap")
        self.note.setText(str(_NOTES[tab]))
        if tab == "see":
            designs = ways_to_see(self.field.value(), channels, side)
            self._show_fields(designs)
            self._show_table((designs,))
        elif tab == "weigh":
            self._show_table(fewer_weights(channels, side))
        else:
            self.swap.refresh()

    def _show_fields(self, designs: tuple[Design, ...]) -> None:
        room = self._plane()
        for pane, design in zip(self.panes, designs, strict=True):
            assert design.paths is not None
            cells = Cells(design.paths / design.paths.max())
            pane.show_part(design.name, cells, written=False, side=max(3, room // len(design.paths)))

    def _plane(self) -> int:
        """Return how wide a picture may be."""
        space = theme.tokens().space
        return max(space(_PLANE), min(space(_LARGEST), self.viewport().width() // len(self.panes) - space(1.5)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw larger pictures where there is room for all of them beside one another."""
        super().resizeEvent(event)
        if self.shown and self.tabs.value() == "see":
            self._show_fields(self.shown)

    def _show_table(self, groups: tuple[tuple[Design, ...], ...]) -> None:
        while (item := self.table.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        fields = groups[0][0].field > 0
        heads = ["", *(str(head) for head in _COLUMNS[0 if fields else 1 :])]
        self.shown = tuple(design for group in groups for design in group)
        self.cells = [_row(design, fields) for design in self.shown]
        self._add_row(0, heads, "caption")
        row, texts = 1, iter(self.cells)
        for group in groups:
            for _ in group:
                self._add_row(row, next(texts), "body")
                row += 1
            # What is compared with one another stands together.
            self.table.addItem(QSpacerItem(0, theme.tokens().space(1)), row, 0)
            row += 1
        self.table.setColumnStretch(len(heads), 1)

    def _add_row(self, row: int, texts: list[str], role: LabelRole) -> None:
        for column, text in enumerate(texts):
            shown = label(text, role if column == 0 else "caption")
            shown.setAlignment(Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft)
            self.table.addWidget(shown, row, column)


def _row(design: Design, fields: bool) -> list[str]:
    # How many maps there are is the same in all that are compared; how large they are is not.
    made = "×".join(str(length) for length in design.made[:2])
    numbers = [theme.count(each) for each in (design.parameters, design.links, design.products)]
    field = [f"{design.field}×{design.field}"] if fields else []
    return [str(design.name), *field, *numbers, made]


def _number(value: int, most: int) -> QSpinBox:
    made = QSpinBox()
    made.setRange(1, most)
    made.setValue(value)
    return made


_NOTES: Final[dict[str, Message]] = {
    "see": msg(
        "Pictures: on how many ways each input comes to one output. Dilation sees as far with few weights; pooling "
        "makes the map smaller, so detail is lost; many layers have a nonlinear function each."
    ),
    "weigh": msg(
        "Two 3×3 see what one 5×5 sees. A 1×1 bottleneck thins the channels before the costly 3×3. Without a dense "
        "head most weights of a network go."
    ),
    "swap": msg(
        "Wide convolution, P = K − 1, with the kernel turned: both matrices make the same. A narrow one cannot be "
        "turned round: it needs the kernel to be the shorter."
    ),
}
