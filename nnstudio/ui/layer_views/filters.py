"""A bank of filters over one's own picture, window by window; and what the learned kernels respond to."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QScrollArea, QWidget

from nnstudio.engine.errors import DataError, NnstudioError
from nnstudio.inspection import Lit, Moment, Trace
from nnstudio.inspection.filtering import BANK, filter_of, filtered, kernel_in, written
from nnstudio.inspection.filtering.bank import LARGEST
from nnstudio.inspection.layer_views.cells import Floats, numbers
from nnstudio.inspection.layer_views.sliding import Sliding
from nnstudio.inspection.trying import Sketch, Stroke, drawn
from nnstudio.text import Message, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.aside import Aside
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ChoiceBox, IconButton, Pages, Segmented, TextField, bind, label
from nnstudio.ui.controls.heat_map import ink_table, light_table
from nnstudio.ui.controls.picture_plane import Shades
from nnstudio.ui.controls.scrolled_column import scrolled_column
from nnstudio.ui.layer_views.filter_page import FilterPage
from nnstudio.ui.layer_views.picture_file import FORMATS, read_picture
from nnstudio.ui.layer_views.response_page import ResponsePage

TABS: Final[tuple[tuple[str, Message], ...]] = (
    ("windows", msg("Filter")),
    ("responses", msg("Responses")),
)
SOURCES: Final[tuple[tuple[str, Message], ...]] = (
    ("sample", msg("Sample")),
    ("drawn", msg("Drawn")),
    ("file", msg("File")),
)
OWN = "own"
_BEGIN = next(each for each in BANK if each.id == "sobel_x")
_DRAWN = 32
"""Pixels of each side of the paper."""
_LEARNED = 64
"""Learned filters that are listed at most."""


class FilterView(QScrollArea):
    """``sources`` chooses the picture, ``choice`` the filter, ``kernel`` has its numbers and takes others.

    Listed are the bank's filters, one's own numbers, and the kernels of layers that read a picture of one channel.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.tabs, self.sources, self.pages = Segmented(TABS), Segmented(SOURCES), Pages()
        self.open_button = IconButton("open", msg("Open another picture"))
        self.clear_button = IconButton("delete", msg("Blank paper"))
        self.choice, self.kernel = ChoiceBox(), TextField(written(_BEGIN.kernel), _checked)
        self.problem, self.note = label("", "error", wrap=True), label("", "caption", wrap=True)
        self.page, self.responses = FilterPage(), ResponsePage(session)
        self.numbers: Floats = _BEGIN.kernel
        self.sketch = Sketch(np.zeros((_DRAWN, _DRAWN, 1)), 0.0, 1.0)
        self.opened: Floats | None = None
        self.sample: Floats | None = None
        self._ends = 0.0, 1.0
        self._chosen = _BEGIN.id
        self._learned: dict[str, tuple[str, Floats]] = {}
        self._digits = 4
        self._aside = Aside(self)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        space = theme.tokens().space
        column = scrolled_column(self, right=1, spacing=1)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(space(1))
        for control in (self.tabs, self.sources, self.open_button, self.clear_button):
            first.addWidget(control)
        first.addStretch(1)
        second.addWidget(self.choice)
        second.addWidget(self.kernel, 1)
        self.choice.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(15)
        column.addLayout(first)
        self._filter = QWidget()
        self._filter.setLayout(second)
        second.setContentsMargins(0, 0, 0, 0)
        for widget in (self._filter, self.problem, self.note):
            column.addWidget(widget)
        for page in (self.page, self.responses):
            self.pages.add(page)
        column.addWidget(self.pages, 1)
        bind(self.tabs.setAccessibleName, msg("What is shown of filters"))
        bind(self.sources.setAccessibleName, msg("Which picture is filtered"))
        bind(self.choice.setAccessibleName, msg("Filter"))
        bind(self.kernel.setAccessibleName, msg("Numbers of the kernel, its rows divided by semicolons"))

    def _connect(self) -> None:
        self.tabs.chosen.connect(lambda _: self._show_again())
        self.sources.chosen.connect(self._choose_source)
        self.open_button.clicked.connect(self.ask_for_file)
        self.clear_button.clicked.connect(self._clear)
        self.choice.activated.connect(self._choose_filter)
        self.kernel.edited.connect(self._on_numbers)
        self.kernel.problem_changed.connect(lambda: self._say(self.kernel.problem()))
        self.page.begun.connect(self._on_begun)
        self.page.moved.connect(self._on_moved)
        self._aside.done.connect(self._on_read)

    # -- a view of the stage

    def show_moment(self, moment: Moment) -> None:
        """Show the sample in hand under the filter; the network's kernels as they are now."""
        trace, source = moment.trace, moment.trace.graph.sources[0]
        self._digits = moment.options.digits
        whole = numbers(trace, source, "a")
        self.sample = whole.mean(axis=-1) if whole.ndim == 3 else None
        self._ends = min(0.0, float(whole.min())), float(whole.max())
        self._learned = _learned(trace, source)
        if self._chosen in self._learned:
            self.numbers = self._learned[self._chosen][1]
        elif self._chosen not in (OWN, *(each.id for each in BANK)):
            self._chosen = OWN
        self._list()
        self.refresh()
        if self.tabs.value() == "responses":
            self.responses.show_moment(moment)

    def show_lit(self, lit: Lit) -> None:
        """Nothing of the network stands here."""

    def _show_again(self) -> None:
        with self._session.inspection.hold() as moment:
            if moment is not None:
                self.show_moment(moment)

    # -- what is shown

    def refresh(self) -> None:
        """Filter the picture anew."""
        windows, source = self.tabs.value() == "windows", self.sources.value()
        for widget in (self.sources, self._filter, self.note):
            widget.setVisible(windows)
        self.open_button.setVisible(windows and source == "file")
        self.clear_button.setVisible(windows and source == "drawn")
        self.pages.show_page(self.page if windows else self.responses)
        self.note.setText(str(self._said()))
        picture, shades = self._picture()
        if windows and picture is not None:
            name = dict(SOURCES)[source]
            self.page.show_filtered(
                filtered(picture, self.numbers), shades, name, self._digits, drawn=source == "drawn"
            )

    def _said(self) -> Message:
        if self.sources.value() == "drawn" and not self.sketch.strokes:
            return msg("Draw; the right button rubs out")
        known = filter_of(self.numbers)
        return known.help if known is not None and self._chosen == known.id else _OWN_NOTE

    def _picture(self) -> tuple[Floats | None, Shades]:
        """Return the chosen picture, and how it is coloured: ink on paper, or a photograph's brightness."""
        source = self.sources.value()
        if source == "drawn":
            return drawn(self.sketch)[..., 0], Shades(0.0, 1.0, ink_table)
        if source == "file":
            return self.opened, Shades(0.0, 1.0, light_table)
        return self.sample, Shades(*self._ends, ink_table)

    def _list(self) -> None:
        """List the filters; keep the chosen one."""
        names = {each.id: str(each.name) for each in BANK}
        names |= {OWN: tr("Own numbers"), **{key: name for key, (name, _) in self._learned.items()}}
        self._keys = tuple(names)
        if [self.choice.itemText(place) for place in range(self.choice.count())] != list(names.values()):
            self.choice.clear()
            self.choice.addItems(list(names.values()))
        self.choice.setCurrentIndex(self._keys.index(self._chosen))
        shown = self.numbers
        if self._chosen in self._learned:
            # Of learned numbers, which have many digits, the first are written.
            shown = np.array([[float(f"{value:.4g}") for value in row] for row in shown])
        self.kernel.set_value(written(shown))

    # -- choices

    def _choose_filter(self, place: int) -> None:
        self._chosen = self._keys[place]
        found = next((each for each in BANK if each.id == self._chosen), None)
        if found is not None:
            self.numbers = found.kernel
        elif self._chosen in self._learned:
            self.numbers = self._learned[self._chosen][1]
        self._list()
        self.refresh()

    def _on_numbers(self, text: str) -> None:
        self.numbers = kernel_in(text)
        known = filter_of(self.numbers)
        self._chosen = known.id if known is not None else OWN
        self._list()
        self.refresh()

    def _choose_source(self, source: str) -> None:
        if source == "file" and self.opened is None and not self.ask_for_file():
            self.sources.set_value("sample")
        self.refresh()

    def _say(self, problem: Message | None) -> None:
        self.problem.setText(str(problem) if problem is not None else "")
        self.problem.setVisible(problem is not None)

    # -- a picture from a file

    def ask_for_file(self) -> bool:
        """Let the user choose a picture; False where none is chosen."""
        wanted = tr("Pictures") + " (" + " ".join(f"*.{each}" for each in sorted(FORMATS)) + ")"
        path, _ = QFileDialog.getOpenFileName(self, tr("Open a picture"), "", wanted)
        if path:
            self.open_picture(Path(path))
        return bool(path)

    def open_picture(self, path: Path) -> None:
        """Read a picture beside the window's thread, and show it; where it cannot be read, say why."""
        self._aside.start(lambda: _read(path))

    def _on_read(self, found: Floats | NnstudioError) -> None:
        if isinstance(found, NnstudioError):
            if self.opened is None:
                self.sources.set_value("sample")
            self._say(found.message)
        else:
            self.opened = found
            self._say(None)
            self.sources.set_value("file")
        self.refresh()

    # -- a drawing

    def _clear(self) -> None:
        self._take(Sketch(self.sketch.base, 0.0, 1.0))

    def _on_begun(self, across: float, down: float, ink: bool) -> None:
        self._take(self.sketch.with_stroke(Stroke(np.array([[across, down]]), ink)))

    def _on_moved(self, across: float, down: float) -> None:
        self._take(self.sketch.longer(across, down))

    def _take(self, sketch: Sketch) -> None:
        self.sketch = sketch
        self.refresh()


