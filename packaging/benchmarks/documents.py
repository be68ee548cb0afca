"""The workloads whose layers stand in a row as documents that the window opens: W1 to W10."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from workloads import WORKLOADS, Part, Workload, data

from nnstudio.data.settings import DataSettings, TaskChoice
from nnstudio.data.table import Column, ImportedTable
from nnstudio.document import AddLayer, Document, TrainingSettings, apply

LOSSES = {"mse": "mse", "ce": "cross_entropy"}


def document(workload_id: str) -> Document:
    """Return a workload's document: its own data set where it has two inputs, else a table of its samples."""
    workload = next(entry for entry in WORKLOADS if entry.id == workload_id)
    training = replace(
        TrainingSettings(),
        loss=LOSSES[workload.loss],
        optimizer=workload.optimizer,
        learning_rate=workload.learning_rate,
        batch_size=workload.batch,
    )
    if workload.shape == (2,):
        made = Document(data=DataSettings(dataset="circles"), training=training)
    else:
        settings = DataSettings(dataset="table", target="class", task=TaskChoice.CLASSIFICATION)
        made = Document(data=settings, training=training, table=_table(workload))
    return _with_layers(made, workload)


def _with_layers(made: Document, workload: Workload) -> Document:
    made = apply(made, AddLayer("input", 0.0, 0.0))
    parts = workload.parts
    if len(workload.shape) > 1:
        # A table's rows are flat.
        parts = (Part("reshape", {"shape": "×".join(map(str, workload.shape))}), *parts)
    for number, part in enumerate(parts, start=1):
        parameters = tuple(sorted(part.values.items()))
        before = made.network.nodes[-1].id
        made = apply(made, AddLayer(part.kind, number * 200.0, 0.0, parameters, connect_from=before))
    end = 200.0 * (len(parts) + 1)
    return apply(made, AddLayer("output", end, 0.0, connect_from=made.network.nodes[-1].id))


def _table(workload: Workload) -> ImportedTable:
    # A fifth each is kept for validation and test, so that the training set has the workload's number of samples.
    x, y = data(replace(workload, samples=workload.samples * 5 // 3))
    names = tuple(f"class {number}" for number in np.asarray(y).argmax(axis=1))
    columns = [Column(f"x{number}", values) for number, values in enumerate(x.reshape(len(x), -1).T)]
    return ImportedTable(workload.id, (*columns, Column("class", texts=names)))
