"""The form of a document's JSON, versions 1 to 7, as pydantic reads it strictly.

Version 2 has schedule, clipping and early stopping, version 3 groups, notes, colours and the template that a document
was made of, version 4 the weights of several outputs' losses, version 5 losses of outputs' own, and samples added and
left out by hand; an older one, without them, is read with what it had: none. Version 5 also says which way the layers
follow one another; an older one to the right. Version 6 has feature transformations, version 7 hidden labels.

Imported only when a file is read: it takes a while.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from nnstudio.data.settings import MOST_POINTS, MOST_STEPS
from nnstudio.document.edits.notes import LONGEST_NOTE

Name = Annotated[str, Field(max_length=200)]
Key = Annotated[str, Field(min_length=1, max_length=100)]
Pairs = Annotated[dict[Key, JsonValue], Field(max_length=200)]
MOST_NODES = 20_000
MOST_WIRES = 100_000
MOST_COLUMNS = 20_000
MOST_ROWS = 1_000_000


class Strict(BaseModel):
    """Base: nothing is converted, nothing unknown is let in, no NaN."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True)


class NodeForm(Strict):
    """One layer."""

    id: Key
    kind: Key
    name: Key
    parameters: Pairs = {}
    x: float = 0.0
    y: float = 0.0
    color: Name = ""


class WireForm(Strict):
    """One wire."""

    source: Key
    target: Key
    port: Annotated[int, Field(ge=0, lt=MOST_WIRES)] = 0


class GroupForm(Strict):
    """One group."""

    id: Key
    name: Key
    members: Annotated[list[Key], Field(min_length=1, max_length=MOST_NODES)]
    folded: bool
    color: Name


class NoteForm(Strict):
    """One note."""

    id: Key
    text: Annotated[str, Field(max_length=LONGEST_NOTE)]
    x: float
    y: float
    width: float
    height: float
    color: Name


class NetworkForm(Strict):
    """The network."""

    nodes: Annotated[list[NodeForm], Field(max_length=MOST_NODES)]
    wires: Annotated[list[WireForm], Field(max_length=MOST_WIRES)]
    next_id: Annotated[int, Field(ge=1, lt=2**53)]
    groups: Annotated[list[GroupForm], Field(max_length=MOST_NODES)] = []
    notes: Annotated[list[NoteForm], Field(max_length=MOST_NODES)] = []
    down: bool = False


class StepForm(Strict):
    """A feature transformation; ``columns`` are names of what the step before leaves."""

    kind: Key
    parameters: Pairs
    columns: Annotated[list[Name], Field(max_length=MOST_COLUMNS)]


class DataForm(Strict):
    """The data settings; ``features`` and ``target`` name columns."""

    dataset: Key
    parameters: Pairs
    target: Name
    features: Annotated[list[Name], Field(max_length=MOST_COLUMNS)]
    validation: float
    test: float
    scaling: Key
    missing: Key
    shuffle: bool
    noise: float
    seed: int
    task: Key
    scale_target: bool
    points: Annotated[list[Annotated[list[float], Field(max_length=MOST_COLUMNS)]], Field(max_length=MOST_POINTS)] = []
    left_out: Annotated[list[int], Field(max_length=MOST_ROWS)] = []
    steps: Annotated[list[StepForm], Field(max_length=MOST_STEPS)] = []
    labelled: float = 1.0
    unlabelled: Key = "leave_out"


class OutputLossForm(Strict):
    """The loss of one output beside others."""

    output: Key
    loss: Key
    parameters: Pairs


class TrainingForm(Strict):
    """The training settings."""

    loss: Key
    loss_parameters: Pairs
    optimizer: Key
    optimizer_parameters: Pairs
    learning_rate: float
    batch_size: int
    l1: float
    l2: float
    dtype: Key
    seed: int
    validate_every: int
    stop_epoch: int
    schedule: Key = "constant"
    schedule_parameters: Pairs = {}
    clip_norm: float = 0.0
    clip_value: float = 0.0
    patience: int = 0
    minimum_change: float = 0.0
    restore_best: bool = True
    gradient_tolerance: float = 0.0
    loss_weights: Pairs = {}
    output_losses: Annotated[list[OutputLossForm], Field(max_length=200)] = []


class ColumnForm(Strict):
    """One column: numbers (null where missing) or texts."""

    name: Name
    numbers: list[float | None] | None = None
    texts: list[str] | None = None


class TableForm(Strict):
    """An imported table."""

    name: Name
    encoding: Key
    delimiter: Annotated[str, Field(max_length=5)]
    has_header: bool
    decimal: Annotated[str, Field(max_length=1)]
    columns: Annotated[list[ColumnForm], Field(max_length=MOST_COLUMNS)]


class DocumentForm(Strict):
    """The whole."""

    format: Literal["nnstudio document"]
    version: Literal[1, 2, 3, 4, 5, 6, 7]
    title: Name
    network: NetworkForm
    data: DataForm
    training: TrainingForm
    template: Name = ""
    table: TableForm | None = None


class FragmentForm(Strict):
    """Copied layers, or a kept block with its name."""

    format: Literal["nnstudio layers"]
    version: Literal[1]
    name: Name
    network: NetworkForm
