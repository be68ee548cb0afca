"""What may be asked of the trainer, in the imperative; obeyed between two steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from nnstudio.data.samples import Prepared
from nnstudio.document.model import Document, Parameters, TrainingSettings
from nnstudio.engine import Graph
from nnstudio.training.break_point import BreakPoint
from nnstudio.training.stop_rule import StopRule

RunState = dict[str, Any]
"""Named arrays and JSON-able scalars: all that the next step reads."""
THETA, CARRIED = "program.theta", "program.carried"
"""The names in it of the parameters, and of what layers carry along beside them."""


class Start(StrEnum):
    """How a newly loaded problem begins."""

    FRESH = "fresh"
    """Every weight drawn anew."""
    KEEP = "keep"
    """A new run; layers whose parameters kept their shapes keep their weights (see ``memory``)."""
    RETURN = "return"
    """As ``KEEP``, of a network that comes back: its other layers have the weights again that they had when it was
    left."""
    CONTINUE = "continue"
    """The same run goes on: step, epoch and curves too (another optimiser or batch size)."""


@dataclass(frozen=True)
class Write:
    """One number of a parameter, in the outside order of its axes."""

    layer: str
    name: str
    index: tuple[int, ...]
    value: float


class Command:
    """Base of the commands."""


@dataclass(frozen=True, eq=False)
class LoadProblem(Command):
    """Train this graph on these data. ``keep`` restores a saved state exactly and overrides ``start``; ``past`` is what
    a file holds of the way to it (see ``history.filing``), and is emptied when it is taken up.

    ``names`` are what the student calls the layers, for messages. ``document`` is what all of it was made of, for
    whoever looks back at the run.
    """

    graph: Graph
    prepared: Prepared
    settings: TrainingSettings = field(default_factory=TrainingSettings)
    seed: int = 0
    keep: RunState | None = None
    start: Start = Start.KEEP
    names: Mapping[str, str] = field(default_factory=dict)
    document: Document | None = None
    past: RunState | None = None


@dataclass(frozen=True)
class WithdrawProblem(Command):
    """There is nothing to train (the network has an error); weights are remembered for the next problem.

    ``start`` : ``FRESH`` where another project begins so: then nothing of the one before is remembered.
    """

    start: Start = Start.KEEP


@dataclass(frozen=True)
class Run(Command):
    """Train until paused."""


@dataclass(frozen=True)
class Pause(Command):
    """Stop after the step under way."""


@dataclass(frozen=True)
class StepSample(Command):
    """Move the sample cursor by ``count``; past the batch's end the next one comes, before its start the last one."""

    count: int = 1


@dataclass(frozen=True)
class SelectSample(Command):
    """Put the sample cursor on ``index`` of the batch."""

    index: int


@dataclass(frozen=True)
class StepBatch(Command):
    """Make ``count`` updates; fewer than none go back."""

    count: int = 1


@dataclass(frozen=True)
class StepEpoch(Command):
    """Train to the end of the epoch (of ``count`` of them), then pause; fewer than none go back to an epoch's start."""

    count: int = 1


@dataclass(frozen=True)
class Seek(Command):
    """Go to a step that the run (None: the one in force) has made already, by key frames and replay.

    ``changes`` : made to the batch there by hand (see ``by_hand.ChangeBatch``).
    """

    step: int
    run: int | None = None
    changes: tuple[Write, ...] = ()


@dataclass(frozen=True)
class CancelSeek(Command):
    """Stand where a seek has come to by now."""


@dataclass(frozen=True)
class Branch(Command):
    """Let what follows, from the step where the run stands, be a run of its own; the one so far stays as it is."""


@dataclass(frozen=True)
class Reset(Command):
    """Draw the weights anew, from ``seed`` or (None) from the seed in force, and begin a new run.

    ``settings`` : those that it begins with, over the network and data asked for last; None: with all as it was where
    the run stands, which may be behind a change of them.
    """

    seed: int | None = None
    settings: TrainingSettings | None = None


class SetSetting(Command):
    """Base of the commands that change a setting of the run under way."""


@dataclass(frozen=True)
class SetLearningRate(SetSetting):
    """Change the learning rate from the next update on."""

    value: float


@dataclass(frozen=True)
class SetRegularisation(SetSetting):
    """Change the weights' L1 and L2 penalties from the next update on."""

    l1: float
    l2: float


@dataclass(frozen=True)
class SetLossWeights(SetSetting):
    """Change by what the outputs' losses count, from the batch under way on: pairs of output and weight, others 1."""

    weights: Parameters


@dataclass(frozen=True)
class SetSchedule(SetSetting):
    """Follow another schedule of the learning rate from the next update on; its time goes on."""

    schedule: str
    parameters: Parameters = ()


@dataclass(frozen=True)
class SetClipping(SetSetting):
    """Change the bounds of the gradient's norm and values from the next update on; 0 is none."""

    norm: float
    value: float


@dataclass(frozen=True)
class SetOptimizer(SetSetting):
    """Change numbers of the optimiser from the next update on; what it keeps stays (see ``live.retunes``).

    Where the program in hand has another optimiser (an earlier step is visited), nothing changes: the branch that
    comes of going on brings the settings of the document along.
    """

    optimizer: str
    parameters: Parameters = ()


@dataclass(frozen=True)
class SetStopping(SetSetting):
    """Change when the run stops by itself."""

    rule: StopRule


@dataclass(frozen=True)
class SetSpeed(Command):
    """Limit the run to so many steps a second; None is full speed."""

    steps_per_second: float | None


@dataclass(frozen=True)
class StopAt(Command):
    """Pause at the end of this epoch; 0 means never."""

    epoch: int


@dataclass(frozen=True)
class ValidateEvery(Command):
    """Measure the training and validation sets every so many steps."""

    steps: int


@dataclass(frozen=True)
class SetBreakPoints(Command):
    """Pause from now on where one of these comes true."""

    points: tuple[BreakPoint, ...]


@dataclass(frozen=True)
class KeepRun(Command):
    """Answer with ``RunKept``: what there is of the run in hand."""


@dataclass(frozen=True)
class CaptureState(Command):
    """Answer with ``StateCaptured``: a copy of all that the next step reads, and of a small past."""
