"""The labs of Train: one click trains variants of the network side by side, each a small picture."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from nnstudio.data.samples import Task
from nnstudio.document.edits import Edit
from nnstudio.inspection.landscape import has_same_landscape
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.training.labs import labs
from nnstudio.training.queued import FARTHEST
from nnstudio.training.trial import Fate
from nnstudio.ui import theme
from nnstudio.ui.bridge.change import Change
from nnstudio.ui.bridge.contest_work import Racer
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.runs.figures import RunLine, best_place, color_of, last_of, points_of, quantities
from nnstudio.ui.charts.runs.gradients import Gradients, gradient_ranges
from nnstudio.ui.charts.runs.lab_work import LabWork
from nnstudio.ui.charts.runs.quantity_choice import QuantityChoice
from nnstudio.ui.charts.runs.rows import proposed_epochs, row
from nnstudio.ui.charts.runs.run_plot import ranges_of
from nnstudio.ui.charts.runs.tile_grid import TileGrid
from nnstudio.ui.charts.surroundings import as_panel
from nnstudio.ui.controls import (
    ChoiceBox,
    ElidedLabel,
    EmptyState,
    IconButton,
    NumberField,
    Pages,
    Segmented,
    WrappingRow,
    bind,
    label,
    on_retranslate,
)

_SHOWN = (("curves", msg("Curves")), ("answers", msg("Answers")), ("gradients", msg("Gradients")))


class LabView(QWidget):
    """A lab trains its variants from the same seed over the same data, beside the run in sight, which it leaves alone.

    ``work`` is what is under way; ``selected`` the variant that the buttons below are about, −1 for none. ``tools``
    stand in the bar of whoever shows it.
    Signals: ``view_wanted(id)`` : another view of Train is to be shown.
    """

    view_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.work = LabWork(session.trainer, self)
        self.selected, self._ours = -1, True
        self.gradients = Gradients()
        self.choice = ChoiceBox()
        self.epochs = NumberField(1, minimum=1, maximum=FARTHEST, integer=True)
        self.start = IconButton("run", msg("Train all variants of this lab"))
        self.kinds = Segmented(_SHOWN)
        self.quantity = QuantityChoice()
        self.trace = IconButton("ways", msg("Draw the ways of these runs on the loss landscape"))
        self.tools = (self.trace,)
        self.grid = TileGrid()
        self.empty = EmptyState(msg("No lab yet"), self._advice, msg("Start"), icon_name="train")
        self.stack = Pages()
        self.reading = ElidedLabel("caption")
        self.use, self.keep = QPushButton(), QPushButton()
        self._arrange()
        self._connect()
        self._propose()
        self._show()

    # -- building

    def _arrange(self) -> None:
        space = theme.tokens().space
        column = as_panel(self)
        self.choice.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(8)
        self.epochs.setFixedWidth(space(8))
        self.epochs.setProperty("density", "compact")
        self.epochs.setFixedHeight(theme.tokens().target)
        top = row(self.choice)
        top.setStretch(0, 1)
        for shown in (label(msg("Epochs"), "caption", buddy=self.epochs), self.epochs, self.start):
            top.addWidget(shown)
        column.addLayout(top)
        self._options = QWidget()
        self._options.setLayout(WrappingRow(self.kinds, self.quantity, self.trace))
        column.addWidget(self._options)
        for page in (self.empty, self.grid):
            self.stack.add(page)
        column.addWidget(self.stack, 1)
        for button in (self.use, self.keep):
            button.setProperty("density", "compact")
            button.setFixedHeight(theme.tokens().target)
        foot = row(self.reading)
        foot.setStretch(0, 1)
        foot.addWidget(self.keep)
        foot.addWidget(self.use)
        column.addLayout(foot)

    def _connect(self) -> None:
        session = self._session
        self.choice.activated.connect(lambda _: self._on_lab())
        self.start.clicked.connect(self._on_start)
        self.empty.acted.connect(self._on_start)
        self.kinds.chosen.connect(lambda _: self._show())
        self.quantity.changed.connect(self._show)
        self.grid.chosen.connect(self._on_chosen)
        self.trace.clicked.connect(self._on_trace)
        self.use.clicked.connect(self._on_use)
        self.keep.clicked.connect(self._on_keep)
        self.work.moved.connect(self._show)
        self.work.ended.connect(self._show)
        session.display.add(self, self.paint)
        session.problem_loaded.connect(self._propose)
        session.document_changed.connect(self._on_document)
        bind(self.choice.setAccessibleName, msg("Which lab"))
        bind(self.epochs.setAccessibleName, msg("Epochs that each variant is trained for"))
        bind(self.kinds.setAccessibleName, msg("What the small pictures show"))
        bind(self.use.setText, msg("Use this one"))
        bind(self.use.setToolTip, msg("Give the project this variant's settings; undo takes it back"))
        bind(self.keep.setText, msg("Compare"))
        bind(self.keep.setToolTip, msg("Put this run among those that are compared"))
        on_retranslate(self, self._on_language)

    # -- the lab

    def paint(self, frame: Frame) -> None:
        """Nothing here shows the moment of the run."""

    def _on_lab(self) -> None:
        bind(self.choice.setToolTip, labs[self._lab_id()].declaration.help)
        self._show()

    def _lab_id(self) -> str:
        return list(labs)[max(0, self.choice.currentIndex())]

    def _on_start(self) -> None:
        if self.work.running:
            self.work.stop()
            return
        prepared = self._session.prepared
        if prepared is None or not self._session.analysis.is_trainable:
            return
        self.selected, self._ours = -1, True
        lab = labs.make(self._lab_id())
        self.quantity.offer(quantities(prepared.shape.task is Task.REGRESSION), bool(len(prepared.validation)))
        self.work.start(lab, self._session.document, prepared, int(self.epochs.value()))

    def _propose(self) -> None:
        """Propose as many epochs as make a lab of a few seconds."""
        if not self.work.racers:
            self.epochs.set_value(proposed_epochs(self._session))

    def _on_chosen(self, number: int) -> None:
        self.selected = -1 if number == self.selected else number
        self._show()

    def _on_use(self) -> None:
        edit = self._edit()
        if edit is not None:
            self._session.edit(edit)

    def _edit(self) -> Edit | None:
        """Return what would give the project the chosen variant's settings; of another project nothing would."""
        return self.work.edit(self.selected, self._session.document) if self._ours else None

    def _on_document(self, change: Change) -> None:
        if change.replaced:
            self._ours = self.work.is_of(change.after)
        if self.work.racers:
            self._show()

    def _on_keep(self) -> None:
        kept = self.work.kept(self.selected)
        if kept is not None:
            self._session.shelf.put(kept)
            self._show()

    def _traceable(self) -> list[int]:
        """Return which variants have a way on the landscape of the network in hand."""
        document = self._session.document
        return [
            number
            for number, racer in enumerate(self.work.racers)
            if racer.snapshots is not None and has_same_landscape(racer.document, document)
        ]

    def _on_trace(self) -> None:
        kept = [self.work.kept(number) for number in self._traceable()]
        self._session.shelf.trace(run for run in kept if run is not None)
        self.view_wanted.emit("landscape")

    # -- showing

    def _show(self) -> None:
        racers, running = self.work.racers, self.work.running
        self.start.set_icon("close" if running else "run")
        self.start.set_name(msg("Stop the lab") if running else msg("Train all variants of this lab"))
        another = self.work.lab is not None and self.work.lab.declaration.id != self._lab_id() and not running
        shown = bool(racers) and not another
        self.stack.show_page(self.grid if shown else self.empty)
        if not shown:
            self.empty.set_texts(msg("No lab yet"), self._advice, msg("Start"))
        self._options.setVisible(shown)
        self.quantity.setVisible(self.kinds.value() != "gradients")
        self.trace.setEnabled(shown and not running and bool(self._traceable()))
        chosen = shown and 0 <= self.selected < len(racers)
        self.use.setVisible(chosen)
        self.keep.setVisible(chosen)
        if shown:
            self._show_tiles(racers)
        if chosen:
            self.use.setEnabled(self._edit() is not None)
            self.keep.setEnabled(racers[self.selected].snapshots is not None)
        self.reading.setText(self._reading() if shown else "")

    def _show_tiles(self, racers: list[Racer]) -> None:
        quantity, logarithmic = self.quantity.value, self.quantity.logarithmic
        answers = self.kinds.value() == "answers"
        lines = tuple(self._line(place, racer) for place, racer in enumerate(racers))
        ranges = ranges_of(lines, logarithmic)
        values = [last_of(racer.curves, quantity) for racer in racers]
        best = best_place(values, quantity) if not self.work.running else -1
        if len(self.grid.tiles) != len(racers):
            self.grid.set_count(len(racers))
        for place, (tile, racer) in enumerate(zip(self.grid.tiles, racers, strict=True)):
            others = tuple(_faint(line) for line in lines if line is not lines[place])
            value = theme.score(values[place]) if not math.isnan(values[place]) else "—"
            tile.set_texts(str(racer.variant.name), value, self._spoken(racer, value))
            tile.set_state(color_of(place), selected=place == self.selected, best=place == best)
            ready = answers and racer.snapshots is not None
            tile.show_answers(ready)
            if ready:
                self._show_answers(place)
            elif self.kinds.value() != "gradients":
                tile.plot.show_lines((*others, lines[place]), logarithmic=logarithmic, ranges=ranges)
        if self.kinds.value() == "gradients":
            self._show_gradients()

    def _show_gradients(self) -> None:
        """Draw each variant's gradients, layer after layer, on the same axes: at its start, and at its end."""
        lines: list[tuple[RunLine, ...]] = []
        for place in range(len(self.work.racers)):
            kept = self.work.kept(place)
            # One that has not come to its end has none yet.
            if kept is None:
                lines.append(())
                continue
            first, last = (kept.moment(step) for step in (0, kept.step))
            faint = self.gradients.line(kept, first, color_of(place), faint=True)
            lines.append((faint, self.gradients.line(kept, last, color_of(place))))
        ranges = gradient_ranges(line for pair in lines for line in pair)
        for tile, pair in zip(self.grid.tiles, lines, strict=True):
            tile.plot.show_lines(pair, logarithmic=True, ranges=ranges)

    def _show_answers(self, place: int) -> None:
        tile, racer = self.grid.tiles[place], self.work.racers[place]
        if tile.answered is not racer:
            kept = self.work.kept(place)
            if kept is not None:
                tile.answered = racer
                tile.answers.show_moment(kept, kept.moment(kept.step))

    def _line(self, place: int, racer: Racer) -> RunLine:
        assert self.work.prepared is not None
        batch = racer.document.training.batch_size
        per_epoch = max(1, -(-len(self.work.prepared.training) // batch))
        x, y = points_of(racer.curves, self.quantity.value, per_epoch)
        return RunLine(x, y, color_of(place), broken=racer.fate in (Fate.FAILED, Fate.REFUSED))

    def _spoken(self, racer: Racer, value: str) -> str:
        name = str(racer.variant.name)
        if racer.variant.edit is None:
            name = tr("{name} (as it is)", name=name)
        said = tr("{name}: {said}", name=name, said=f"{self.quantity.currentText()} {value}")
        return said if racer.said is None else f"{said} · {racer.said}"

    def _reading(self) -> str:
        work = self.work
        if work.running:
            return tr("{share} trained", share=theme.percent(work.share, 0))
        if 0 <= self.selected < len(work.racers):
            said = self._spoken(work.racers[self.selected], self.grid.tiles[self.selected].value.text())
            kept = self.work.kept(self.selected) if self.kinds.value() == "gradients" else None
            return said if kept is None else f"{said} · {self.gradients.said(kept, kept.moment(0))}"
        if self.kinds.value() == "gradients":
            return tr("‖∂L/∂θ‖ layer by layer: grey at the start, in colour at the end")
        return tr("Same data and seed. Ring: the best. Click one to use it.")

    def _advice(self) -> str:
        lab = labs[self._lab_id()].declaration
        if self.work.lab is not None and self.work.lab.declaration.id == lab.id and not self.work.racers:
            return tr("This network has nothing that this lab could vary.")
        return str(lab.help)

    def _on_language(self) -> None:
        place = max(0, self.choice.currentIndex())
        self.choice.clear()
        self.choice.addItems([str(each.declaration.name) for each in labs.values()])
        self.choice.setCurrentIndex(place)
        self._show()


def _faint(line: RunLine) -> RunLine:
    return RunLine(line.x, line.y, line.color, faint=True)
