"""A network of bumps as a project of its own (F10): its curve becomes the data, its weights those of step 0."""

from __future__ import annotations

import numpy as np

from nnstudio.data.settings import TABLE, DataSettings, TaskChoice
from nnstudio.data.table import Column, ImportedTable
from nnstudio.document.edits import AddLayer, apply
from nnstudio.document.model import Document, TrainingSettings
from nnstudio.document.size import PITCH
from nnstudio.inspection.functions.bumps import POINTS, Weights, X
from nnstudio.inspection.functions.sampled import Numbers
from nnstudio.store import Project
from nnstudio.text import msg, tr
from nnstudio.training.headless import make_problem


def project_of(kind: str, weights: Weights, curve: Numbers, rate: float, title: str) -> Project:
    """Return the 1-H-1 network of neurons of a ``kind`` with these weights, and ``curve`` ``(POINTS,)`` as its data.

    It learns as :func:`approximation.learn` does: by Adam with α = ``rate``, with all samples in each update.
    """
    document = _drawn(kind, weights.units, _begun(curve, rate, title))
    hidden, last = document.network.of_kind("dense")
    problem = make_problem(document)
    for node, name, values in (
        (hidden, "weight", weights.into[None, :]),
        (hidden, "bias", weights.bias),
        (last, "weight", weights.out[:, None]),
        (last, "bias", np.array([weights.last])),
    ):
        problem.program.set_parameter(node.id, name, values)
    return Project(document, problem.run.save_state())


def _begun(curve: Numbers, rate: float, title: str) -> Document:
    """Return the data and how they are learned: as they are, all of them, in one batch."""
    table = ImportedTable(title, (Column("x", X), Column("y", curve)))
    data = DataSettings(TABLE, validation=0.0, test=0.0, shuffle=False, task=TaskChoice.REGRESSION)
    training = TrainingSettings("mse", learning_rate=rate, batch_size=POINTS, dtype="float64")
    return Document(data=data, training=training, title=title, table=table)


def _drawn(kind: str, units: int, document: Document) -> Document:
    layers = (
        ("input", "", ()),
        ("dense", tr(msg("Hidden {number}", number=1)), (("activation", kind), ("units", units))),
        ("dense", tr("Output layer"), (("activation", "identity"), ("units", 1))),
        ("output", "", ()),
    )
    before = ""
    for place, (layer, title, values) in enumerate(layers):
        made = document.network.next_node
        document = apply(document, AddLayer(layer, place * PITCH, 0.0, values, connect_from=before, title=title))
        before = made
    return document
