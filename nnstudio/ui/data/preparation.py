"""The side panel: how the data are split, scaled and made noisy, and what was done to them, in words."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from nnstudio.data import TABLE, FeatureStep, datasets
from nnstudio.data.settings import LARGEST_HELD_OUT
from nnstudio.document import SetData, SetTraining
from nnstudio.document.fields import DATA, TRAINING
from nnstudio.engine.declaration import Parameter, Value
from nnstudio.text import Message, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ParameterForm, label, on_retranslate, rule
from nnstudio.ui.data.columns import ColumnChoice
from nnstudio.ui.data.feature_steps import FeatureSteps
from nnstudio.ui.data.file_section import FileSection
from nnstudio.ui.data.snapshot import Snapshot
from nnstudio.ui.data.split_bar import SplitBar

_NOISE = 2.0
"""The slider's end: more noise than twice the spread of a feature leaves nothing to learn."""
_SPLIT = ("validation", "test", "shuffle")
_FRACTIONS = ("validation", "test")


class Preparation(QScrollArea):
    """Forms from the declarations; each change is an edit, one drag of a slider is one."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.file = FileSection()
        self.columns = ColumnChoice(session)
        self.own = ParameterForm()
        self.split = self._form(*_SPLIT)
        self.bar = SplitBar()
        self.features = FeatureSteps()
        self.scaling = self._form("scaling", "scale_target", "missing", "noise")
        self.labels = self._form("labelled", "unlabelled")
        self.seed = self._form("seed")
        self.batch = ParameterForm((_declared(TRAINING, "batch_size"),))
        self.notes = label("", "caption", wrap=True)
        self.source = label("", "caption", wrap=True)
        self.source.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._source_parts: list[QWidget] = []
        self._own_parts: list[QWidget] = []
        self._table_parts: list[QWidget] = []
        self._note_parts: list[QWidget] = []
        self._feature_parts: list[QWidget] = []
        self._label_parts: list[QWidget] = []
        self._snapshot: Snapshot | None = None
        self._arrange()
        self.own.edited.connect(self._on_own_edited)
        self.features.changed.connect(self._on_features)
        self.features.settled.connect(session.finish_edit)
        self.batch.edited.connect(lambda name, value: self._commit(SetTraining(((name, value),)), self.batch))
        for form in (self.own, self.batch):
            form.settled.connect(session.finish_edit)
        on_retranslate(self, self._retranslate)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the document's settings and what they made of the data."""
        self._snapshot = snapshot
        settings = snapshot.settings
        self._show_own(snapshot)
        self._show_fitting(snapshot)
        for form in self._data_forms():
            self._show_values(form)
        self.batch.set_values({"batch_size": self.session.document.training.batch_size})
        self.bar.show_snapshot(snapshot)
        if settings.dataset == TABLE:
            self.columns.show_snapshot(snapshot)
        self._retranslate()

    def _show_own(self, snapshot: Snapshot) -> None:
        settings = snapshot.settings
        member = datasets.get(settings.dataset)
        parameters = member.declaration.parameters if member is not None else ()
        self.own.set_parameters(parameters, dict(settings.parameters))
        for part in self._own_parts:
            part.setVisible(bool(parameters))
        for part in self._table_parts:
            part.setVisible(settings.dataset == TABLE)

    def _show_fitting(self, snapshot: Snapshot) -> None:
        """Offer only what means something for these data."""
        gaps = snapshot.table is not None and any(column.missing_count for column in snapshot.table.columns)
        wanted = ["scaling", *(["scale_target"] if snapshot.is_regression else []), *(["missing"] if gaps else [])]
        self.scaling.set_parameters(tuple(_declared(DATA, name) for name in (*wanted, "noise")))
        for part in self._label_parts:
            part.setVisible(snapshot.can_hide)

    def _retranslate(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        count = len(snapshot.prepared.training) if snapshot.prepared is not None else 0
        self.batch.set_note("batch_size", _said_of_batches(count, self.session.document.training.batch_size))
        useful = self.features.show_snapshot(snapshot)
        for part in self._feature_parts:
            part.setVisible(useful)
        notes = said(snapshot, self.session)
        self.notes.setText("\n\n".join(notes))
        for part in self._note_parts:
            part.setVisible(bool(notes))
        source = _source(snapshot)
        self.source.setText(source)
        for part in self._source_parts:
            part.setVisible(bool(source))

    # -- what the user does

    def _form(self, *names: str) -> ParameterForm:
        form = ParameterForm(tuple(_declared(DATA, name) for name in names))
        form.edited.connect(lambda name, value: self._commit(SetData(((name, self._fitting(name, value)),)), form))
        form.settled.connect(lambda: self._on_settled(form))
        return form

    def _on_settled(self, form: ParameterForm) -> None:
        self.session.finish_edit()
        self._show_values(form)

    def _show_values(self, form: ParameterForm) -> None:
        form.set_values({name: getattr(self.session.document.data, name) for name in form.rows})

    def _fitting(self, name: str, value: Value) -> Value:
        """Stop a fraction where nothing would be left to train."""
        if name not in _FRACTIONS:
            return value
        other = getattr(self.session.document.data, "test" if name == "validation" else "validation")
        return round(max(0.0, min(float(value), LARGEST_HELD_OUT - other)), 10)

    def _on_own_edited(self, name: str, value: Value) -> None:
        values = {**{row: editor.value() for row, editor in self.own.rows.items()}, name: value}
        self._commit(SetData((("parameters", tuple(sorted(values.items()))),)), self.own)

    def _on_features(self, steps: tuple[FeatureStep, ...], sliding: bool) -> None:
        if not self.session.edit(SetData((("steps", steps),)), merge=sliding) and self._snapshot is not None:
            self.show_snapshot(self._snapshot)

    def _commit(self, edit: SetData | SetTraining, form: ParameterForm) -> None:
        taken = self.session.edit(edit, merge=form.sliding)
        if form in self._data_forms():
            # What was stopped at its limit is not what was asked for, and may be what was there.
            self._show_values(form)
        elif not taken and self._snapshot is not None:
            self.show_snapshot(self._snapshot)

    def _data_forms(self) -> tuple[ParameterForm, ...]:
        return self.split, self.labels, self.scaling, self.seed

    # -- building

    def _arrange(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        space = theme.tokens().space
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(space(2), space(1.5), space(2), space(2))
        self._column.setSpacing(space(1))
        self._table_parts = [
            *self._section(msg("The file"), self.file),
            *self._section(msg("Columns"), self.columns),
        ]
        self._note_parts = self._section(msg("What was done"), self.notes)
        self._own_parts = self._section(msg("This data set"), self.own)
        self._section(msg("Three sets"), self.bar, self.split)
        self._label_parts = self._section(msg("Labels"), self.labels)
        self._feature_parts = self._section(msg("Feature transformation"), self.features)
        self._section(msg("Preparation"), self.scaling, self.seed)
        self._section(msg("Training"), self.batch)
        self._source_parts = self._section(msg("Source and licence"), self.source, last=True)
        self._column.addStretch(1)
        self.setWidget(page)

    def _section(self, title: Message, *parts: QWidget, last: bool = False) -> list[QWidget]:
        made: list[QWidget] = [label(title, "section", wrap=True), *parts]
        if not last:
            made.append(rule())
        for part in made:
            self._column.addWidget(part)
        return made


def _source(snapshot: Snapshot) -> str:
    member = datasets.get(snapshot.settings.dataset)
    return "\n".join(filter(None, (member.declaration.source, member.licence))) if member is not None else ""


def said(snapshot: Snapshot, session: Session) -> list[str]:
    """Return what the import and the preparation did, sentence by sentence, in the language in force."""
    found: list[str] = []
    if snapshot.settings.dataset == TABLE and session.document.table is not None:
        found += [str(note) for note in session.document.table.notes]
        found += [_one_hot(name, count) for name, count in _text_inputs(snapshot)]
    if snapshot.prepared is not None:
        found += [str(note) for note in snapshot.prepared.notes]
    return found


def _text_inputs(snapshot: Snapshot) -> list[tuple[str, int]]:
    if snapshot.prepared is None:
        return []
    raw = snapshot.prepared.raw
    return [(raw.feature_names[start].split(" = ")[0], stop - start) for start, stop in raw.one_hot]


def _one_hot(name: str, count: int) -> str:
    return tr("Text column “{name}” becomes {count} inputs, one for each text (one-hot).", name=name, count=count)


def _said_of_batches(count: int, size: int) -> Message | None:
    if not count:
        return None
    batches, rest = -(-count // size), count % size
    if rest and batches > 1:
        return msg("{batches} batches an epoch; the last one has {rest}.", batches=batches, rest=rest)
    if batches == 1:
        return msg("An epoch is one batch.")
    return msg("{batches} batches an epoch.", batches=batches)


def _declared(fields: tuple[Parameter, ...], name: str) -> Parameter:
    found = next(parameter for parameter in fields if parameter.id == name)
    return replace(found, maximum=_NOISE) if name == "noise" else found
