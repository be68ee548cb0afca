"""The queue of runs in Train: put the present settings or a lab's variants in it, order them, start."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QListWidget, QWidget

from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.training.labs import labs
from nnstudio.training.queued import FARTHEST
from nnstudio.training.trial import Fate
from nnstudio.ui import theme
from nnstudio.ui.bridge.run_queue import Waiting
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.shelf import name_of
from nnstudio.ui.charts.runs.rows import proposed_epochs, row
from nnstudio.ui.charts.surroundings import as_panel
from nnstudio.ui.controls import (
    ChoiceBox,
    ElidedLabel,
    EmptyState,
    FocusRing,
    IconButton,
    NumberField,
    OwnDelete,
    Pages,
    bind,
    label,
    on_retranslate,
)


class QueueView(QWidget):
    """What waits in the session's queue. ``what`` chooses between the present settings and the variants of a lab."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = session.queue
        self._session = session
        self.what = ChoiceBox()
        self.epochs = NumberField(1, minimum=1, maximum=FARTHEST, integer=True)
        self.add = IconButton("add", msg("Put it at the end of the queue"))
        self.start = IconButton("run", msg("Train what waits, one run after the other"))
        self.up = IconButton("up", msg("Let the chosen run go sooner"))
        self.down = IconButton("down", msg("Let the chosen run go later"))
        self.remove = IconButton("delete", msg("Take the chosen run out of the queue"))
        self.list = QListWidget()
        FocusRing(self.list)
        OwnDelete(self.list)
        self.empty = EmptyState(
            msg("Nothing waits"),
            msg("Runs put here are trained in turn; then Compare runs lists them."),
            msg("Add the present settings"),
            icon_name="train",
        )
        self.stack = Pages()
        self.reading = ElidedLabel("caption")
        self._arrange()
        self._connect()
        self._propose()
        self._show()

    def _arrange(self) -> None:
        column = as_panel(self)
        self.what.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.what.setMinimumContentsLength(8)
        self.epochs.setFixedWidth(theme.tokens().space(8))
        self.epochs.setProperty("density", "compact")
        self.epochs.setFixedHeight(theme.tokens().target)
        top = row(self.what)
        top.setStretch(0, 1)
        for shown in (label(msg("Epochs"), "caption", buddy=self.epochs), self.epochs, self.add, self.start):
            top.addWidget(shown)
        column.addLayout(top)
        for page in (self.empty, self.list):
            self.stack.add(page)
        column.addWidget(self.stack, 1)
        self._foot = QWidget()
        foot = row(self.reading)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setStretch(0, 1)
        for button in (self.up, self.down, self.remove):
            foot.addWidget(button)
        self._foot.setLayout(foot)
        column.addWidget(self._foot)

    def _connect(self) -> None:
        self.add.clicked.connect(self._on_add)
        self.empty.acted.connect(self._on_present)
        self.start.clicked.connect(self._on_start)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.remove.clicked.connect(self._on_remove)
        self.list.currentRowChanged.connect(lambda _: self._enable())
        self._queue.changed.connect(self._show)
        self._session.display.add(self, self.paint)
        self._session.problem_loaded.connect(self._propose)
        bind(self.what.setAccessibleName, msg("What is put in the queue"))
        bind(self.epochs.setAccessibleName, msg("Epochs that the run is trained for"))
        bind(self.list.setAccessibleName, msg("Runs that wait"))
        on_retranslate(self, self._on_language)

    def paint(self, frame: Frame) -> None:
        """Nothing here shows the moment of the run in hand."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the chosen run out."""
        if event.key() == Qt.Key.Key_Delete:
            self._on_remove()
        else:
            super().keyPressEvent(event)

    # -- what is asked for

    def _propose(self) -> None:
        if not self._queue.waiting:
            self.epochs.set_value(proposed_epochs(self._session))

    def _on_present(self) -> None:
        self.what.setCurrentIndex(0)
        self._on_add()

    def _on_add(self) -> None:
        session, epochs = self._session, int(self.epochs.value())
        if session.prepared is None or not session.analysis.is_trainable:
            return
        document, place = session.document, self.what.currentIndex()
        if place <= 0:
            self._queue.add(name_of(document.training), document, epochs)
            return
        lab = labs.make(list(labs)[place - 1])
        for variant in lab.variants(document, len(session.prepared.training)):
            name = msg("{lab}: {variant}", lab=lab.declaration.name, variant=variant.name)
            self._queue.add(name, variant.applied(document), epochs)

    def _on_start(self) -> None:
        if self._queue.running:
            self._queue.stop()
        else:
            self._queue.start()

    def _chosen(self) -> Waiting | None:
        place = self.list.currentRow()
        return self._queue.waiting[place] if 0 <= place < len(self._queue.waiting) else None

    def _move(self, by: int) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._queue.move(chosen, by)
            self.list.setCurrentRow(self._queue.waiting.index(chosen))

    def _on_remove(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        focused = QApplication.focusWidget()
        self._queue.remove(chosen)
        # The list is filled anew: meanwhile the button is greyed, and of none left nothing is seen.
        if focused in (self.remove, self.list):
            (focused if self._queue.waiting else self.add).setFocus()

    # -- showing

    def _show(self) -> None:
        waiting, running = self._queue.waiting, self._queue.running
        self.stack.show_page(self.list if waiting else self.empty)
        self._foot.setVisible(bool(waiting))
        here, said = self.list.currentRow(), [_said(entry) for entry in waiting]
        if self.list.count() != len(said):
            self.list.clear()
            self.list.addItems(said)
            self.list.setCurrentRow(min(max(0, here), len(said) - 1))
        for place, text in enumerate(said):
            self.list.item(place).setText(text)
            self.list.item(place).setToolTip(text)
        self.start.set_icon("close" if running else "run")
        self.start.set_name(msg("Stop the queue") if running else msg("Train what waits, one run after the other"))
        self.start.setEnabled(running or any(entry.racer.fate is Fate.WAITING for entry in waiting))
        self.reading.setText(tr("Waiting: {count}", count=len(waiting)) if waiting else "")
        self._enable()

    def _enable(self) -> None:
        place, count = self.list.currentRow(), len(self._queue.waiting)
        self.remove.setEnabled(0 <= place < count)
        self.up.setEnabled(0 < place < count)
        self.down.setEnabled(0 <= place < count - 1)

    def _on_language(self) -> None:
        place = max(0, self.what.currentIndex())
        self.what.clear()
        self.what.addItems([tr("Present settings"), *(str(each.declaration.name) for each in labs.values())])
        self.what.setCurrentIndex(place)
        self._show()


def _said(entry: Waiting) -> str:
    text = tr("{name} · {epochs} epochs", name=entry.name, epochs=theme.count(entry.epochs))
    racer = entry.racer
    if racer.fate is Fate.WAITING:
        return text
    return f"{text} · {racer.said}" if racer.said is not None else f"{text} · {theme.percent(racer.share, 0)}"
