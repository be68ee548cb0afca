"""A filed past taken up again: read strictly, checked against the programs that made its steps, numbered anew.

Nothing of it is believed: whatever a seek would stumble over is found here, before any of it is in force.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn, TypeVar

import numpy as np
from pydantic import ValidationError

from nnstudio.data import prepare
from nnstudio.data.samples import Prepared
from nnstudio.data.settings import DataSettings
from nnstudio.document.errors import FormatError
from nnstudio.document.fields import LARGEST_SEED
from nnstudio.document.format import training_content
from nnstudio.document.model import Document, TrainingSettings
from nnstudio.document.reading import form_error, read_training
from nnstudio.document.schema import TrainingForm
from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.typing import Array
from nnstudio.text import Message, msg
from nnstudio.training import commands as c
from nnstudio.training.history.deeds import BestRestored, Deed, Judged, SettingChanged, Wrote
from nnstudio.training.history.filing import ROW, SETTERS
from nnstudio.training.history.forms import EntryForm, FrameForm, LoadForm, PastForm, RunForm
from nnstudio.training.history.key_frames import KeyFrame, KeyFrames, size_of
from nnstudio.training.history.record import Era, Record
from nnstudio.training.mailbox import Measurement
from nnstudio.training.stop_rule import StopRule

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Unfiled:
    """The runs by their place in the file, not yet checked against programs; ``current`` was the one in force."""

    records: tuple[Record, ...]
    current: Record


def unfiled(saved: c.RunState, loaded: c.LoadProblem, number: Callable[[], int]) -> Unfiled:
    """Return what :func:`filing.filed` gave; ``loaded`` brings the network and data, ``number`` gives runs theirs.

    Raises
    ------
    FormatError : it is no such past, or contradicts itself; ``place`` is the way to the entry.
    """
    try:
        form = PastForm.model_validate(saved)
    except ValidationError as error:
        fault = form_error(error)
        raise FormatError(f"history.{fault.place}", fault.expected, fault.received, lost()) from None
    reader = _Reader(form, loaded)
    ids = [number() for _ in form.runs]
    records = tuple(reader.record(place, ids, number) for place in range(len(form.runs)))
    return Unfiled(records, _pick(records, form.current, "current"))


def lost() -> Message:
    """Return what to say of a past that cannot be taken up."""
    return msg("The run goes on from where it was saved; its earlier steps are lost.")


def refuse(place: str, expected: Message, received: object) -> NoReturn:
    """Raise the error of an entry.

    Raises
    ------
    FormatError : always.
    """
    raise FormatError(f"history.{place}", expected, msg("{value}", value=repr(received)[:60]), lost())


def _pick(things: Sequence[T], number: int, place: str) -> T:
    if number >= len(things):
        refuse(place, msg("a number below {count}", count=len(things)), number)
    return things[number]


def _joined(before: tuple[T, ...], kept: Sequence[int], between: Sequence[T], place: str) -> tuple[T, ...]:
    """Return the first and the last of ``before``, so many as are ``kept``, and what stands between them now."""
    head, tail = kept
    if head + tail > len(before):
        refuse(place, msg("a number below {count}", count=len(before) + 1), head + tail)
    return (*before[:head], *between, *before[len(before) - tail :])


class _Reader:
    def __init__(self, form: PastForm, loaded: c.LoadProblem) -> None:
        self.form = form
        self._stacks = [_stack(stack, f"stacks[{place}]") for place, stack in enumerate(form.stacks)]
        self._arrays: dict[tuple[int, int], Array] = {}
        self._data: dict[DataSettings, Prepared] = {}
        settings = [_settings(one, f"settings[{place}]") for place, one in enumerate(form.settings)]
        self._before = DataSettings()
        loads = [
            self._load(loaded, _pick(settings, one.settings, f"loads[{place}]"), one, f"loads[{place}]")
            for place, one in enumerate(form.loads)
        ]
        self._eras = [
            Era(first, _pick(loads, load, f"eras[{place}]"), revision)
            for place, (first, load, revision) in enumerate(form.eras)
        ]
        self._journal = [(one.at, _deed(one, f"journal[{place}]")) for place, one in enumerate(form.journal)]
        self._frames = [self._frame(one, settings, f"frames[{place}]") for place, one in enumerate(form.frames)]

    def _load(self, loaded: c.LoadProblem, settings: TrainingSettings, form: LoadForm, place: str) -> c.LoadProblem:
        if form.seed > LARGEST_SEED:
            refuse(place, msg("a number below {count}", count=LARGEST_SEED + 1), form.seed)
        made = replace(loaded, settings=settings, seed=form.seed, keep=None, past=None)
        changed = [tuple(point) for point in form.points]
        points = _joined(self._before.points, form.points_kept, changed, f"{place}.points_kept")
        left_out = _joined(self._before.left_out, form.left_out_kept, form.left_out, f"{place}.left_out_kept")
        self._before = DataSettings(points=points, left_out=left_out)
        document = loaded.document
        if document is None:
            return made
        data = replace(document.data, points=points, left_out=left_out)
        made = replace(made, document=replace(document, training=settings, data=data))
        return made if data == document.data else replace(made, prepared=self._prepared(data, document, place))

    def _prepared(self, data: DataSettings, document: Document, place: str) -> Prepared:
        """Return the data as they were with those samples; each once, as many problems may share them."""
        if data not in self._data:
            try:
                self._data[data] = prepare(data, document.table)
            except NnstudioError as error:
                raise FormatError(f"history.{place}", error.expected, error.received, lost()) from None
        return self._data[data]

    def _frame(self, form: FrameForm, settings: Sequence[TrainingSettings], place: str) -> KeyFrame:
        state = self._state(form.state, f"{place}.state", 0)
        for part in ("feed", "stopping"):
            if not isinstance(state.get(part), dict):
                refuse(f"{place}.state.{part}", msg("a group of entries"), state.get(part))
        if state.get("step") != form.step:
            refuse(f"{place}.state.step", msg("{value}", value=form.step), state.get("step"))
        chosen = _pick(settings, form.settings, f"{place}.settings")
        return KeyFrame(form.step, state, chosen, form.era, form.logged, form.pinned, size_of(state))

    def _state(self, value: Any, place: str, depth: int) -> Any:
        if isinstance(value, dict):
            if set(value) == {ROW}:
                return self._row(value[ROW], place)
            if depth > 5:
                refuse(place, msg("a group of entries"), "…")
            return {key: self._state(inner, f"{place}.{key}", depth + 1) for key, inner in value.items()}
        return value

    def _row(self, found: object, place: str) -> Array:
        if not isinstance(found, list) or len(found) != 2 or not all(type(number) is int for number in found):
            refuse(place, msg("the number of an array"), found)
        stack, row = found
        if not 0 <= stack < len(self._stacks) or not 0 <= row < len(self._stacks[stack]):
            refuse(place, msg("the number of an array"), found)
        if (stack, row) not in self._arrays:
            # A copy: a row would keep the whole stack in memory when all the others have gone.
            self._arrays[stack, row] = self._stacks[stack][row].copy()
        return self._arrays[stack, row]

    def record(self, place: int, ids: Sequence[int], number: Callable[[], int]) -> Record:
        """Return run number ``place`` of the file."""
        form, here = self.form.runs[place], f"runs[{place}]"
        record = Record(
            ids[place],
            KeyFrames([_pick(self._frames, one, f"{here}.frames") for one in form.frames]),
            [_pick(self._eras, one, f"{here}.eras") for one in form.eras],
            form.first,
            form.head,
            _parent(form, ids, number, here),
            [_pick(self._journal, one, f"{here}.journal") for one in form.journal],
            bests=[(int(step), loss) for step, loss in form.bests],
        )
        _check_order(record, here)
        return record


def _parent(form: RunForm, ids: Sequence[int], number: Callable[[], int], place: str) -> tuple[int, int] | None:
    if form.parent is None:
        return None
    run, step = form.parent
    if not -1 <= run < len(ids) or not 0 <= step <= form.head:
        refuse(f"{place}.parent", msg("a run and one of its steps"), form.parent)
    # Its parent was forgotten: no run will ever have that number.
    return (ids[run] if run >= 0 else number()), step


def _check_order(record: Record, place: str) -> None:
    """Let a record pass whose frames, eras and journal follow on one another as those of a run do."""
    frames, eras, log = list(record.frames), record.eras, record.log
    steps = [frame.step for frame in frames]
    if steps != sorted(set(steps)) or steps[-1] != record.head or not steps[0] <= record.first <= record.head:
        refuse(f"{place}.frames", msg("steps that ascend to {head}", head=record.head), steps[-1])
    firsts, entries = [era.first for era in eras], [step for step, _ in log]
    if firsts != sorted(firsts) or firsts[-1] > record.head:
        refuse(f"{place}.eras", msg("steps that ascend to {head}", head=record.head), firsts[-1])
    if entries != sorted(entries) or (entries and entries[-1] > record.head):
        refuse(f"{place}.journal", msg("steps that ascend to {head}", head=record.head), entries[-1])
    for frame in frames:
        if frame.era != record.era_at(frame.step):
            refuse(f"{place}.frames", msg("a key frame of program {era}", era=record.era_at(frame.step)), frame.era)
        if not record.logged_before(frame.step) <= frame.logged <= record.logged_before(frame.step + 1):
            refuse(f"{place}.frames", msg("a key frame that knows its entries of the journal"), frame.logged)
    missing = {first for first in firsts if first > steps[0]} - set(steps)
    if missing:
        refuse(f"{place}.frames", msg("a key frame where a program begins"), min(missing))


def _settings(form: TrainingForm, place: str) -> TrainingSettings:
    try:
        return read_training(form)
    except FormatError as error:
        raise FormatError(f"history.{place}: {error.place}", error.expected, error.received, lost()) from None


def _stack(found: object, place: str) -> Array:
    if not isinstance(found, np.ndarray) or found.ndim < 1:
        refuse(place, msg("an array"), found)
    return found


def _deed(form: EntryForm, place: str) -> Deed:
    given = [name for name in ("set", "wrote", "judged", "restored") if getattr(form, name) is not None]
    if len(given) != 1:
        refuse(place, msg("one deed"), given)
    if form.set is not None:
        return SettingChanged(_command(form.set, place))
    if form.wrote is not None:
        return Wrote(tuple(c.Write(one.layer, one.name, tuple(one.index), one.value) for one in form.wrote))
    if form.judged is not None:
        step, *numbers = form.judged
        if step != form.at:
            refuse(f"{place}.judged", msg("{value}", value=form.at), step)
        outputs = tuple((one.name, *_four(one.numbers)) for one in form.outputs)
        return Judged(Measurement(form.at, *_four(numbers), outputs))
    return BestRestored()


def _four(numbers: Sequence[float]) -> tuple[float, float, float, float]:
    first, second, third, fourth = numbers
    return first, second, third, fourth


def _command(asked: dict[str, Any], place: str) -> c.SetSetting:
    """Return the command that sets these fields, their values checked as those of a document are."""
    found = [(kind, fields) for kind, fields in SETTERS.items() if set(fields) == set(asked)]
    if not found:
        refuse(f"{place}.set", msg("settings that change as a run goes on"), sorted(asked))
    kind, fields = found[0]
    try:
        form = TrainingForm.model_validate({**training_content(TrainingSettings()), **asked})
    except ValidationError as error:
        fault = form_error(error)
        raise FormatError(f"history.{place}.set.{fault.place}", fault.expected, fault.received, lost()) from None
    settings = _settings(form, f"{place}.set")
    values = [getattr(settings, field) for field in fields]
    return c.SetStopping(StopRule(*values)) if kind is c.SetStopping else kind(*values)
