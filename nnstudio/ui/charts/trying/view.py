"""The view: how the input is entered, the answer beside it, and the way into the inspector."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnstudio.data import shown
from nnstudio.data.samples import Prepared, Task
from nnstudio.engine.errors import DataError
from nnstudio.inspection.trying import Entry, Kind, answer, beyond, entries_of, kind_of, middle, of_row
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.naming import class_names, target_name
from nnstudio.ui.charts.surroundings import as_panel
from nnstudio.ui.charts.trying.answer_bars import AnswerBars
from nnstudio.ui.charts.trying.editor import Editor
from nnstudio.ui.charts.trying.picture_entry import PictureEntry
from nnstudio.ui.charts.trying.plane_entry import PlaneEntry
from nnstudio.ui.charts.trying.row_form import RowForm
from nnstudio.ui.charts.trying.series_entry import SeriesEntry
from nnstudio.ui.charts.trying.text_entry import TextEntry
from nnstudio.ui.controls import ElidedLabel, IconButton, NumberField, bind, label, on_retranslate


class TryView(QWidget):
    """``editor`` is made for the problem's kind of input; ``bars`` follow the run and each change of the input.

    ``tools`` : buttons that whoever shows the view may put elsewhere.
    Signals: ``inspect_requested(node, index)`` once the input stands in the batch under way.
    """

    inspect_requested = Signal(str, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._prepared: Prepared | None = None
        self._entries: tuple[Entry, ...] = ()
        self.editor: Editor | None = None
        self.bars, self.reading = AnswerBars(), ElidedLabel("caption")
        self.step = NumberField(1, minimum=1, integer=True)
        self.sample_button = IconButton("data", msg("Begin with the sample in hand"))
        self.clear_button = IconButton("delete", msg("Begin anew: the mean of the data, or blank paper"))
        self.fit_button = IconButton("fit", msg("Let the drawing fill the paper, as the data's pictures do"))
        self.inspect_button = QPushButton()
        self.tools = (self.sample_button, self.fit_button, self.clear_button)
        self._arrange()
        self._connect()

    # -- building

    def _arrange(self) -> None:
        space = theme.tokens().space
        column = as_panel(self)
        self._body = QHBoxLayout()
        self._body.setSpacing(space(2))
        self._answers = QVBoxLayout()
        self._answers.setSpacing(space(0.5))
        self._steps = QWidget()
        steps = QHBoxLayout(self._steps)
        steps.setContentsMargins(0, 0, 0, 0)
        steps.addWidget(label(msg("Answer at step"), "caption"))
        steps.addStretch(1)
        steps.addWidget(self.step)
        self.step.setFixedWidth(space(7))
        self._answers.addWidget(self._steps)
        self._answers.addWidget(self.bars, 1)
        self._answers.addWidget(self.inspect_button)
        self._body.addLayout(self._answers, 2)
        column.addLayout(self._body, 1)
        column.addWidget(self.reading)

    def _connect(self) -> None:
        session = self._session
        self.sample_button.clicked.connect(self._on_sample)
        self.clear_button.clicked.connect(self._on_clear)
        self.fit_button.clicked.connect(self._on_fit)
        self.inspect_button.clicked.connect(self._on_inspect)
        self.step.edited.connect(lambda _: session.display.refresh(self))
        session.display.add(self, self.paint)
        bind(self.inspect_button.setText, msg("Inspect this input"))
        bind(
            self.inspect_button.setToolTip,
            msg(
                "Puts it in the place of the sample in hand, whose target stays; nothing is trained on it. "
                "Layers such as dropout act there as in training."
            ),
        )
        bind(self.bars.setAccessibleName, msg("The network's answer"))
        bind(self.step.setAccessibleName, msg("Answer at step"))
        on_retranslate(self, self._on_language)

    # -- following the run

    def paint(self, frame: Frame) -> None:
        """Ask the network as it is now."""
        if self._session.prepared is not self._prepared:
            self._take(self._session.prepared)
        prepared, editor = self._prepared, self.editor
        if prepared is None or editor is None:
            return
        editor.follow(frame)
        try:
            found = answer(frame.predict, prepared, editor.entered)
        except DataError as error:
            # A number may be more than the network's kind holds, or become so on its way there.
            self.bars.show_nothing()
            self.inspect_button.setEnabled(False)
            self.reading.setText(_reason(error))
            return
        self.inspect_button.setEnabled(True)
        self._steps.setVisible(found.steps > 0)
        if found.steps:
            self.step.set_range(1, found.steps)
        self.bars.picture = _picture_of(prepared)
        self.bars.show_answer(found, self._names(), int(self.step.value()) - 1 if found.steps else -1)
        self._read()

    def _take(self, prepared: Prepared | None) -> None:
        self._prepared = prepared
        if self.editor is not None:
            self._body.removeWidget(self.editor)
            self.editor.deleteLater()
            self.editor = None
        if prepared is None:
            return
        dataset = self._session.document.data.dataset
        self._entries = tuple(entry.named(shown(dataset, entry.name)) for entry in entries_of(prepared))
        self.editor = self._made(prepared)
        self.editor.edited.connect(lambda: self._session.display.refresh(self))
        self._body.insertWidget(0, self.editor, 3)
        self.fit_button.setVisible(isinstance(self.editor, PictureEntry))
        self.step.set_range(1, max(1, prepared.raw.x.shape[1]))
        self.step.set_value(prepared.raw.x.shape[1])

    def _made(self, prepared: Prepared) -> Editor:
        kind, x, entries = kind_of(prepared), middle(prepared), self._entries
        if kind is Kind.PICTURE:
            return PictureEntry(prepared, x)
        if kind is Kind.TEXT:
            return TextEntry(prepared, x)
        if kind is Kind.SERIES:
            return SeriesEntry(entries, x)
        if len(entries) == len(x) == 2 and not any(entry.options for entry in entries):
            return PlaneEntry(prepared, entries, x, target_name(self._session))
        return RowForm(entries, x)

    def _names(self) -> tuple[str, ...]:
        prepared = self._prepared
        assert prepared is not None
        if prepared.shape.task is Task.CLASSIFICATION:
            return class_names(self._session)
        dataset = self._session.document.data.dataset
        return tuple(shown(dataset, name) for name in prepared.raw.target_names) or ("y",)

    # -- what the user does

    def _on_sample(self) -> None:
        prepared, editor = self._prepared, self.editor
        with self._session.display.hold() as frame:
            if frame is None or prepared is None or editor is None:
                return
            row = int(frame.rows[min(frame.sample, len(frame.rows) - 1)])
        editor.show_input(of_row(prepared, row))
        self._session.display.refresh(self)

    def _on_clear(self) -> None:
        if self.editor is not None and self._prepared is not None:
            self.editor.show_input(middle(self._prepared))
            self._session.display.refresh(self)

    def _on_fit(self) -> None:
        if isinstance(self.editor, PictureEntry):
            self.editor.fit()

    def _on_inspect(self) -> None:
        prepared, editor = self._prepared, self.editor
        if prepared is None or editor is None:
            return
        with self._session.display.hold(exclusive=True) as frame:
            if frame is None:
                return
            source, sample = frame.program.graph.sources[0], min(frame.sample, len(frame.rows) - 1)
            graph = frame.program.graph
            last = graph[graph.sinks[0]].inputs[0]
            shape = frame.program.shapes[last]
        self._session.what_if.enter(source, sample, prepared.scaled(editor.entered[None])[0])
        self.inspect_requested.emit(last, self._asked(shape))

    def _asked(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the place of the answer among the last layer's neurons: of one output for two classes that one."""
        found = self.bars.answer
        number = found.winner(self.bars.step) if found is not None and found.classes else 0
        steps = (self.bars.step,) if len(shape) > 1 else ()
        return (*steps, min(number, shape[-1] - 1))

    def _on_language(self) -> None:
        x = self.editor.entered if self.editor is not None else None
        self._take(self._prepared)
        if self.editor is not None and x is not None:
            self.editor.show_input(x)
        self._session.display.refresh(self)

    # -- words

    def _read(self) -> None:
        editor = self.editor
        assert editor is not None
        unseen = beyond(self._entries, editor.entered)
        said = editor.advice()
        if unseen and not said:
            first = unseen[0]
            said = tr(
                "Outside what was learned from: {name} ({low} to {high})",
                name=first.name,
                low=theme.number(first.low),
                high=theme.number(first.high),
            )
        self.reading.setText(said or self.bars.sentence())


def _reason(error: DataError) -> str:
    """Return it without the layer's name: what is wrong stands in the form above."""
    return tr(
        "Expected {expected}, received {received}. {advice}",
        expected=error.expected,
        received=error.received,
        advice=error.advice,
    )


def _picture_of(prepared: Prepared) -> tuple[int, int] | None:
    """Return height and width of the answer where it is a grey picture itself: what was put in, built anew."""
    inputs, targets = prepared.shape.inputs, len(prepared.raw.target_names)
    rebuilt = prepared.shape.task is Task.REGRESSION and len(inputs) == 3 and targets == inputs[0] * inputs[1]
    return (inputs[0], inputs[1]) if rebuilt else None
