"""The form of a filed past, as pydantic reads it strictly. Imported only when a file is read: it takes a while."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, JsonValue

from nnstudio.data.settings import MOST_POINTS
from nnstudio.document.schema import MOST_COLUMNS, MOST_ROWS, Key, Strict, TrainingForm
from nnstudio.training.history.branches import MOST_RUNS

MOST_FRAMES = 100_000
MOST_ENTRIES = 1_000_000
Number = Annotated[int, Field(ge=0, lt=1 << 48)]
"""A step, or the number of something in its list."""


Kept = Annotated[list[Number], Field(min_length=2, max_length=2)]


class WriteForm(Strict):
    """A weight that was written by hand."""

    layer: Key
    name: Key
    index: Annotated[list[Number], Field(max_length=8)]
    value: float


class OutputForm(Strict):
    """What was measured of one of several outputs; NaN where a set is empty."""

    model_config = ConfigDict(allow_inf_nan=True)

    name: Key
    numbers: Annotated[list[float], Field(min_length=4, max_length=4)]


class EntryForm(Strict):
    """An entry of the journal; one of the four is there."""

    model_config = ConfigDict(allow_inf_nan=True)

    at: Number
    set: dict[Key, JsonValue] | None = None
    wrote: Annotated[list[WriteForm], Field(min_length=1)] | None = None
    judged: Annotated[list[float], Field(min_length=5, max_length=5)] | None = None
    outputs: list[OutputForm] = []
    restored: Literal[True] | None = None


class FrameForm(Strict):
    """A key frame; in ``state`` an array is the number of its stack and its row there."""

    step: Number
    settings: Number
    era: Number
    logged: Number
    pinned: bool
    state: dict[str, Any]


class RunForm(Strict):
    """A run; of a run whose parent is not in the file, ``parent`` begins with −1."""

    parent: Annotated[list[int], Field(min_length=2, max_length=2)] | None
    first: Number
    head: Number
    eras: Annotated[list[Number], Field(min_length=1)]
    frames: Annotated[list[Number], Field(min_length=1, max_length=MOST_FRAMES)]
    journal: Annotated[list[Number], Field(max_length=MOST_ENTRIES)]
    bests: list[Annotated[list[float], Field(min_length=2, max_length=2)]]


class LoadForm(Strict):
    """A problem: settings, seed, and which samples were added and left out by hand while it was in force.

    Of both, so many as ``…_kept`` says are the first and the last of the problem before; here are those between.
    """

    settings: Number
    seed: Number
    points_kept: Kept = [0, 0]
    left_out_kept: Kept = [0, 0]
    points: Annotated[list[Annotated[list[float], Field(max_length=MOST_COLUMNS)]], Field(max_length=MOST_POINTS)]
    left_out: Annotated[list[Number], Field(max_length=MOST_ROWS)]


class PastForm(Strict):
    """All of it; ``stacks`` are arrays."""

    version: Literal[1]
    current: Number
    runs: Annotated[list[RunForm], Field(min_length=1, max_length=MOST_RUNS)]
    eras: list[Annotated[list[Number], Field(min_length=3, max_length=3)]]
    loads: list[LoadForm]
    settings: list[TrainingForm]
    frames: Annotated[list[FrameForm], Field(max_length=MOST_FRAMES)]
    journal: Annotated[list[EntryForm], Field(max_length=MOST_ENTRIES)]
    stacks: list[Any]
