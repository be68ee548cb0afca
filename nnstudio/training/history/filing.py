"""The past of a run as a file holds it: key frames, the journal of what reached it from outside, and its branches.

What several runs share (frames, journal entries, programs) stands once, in a list of its own, and is named by its
number there; arrays of one kind lie stacked, so that a thousand key frames are a handful of arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import singledispatch
from typing import Any, Final, Generic, TypeVar

import numpy as np

from nnstudio.data.settings import DataSettings
from nnstudio.document.format import training_content
from nnstudio.document.model import TrainingSettings
from nnstudio.engine.typing import Array
from nnstudio.training import commands as c
from nnstudio.training.history.branches import Branches
from nnstudio.training.history.deeds import BestRestored, Deed, Judged, SettingChanged, Wrote
from nnstudio.training.history.key_frames import KeyFrame, KeyFrames
from nnstudio.training.history.record import Era

T = TypeVar("T")
Filed = tuple[c.RunState, tuple[int, ...]]
"""A past, and the numbers that its runs have here."""
VERSION: Final = 1
LIMIT: Final = 100 << 20
"""Bytes that key frames and journal may take in a file."""
SMALL: Final = 8 << 20
"""Bytes that the past may take where it is written again and again beside the run."""
ENTRY: Final = 160
"""Bytes that an entry of the journal takes, about."""
ROW: Final = "$row"
"""The key of the entry that stands for an array: the number of its stack, and its row there."""
SETTERS: Final[dict[type[c.SetSetting], tuple[str, ...]]] = {
    c.SetLearningRate: ("learning_rate",),
    c.SetRegularisation: ("l1", "l2"),
    c.SetLossWeights: ("loss_weights",),
    c.SetSchedule: ("schedule", "schedule_parameters"),
    c.SetClipping: ("clip_norm", "clip_value"),
    c.SetOptimizer: ("optimizer", "optimizer_parameters"),
    c.SetStopping: ("patience", "minimum_change", "restore_best", "gradient_tolerance"),
}
"""The training settings that each command sets, in the order of its fields."""


@dataclass(frozen=True)
class Shortened:
    """What a file holds of a past that is larger than its bound: so many of all key frames, of all runs.

    No frames: nothing but where the run stands. Else every step of these runs can be reached, some by a longer replay.
    """

    frames: int
    all_frames: int
    runs: int
    all_runs: int


@dataclass(frozen=True, eq=False)
class Taken:
    """The runs that a file holds, on their way there; ``shortened`` where these are not all that there is of them."""

    branches: Branches
    shortened: Shortened | None


def filed(branches: Branches, limit: int = LIMIT) -> c.RunState | None:
    """Return the past of all runs as arrays and JSON-able values, of at most about ``limit`` bytes.

    Of more key frames than fit, those are left out that the memory's own bound would drop first. None where the journal
    alone is larger. The head of the run in force must be a key frame (see ``Past.leave``).
    """
    spare = _spare(branches, limit)
    if spare <= 0:
        return None
    kept = _within(branches, spare)
    settings = _Pool[TrainingSettings](training_content)
    loads = _Pool[c.LoadProblem](_Loads(settings).write)
    eras = _Pool[Era](lambda era: [era.first, loads.number(era.load), era.revision])
    stacks = _Stacks()
    frames = _Pool[KeyFrame](lambda frame: _frame(frame, settings, stacks))
    journal = _Pool[tuple[int, Deed]](lambda entry: {"at": entry[0], **_entry(entry[1])})
    places = {run: place for place, run in enumerate(kept.records)}
    runs = [
        {
            "parent": [places.get(record.parent[0], -1), record.parent[1]] if record.parent is not None else None,
            "first": record.first,
            "head": record.head,
            "eras": [eras.number(era) for era in record.eras],
            "frames": [frames.number(frame) for frame in record.frames],
            "journal": [journal.number(entry) for entry in record.log],
            "bests": [list(best) for best in record.bests],
        }
        for record in kept.records.values()
    ]
    return {
        "version": VERSION,
        "current": places[kept.current.id],
        "runs": runs,
        "eras": eras.content,
        "loads": loads.content,
        "settings": settings.content,
        "frames": frames.content,
        "journal": journal.content,
        "stacks": stacks.arrays(),
    }


def filed_small(branches: Branches, limit: int = SMALL) -> Filed | None:
    """Return the past and its runs' numbers; None where even the fewest key frames would take more than ``limit``."""
    small = taken(branches, limit).branches
    found = filed(small, limit) if small.nbytes <= limit else None
    return (found, tuple(small.records)) if found is not None else None


def taken(branches: Branches, limit: int = LIMIT) -> Taken:
    """Return what a file of this bound holds of the runs as they are now, for :func:`filed` on any thread.

    What they are made of is never altered.
    """
    made = _within(branches, max(0, _spare(branches, limit)))
    for record in made.records.values():
        record.eras, record.log, record.bests = list(record.eras), list(record.log), list(record.bests)
    return Taken(made, _shortened(branches, made, _spare(made, limit) > 0))