def _learned(trace: Trace, source: str) -> dict[str, tuple[str, Floats]]:
    """Return the kernels that read the picture itself, by key, each with its name; of colours there is none."""
    found: dict[str, tuple[str, Floats]] = {}
    for name in trace.graph.order:
        node = trace.graph[name]
        if node.inputs != (source,) or node.layer.declaration.id != "convolution2d" or trace.shape(source)[-1] != 1:
            continue
        own = Sliding(trace, name)
        for number in range(min(own.geometry.filters, _LEARNED)):
            title = tr("{layer}, filter {number}", layer=trace.name(name), number=number + 1)
            found[f"{name}/{number}"] = title, own.kernel(0, number)
    return found


def _read(path: Path) -> Floats | NnstudioError:
    try:
        return read_picture(path)
    except NnstudioError as error:
        return error


def _checked(text: str) -> None:
    try:
        kernel_in(text)
    except ValueError:
        expected = msg("rows of as many numbers each, {count} × {count} at most", count=LARGEST)
        advice = msg("Write {example}.", example="1 0 −1; 2 0 −2; 1 0 −1")
        raise DataError("kernel", expected, msg("{value}", value=repr(text)), advice) from None


_OWN_NOTE = msg("Each pixel becomes the sum of its window's products. Numbers that add up to 1 keep the brightness.")