def _shortened(whole: Branches, kept: Branches, any_of_it: bool) -> Shortened | None:
    counts = len(kept.frames) if any_of_it else 0, len(whole.frames), len(kept.records), len(whole.records)
    return Shortened(*counts) if counts[0] < counts[1] else None


def _spare(branches: Branches, limit: int) -> int:
    """Return the bytes that the journal leaves to the key frames."""
    return limit - ENTRY * len({id(entry) for record in branches.records.values() for entry in record.log})


class _Loads:
    """What problems have of their own: network and data are the document's, but for samples put by hand.

    A click makes a problem that differs from the one before in one sample: what is the same stands there alone.
    """

    def __init__(self, settings: _Pool[TrainingSettings]) -> None:
        self._settings = settings
        self._before = DataSettings()

    def write(self, load: c.LoadProblem) -> dict[str, object]:
        """Return a problem as what makes it from the one written before."""
        data = load.document.data if load.document is not None else DataSettings()
        points, left_out = shared(self._before.points, data.points), shared(self._before.left_out, data.left_out)
        self._before = data
        return {
            "settings": self._settings.number(load.settings),
            "seed": load.seed,
            "points": [list(point) for point in data.points[points[0] : len(data.points) - points[1]]],
            "points_kept": list(points),
            "left_out": list(data.left_out[left_out[0] : len(data.left_out) - left_out[1]]),
            "left_out_kept": list(left_out),
        }


def shared(before: Sequence[T], after: Sequence[T]) -> tuple[int, int]:
    """Return how many things two rows begin with alike, and how many of the rest they end with alike."""
    most = min(len(before), len(after))
    head = next((place for place in range(most) if before[place] != after[place]), most)
    tail = next((place for place in range(most - head) if before[-1 - place] != after[-1 - place]), most - head)
    return head, tail


def _within(branches: Branches, limit: int) -> Branches:
    """Return the same runs with as many key frames as a bound lets in; the frames are shared, not copied."""
    copies = {run: replace(record, frames=KeyFrames(record.frames)) for run, record in branches.records.items()}
    made = Branches(copies[branches.current.id], limit)
    made.records = copies
    made.fit()
    return made


class _Pool(Generic[T]):
    """Things by their identity, each written once."""

    def __init__(self, write: Callable[[T], object]) -> None:
        self.content: list[object] = []
        self._write = write
        # The things themselves, too: an identity is only good as long as its thing lives.
        self._known: dict[int, tuple[int, T]] = {}

    def number(self, thing: T) -> int:
        """Return the number of a thing."""
        if id(thing) not in self._known:
            written = self._write(thing)
            self._known[id(thing)] = len(self.content), thing
            self.content.append(written)
        return self._known[id(thing)][0]


class _Stacks:
    """Arrays of the same type and shape, one upon the other."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, tuple[int, ...]], list[Array]] = {}
        self._known: dict[int, tuple[int, int]] = {}

    def place(self, array: Array) -> dict[str, list[int]]:
        """Return what stands for an array."""
        if id(array) not in self._known:
            key = array.dtype.str, array.shape
            rows = self._rows.setdefault(key, [])
            self._known[id(array)] = list(self._rows).index(key), len(rows)
            rows.append(array)
        return {ROW: list(self._known[id(array)])}

    def arrays(self) -> list[Array]:
        """Return the stacks, each ``(rows, *shape)``."""
        return [np.stack(rows) for rows in self._rows.values()]


def _frame(frame: KeyFrame, settings: _Pool[TrainingSettings], stacks: _Stacks) -> dict[str, object]:
    return {
        "step": frame.step,
        "settings": settings.number(frame.settings),
        "era": frame.era,
        "logged": frame.logged,
        "pinned": frame.pinned,
        "state": _plain(frame.state, stacks),
    }


def _plain(value: Any, stacks: _Stacks) -> Any:
    if isinstance(value, np.ndarray):
        return stacks.place(value)
    if isinstance(value, Mapping):
        return {key: _plain(inner, stacks) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, stacks) for inner in value]
    return value


@singledispatch
def _entry(deed: Deed) -> dict[str, object]:
    raise TypeError(f"no such deed: {deed!r}")


@_entry.register
def _(deed: SettingChanged) -> dict[str, object]:
    command = deed.command
    asked = asdict(command.rule) if isinstance(command, c.SetStopping) else vars(command)
    values = zip(SETTERS[type(command)], asked.values(), strict=True)
    return {"set": {field: dict(value) if isinstance(value, tuple) else value for field, value in values}}


@_entry.register
def _(deed: Wrote) -> dict[str, object]:
    plain = [{**vars(one), "index": list(one.index), "value": float(one.value)} for one in deed.writes]
    return {"wrote": plain}


@_entry.register
def _(deed: Judged) -> dict[str, object]:
    step, *numbers, outputs = deed.measurement
    found = [{"name": name, "numbers": list(own)} for name, *own in outputs]
    return {"judged": [step, *numbers], "outputs": found}


@_entry.register
def _(deed: BestRestored) -> dict[str, object]:
    return {"restored": True}
